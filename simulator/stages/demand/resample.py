"""The days or weeks of a trace drawn anew, so that replications differ in demand too.

A bootstrap of whole calendar days, each from those of its weekday, or of whole weeks from Monday to
Sunday, with replacement (Efron 1979; of weeks: Carlstein 1986, blocks that do not overlap). A day
keeps its orders and their times; days next to each other no longer belong together, which weeks do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from simulator.calendars import Calendar
from simulator.reading.mistakes import ScenarioError, mistake_at
from simulator.reading.times import DAYS
from simulator.stages.demand.section import Trace
from simulator.workload.draws import Draws, Integers, within

FEWEST = 2
"""Days of a weekday, or weeks, to draw from: of one alone every draw would be the same."""
_EPOCH = date(1970, 1, 1)
_THURSDAY = 3
"""The weekday of that date."""
_WEEK = 7


@dataclass(frozen=True)
class Pool:
    """The days of a trace that may be drawn: the first and the last, since 1970.

    They are dates once shifted (`shift_to`), since a day plays the weekday that it has then.
    """

    first: int
    last: int

    def begin(self, weekday: Integers) -> Integers:
        """The first day of each of these weekdays."""
        return self.first + (weekday - weekday_of(self.first)) % _WEEK

    def count(self, weekday: Integers) -> Integers:
        """How many days there are of each of these weekdays."""
        weeks: Integers = np.maximum((self.last - self.begin(weekday)) // _WEEK + 1, 0)
        return weeks

    @property
    def weeks(self) -> int:
        """Whole weeks from Monday to Sunday."""
        monday = int(self.begin(np.zeros(1, dtype=np.int64))[0])
        return max((self.last - _WEEK + 1 - monday) // _WEEK + 1, 0)

    def __str__(self) -> str:
        return " to ".join(f"{_EPOCH + timedelta(days=day)}" for day in (self.first, self.last))


def weekday_of(day: int) -> int:
    """0 (Monday) to 6, of a day since 1970."""
    return (day + _THURSDAY) % _WEEK


def drawn_days(trace: Trace, pool: Pool, dates: Calendar, days: Integers, draws: Draws) -> Integers:
    """For each day number of the simulated time the day of the pool, since 1970, that it has.

    What a date has hangs on the date alone. Raises ScenarioError where there are too few to draw
    from.
    """
    weekday = dates.weekday(days)
    if trace.resample == "weeks":
        _require_weeks(trace, pool, weekday)
        u = draws.dates("demand.trace_resample", dates, days - weekday).uniforms()
        monday = pool.begin(np.zeros(len(days), dtype=np.int64))
        return monday + _WEEK * np.floor(u * pool.weeks).astype(np.int64) + weekday
    _require_days(trace, pool, weekday)
    u = draws.dates("demand.trace_resample", dates, days).uniforms()
    return pool.begin(weekday) + _WEEK * np.floor(u * pool.count(weekday)).astype(np.int64)


def orders_of_days(order_day: Integers, day: Integers) -> tuple[Integers, Integers]:
    """Of orders sorted by day: the rows of each of these days, one day after the other.

    And for each of these rows which of the days it is for.
    """
    first, last = (np.searchsorted(order_day, day, side=side) for side in ("left", "right"))
    which, place = within((last - first).astype(np.int64))
    return first[which] + place, which


def candidates(trace: Trace, pool: Pool, weekday: int) -> Integers:
    """The days of the pool, since 1970, of which a day of that weekday gets one."""
    of = np.full(1, weekday)
    if trace.resample == "weeks":
        monday = int(pool.begin(np.zeros(1, dtype=np.int64))[0])
        return monday + _WEEK * np.arange(pool.weeks) + weekday
    return int(pool.begin(of)[0]) + _WEEK * np.arange(int(pool.count(of)[0]))


def _require_days(trace: Trace, pool: Pool, weekday: Integers) -> None:
    counts = pool.count(weekday)
    if (counts < FEWEST).any():
        few = int(np.argmin(counts))
        name = DAYS[int(weekday[few])]
        has = f"only one {name}" if counts[few] else f"no {name}"
        raise _too_few(
            trace, pool, f"a day is drawn among those of its weekday, and there is {has}"
        )


def _require_weeks(trace: Trace, pool: Pool, weekday: Integers) -> None:
    if pool.weeks < FEWEST:
        has = "only one" if pool.weeks else "none"
        wrong = f"whole weeks from Monday to Sunday are drawn, and there is {has}"
        days = (pool.count(weekday) >= FEWEST).all()
        raise _too_few(trace, pool, wrong, "days" if days else "none")


def _too_few(trace: Trace, pool: Pool, said: str, instead: str = "none") -> ScenarioError:
    remedy = f"write resample: {instead}, or take a trace of two whole weeks or more"
    where = f"{said} in the trace or its window ({pool})"
    return mistake_at(str(trace.file), None, "demand.trace.resample", f"{where}; {remedy}")
