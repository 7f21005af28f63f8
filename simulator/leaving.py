"""When what was worked on leaves: a lag in working days whose end is at hours of its own.

Orders are taken in by day, and most of what is done leaves in the evening: which orders go on which
day, and at which hour they go, are two facts, which change for different reasons.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.time_zones import NEVER_PUT
from simulator.units import DAY, HOUR, NEVER
from simulator.working_time import WorkingTime

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Leaving:
    """Working time by which a lag begins, and (24,) weights of the hours at which it ends.

    Of a lag that ends when some part of its last working day is over, the end is when this part of
    the weights is. Every working day counts as much as one of `time.hours`, which are of one day.
    """

    time: WorkingTime
    leaves: tuple[float, ...]

    @property
    def _day(self) -> int:
        """Milliseconds that a working day counts."""
        return self.time.hours[1] - self.time.hours[0]

    @cached_property
    def _midnights(self) -> tuple[Integers, Integers]:
        """(days,) Midnight before each working day; (days + 1,) working time before it."""
        calendar, days = self.time.calendar, self.time.days
        edges = np.append(calendar.moment(days), self.time.until + 2 * DAY)
        return edges[:-1], self.time.worked(edges)

    @cached_property
    def _gone(self) -> Floats:
        """(25,) The part of a day's weights before each hour."""
        return np.concatenate([[0.0], np.cumsum(self.leaves)]) / sum(self.leaves)

    @cached_property
    def _listed(self) -> tuple[list[int], list[int], list[float], list[int]]:
        midnights, before = self._midnights
        return midnights.tolist(), before.tolist(), self._gone.tolist(), self.time.days.tolist()

    def end_of(self, moment: int, lag: int) -> int:
        """When a lag from a moment ends, NEVER beyond what is known; none ends at once."""
        midnights, before, gone, days = self._listed
        if lag <= 0 or not days:
            return moment if lag <= 0 else NEVER
        at = max(bisect_right(midnights, moment) - 1, 0)
        part = (self.time.worked_by(moment) - before[at]) / max(before[at + 1] - before[at], 1)
        begun = at * self._day + round(min(max(part, 0.0), 1.0) * self._day)
        day, over = divmod(begun + lag, self._day)
        if day >= len(days):
            return NEVER
        hour = bisect_right(gone, over / self._day) - 1
        inside = (over / self._day - gone[hour]) / (gone[hour + 1] - gone[hour])
        time_of_day = round((hour + inside) * HOUR)
        calendar = self.time.calendar
        if calendar.clock is NEVER_PUT:
            return max(midnights[day] + time_of_day, moment)
        return max(int(calendar.moment(np.array(days[day]), time_of_day)), moment)

    def begun(self, moment: Integers) -> Integers:
        """Working days before each moment, in milliseconds of work, as a lag begins."""
        midnights, before = self._midnights
        day: Integers = np.maximum(np.searchsorted(midnights, moment, side="right") - 1, 0)
        part = (self.time.worked(moment) - before[day]) / np.maximum(np.diff(before)[day], 1)
        work: Integers = np.rint(np.clip(part, 0, 1) * self._day).astype(np.int64)
        return day * self._day + work

    def ended(self, moment: Integers) -> Integers:
        """The same of what leaves at each moment."""
        midnights, _ = self._midnights
        calendar = self.time.calendar
        day: Integers = np.maximum(np.searchsorted(midnights, moment, side="right") - 1, 0)
        is_open = calendar.day(moment) == self.time.days[day]
        hour = np.where(is_open, calendar.time_of_day(moment) / HOUR, 24.0)
        part = np.interp(hour, np.arange(25.0), self._gone)
        work: Integers = np.rint(part * self._day).astype(np.int64)
        return day * self._day + work

    def between(self, begin: Integers, end: Integers) -> Integers:
        """The lag from each moment to another, none where that left before."""
        lag: Integers = np.maximum(self.ended(end) - self.begun(begin), 0)
        return lag
