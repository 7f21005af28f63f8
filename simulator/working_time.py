"""Working time: how much of it there is between two moments, and when so much of it has passed.

What is known of a house only by when it got an order and when that left is a lag; nights, Sundays
and holidays are not part of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.calendars import Calendar, OpenDays
from simulator.units import DAY, NEVER

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class WorkingTime:
    """The same hours of some weekdays, in milliseconds after midnight; the end may be tomorrow.

    `from_` and `until` are moments of the calendar between which it is known; what would end later
    than that has no end.
    """

    calendar: Calendar
    weekdays: tuple[int, ...]
    hours: tuple[int, int]
    from_: int
    until: int
    on_holidays: bool = False

    @cached_property
    def _stretches(self) -> tuple[Integers, Integers, Integers]:
        """(days,) Begin and end of each stretch of work, and the work before it."""
        opens, closes = self.hours
        first, last = (int(self.calendar.day(np.array(one))) for one in (self.from_, self.until))
        open_days = OpenDays(self.calendar, frozenset(self.weekdays), self.on_holidays)
        days = open_days.between(first - 1, last)
        begin = self.calendar.moment(days, opens)
        end = self.calendar.moment(days + closes // DAY, closes % DAY)
        if len(days) > 1:
            end[:-1] = np.minimum(end[:-1], begin[1:])
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(end - begin)])
        return begin, end, before

    def worked(self, moment: Integers) -> Integers:
        """Working time from the beginning of what is known to each moment."""
        begin, end, before = self._stretches
        at = np.searchsorted(begin, moment, side="right") - 1
        if not len(begin):
            return np.zeros_like(moment)
        inside = np.minimum(moment, end[at]) - begin[at]
        return np.where(at < 0, 0, before[at] + inside)

    def between(self, begin: Integers, end: Integers) -> Integers:
        """Working time from each moment to another."""
        return self.worked(end) - self.worked(begin)

    def after(self, moment: Integers, lag: Integers) -> Integers:
        """The first moment at which so much working time has passed, NEVER beyond what is known."""
        begin, _, before = self._stretches
        total = self.worked(moment) + lag
        at = np.searchsorted(before, total, side="left") - 1
        known = total <= before[-1]
        at = np.clip(at, 0, max(len(begin) - 1, 0))
        if not len(begin):
            return np.where(lag > 0, NEVER, moment)
        ended = np.where(known, begin[at] + total - before[at], NEVER)
        return np.where(lag > 0, ended, moment)

    @cached_property
    def _listed(self) -> tuple[list[int], list[int], list[int]]:
        begin, end, before = self._stretches
        return begin.tolist(), end.tolist(), before.tolist()

    def end_of(self, moment: int, lag: int) -> int:
        """`after` for one moment, in a tenth of its time."""
        begin, end, before = self._listed
        if lag <= 0 or not begin:
            return moment if lag <= 0 else NEVER
        at = bisect_right(begin, moment) - 1
        total = lag if at < 0 else before[at] + min(moment, end[at]) - begin[at] + lag
        if total > before[-1]:
            return NEVER
        at = bisect_left(before, total) - 1
        return begin[at] + total - before[at]
