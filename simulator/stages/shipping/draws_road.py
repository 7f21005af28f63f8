"""When parcels arrive at the depot of their destination, by the days of their carrier."""

from __future__ import annotations

from functools import lru_cache

from simulator.calendars import Calendar, OpenDays
from simulator.units import DAY
from simulator.working_time import WorkingTime
from simulator.workload.draws import Integers
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
    counts, or (DRIVING_TIME) that of the days on which the carrier drives alone.
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
