"""A trace's file, the window of it that counts, and where its moments come to lie."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np

from simulator.intake.order_file import OrderFile, read_orders
from simulator.intake.reading import reading_of
from simulator.reading.mistakes import mistake_at
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.section import Trace
from simulator.units import DAY, milliseconds_between
from simulator.workload.draws import Flags, Integers

_EPOCH = datetime(1970, 1, 1)


def order_file(scenario: Scenario, trace: Trace) -> OrderFile:
    """The orders of the trace's file, read once a process. Raises ScenarioError."""
    declines = scenario.payment is not None
    zone, currency = scenario.clock.time_zone, scenario.currency
    return read_orders(trace.file, reading_of(trace, zone, declines, currency))


def day_of(when: date) -> int:
    """Days since 1970."""
    return (when - _EPOCH.date()).days


def ms_of(moment: datetime) -> int:
    """Milliseconds since 1970 of a time of the clock on the wall."""
    return milliseconds_between(_EPOCH, moment)


def window_of(trace: Trace, file: OrderFile) -> Flags:
    """The orders of the file that are in the trace's window."""
    if trace.window is None:
        return np.ones(len(file.placed), dtype=np.bool_)
    first, last = day_of(trace.window.from_), day_of(trace.window.to)
    inside: Flags = (file.wall >= first * DAY) & (file.wall < (last + 1) * DAY)
    return inside


def shift_of(trace: Trace, file: OrderFile, in_window: Flags) -> int:
    """What is added to the trace's dates and times: whole days, unless `shift_to` has a time.

    Then the first order of the window is placed at that moment.
    """
    if trace.shift_to is None:
        return 0
    to = ms_of(trace.shift_to)
    if to % DAY == 0:
        first_day = day_of(trace.window.from_) if trace.window else int(file.wall[0]) // DAY
        return to - first_day * DAY
    if trace.resample is not None:
        wrong = f"whole days are drawn, and {trace.shift_to:%H:%M} is not the beginning of one"
        remedy = f"write shift_to: {trace.shift_to:%Y-%m-%d}"
        raise mistake_at(str(trace.file), None, "demand.trace.shift_to", f"{wrong}; {remedy}")
    return to - int(file.wall[np.argmax(in_window)])


def since_start(scenario: Scenario, instant: Integers) -> Integers:
    """Instants since 1970 as milliseconds since the simulated time starts."""
    return instant - ms_of(scenario.clock.began)


def by_wall(scenario: Scenario, wall: Integers) -> Integers:
    """Times of the clock on the wall since 1970 as milliseconds since the simulated time starts."""
    dates = scenario.clock.calendar
    return dates.instant(wall - day_of(dates.start) * DAY)


def moved_to(scenario: Scenario, file: OrderFile, row: Integers, moved: Integers) -> Integers:
    """When orders come whose times are moved; what stays where it is comes at its own instant."""
    there = since_start(scenario, file.placed[row])
    return np.where(moved == 0, there, by_wall(scenario, file.wall[row] + moved))


def date_of(moment: int) -> str:
    """The date of milliseconds since 1970."""
    return (_EPOCH + timedelta(milliseconds=moment)).date().isoformat()
