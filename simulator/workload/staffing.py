"""Heads present over time, by crew: shifts and constant crews, less drawn absences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.calendars import Calendar, HeadCount, OpenDays, Stint, head_count
from simulator.scenario.crews import Crew, Shift
from simulator.scenario.scenario import Scenario
from simulator.units import DAY
from simulator.workload.draws import Draw, Integers


def present(scenario: Scenario, dates: Calendar, draw: Draw) -> dict[str, HeadCount]:
    """Heads by crew over the horizon.

    Each person has a stream for absences from each shift, so that one more head, or another
    shift, leaves everybody else's absences as they are. Constant heads miss whole days.
    """
    horizon = scenario.clock.horizon
    return {
        name: head_count(_stints(name, crew, scenario, dates, draw), horizon)
        for name, crew in scenario.crews.items()
    }


def _stints(
    name: str, crew: Crew, scenario: Scenario, dates: Calendar, draw: Draw
) -> Iterator[Stint]:
    horizon = scenario.clock.horizon
    last = (horizon + dates.offset) // DAY
    if crew.heads is not None:
        if crew.absence == 0:
            yield Stint(0, horizon, crew.heads)
            return
        absent = _absent(name, "", crew.heads, crew.absence, last, draw)
        for day in range(last + 1):
            begin = day * DAY - dates.offset
            yield Stint(begin, begin + DAY, crew.heads, int(absent[day + 1]))
        return
    for title, shift in scenario.shifts.items():
        if name in shift.heads:
            heads = shift.heads[name]
            absent = _absent(name, title, heads, crew.absence, last, draw)
            yield from _shift(shift, heads, absent, dates, last)


def _shift(
    shift: Shift, heads: int, absent: Integers, dates: Calendar, last: int
) -> Iterator[Stint]:
    """The stints of a shift, from the one that begins the day before the start."""
    opens, closes = shift.hours
    open_days = OpenDays(dates, frozenset(shift.days), shift.on_holidays)
    for day in open_days.between(-1, last).tolist():
        midnight = day * DAY - dates.offset
        breaks = tuple((midnight + at, midnight + at + length) for at, length in _breaks(shift))
        yield Stint(
            midnight + opens,
            midnight + closes,
            heads,
            int(absent[day + 1]),
            breaks,
            shift.paid_breaks,
        )


def _breaks(shift: Shift) -> Iterator[tuple[int, int]]:
    """Begin after midnight of the shift's first day, and length; past midnight where it must be."""
    for one in shift.breaks:
        yield one.at + (DAY if one.at < shift.hours[0] else 0), one.for_


def _absent(crew: str, shift: str, heads: int, absence: float, last: int, draw: Draw) -> Integers:
    """Absent heads of the shift that begins on each day; index 0 is the day before day 0."""
    missing = np.zeros(last + 2, dtype=np.int64)
    if absence > 0:
        for head in range(heads):
            missing += draw(f"absence.{crew}.{shift}.{head}", last + 2) < absence
    return missing
