"""A history from an order file: its orders by time, what is left out and why, what was noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from simulator.experiments.order_files import looked_at
from simulator.fitting.far import without_far
from simulator.fitting.history import Flags, History, Integers, Unshipped, Words, date_of
from simulator.fitting.joined import orders_of, with_scans
from simulator.fitting.remedies import as_options
from simulator.fitting.run_orders import is_run_orders, orders_of_run
from simulator.fitting.scans import CELLS, Scans, is_log, read_scans
from simulator.intake.look import Look, look
from simulator.intake.moments import moments
from simulator.intake.what_ships import NUMBER, SAID
from simulator.mistakes import InputError
from simulator.reading.mistakes import Mistake, Place, ScenarioError, did_you_mean
from simulator.reading.sheet_paths import on_disk
from simulator.stages.demand.order_file import COLUMNS, HAPPENED
from simulator.units import DAY, NEVER

MOMENTS = ("paid_at", "picked_at", "packed_at", "labeled_at", "handed_over_at", "delivered_at",
           "returned_at")  # fmt: skip
NEVER_SHIPPED = 0.998
"""Orders that have waited for longer than this share of all others are not sent any more."""


@dataclass(frozen=True)
class Read:
    """The history of a file, with sentences on what was done with its rows.

    `scans` are those of the further files, or of the log that the history is; None without any.
    """

    history: History
    looked: Look
    notes: tuple[str, ...]
    scans: Scans | None = None


def read_history(
    file: str | Path | Sequence[str | Path],
    columns: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    time_zone: str | None = None,
) -> Read:
    """The history of an order file, and of scans of its orders, or of an event log alone.

    The first file has the orders (or is a log: CSV with activities, XES, OCEL 2.0), further ones
    have scans. `columns` is the files' own header by what it is (`COLUMNS`, `HAPPENED`, `CELLS`),
    `settings` other keys of `demand.trace`. Raises ScenarioError with every mistake of a file.
    """
    first, *others = [Path(each) for each in ([file] if isinstance(file, str | Path) else file)]
    gone = [path for path in (first, *others) if not on_disk(path).is_file()]
    if gone:
        told = "there is no such file; write the path of one that exists"
        raise ScenarioError(Mistake(Place(str(path)), "", told) for path in gone)
    given = dict(columns or {})
    of_orders = {name: header for name, header in given.items()
                 if name not in CELLS or name in (*COLUMNS, *HAPPENED)}  # fmt: skip
    log, of_run = is_log(first), is_run_orders(first)
    if (log or of_run) and (settings or {}).get("format", "auto") != "auto":
        wrong = f"--layout: {first.name} is {'an event log' if log else 'a table of a run'}"
        raise InputError(f"{wrong}, which has none; leave it out")
    if not log:
        read = (
            _of_run(first, dict(settings or {}), time_zone)
            if of_run
            else _of_orders(first, of_orders, dict(settings or {}), time_zone)
        )
        if others:
            scans = read_scans(others, given, time_zone)
            history, notes = with_scans(read.history, scans)
            read = replace(read, history=history, notes=(*read.notes, *notes), scans=scans)
        return _without_never_shipped(read)
    scans = read_scans([first, *others], given, time_zone)
    read = _of_log(scans, first, dict(settings or {}))
    notes = [f"{count:,} {reason} are left out." for reason, count in scans.left_out]
    named = replace(read.history, name=first.name)
    read = replace(read, history=named, notes=(*scans.notes, *notes, *read.notes), scans=scans)
    return _without_never_shipped(read)


def _of_log(scans: Scans, log: Path, settings: dict[str, Any]) -> Read:
    """The orders of a log; what is wrong with them is said of the log, which the user knows."""
    if not scans.n:
        reasons = "; ".join(f"{count:,} {reason}" for reason, count in scans.left_out)
        wrong = f"none of its events belongs to an order{f' ({reasons})' if reasons else ''}"
        remedy = f"{wrong}; write the order of each event, and an activity such as picking"
        raise ScenarioError([Mistake(Place(str(log)), "", remedy)])
    with TemporaryDirectory(prefix="log-") as folder:
        orders = orders_of(scans, log, Path(folder) / "orders.csv")
        read = _in_place_of(log, orders, settings, None)
    history = read.history
    some = bool((history.lines > 1).any() or (history.units > 1).any())
    return replace(read, history=replace(history, lines_told=some))


def _of_run(table: Path, settings: dict[str, Any], zone: str | None) -> Read:
    """The orders of a run's own table."""
    with TemporaryDirectory(prefix="run-") as folder:
        orders = Path(folder) / "orders.csv"
        notes = orders_of_run(table, orders)
        read = _in_place_of(table, orders, settings, zone)
        named = replace(read.history, name=table.name)
        return replace(read, history=named, notes=(*notes, *read.notes))


