"""What is in the house at a moment, out of an event log of a house: CSV, or OCEL 2.0 as JSON.

The log is replayed up to the moment. A row is a visit of an order to an activity: since when it was
queued, when it began and ended. An order is where its last visit is that has not ended by then, or
waits for the next stage (of those that the log has) after the one that has; who has been handed
over has left.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from simulator.experiments.state.cut import Rows
from simulator.mistakes import InputError
from simulator.reading.csv_files import separator, text_of
from simulator.reading.mistakes import MisreadingError, one_of
from simulator.stages import ACTIVITIES, STATIONS, TO_THE_DOCK

NEEDED = ("order", "activity", "ended_at")
KNOWN = ("payment", "inventory", "fraud_review", *TO_THE_DOCK, "shipping")
"""Activities of a log that say where an order of the house is."""
OUT = ("transit", "delivery", "tracking", "returns", "inspection")
"""Those of an order that has left it."""


@dataclass(frozen=True)
class LogRow:
    """A visit; moments are None where they are not told."""

    order: str
    activity: str
    queued: datetime | None
    began: datetime | None
    ended: datetime | None
    crew: str
    place: str  # in the file


def rows_of(path: Path) -> list[LogRow]:
    """The visits of a log. Raises InputError for what cannot be read."""
    return _ocel(path) if path.suffix.lower() in (".json", ".jsonocel") else _csv(path)


def _csv(path: Path) -> list[LogRow]:
    try:
        text = text_of(path)
        rows = list(csv.reader(io.StringIO(text), delimiter=separator(text, path)))
    except (MisreadingError, csv.Error) as problem:
        raise InputError(f"{path}: {problem}") from None
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    missing = [name for name in NEEDED if name not in header]
    if missing:
        said = f"{path}:1: there is no column {one_of(missing)}"
        raise InputError(f"{said}; write order, activity, queued_at, began_at, ended_at, done_by")
    found = []
    for line, cells in enumerate(rows[1:], 2):
        cell = {name: cells[k].strip() for k, name in enumerate(header) if k < len(cells)}
        if any(cell.values()):
            found.append(_row(cell, f"{path}:{line}"))
    return found


def _row(cell: Mapping[str, str], place: str) -> LogRow:
    activity = cell.get("activity", "")
    if activity not in (*KNOWN, *OUT):  # told with its count, whatever its moments are
        return LogRow(cell.get("order", ""), activity, None, None, None, "", place)
    return LogRow(
        cell.get("order", ""),
        cell["activity"],
        _moment(cell.get("queued_at", ""), place, "queued_at"),
        _moment(cell.get("began_at", ""), place, "began_at"),
        _moment(cell.get("ended_at", ""), place, "ended_at"),
        cell.get("done_by", "").removeprefix("(machine)"),
        place,
    )


def _moment(text: str, place: str, column: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text.replace("Z", "")).replace(tzinfo=None)
    except ValueError:
        said = f"{place}: {column}: {text!r} is not a date and time"
        raise InputError(f"{said}; write one such as 2026-03-12 14:05:00") from None


def _ocel(path: Path) -> list[LogRow]:
    """Events of OCEL 2.0: their time is the end, queued_at and began_at are attributes."""
    try:
        log = json.loads(path.read_text("utf-8"))
        kinds = {each["id"]: each["type"] for each in log["objects"]}
        events = log["events"]
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{path}: is not an OCEL 2.0 log in JSON; write one, or a CSV") from None
    found = []
    for event in events:
        told = {each["name"]: str(each["value"]) for each in event.get("attributes", ())}
        related = [each["objectId"] for each in event.get("relationships", ())]
        crews = [name.partition(":")[2] for name in related if kinds.get(name) == "crew"]
        for name in related:
            if kinds.get(name) == "order":
                cell = {
                    "order": name.removeprefix("order:"),
                    "activity": str(event.get("type", "")),
                    "queued_at": told.get("queued_at", ""),
                    "began_at": told.get("began_at", ""),
                    "ended_at": event.get("time", ""),
                    "done_by": crews[0] if crews else "",
                }
                found.append(_row(cell, f"{path}: {event.get('id', 'an event')}"))
    return found


def state_of(rows: Iterable[LogRow], at: datetime) -> tuple[Rows, dict[str, int]]:
    """The orders in the house at a moment, and how many of the log are not in it, by why."""
    by_order: dict[str, list[LogRow]] = {}
    found, others = [], Counter[str]()
    for row in rows:
        if row.activity in (*KNOWN, *OUT):
            by_order.setdefault(row.order, []).append(row)
        elif row.activity not in ACTIVITIES:
            others[f"rows of {row.activity!r}, which is not an activity of ours"] += 1
    has = {row.activity for visits in by_order.values() for row in visits}
    for order, visits in by_order.items():
        come = [row for row in visits if (moment := _came(row)) is not None and moment <= at]
        if not come:
            others["come later"] += 1
            continue
        state = _where(order, come, at, has)
        if state is None:
            others["have left"] += 1
        else:
            found.append(state)
    return found, dict(others)


def _place_of(row: LogRow) -> int:
    """How far along the way an activity is."""
    return KNOWN.index(row.activity) if row.activity in KNOWN else len(KNOWN)


def _came(row: LogRow) -> datetime | None:
    return row.queued or row.began or row.ended


def _where(
    order: str, visits: list[LogRow], at: datetime, has: Collection[str]
) -> dict[str, Any] | None:
    """Its row of orders.csv; None if it has left."""
    last = max(visits, key=lambda row: (_came(row) or at, _place_of(row)))
    if last.activity in OUT:
        return None
    placed = min(came for row in visits if (came := _came(row)) is not None)
    open_ = [row for row in visits if row.ended is None or row.ended > at]
    here = max((row for row in open_ if row.activity in KNOWN), key=_place_of, default=None)
    if here is None:  # what comes next is not in the log yet
        if last.activity == "shipping":
            return None
        stage = _next_of(last.activity, has)
        return {"order": order, "stage": stage, "since": last.ended, "placed": placed}
    begun = here.began if here.began is not None and here.began <= at else None
    works = here.activity in STATIONS and begun is not None
    return {
        "order": order,
        "stage": here.activity,
        "since": _came(here),
        "placed": placed,
        "begun": begun if works else None,
        "crew": here.crew if works else "",
    }


def _next_of(activity: str, has: Collection[str]) -> str:
    """The stage of the floor after an activity, of those that a log has, or the dock."""
    floor = (*TO_THE_DOCK, "shipping")
    after = floor[floor.index(activity) + 1 :] if activity in TO_THE_DOCK else floor
    return next((stage for stage in after if stage in has), "shipping")
