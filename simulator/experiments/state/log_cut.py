"""What is in the house at a moment, out of the visits of an event log of a house.

The log is replayed up to the moment. A row is a visit of an order to an activity: since when it was
queued, when it began and ended. An order is where its last visit is that has not ended by then, or
waits for the next stage (of those that the log has) after the one that has; who has been handed
over has left.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from simulator.experiments.state.cut import Rows
from simulator.experiments.state.log_rows import KNOWN, OUT, LogRow
from simulator.intake.state_files import likely_stage
from simulator.mistakes import InputError
from simulator.stages import ACTIVITIES, STATIONS, TO_THE_DOCK


def require_ours(path: Path, rows: Iterable[LogRow]) -> None:
    """Some activity of a log is one of ours: InputError with those that it has."""
    counts = Counter(row.activity for row in rows)
    if not counts:
        raise InputError(f"{path}: has no rows; write one a visit of an order to an activity")
    if not any(name in (*KNOWN, *OUT) for name in counts):
        told = ", ".join(f"{name!r} ({count:,} rows)" for name, count in counts.most_common(8))
        more = f" and {len(counts) - 8} others" if len(counts) > 8 else ""
        guess = next(((n, s) for n in counts if (s := likely_stage(n, KNOWN))), None)
        word, stage = guess or (next(iter(counts)), "picking")
        remedy = f"--activities {shlex.quote(f'{word}={stage}')}"
        wrong = f"{path}: none of its activities is one of ours: {told}{more}"
        raise InputError(f"{wrong}; say what each means: {remedy}")


def state_of(rows: Iterable[LogRow], at: datetime) -> tuple[Rows, dict[str, int]]:
    """The orders in the house at a moment, and how many of the log are not in it, by why."""
    by_order: dict[str, list[LogRow]] = {}
    standing, others = [], Counter[str]()
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
            standing.append(state)
    return standing, dict(others)


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
