"""What to do about a figure that is missed: what it hangs on, and what to give for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from simulator.fitting.by_what import hangs_on, waits_for_pick_ups
from simulator.fitting.fitted import Fitted
from simulator.fitting.history import date_of
from simulator.fitting.house import How
from simulator.fitting.outcomes import Outcomes, whole_weeks
from simulator.fitting.proof import Row
from simulator.reporting.moments import day_text
from simulator.units import WEEK

OF_TRANSIT = ("transit", "lead_p50", "lead_p90", "late")
"""Measures that hang on transit."""
MADE_OF = ("handling", "transit")
"""Of which the time to the door is made, and with it whether a promise is kept."""
BEHIND = ("lead_p50", "lead_p90", "late")


def why(train: Fitted, how: How) -> dict[str, str]:
    """By measure what to do where what was fitted to the first part misses it, as far as known."""
    split = hangs_on(train)
    reasons = dict.fromkeys(OF_TRANSIT, split)
    reasons["transit"] = split or _other_split(train, how.transit_by)
    reasons["handling"] = waits_for_pick_ups(train, how.has_floor)
    return reasons


def _other_split(train: Fitted, transit_by: str) -> str:
    """What transit might be split by besides."""
    if transit_by != "auto":
        return "another split may tell more: --transit-by auto compares all of them"
    known = train.history
    columns = {"service": known.service, "origin_region": known.origin,
               "dest_region": known.region, "promised_at": known.promised}  # fmt: skip
    missing = [f"--columns {name}=THEIRS" for name, told in columns.items() if told is None]
    tried = "every split that its columns tell was compared"
    if missing:
        return f"{tried}: name one that is missing, if there is one ({', '.join(missing)})"
    return (
        f"{tried}: carriers were as fast as this only then (weekly medians in fit.html); fit again "
        "with these weeks, or leave older ones out (--since)"
    )


def closed_then(every: Fitted, train: Fitted, window: tuple[int, int]) -> str:
    """The days of the part held out on which nothing left, though nobody had said so before."""
    days = [day for day in every.closed
            if day not in train.holidays and window[0] <= _moment(day) < window[1]]  # fmt: skip
    if not days:
        return ""
    named, listed = ", ".join(map(day_text, days)), ",".join(f"{day}" for day in days)
    what = "a working day" if len(days) == 1 else "working days"
    return f"nothing left on {named}, {what} as far as was known: add to --holidays {listed}"


def _moment(day: date) -> int:
    return int(np.datetime64(day, "ms").astype(np.int64))


def worst_week(predicted: Outcomes, true: Outcomes, window: tuple[int, int]) -> str:
    """The week whose hand-overs are farthest off; empty without a whole week."""
    weeks = whole_weeks(*window)
    there = true.weekly(window[0], weeks) if weeks else np.zeros(1)
    if not there.all():
        return ""
    apart = predicted.weekly(window[0], weeks) / there - 1
    worst = int(np.abs(apart).argmax())
    begins, share = date_of(window[0] + worst * WEEK), 100 * apart[worst]
    more = "more" if share > 0 else "fewer"
    return (
        f"the week from {day_text(begins)} is farthest off, {abs(share):.0f} % {more} than left: "
        "where the house, or who brings it goods, was closed or short of people, say the days "
        "(--holidays, as US,2026-11-27)"
    )


def behind(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows; those that are made of others say which of these is missed, or that none is."""
    missed = [row.measure.name for row in rows
              if row.measure.name in MADE_OF and row.verdict == "missed"]  # fmt: skip
    first = " and ".join(missed)
    told = f"look at {first} first, which {'are' if len(missed) > 1 else 'is'} missed too"
    if not missed:
        told = "handling and transit are within their limits, and their errors add up: count on it"
    return tuple(
        replace(row, hangs_on=told) if row.measure.name in BEHIND and not row.hangs_on else row
        for row in rows
    )


def orders_to_come(rows: tuple[Row, ...], train: Fitted) -> Iterator[str]:
    """Where sampled orders miss the weeks by more than the last weeks do.

    The proof runs on the real orders: how many come is another question, and no row of it.
    """
    for row in rows:
        if row.measure.name == "weekly" and row.sampled > max(row.measure.limit, row.naive):
            grown = train.arrivals.growth != 1
            flat = "; at the level of the last weeks: --set demand.growth=none" if grown else ""
            yield (
                "How many orders come is predicted worse than by the last four weeks: hand-overs "
                f"of a week are {row.sampled:.1f} % off with sampled orders, {row.naive:.1f} % as "
                f"in those weeks. Where you know more of what comes, write demand.forecast{flat}."
            )
