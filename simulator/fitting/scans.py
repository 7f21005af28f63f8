"""Scans: what a WMS, a carrier or a process log says happened to an order, when and by whom."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.fitting.history import Integers
from simulator.fitting.process_logs import ocel_cells, xes_cells
from simulator.intake.moments import moments
from simulator.reading.csv_files import separator, text_of
from simulator.reading.mistakes import MisreadingError, Mistake, Place, ScenarioError

CELLS: Mapping[str, tuple[str, ...]] = {
    "order": ("order_id", "case", "case_id", "case:concept:name", "order number", "shipment_order"),
    "tote": ("tote_id", "container", "lpn"),
    "activity": ("concept:name", "checkpoint", "event", "operation"),
    "detail": (),
    "queued": ("queued_at",),
    "began": ("began_at", "start", "started_at", "start_timestamp", "start_time"),
    "ended": ("ended_at", "end", "completed_at", "time:timestamp", "timestamp", "time", "at",
              "scanned_at", "occurred_at", "end_time"),
    "person": ("done_by", "user", "operator", "employee", "org:resource", "resource"),
    "step": ("lifecycle:transition", "lifecycle"),
    "replication": (),
    "parcel": (),
    "visit": (),
}  # fmt: skip
"""Columns of a file of scans: our name, and others that stand for it."""
MEANS: Mapping[str, str] = {
    **dict.fromkeys(("inventory", "placed", "order placed", "created"), "placed"),
    **dict.fromkeys(("payment", "paid", "payment approved", "approved"), "payment"),
    **dict.fromkeys(("confirmed", "order confirmed", "confirmation", "confirmation bounced"),
                    "confirmed"),
    **dict.fromkeys(("picking", "pick", "picked"), "picking"),
    **dict.fromkeys(("packing", "pack", "packed"), "packing"),
    **dict.fromkeys(("labeling", "label", "labeled", "labelled", "labelling"), "labeling"),
    **dict.fromkeys(
        ("shipping", "ship", "shipped", "hand-over", "handover", "handed over", "collected",
         "picked up by carrier", "accepted by carrier"), "shipping"),
    **dict.fromkeys(("inspection", "inspected"), "inspection"),
    **dict.fromkeys(("delivered",), "delivered"),
    **dict.fromkeys(("delivery", "transit"), "arrival"),
    **dict.fromkeys(("returned", "returns"), "returned"),
    **dict.fromkeys(("canceled", "cancelled", "cancellation"), "canceled"),
}  # fmt: skip
"""What a word of an activity means."""
TOLD_BY_DETAIL = ("tracking", "notification")
"""Activities of our own log whose detail says what happened."""
STAGES = ("picking", "packing", "labeling", "inspection")


@dataclass(frozen=True, eq=False)
class Scans:
    """(n,) What happened to which order, by file and row; moments as in `History`.

    `activity` is a word of `MEANS`; `ended` is that of one stamp too. `person` is empty where it is
    not told. `left_out` counts rows by reason; `notes` say what was read how.
    """

    order: tuple[str, ...]
    activity: tuple[str, ...]
    queued: Integers
    began: Integers
    ended: Integers
    person: tuple[str, ...]
    left_out: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]

    @property
    def n(self) -> int:
        """Rows."""
        return len(self.order)


_OFFSET = re.compile(r"(?<=:\d\d)(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)$")
Row = tuple[int, dict[str, str]]
"""Its line in the file, and its cells by our name."""


def is_log(path: Path) -> bool:
    """Whether a file has events, and not orders."""
    if _suffix(path) in (".xes", ".json", ".jsonocel"):
        return True
    try:
        text = text_of(path)
    except MisreadingError:
        return False
    header = next(csv.reader(io.StringIO(text), delimiter=separator(text, path)), [])
    return "activity" in _named(header)


def read_scans(
    paths: Iterable[Path], columns: Mapping[str, str] | None = None, zone: str | None = None
) -> Scans:
    """The scans of some files, one behind the other.

    `columns` is a file's own header by our name (`CELLS`). Raises ScenarioError with the mistakes
    of all files.
    """
    mistakes: list[Mistake] = []
    rows: list[dict[str, str]] = []
    stamps: dict[str, list[Integers]] = {"queued": [], "began": [], "ended": []}
    out: Counter[str] = Counter()
    notes: list[str] = []
    for path in paths:
        of_file = list(_rows(path, dict(columns or {}), mistakes))
        if _suffix(path) == ".xes":
            of_file = list(_joined_steps(of_file))
        kept = list(_known(of_file, out, path.name))
        for name, stamp in stamps.items():
            words = [cells.get(name, "") for _, cells in kept]
            if zone is None:
                words = [_OFFSET.sub(r"\1", word) for word in words]
            told = moments(words, None, zone)
            for wrong in np.flatnonzero(told.wrong).tolist()[:3]:
                problem = f"{words[wrong]!r} is not a date and time"
                remedy = "write one such as 2026-03-12 14:05:00"
                place = Place(str(path), kept[wrong][0])
                mistakes.append(Mistake(place, name, f"{problem}; {remedy}"))
            stamp.append(told.wall)
        rows += [cells for _, cells in kept]
        notes.append(f"{path.name}: {len(kept):,} of {len(of_file):,} rows say what happened.")
        if zone is None and any(_OFFSET.search(cells.get("ended", "")) for _, cells in kept):
            notes.append(
                f"{path.name}: moments are read by the clock on the wall, without their offsets; "
                "--time-zone ZONE counts these."
            )
    if mistakes:
        raise ScenarioError(mistakes)
    queued, began, ended = (np.concatenate(stamp) for stamp in stamps.values())
    names = _orders(rows, out)
    kept_rows = np.array([bool(name) for name in names], dtype=np.bool_)
    at = np.flatnonzero(kept_rows).tolist()
    return Scans(
        tuple(names[k] for k in at),
        tuple(rows[k]["activity"] for k in at),
        queued[kept_rows],
        began[kept_rows],
        ended[kept_rows],
        tuple(rows[k].get("person", "").removeprefix("(machine)") for k in at),
        tuple(sorted(out.items())),
        tuple(notes),
    )


def _suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    return (
        suffixes[-2] if suffixes[-1:] == [".gz"] and len(suffixes) > 1 else "".join(suffixes[-1:])
    )


def _named(header: Iterable[str]) -> dict[str, int]:
    """The number of the column of each cell."""
    at = {cell.strip().casefold(): k for k, cell in reversed(list(enumerate(header)))}
    words = {name: (name, *others) for name, others in CELLS.items()}
    firsts = {name: [at[each] for each in like if each in at] for name, like in words.items()}
    return {name: numbers[0] for name, numbers in firsts.items() if numbers}


def _rows(path: Path, columns: dict[str, str], mistakes: list[Mistake]) -> Iterator[Row]:
    suffix = _suffix(path)
    try:
        if suffix == ".xes":
            yield from xes_cells(path)
            return
        if suffix in (".json", ".jsonocel"):
            yield from ocel_cells(path)
            return
        text = text_of(path)
        table = list(csv.reader(io.StringIO(text), delimiter=separator(text, path)))
    except (MisreadingError, csv.Error) as problem:
        mistakes.append(Mistake(Place(str(path)), "", str(problem)))
        return
    header = table[0] if table else []
    named = _named(header)
    for ours, theirs in columns.items():
        if ours in CELLS and theirs in header:
            named[ours] = header.index(theirs)
    missing = [name for name in ("activity", "ended") if name not in named]
    if "order" not in named and "tote" not in named:
        missing.insert(0, "order")
    for name in missing:
        remedy = f"write a column {name}, or --columns {name}= and its header"
        mistakes.append(Mistake(Place(str(path), 1), name, f"this column is missing; {remedy}"))
    if missing:
        return
    for line, cells in enumerate(table[1:], 2):
        if any(cells):
            yield line, {n: cells[k].strip() for n, k in named.items() if k < len(cells)}


def _joined_steps(rows: Iterable[Row]) -> Iterator[Row]:
    """Of an activity's start and its completion one row (XES, lifecycle extension)."""
    open_: dict[tuple[str, str], list[dict[str, str]]] = {}
    for line, cells in rows:
        key, step = (cells.get("order", ""), cells.get("activity", "")), cells.get("step", "")
        if step.casefold() in ("schedule", "assign"):
            open_.setdefault(key, []).append({"queued": cells.get("ended", "")})
        elif step.casefold() == "start":
            waiting = open_.get(key, [])
            queued = waiting.pop()["queued"] if waiting and "queued" in waiting[-1] else ""
            begun = {"began": cells.get("ended", "")} | ({"queued": queued} if queued else {})
            open_.setdefault(key, []).append(begun)
        else:
            begun = open_[key].pop(0) if open_.get(key) else {}
            yield line, cells | begun


