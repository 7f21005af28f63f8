"""Dates, weekdays, working days, shifts and pick-ups as whole milliseconds since the start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from simulator.units import DAY, HOUR

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class HeadCount:
    """Heads of one crew over time: `heads[k]` from `time[k]` until `time[k + 1]`; time[0] = 0.

    `heads` are present and not on a break; `on_break` pause (paid or not as `paid` tells);
    `absent` are scheduled and missing; `paid` is the number of heads paid then.
    """

    time: npt.NDArray[np.int64]
    heads: npt.NDArray[np.int64]
    on_break: npt.NDArray[np.int64]
    absent: npt.NDArray[np.int64]
    paid: npt.NDArray[np.int64]


class Clock(Protocol):
    """What the calendar needs of `clock`; days count from the date of `start`, which is day 0."""

    @property
    def start(self) -> datetime:
        """First simulated moment."""

    @property
    def holidays(self) -> tuple[date, ...] | str:
        """Dates or a country code."""

    @property
    def horizon(self) -> int:
        """Last simulated moment."""


def day_of(moment: Integers, clock: Clock) -> Integers:
    """Day numbers of moments."""
    return (moment + _offset(clock)) // DAY


def time_of_day(moment: Integers, clock: Clock) -> Integers:
    """Milliseconds since midnight."""
    return (moment + _offset(clock)) % DAY


def start_of_day(day: Integers, clock: Clock) -> Integers:
    """Midnight at which the days begin."""
    return day * DAY - _offset(clock)


def weekday_of(day: Integers, clock: Clock) -> Integers:
    """0 (Monday) to 6, of day numbers."""
    return (day + clock.start.weekday()) % 7


def hour_of_week(moment: Integers, clock: Clock) -> Integers:
    """0 (Monday 0 h) to 167."""
    day = day_of(moment, clock)
    return weekday_of(day, clock) * 24 + (moment + _offset(clock) - day * DAY) // HOUR


def day_number(when: date, clock: Clock) -> int:
    """Day number of a date, negative before the start."""
    return (when - clock.start.date()).days


def open_days(
    first: int, last: int, weekdays: Iterable[int], clock: Clock, on_holidays: bool = False
) -> Integers:
    """The days from `first` to `last` (included) on these weekdays and on no holiday."""
    days = np.arange(first, last + 1, dtype=np.int64)
    is_open = np.isin(weekday_of(days, clock), list(weekdays))
    if not on_holidays:
        is_open &= ~np.isin(days, holiday_days(clock))
    return days[is_open]


def nth_open_day(
    day: Integers, n: Integers | int, weekdays: Iterable[int], clock: Clock
) -> Integers:
    """The `n`-th open day after each day; for n = 0 the first that is not before it.

    No horizon limits it. Raises ValueError where no weekday is open.
    """
    days = np.asarray(day, dtype=np.int64)
    open_ = frozenset(weekdays)
    if not open_:
        raise ValueError("no weekday is open; name at least one")
    if days.size == 0:
        return days.copy()
    after = np.where(np.asarray(n) == 0, days - 1, days)
    count = np.maximum(n, 1)
    reach = 7 * (int(count.max()) // len(open_) + 2 + len(holiday_days(clock)))
    first, last = int(after.min()) // _BLOCK, (int(after.max()) + reach) // _BLOCK
    table = _open_table(first, last, open_, clock.start, holiday_days(clock))
    found: Integers = table[np.searchsorted(table, after, side="right") + count - 1]
    return found


_BLOCK = 512


@lru_cache(maxsize=64)
def _open_table(
    first: int, last: int, weekdays: frozenset[int], start: datetime, holidays: tuple[int, ...]
) -> Integers:
    days = np.arange(first * _BLOCK, (last + 1) * _BLOCK, dtype=np.int64)
    table = days[np.isin((days + start.weekday()) % 7, list(weekdays))]
    return table[~np.isin(table, holidays)]


def holiday_days(clock: Clock) -> tuple[int, ...]:
    """Day numbers of the holidays; those of a country until three years past the horizon."""
    return _holiday_days(clock.start, clock.holidays, clock.horizon)


@lru_cache(maxsize=64)
def _holiday_days(
    start: datetime, holidays: tuple[date, ...] | str, horizon: int
) -> tuple[int, ...]:
    if isinstance(holidays, str):
        from holidays import country_holidays

        years = range(start.year - 1, start.year + horizon // (365 * DAY) + 4)
        holidays = tuple(country_holidays(holidays, years=years))
    return tuple(sorted({(day - start.date()).days for day in holidays}))


def _offset(clock: Clock) -> int:
    start = clock.start
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    return (start - midnight) // timedelta(milliseconds=1)


def pick_up_times(pick_ups: Mapping[int, Sequence[int]], clock: Clock) -> Integers:
    """Moments in [0, horizon] at which a carrier comes, ascending; never on holidays.

    `pick_ups` has milliseconds since midnight by weekday.
    """
    last = (clock.horizon + _offset(clock)) // DAY
    moments = [
        start_of_day(open_days(0, last, (weekday,), clock), clock) + at
        for weekday, times in pick_ups.items()
        for at in times
    ]
    every = np.unique(np.concatenate([np.empty(0, np.int64), *moments]))
    return every[(every >= 0) & (every <= clock.horizon)]


@dataclass(frozen=True)
class Stint:
    """One shift of one crew on one day: `heads` scheduled from `begin` until `end`."""

    begin: int
    end: int
    heads: int
    absent: int = 0
    breaks: tuple[tuple[int, int], ...] = ()
    paid_breaks: bool = True


def head_count(stints: Iterable[Stint], horizon: int) -> HeadCount:
    """Heads over time of overlapping stints, cut to [0, horizon); absent heads are not paid."""
    steps: list[tuple[int, int, int, int, int]] = [(0, 0, 0, 0, 0)]
    for stint in stints:
        present = stint.heads - stint.absent
        steps += _step(stint.begin, stint.end, present, 0, stint.absent, present)
        unpaid = 0 if stint.paid_breaks else present
        for begin, end in stint.breaks:
            begin, end = max(begin, stint.begin), min(end, stint.end)
            steps += _step(begin, end, -present, present, 0, -unpaid)
    rows = np.array([step for step in steps if step[0] < horizon], dtype=np.int64)
    rows[:, 0] = np.maximum(rows[:, 0], 0)
    moments, place = np.unique(rows[:, 0], return_inverse=True)
    level = np.zeros((len(moments), 4), dtype=np.int64)
    np.add.at(level, place, rows[:, 1:])
    level = level.cumsum(axis=0)
    changes = np.ones(len(moments), dtype=bool)
    changes[1:] = (level[1:] != level[:-1]).any(axis=1)
    heads, on_break, absent, paid = level[changes].T.copy()
    return HeadCount(moments[changes], heads, on_break, absent, paid)


def _step(begin: int, end: int, *change: int) -> list[tuple[int, int, int, int, int]]:
    if end <= begin or end <= 0:
        return []
    heads, on_break, absent, paid = change
    return [(begin, heads, on_break, absent, paid), (end, -heads, -on_break, -absent, -paid)]
