"""Working time: how much of it there is between two moments, and when so much of it has passed.

What is known of a house only by when it got an order and when that left is a lag; nights, Sundays
and holidays are not part of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from simulator.calendars import Calendar, OpenDays
from simulator.units import DAY, HOUR, NEVER

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class WorkingTime:
    """The same hours of some weekdays, in milliseconds after midnight; the end may be tomorrow.

    `pace` are 24 or 168 weights of hours (from Monday 0 h): how fast work goes in each, a working
    day counting its length on average; none: evenly. `from_` and `until` are moments of the
    calendar between which it is known; what would end later than that has no end.
    """

    calendar: Calendar
    weekdays: tuple[int, ...]
    hours: tuple[int, int]
    from_: int
    until: int
    on_holidays: bool = False
    pace: tuple[float, ...] = ()

    @cached_property
    def _stretches(self) -> tuple[Integers, Integers, Integers]:
        """(stretches,) Begin and end of each stretch of work, and the work before it."""
        if self.pace:
            return self._paced[:3]
        opens, closes = self.hours
        days = self.days
        begin = self.calendar.moment(days, opens)
        end = self.calendar.moment(days + closes // DAY, closes % DAY)
        if len(days) > 1:
            end[:-1] = np.minimum(end[:-1], begin[1:])
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(end - begin)])
        return begin, end, before

    @cached_property
    def days(self) -> Integers:
        """The days on which a stretch of work begins."""
        first, last = (int(self.calendar.day(np.array(each))) for each in (self.from_, self.until))
        open_days = OpenDays(self.calendar, frozenset(self.weekdays), self.on_holidays)
        return open_days.between(first - 1, last)

    @cached_property
    def _paced(self) -> tuple[Integers, Integers, Integers, Floats]:
        """The same in stretches of an hour, those without work left out, and the pace of each."""
        opens, closes = self.hours
        inner = range(opens // HOUR * HOUR + HOUR, closes, HOUR)
        edges = np.array([opens, *inner, closes], dtype=np.int64)
        weights = np.asarray(self.pace).reshape(-1, 24)
        days = np.repeat(self.days, len(edges) - 1)
        low, high = (np.tile(part, len(self.days)) for part in (edges[:-1], edges[1:]))
        weekday = self.calendar.weekday(days + low // DAY) % len(weights)
        weight = weights[weekday, low % DAY // HOUR]
        usual = (np.diff(edges) * self._usual(edges)).sum() / (closes - opens)
        begin = self.calendar.moment(days + low // DAY, low % DAY)
        end = self.calendar.moment(days + high // DAY, high % DAY)
        kept = (weight > 0) & (end > begin)
        pace = weight[kept] / usual
        begin, end = begin[kept], end[kept]
        done = np.cumsum((end - begin) * pace)
        return begin, end, np.rint(np.concatenate([np.zeros(1), done])).astype(np.int64), pace

    def _usual(self, edges: Integers) -> Floats:
        """(hours,) Mean weight of each hour of a working day, so that a day counts its length."""
        weights = np.asarray(self.pace).reshape(-1, 24)
        days = np.array(self.weekdays, dtype=np.int64)[:, None] + edges[None, :-1] // DAY
        of_days: Floats = weights[days % 7 % len(weights), edges[None, :-1] % DAY // HOUR]
        mean: Floats = of_days.mean(axis=0)
        return mean

    def worked(self, moment: Integers) -> Integers:
        """Working time from the beginning of what is known to each moment."""
        begin, end, before = self._stretches
        at = np.searchsorted(begin, moment, side="right") - 1
        if not len(begin):
            return np.zeros_like(moment)
        inside = np.minimum(moment, end[at]) - begin[at]
        if self.pace:
            inside = np.floor(inside * self._paced[3][at]).astype(np.int64)
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
        more = total - before[at]
        if self.pace:
            more = np.ceil(more / self._paced[3][at]).astype(np.int64)
        ended = np.where(known, np.maximum(begin[at] + more, moment), NEVER)
        return np.where(lag > 0, ended, moment)

    @cached_property
    def _listed(self) -> tuple[list[int], list[int], list[int], list[float]]:
        begin, end, before = self._stretches
        pace = self._paced[3].tolist() if self.pace else []
        return begin.tolist(), end.tolist(), before.tolist(), pace

    def worked_by(self, moment: int) -> int:
        """`worked` for one moment, in a tenth of its time."""
        begin, end, before, pace = self._listed
        at = bisect_right(begin, moment) - 1
        if at < 0:
            return 0
        inside = min(moment, end[at]) - begin[at]
        return before[at] + (floor(inside * pace[at]) if pace else inside)

    def end_of(self, moment: int, lag: int) -> int:
        """`after` for one moment, in a tenth of its time."""
        begin, _, before, pace = self._listed
        if lag <= 0 or not begin:
            return moment if lag <= 0 else NEVER
        total = self.worked_by(moment) + lag
        if total > before[-1]:
            return NEVER
        at = bisect_left(before, total) - 1
        more = total - before[at]
        return max(begin[at] + (ceil(more / pace[at]) if pace else more), moment)