def _in_place_of(file: Path, orders: Path, settings: dict[str, Any], zone: str | None) -> Read:
    """Orders that were written for a file, which is the one that its mistakes name."""
    try:
        return _of_orders(orders, {}, settings, zone)
    except ScenarioError as error:
        mistakes = [
            replace(each, place=Place(str(file)), path="")
            if each.place.file == str(orders)
            else each
            for each in error.mistakes
        ]
        raise ScenarioError(dict.fromkeys(mistakes)) from None


def _of_orders(
    file: Path, columns: dict[str, str], settings: dict[str, Any], zone: str | None
) -> Read:
    try:
        seen = _looked(file, columns, settings, zone)
        mistakes = list(seen.seen.all_mistakes(bad_rows=not seen.reading.leave_out_bad))
        moments = _moments_of(seen, mistakes)
        if mistakes:
            raise ScenarioError(mistakes)
    except ScenarioError as error:
        raise as_options(error) from None
    if not len(seen.by_time):
        wrong = "no order of the file ships; a history needs some that did"
        raise ScenarioError([Mistake(Place(str(file)), "", wrong)])
    history, far = without_far(_history(seen, moments))
    return Read(history, seen, (*_by_the_clock(seen), *far, *_out_of_order(history)))


def _looked(
    path: Path, columns: dict[str, str], settings: dict[str, Any], zone: str | None
) -> Look:
    wrong = [name for name in columns if name not in (*COLUMNS, *HAPPENED)]
    if wrong:
        raise ScenarioError(
            Mistake(
                Place("--columns"),
                name,
                f"is not a column of a history; {did_you_mean(name, [*COLUMNS, *HAPPENED])}",
            )
            for name in wrong
        )
    own = {name: header for name, header in columns.items() if name in COLUMNS}
    first = looked_at(path, settings | ({"columns": own} if own else {}), time_zone=zone)
    mapped = tuple(columns.items())
    return look(first.path, replace(first.reading, columns=mapped, happened=True))


def _moments_of(seen: Look, mistakes: list[Mistake]) -> dict[str, Integers]:
    """(by time,) Wall moments of each column that tells one; notes those that cannot be read."""
    cells, reading = seen.seen.cells, seen.reading
    by_name = {}
    for name in (*MOMENTS, "canceled_at"):
        if not cells.has(name):
            continue
        column = cells.columns[name]
        told = moments(column.words, reading.time_format, reading.time_zone)
        codes = cells.first(name)
        codes = codes if name == "canceled_at" else codes[seen.by_time]  # of those that never ship
        wrong = np.append(told.wrong, False)[codes]
        if wrong.any():
            word = column.words[int(codes[np.argmax(wrong)])]
            problem = f"{int(wrong.sum()):,} cells are not moments, such as {word!r}"
            remedy = "write them as placed_at is written, or leave them empty"
            mistakes.append(Mistake(Place(str(seen.path)), column.header, f"{problem}; {remedy}"))
        if name in MOMENTS:
            by_name[name] = np.append(told.wall, NEVER)[codes]
    if "handed_over_at" not in by_name and cells.has("fulfilled_at"):
        column = cells.columns["fulfilled_at"]
        told = moments(column.words, reading.time_format, reading.time_zone)
        by_name["handed_over_at"] = np.append(told.wall, NEVER)[
            cells.first("fulfilled_at")[seen.by_time]
        ]
    return by_name


def _by_the_clock(seen: Look) -> list[str]:
    """What was made of local times that a clock shows twice, or never."""
    twice = skipped = 0
    cells, reading = seen.seen.cells, seen.reading
    for name in ("placed_at", *MOMENTS, "fulfilled_at"):
        if cells.has(name):
            told = moments(cells.columns[name].words, reading.time_format, reading.time_zone)
            codes = cells.first(name)[seen.by_time]
            twice += int(np.append(told.twice, False)[codes].sum())
            skipped += int(np.append(told.skipped, False)[codes].sum())
    notes = []
    if twice:
        notes.append(f"{twice:,} times of day are in an hour that the clock shows twice: the first "
                    "counts; an offset such as +02:00 tells them apart.")  # fmt: skip
    if skipped:
        notes.append(f"{skipped:,} times of day are in an hour that the clock leaves out: an hour "
                    "later counts.")  # fmt: skip
    return notes


def since(read: Read, first: int) -> Read:
    """Only the orders that were placed from a moment on."""
    history = read.history
    kept = history.placed_from(first, history.end)
    sentence = f"{history.n - kept.n:,} orders placed before {date_of(first)} count for nothing."
    return replace(read, history=kept, notes=(*read.notes, sentence))


