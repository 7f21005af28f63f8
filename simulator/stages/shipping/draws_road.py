"""When parcels arrive at the depot of their destination, by the days of their carrier."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simulator.calendars import Calendar, OpenDays
from simulator.units import DAY
from simulator.working_time import WorkingTime
from simulator.workload.draws import Flags, Integers
from simulator.workload.workload import DRIVING_TIME


def arrival(
    dates: Calendar,
    drives: tuple[int, ...],
    handed_over: Integers,
    days: Integers,
    took: Integers,
) -> Integers:
    """(k,) Start of the n-th day on which the carrier drives, or hand-over plus a duration.

    `days` and `took` are as `transit_days` and `transit` in the workload. Of a duration all time
    counts (of one that is TOLD too), or (DRIVING_TIME) that of the days on which the carrier drives
    alone.
    """
    arrived = handed_over + took
    mine = days > 0
    if mine.any():
        open_days = OpenDays(dates, frozenset(drives))
        arrived[mine] = dates.moment(open_days.nth_after(dates.day(handed_over[mine]), days[mine]))
    mine = days == DRIVING_TIME
    if mine.any():
        until = int(handed_over.max()) + _WEEK_AT_MOST * (int(took[mine].max()) // DAY + 1)
        drive = _driving(dates, drives, -(-until // _STEP) * _STEP)
        arrived[mine] = drive.after(handed_over[mine], took[mine])
    return arrived


_WEEK_AT_MOST = 8 * DAY
"""For each day on the road: a carrier may drive on one day of the week, and holidays postpone."""
_STEP = 256 * DAY


@lru_cache(maxsize=64)
def _driving(dates: Calendar, days: tuple[int, ...], until: int) -> WorkingTime:
    """The time of a carrier's days, some holidays longer than anybody looks."""
    return WorkingTime(dates, days, (0, DAY), 0, until + 8 * DAY * len(dates.holidays))


def held_up(
    dates: Calendar,
    drives: tuple[int, ...],
    spans: Integers,
    handed_over: Integers,
    days: Integers,
    arrived: Integers,
) -> Integers:
    """(k,) When they arrive, as nothing of their carrier moves in the (spans, 2) delays.

    Each delay postpones whoever is on the road by the rest of it: by all of its time where transit
    is a duration, else by that of the days on which the carrier drives. Who arrives as it begins
    is there, who is handed over as it ends is not held up.
    """
    later, rows = arrived.copy(), np.arange(len(arrived))
    place = np.searchsorted(spans[:, 1], handed_over, side="right")  # the next that ends later
    while True:
        rows = rows[place[rows] < len(spans)]
        begin, end = spans[place[rows]].T
        on_road = (later[rows] > begin) | (handed_over[rows] >= begin)
        rows, begin, end = rows[on_road], begin[on_road], end[on_road]
        if not len(rows):
            return later
        since, now, day = np.maximum(handed_over[rows], begin), later[rows], days[rows]
        postponed = now + end - since
        by_days = day != 0
        if by_days.any():
            longest = int((end - begin).max()) // DAY
            until = int(np.maximum(now, end).max()) + _WEEK_AT_MOST * (longest + 2)
            drive = _driving(dates, drives, -(-until // _STEP) * _STEP)
            rest = drive.between(since[by_days], end[by_days])
            postponed[by_days] = _driven(drive, now[by_days], rest, day[by_days] > 0)
        later[rows] = postponed
        place[rows] += 1


def _driven(drive: WorkingTime, moment: Integers, rest: Integers, by_day: Flags) -> Integers:
    """So much driving later; of transit in days as driving goes on, in place of as it has ended."""
    ended = drive.after(moment, rest)
    goes_on = drive.after(moment, rest + 1) - 1
    return np.where(by_day & (rest > 0), goes_on, ended)
