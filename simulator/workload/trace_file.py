"""Reading a CSV of real orders, in our interchange columns or as Shopify exports them.

Times keep the wall clock that the file writes; an offset such as -0500 only tells the zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simulator.scenario.csv_files import MOST_COLUMNS
from simulator.scenario.mistakes import ScenarioError, did_you_mean, mistake_at, one_of
from simulator.streams import Words, digests
from simulator.units import NEVER
from simulator.workload.draws import Integers
from simulator.workload.lines import starts
from simulator.workload.trace_cells import Cells, header_of, normal, price, quantity, read_table

Format = Literal["auto", "orders", "shopify"]

_ORDERS = {name: name for name in (
    "order_id", "placed_at", "sku", "quantity", "line_no", "paid_at", "promised_at", "service",
    "dest_region", "unit_price",
)}  # fmt: skip
_SHOPIFY = {
    "order_id": "name",
    "placed_at": "created_at",
    "sku": "lineitem_sku",
    "title": "lineitem_name",
    "quantity": "lineitem_quantity",
    "unit_price": "lineitem_price",
    "paid_at": "paid_at",
    "service": "shipping_method",
    "dest_region": "shipping_country",
    "province": "shipping_province",
}


@dataclass(frozen=True)
class TraceFile:
    """All orders of a file, sorted by (placed, order of the file); lines sorted within an order.

    Moments are milliseconds since 1970 by the file's wall clock, NEVER where a cell is empty;
    a column that the file lacks is None. `line_value` is cents, 0 unless `priced`.
    """

    order_id: tuple[str, ...]
    digest: Words  # of each order's id
    placed: Integers
    paid: Integers | None
    promised: Integers | None
    service: tuple[str, ...] | None
    region: tuple[tuple[str, ...], ...]  # each a column that may name the region
    line_start: Integers
    line_sku: Integers
    line_units: Integers
    line_value: Integers
    sku: tuple[str, ...]
    priced: bool


def read_trace(path: Path, layout: Format, class_column: str) -> TraceFile:
    """The orders of a file, read once a process. Raises ScenarioError with file and line."""
    try:
        modified = path.stat().st_mtime_ns
    except OSError as problem:
        raise mistake_at(str(path), None, "demand.trace.file", f"{problem}; check it") from None
    return _read(str(path), modified, layout, class_column)


@lru_cache(maxsize=2)
def _read(path: str, modified: int, layout: Format, class_column: str) -> TraceFile:
    _columns(path, header_of(path), layout, class_column)  # before all of a wrong file is read
    table = read_table(path)
    columns = _columns(path, list(table.columns), layout, class_column)
    cells = Cells(path, table, columns)
    if columns["order_id"] == _SHOPIFY["order_id"]:
        cells = cells.where(cells.text("quantity") != "")
    if len(cells) == 0:
        raise mistake_at(path, 2, "demand.trace.file", "no order at all; write a row a line")
    cells.all_filled("order_id")
    order, ids = cells.codes("order_id")
    cells.no_line_twice(order)
    placed = _placed(cells, order, len(ids))
    by_time = np.argsort(placed, kind="stable")
    line_start, lines = _lines(cells, order, by_time)

    def moments(name: str) -> Integers | None:
        found = cells.moments(name) if cells.has(name) else None
        return None if found is None else _first(order, found, len(ids))[by_time]

    def words(name: str) -> tuple[str, ...]:
        return tuple(_first_words(order, cells.text(name), len(ids))[by_time])

    return TraceFile(
        order_id=tuple(ids[k] for k in by_time.tolist()),
        digest=digests(ids)[by_time],
        placed=placed[by_time],
        paid=moments("paid_at"),
        promised=moments("promised_at"),
        service=words("service") if cells.has("service") else None,
        region=tuple(words(name) for name in ("dest_region", "province") if cells.has(name)),
        line_start=line_start,
        **lines,
    )


def _placed(cells: Cells, order: Integers, n: int) -> Integers:
    """(n,) When each order was placed, by its first row that tells."""
    placed = _first(order, cells.moments("placed_at"), n)
    missing = np.flatnonzero(placed == NEVER)
    if len(missing):
        row = int(np.flatnonzero(order == missing[0])[0])
        raise cells.mistake(row, "placed_at", "is empty; write when the order was placed")
    return placed


def _lines(cells: Cells, order: Integers, by_time: Integers) -> tuple[Integers, dict[str, Any]]:
    """The lines of the orders in `by_time`; rows of an order with the same SKU are one line.

    SKUs are in order of their names, lines in that of their SKUs: no order numbers another's.
    """
    code, sku = _by_name(*cells.codes("sku", "title" if cells.has("title") else None))
    quantities = cells.parsed("quantity", quantity)
    priced = cells.has("unit_price")
    worth = quantities * cells.parsed("unit_price", price) if priced else np.zeros(len(order))
    rank = np.empty(len(by_time), dtype=np.int64)
    rank[by_time] = np.arange(len(by_time))
    key, which = np.unique(rank[order] * len(sku) + code, return_inverse=True)
    return starts(np.bincount(key // len(sku), minlength=len(by_time))), {
        "line_sku": key % len(sku),
        "line_units": np.bincount(which, quantities).astype(np.int64),
        "line_value": np.rint(np.bincount(which, worth)).astype(np.int64),
        "sku": sku,
        "priced": priced,
    }


def _by_name(codes: Integers, words: tuple[str, ...]) -> tuple[Integers, tuple[str, ...]]:
    """The same with the words in alphabetical order."""
    sequence = sorted(range(len(words)), key=words.__getitem__)
    place = np.empty(len(words), dtype=np.int64)
    place[sequence] = np.arange(len(words))
    return place[codes], tuple(words[k] for k in sequence)


def _columns(path: str, header: list[str], layout: Format, class_column: str) -> dict[str, str]:
    """Header name by our name of each column that is there; ScenarioError for a missing one."""
    if len(header) > MOST_COLUMNS:
        said = f"there are {len(header):,} columns; write at most {MOST_COLUMNS:,}"
        raise mistake_at(path, 1, "demand.trace.file", said)
    shopify = layout == "shopify" or (layout == "auto" and "lineitem_quantity" in header)
    names = dict(_SHOPIFY if shopify else _ORDERS)
    needed = ["order_id", "placed_at", "quantity", "sku"]
    if shopify and names["sku"] not in header:
        names["sku"] = names["title"]
    if class_column != "service":
        names["service"] = normal(class_column)
        needed.append("service")
    missing = [names[name] for name in needed if names[name] not in header]
    if missing:
        raise ScenarioError(
            mistake
            for name in missing
            for mistake in mistake_at(
                path, 1, name, f"this column is missing; {_remedy(name, header)}"
            ).mistakes
        )
    found = {ours: theirs for ours, theirs in names.items() if theirs in header}
    twice = next((name for name in found.values() if header.count(name) > 1), None)
    if twice is not None:
        raise mistake_at(path, 1, twice, "this column is there twice; keep one of the two")
    return found


def _remedy(name: str, header: list[str]) -> str:
    meant = did_you_mean(name, header)
    return meant if meant.startswith("did") else f"the file has {one_of(header)}"


def _first(order: Integers, moments: Integers, n: int) -> Integers:
    """(n,) The first moment that any row of the order tells."""
    told = np.flatnonzero(moments != NEVER)
    orders, at = np.unique(order[told], return_index=True)
    values = np.full(n, NEVER, dtype=np.int64)
    values[orders] = moments[told[at]]
    return values


def _first_words(order: Integers, text: Any, n: int) -> npt.NDArray[np.object_]:
    """(n,) The first text that any row of the order has, '' if none."""
    told = np.flatnonzero(text != "")
    orders, at = np.unique(order[told], return_index=True)
    words = np.full(n, "", dtype=object)
    words[orders] = [str(word).strip() for word in text[told[at]]]
    return words