def _history(seen: Look, moments: dict[str, Integers]) -> History:
    rows, by_time = seen.seen, seen.by_time
    rank = np.full(rows.cells.orders, -1, dtype=np.int64)
    rank[by_time] = np.arange(len(by_time))
    inside = rank[seen.lines.order] >= 0
    of = rank[seen.lines.order][inside]
    wall = rows.wall[by_time]
    last = max(int(wall.max()), *(int(each.max()) for each in (*moments.values(), wall)))
    return History(
        name=seen.path.name,
        order_id=tuple(rows.names(by_time)),
        placed=wall,
        paid=moments.get("paid_at"),
        handed_over=moments.get("handed_over_at"),
        delivered=moments.get("delivered_at"),
        promised=_promised(seen),
        returned=moments.get("returned_at"),
        lines=np.bincount(of, minlength=len(by_time)),
        units=np.bincount(of, seen.lines.units[inside], minlength=len(by_time)).astype(np.int64),
        method=_words(seen, "payment_method"),
        service=_words(seen, "service"),
        region=_words(seen, "dest_region"),
        origin=_words(seen, "origin_region"),
        begin=int(wall.min()) // DAY * DAY,
        end=last + 1,
        unshipped=_unshipped(seen),
        left_out=_left_out(seen),
    )


def _unshipped(seen: Look) -> Unshipped:
    """The orders that were placed, and never paid or canceled."""
    rows, cells = seen.seen, seen.seen.cells
    reason = rows.verdicts.reason
    gone = np.isin(reason, (NUMBER["unpaid"], NUMBER["canceled"])) & (rows.wall != NEVER)
    orders = np.flatnonzero(gone)
    orders = orders[np.argsort(rows.wall[orders], kind="stable")]

    def moment(name: str) -> Integers:
        if not cells.has(name):
            return np.full(len(orders), NEVER, dtype=np.int64)
        told = moments(cells.columns[name].words, seen.reading.time_format, seen.reading.time_zone)
        instants: Integers = np.append(told.wall, NEVER)[cells.first(name)[orders]]
        return instants

    paid = moment("paid_at")
    never_paid = cells.has("paid_at") & (paid == NEVER)
    return Unshipped(
        placed=rows.wall[orders],
        paid=paid,
        canceled=moment("canceled_at"),
        refused=(reason[orders] == NUMBER["unpaid"]) | never_paid,
        method=_words(seen, "payment_method", orders),
    )


def _promised(seen: Look) -> Integers | None:
    """Wall moments until which each promise lasts."""
    cells = seen.seen.cells
    if not cells.has("promised_at"):
        return None
    told, codes = seen.seen.moments["promised_at"], cells.first("promised_at")[seen.by_time]
    wall, days = np.append(told.wall, NEVER)[codes], np.append(told.dates, False)[codes]
    at_midnight = wall % DAY == 0
    if at_midnight[wall != NEVER].all():
        days = wall != NEVER
    return np.where(days, (wall // DAY + 1) * DAY, wall)


def _words(seen: Look, name: str, orders: Integers | None = None) -> Words | None:
    """The words of a column by the alphabet, so that the order of rows changes nothing.

    Those of some orders, none given: of those that ship.
    """
    cells = seen.seen.cells
    if not cells.has(name):
        return None
    words = cells.columns[name].words
    by_name = sorted(range(len(words)), key=lambda k: words[k])
    rank = np.full(len(words) + 1, -1, dtype=np.int64)
    rank[by_name] = np.arange(len(words))
    codes = rank[cells.first(name)[seen.by_time if orders is None else orders]]
    if "" in words:  # the first by the alphabet
        return Words(np.maximum(codes - 1, -1), tuple(words[k] for k in by_name[1:]))
    return Words(codes, tuple(words[k] for k in by_name))


def _left_out(seen: Look) -> tuple[tuple[str, int], ...]:
    """Orders that are not part of the history, by reason."""
    return tuple((SAID[reason], count) for reason, count in seen.counts.orders_out if count)


def _out_of_order(history: History) -> list[str]:
    """What happened before it could; such a lag counts as none, such a transit not at all."""
    sentences = []
    paid, handed, delivered = history.paid, history.handed_over, history.delivered

    def early(then: Integers | None, first: Integers | None) -> int:
        if then is None or first is None:
            return 0
        wrong: Flags = (then != NEVER) & (first != NEVER) & (then < first)
        return int(wrong.sum())

    for count, what in (
        (early(paid, history.placed), "paid before they were placed, which counts as at once"),
        (early(handed, paid), "handed over before they were paid, which counts as at once"),
        (early(delivered, handed), "delivered before they were handed over: no transit is read"),
    ):
        if count:
            sentences.append(f"{count:,} orders were {what}.")
    return sentences


def _without_never_shipped(read: Read) -> Read:
    """Leave out what was not handed over although nearly all others were in that time."""
    history = read.history
    if history.handed_over is None:
        return read
    gone = history.handed_over != NEVER
    if not gone.any():
        return read
    took = (history.handed_over - history.placed)[gone]
    waited = history.end - history.placed
    never = ~gone & (waited > max(np.quantile(took, NEVER_SHIPPED), 30 * DAY))
    if not never.any():
        return read
    out = (*history.left_out, ("never handed over", int(never.sum())))
    return replace(read, history=replace(history.only(~never), left_out=out))