def _known(rows: Iterable[Row], out: Counter[str], file: str) -> Iterator[Row]:
    """Rows whose activity means something, in our words."""
    replications = set()
    for line, cells in rows:
        word = cells.get("activity", "").casefold().replace("_", " ")
        if word in TOLD_BY_DETAIL and cells.get("detail"):
            detail = cells["detail"].casefold().replace("_", " ")
            word = detail if word == "tracking" or detail in MEANS else word
        meaning = MEANS.get(word)
        replications.add(cells.get("replication", ""))
        if meaning is None:
            out[f"scans of '{word}'" if word else "scans without an activity"] += 1
        elif not cells.get("ended") and not cells.get("began") and not cells.get("queued"):
            out["scans without a moment"] += 1
        elif _is_sent_again(cells, meaning):
            out["hand-overs of parcels that were sent again"] += 1
        elif cells.get("replication", "") != min(replications):
            out[f"scans of a further replication in {file}"] += 1
        else:
            yield line, cells | {"activity": meaning}


def _is_sent_again(cells: Mapping[str, str], meaning: str) -> bool:
    """Whether our own log says that a parcel was handed over before, so that this is a claim's."""
    visit = cells.get("visit", "")
    told = "parcel" in cells and visit.isdecimal()
    return meaning == "shipping" and told and int(visit) > 1


def _orders(rows: list[dict[str, str]], out: Counter[str]) -> list[str]:
    """The order of each row, by its tote where only that is told; empty for none."""
    of_tote: dict[str, set[str]] = {}
    for cells in rows:
        if cells.get("tote") and cells.get("order"):
            of_tote.setdefault(cells["tote"], set()).add(cells["order"])
    by_order = []
    for cells in rows:
        order = cells.get("order", "")
        if not order and cells.get("tote"):
            orders = of_tote.get(cells["tote"], set())
            order = next(iter(orders)) if len(orders) == 1 else ""
            if not order:
                sentence = "several orders" if orders else "no order"
                out[f"scans of a tote of {sentence}"] += 1
        elif not order:
            out["scans without an order"] += 1
        by_order.append(order)
    return by_order
