"""Dates, weekdays, working days, shifts and pick-ups as whole milliseconds since the start."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from holidays import country_holidays

from simulator.time_zones import NEVER_PUT, WallClock, wall_clock
from simulator.units import DAY, HOUR, milliseconds_between

Integers = npt.NDArray[np.int64]

_DAYS = 512
"""Open days are listed for so many days at a time."""


@dataclass(frozen=True)
class Calendar:
    """The civil time of simulated moments: day 0 is the date on which the simulation starts.

    Days are whole numbers, weekdays 0 (Monday) to 6. `offset` is the start's time of day in
    milliseconds; `holidays` are day numbers, ascending. Moments are elapsed time; `clock` is the
    clock on the wall, which shows 0 at the start and in most time zones is put twice a year: a day
    then has 23 or 25 hours.
    """

    start: date
    offset: int
    holidays: tuple[int, ...]
    clock: WallClock = NEVER_PUT

    def day_number(self, when: date) -> int:
        """Day number of a date, negative before the start."""
        return (when - self.start).days

    def wall(self, moment: Integers) -> Integers:
        """What the clock on the wall shows, in milliseconds since midnight of day 0."""
        return self.clock.wall(moment) + self.offset

    def instant(self, wall: Integers) -> Integers:
        """Milliseconds since the start when the clock on the wall first shows this."""
        return self.clock.instant(wall - self.offset)

    def since_start(self, when: datetime, second: bool = False) -> int:
        """Milliseconds from the start to when the clock on the wall first shows this.

        The `second` time where it shows it twice.
        """
        wall = milliseconds_between(datetime.combine(self.start, time()), when)
        put = self.clock.put_at(wall - self.offset) if second else None
        later = max(put[0] - put[1], 0) if put is not None else 0
        return int(self.instant(np.array(wall))) + later

    def is_second(self, moment: int) -> bool:
        """Whether the clock on the wall has shown the same before, and was put back since."""
        return self.since_start(self.shown(moment)) != moment

    def shown(self, moment: int) -> datetime:
        """What the clock on the wall shows so many milliseconds after the start."""
        midnight = datetime.combine(self.start, time())
        return midnight + timedelta(milliseconds=int(self.wall(np.array(moment))))

    def oddity(self, when: datetime) -> str | None:
        """Why the clock on the wall shows this twice or never, and what to write; else None."""
        midnight = datetime.combine(self.start, time())
        put = self.clock.put_at(milliseconds_between(midnight, when) - self.offset)
        if put is None:
            return None
        old, new = (midnight + timedelta(milliseconds=each + self.offset) for each in put)
        if old < new:
            wrong = f"does not exist, as the clock is put from {old:%H:%M} to {new:%H:%M} then"
            return f"{wrong}; write {new:%Y-%m-%d %H:%M}"
        before = new - timedelta(minutes=1)
        wrong = f"comes twice, as the clock is put from {old:%H:%M} to {new:%H:%M} then"
        return f"{wrong}; write {before:%Y-%m-%d %H:%M} or {old:%Y-%m-%d %H:%M}"

    def last_day(self, horizon: int) -> int:
        """The day number of the horizon."""
        return int(self.day(np.array(horizon)))

    def day(self, moment: Integers) -> Integers:
        """Day numbers of moments."""
        return self.wall(moment) // DAY

    def time_of_day(self, moment: Integers) -> Integers:
        """Milliseconds since midnight, as the clock on the wall shows them."""
        return self.wall(moment) % DAY

    def weekday(self, day: Integers) -> Integers:
        """0 (Monday) to 6, of day numbers."""
        return (day + self.start.weekday()) % 7

    def hour_of_week(self, moment: Integers) -> Integers:
        """0 (Monday 0 h) to 167."""
        return self.weekday(self.day(moment)) * 24 + self.time_of_day(moment) // HOUR

    def moment(self, day: Integers, time_of_day: Integers | int = 0) -> Integers:
        """Milliseconds since the start of a time of day on a day.

        One that the day has twice is the first, one that it has not moves forward; 24:00 is the
        midnight that ends the day.
        """
        return self.instant(day * DAY + time_of_day)


@dataclass(frozen=True)
class OpenDays:
    """The days on which somebody works: some weekdays, without the calendar's holidays."""

    calendar: Calendar
    weekdays: frozenset[int]
    on_holidays: bool = False

    def __post_init__(self) -> None:
        if not self.weekdays:
            raise ValueError("no weekday is open; name at least one")

    def between(self, first: int, last: int) -> Integers:
        """The open days from `first` to `last`, both included, ascending."""
        days = np.arange(first, last + 1, dtype=np.int64)
        is_open = np.isin(self.calendar.weekday(days), list(self.weekdays))
        if not self.on_holidays:
            is_open &= ~np.isin(days, self.calendar.holidays)
        return days[is_open]

    def on_or_after(self, day: Integers) -> Integers:
        """The first open day that is not before each day."""
        return self._nth_after(day - 1, 1, 1)

    def nth_after(self, day: Integers, n: Integers | int) -> Integers:
        """The `n`-th open day after each day, for n = 0 the first not before it.

        No horizon limits it.
        """
        some = np.maximum(n, 1)
        return self._nth_after(
            np.where(np.asarray(n) == 0, day - 1, day), some, int(some.max(initial=1))
        )

    def _nth_after(self, day: Integers, n: Integers | int, most: int) -> Integers:
        """The `n`-th open day after each day; `most` is the largest n."""
        if day.size == 0:
            return day
        first, last = int(day.min()), int(day.max())
        weeks = most // len(self.weekdays) + 2
        until = last + 7 * weeks + self._closed(first)
        days, open_by = _open_days(self, first // _DAYS, until // _DAYS)
        day_found: Integers = days[open_by[day - first // _DAYS * _DAYS] + n - 1]
        return day_found

    def _closed(self, first: int) -> int:
        """Days that holidays after `first` can postpone at most."""
        later = len(self.calendar.holidays) - bisect_left(self.calendar.holidays, first)
        return 0 if self.on_holidays else 7 * later


@lru_cache(maxsize=1024)
def _open_days(open_days: OpenDays, first_block: int, last_block: int) -> tuple[Integers, Integers]:
    """The open days of some blocks, and how many of them there are up to each day of the blocks."""
    first, last = first_block * _DAYS, last_block * _DAYS + _DAYS - 1
    days = open_days.between(first, last)
    return days, np.searchsorted(days, np.arange(first, last + 1), side="right")


@lru_cache(maxsize=64)
def calendar(
    start: datetime,
    holidays: tuple[date, ...] | str,
    horizon: int,
    time_zone: str | None = None,
    own: tuple[date, ...] | str = (),
) -> Calendar:
    """The calendar of a clock; a country code gives its holidays until two years past the end.

    So do the changes of the clock on the wall in a time zone; without one a day has 24 hours. `own`
    are days off of somebody's own beside the `holidays`.
    """
    last_year = start.year + horizon // (365 * DAY) + 3
    midnight = datetime.combine(start.date(), time())
    days_off = _dates(holidays, start.year - 1, last_year) + _dates(own, start.year - 1, last_year)
    days = tuple(sorted({(day - start.date()).days for day in days_off}))
    offset = (start - midnight) // timedelta(milliseconds=1)
    if time_zone is None:
        return Calendar(start.date(), offset, days)
    since_1970 = wall_clock(time_zone, start.year - 1, last_year)
    shown = milliseconds_between(datetime(1970, 1, 1), start)
    begins = int(since_1970.instant(np.array(shown)))
    return Calendar(start.date(), offset, days, since_1970.since(begins, shown))


def _dates(written: tuple[date, ...] | str, first_year: int, last_year: int) -> tuple[date, ...]:
    """Dates as they are, or those of a country in these years."""
    if isinstance(written, str):
        return days_of_country(written, first_year, last_year)
    return written


def days_of_country(code: str, first_year: int, last_year: int) -> tuple[date, ...]:
    """The holidays of a country, 'GB', or a part of it, 'GB-SCT', in these years."""
    country, _, subdivision = code.partition("-")
    years = range(first_year, last_year + 1)
    return tuple(country_holidays(country, subdiv=subdivision or None, years=years))


def pick_up_times(
    calendar: Calendar, pick_ups: Mapping[int, Sequence[int]], horizon: int
) -> Integers:
    """Moments in [0, horizon] at which a carrier comes, ascending; never on holidays.

    `pick_ups` has milliseconds since midnight by weekday.
    """
    by_weekday = tuple((weekday, tuple(times)) for weekday, times in pick_ups.items())
    return _pick_up_times(calendar, by_weekday, horizon)


@lru_cache(maxsize=64)
def _pick_up_times(
    calendar: Calendar, pick_ups: tuple[tuple[int, tuple[int, ...]], ...], horizon: int
) -> Integers:
    """The same, once for all replications; nobody may write into it."""
    last = calendar.last_day(horizon)
    moments = [
        calendar.moment(OpenDays(calendar, frozenset({weekday})).between(0, last), at)
        for weekday, times in pick_ups
        for at in times
    ]
    every = np.unique(np.concatenate([np.empty(0, np.int64), *moments]))
    every = every[(every >= 0) & (every <= horizon)]
    every.flags.writeable = False
    return every


def next_opening(open_days: OpenDays, arrived: Integers, opens: int, after: Integers) -> Integers:
    """The first moments, not before `arrived`, that are `after` the opening time of an open day.

    `opens` is the time of day; `after` an own delay past it. Delivery rounds are such moments.
    """
    day = open_days.calendar.day(arrived - opens - after - 1) + 1
    return open_days.calendar.moment(open_days.on_or_after(day), opens) + after
