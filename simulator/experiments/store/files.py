"""A finished replication as bytes: a line with the checksum, then compressed arrays."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.experiments.running.replication import Replication
from simulator.measure.in_flight import Inside
from simulator.measure.measurement import Measurement
from simulator.measure.open_ends import Ends, OpenEnds
from simulator.measure.signs import as_numbers, from_numbers
from simulator.measure.waits import Behind, Waits, Weight

_MARK = b"fulfillment-simulator replication 1 "


class DamagedError(ValueError):
    """A file of the store that is not what was written."""


def packed(done: Replication, key: str = "") -> bytes:
    """The bytes of a replication, which say of which scenario it is."""
    kpis = done.measurement.kpis
    arrays: dict[str, Any] = {
        "of": np.array(key, dtype=np.str_),
        "number": np.int64(done.number),
        "kpi": np.array([name for name, _ in kpis], dtype=np.str_),
        "scope": np.array([scope for _, scope in kpis], dtype=np.str_),
        "value": np.array(list(kpis.values()), dtype=np.float64),
        "where": np.array([each.where for each in done.in_flight], dtype=np.str_),
        "orders": np.array([each.orders for each in done.in_flight], dtype=np.int64),
        "oldest_hours": np.array([each.oldest_hours for each in done.in_flight], dtype=np.float64),
        "of_window": np.array([each.of_window for each in done.in_flight], dtype=np.int64),
        **_packed_waits(done.measurement.waits),
        **_packed_ends(done.measurement.open_ends),
        "signs": as_numbers(done.signs),
    }
    for name, column in done.measurement.series.items():
        if column.dtype == object:
            words, codes = np.unique(column.astype(np.str_), return_inverse=True)
            arrays[f"words.{name}"] = words
            arrays[f"codes.{name}"] = codes.astype(np.int32)
        else:
            arrays[f"numbers.{name}"] = column
    body = io.BytesIO()
    np.savez_compressed(body, **arrays)
    return _MARK + _checksum(body.getvalue()) + b"\n" + body.getvalue()


def unpacked(content: bytes, key: str = "") -> Replication:
    """The replication of `packed` bytes of this scenario; DamagedError if they are anything else.

    A right checksum says that they are as they were written, not that `packed` wrote them.
    """
    first, _, body = content.partition(b"\n")
    if first != _MARK + _checksum(body):
        raise DamagedError("is damaged: its checksum does not fit its content")
    try:
        with np.load(io.BytesIO(body), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        replication = _replication(arrays)
    except Exception as problem:  # whatever zip, NumPy and the shapes of foreign bytes raise
        wrong = f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
        raise DamagedError(f"is damaged: its content is not a replication ({wrong})") from None
    if str(arrays["of"]) != key:
        raise DamagedError("holds a replication of another scenario than its folder says")
    return replication


_KINDS = {
    "of": "U", "number": "i", "kpi": "U", "scope": "U", "value": "f", "where": "U", "orders": "i",
    "oldest_hours": "f", "of_window": "i", "waits.orders": "i", "waits.behind": "U",
    "waits.left_over": "b", "waits.weight": "f", "ends.of": "U", "ends.value": "f", "signs": "f",
}  # fmt: skip
"""Kind of the values of each array, as NumPy names them."""


def _replication(arrays: Mapping[str, Any]) -> Replication:
    """Raises some error where an array is missing, of another kind, or does not fit the others."""
    for name, kind in _KINDS.items():
        if arrays[name].dtype.kind != kind:
            raise TypeError(f"{name} is {arrays[name].dtype}")
    kpis = zip(arrays["kpi"].tolist(), arrays["scope"].tolist(), strict=True)
    inside = [arrays[name].tolist() for name in ("where", "orders", "oldest_hours", "of_window")]
    return Replication(
        number=int(arrays["number"]),
        measurement=Measurement(
            kpis=dict(zip(kpis, arrays["value"].tolist(), strict=True)),
            series=_series(arrays),
            waits=_unpacked_waits(arrays),
            open_ends=_unpacked_ends(arrays),
        ),
        in_flight=tuple(Inside(*row) for row in zip(*inside, strict=True)),
        signs=from_numbers(arrays["signs"]),
        tables={},
    )


def _series(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the curves, all of one length."""
    series: dict[str, Any] = {}
    for name, values in arrays.items():
        kind, _, column = name.partition(".")
        if kind == "words":
            codes = arrays[f"codes.{column}"]
            if len(codes) and codes.min() < 0:
                raise IndexError(f"{column} has a word before the first")
            series[column] = values.astype(object)[codes]
        elif kind == "numbers":
            if values.dtype.kind not in "fiub":
                raise TypeError(f"{column} is {values.dtype}")
            series[column] = values
    if len({column.shape for column in series.values()}) > 1:
        raise ValueError("its curves have columns of different lengths")
    return series


def _packed_waits(waits: Waits) -> dict[str, Any]:
    behind = waits.behind
    return {
        "waits.orders": np.array([waits.orders, waits.promised, waits.late], dtype=np.int64),
        "waits.behind": np.array(
            [(each.cause, each.place, each.who, each.shift) for each in behind], dtype=np.str_
        ).ravel(),
        "waits.left_over": np.array([each.left_over for each in behind], dtype=np.bool_),
        "waits.weight": np.array(list(behind.values()), dtype=np.float64).ravel(),
    }


def _unpacked_waits(arrays: Mapping[str, Any]) -> Waits:
    left_over = arrays["waits.left_over"].tolist()
    names = arrays["waits.behind"].reshape(len(left_over), 4).tolist()
    weights = arrays["waits.weight"].reshape(len(left_over), 3).tolist()
    orders, promised, late_orders = arrays["waits.orders"].tolist()
    return Waits(
        orders,
        promised,
        late_orders,
        {
            Behind(name[0], name[1], name[2], name[3], left): Weight(hours, late_hours, int(late))
            for name, left, (hours, late_hours, late) in zip(names, left_over, weights, strict=True)
        },
    )


def _packed_ends(open_ends: OpenEnds) -> dict[str, Any]:
    values = [(e.worst, e.best, np.nan if e.until is None else e.until) for e in open_ends.values()]
    return {
        "ends.of": np.array(list(open_ends), dtype=np.str_).ravel(),
        "ends.value": np.array(values, dtype=np.float64).ravel(),
    }


def _unpacked_ends(arrays: Mapping[str, Any]) -> dict[tuple[str, str], Ends]:
    keys, values = (arrays[name].tolist() for name in ("ends.of", "ends.value"))
    rows = zip(values[::3], values[1::3], values[2::3], strict=True)
    return {
        key: Ends(worst, best, None if until != until else int(until))
        for key, (worst, best, until) in zip(
            zip(keys[::2], keys[1::2], strict=True), rows, strict=True
        )
    }


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()
