"""Time zones: how far a wall clock is ahead of the instants, and both ways between the two.

An instant has one wall time. A wall time that occurs twice is the first of the two; one that does
not exist moves forward by as much as the clock was put forward.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from simulator.units import SECOND

Integers = npt.NDArray[np.int64]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = 1900, 2200
"""Years in which changes are looked for; outside, a clock stays as it is."""


@dataclass(frozen=True)
class WallClock:
    """A clock on the wall, `ahead[k]` ms ahead of the instants until it is put at `at[k]`.

    `ahead` has one number more than `at`, which ascends. The default is never put.
    """

    at: tuple[int, ...] = ()
    ahead: tuple[int, ...] = (0,)

    def wall(self, instant: Integers) -> Integers:
        """What the clock shows at instants."""
        if not self.at:
            return instant + self.ahead[0]
        return instant + self._ahead[np.searchsorted(self.at, instant, side="right")]

    def instant(self, wall: Integers) -> Integers:
        """When the clock first shows these times."""
        if not self.at:
            return wall - self.ahead[0]
        return wall - self._ahead[np.searchsorted(self._until, wall, side="right")]

    def twice(self, wall: Integers) -> npt.NDArray[np.bool_]:
        """Which of these times it shows twice."""
        return self._between(wall, self._before, self._after)

    def never(self, wall: Integers) -> npt.NDArray[np.bool_]:
        """Which of these times it never shows."""
        return self._between(wall, self._after, self._before)

    def put_at(self, wall: int) -> tuple[int, int] | None:
        """What it shows as it is put and what it is put to, if it shows this twice or never."""
        for before, after in zip(self._before.tolist(), self._after.tolist(), strict=True):
            if min(before, after) <= wall < max(before, after):
                return before, after
        return None

    def since(self, instant: int, wall: int) -> WallClock:
        """The same with instants counted from one and its own times from another."""
        by = instant - wall
        return WallClock(
            tuple(moment - instant for moment in self.at), tuple(each + by for each in self.ahead)
        )

    @property
    def _ahead(self) -> Integers:
        return np.array(self.ahead, dtype=np.int64)

    @property
    def _before(self) -> Integers:
        """What it shows when it is put."""
        return np.array(self.at, dtype=np.int64) + self._ahead[:-1]

    @property
    def _after(self) -> Integers:
        """What it is put to."""
        return np.array(self.at, dtype=np.int64) + self._ahead[1:]

    @property
    def _until(self) -> Integers:
        """The times that it shows first as it goes before it is put, or would have shown so."""
        return np.maximum(self._before, self._after)

    def _between(self, wall: Integers, high: Integers, low: Integers) -> npt.NDArray[np.bool_]:
        inside = np.zeros(np.shape(wall), dtype=np.bool_)
        for upper, lower in zip(high.tolist(), low.tolist(), strict=True):
            inside |= (wall >= lower) & (wall < upper)
        return inside


NEVER_PUT = WallClock()


@lru_cache(maxsize=32)
def wall_clock(zone: str, first_year: int, last_year: int) -> WallClock:
    """The wall clock of an IANA zone over these years, of instants since 1970 UTC.

    Raises ZoneInfoNotFoundError for a zone that the system does not know.
    """
    known = ZoneInfo(zone)
    begin = datetime(min(max(first_year, _FIRST), _LAST), 1, 1, tzinfo=UTC)
    end = datetime(min(max(last_year, _FIRST), _LAST) + 1, 1, 1, tzinfo=UTC)
    at, ahead = [], [_ahead(known, begin)]
    day = begin
    while day < end:
        next_day = day + timedelta(days=1)
        if _ahead(known, next_day) != ahead[-1]:
            put = _put(known, day, next_day)
            at.append((put - _EPOCH) // timedelta(milliseconds=1))
            ahead.append(_ahead(known, next_day))
        day = next_day
    return WallClock(tuple(at), tuple(ahead))


def _put(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """When between two instants the clock is put, to the second."""
    old, low, high = _ahead(zone, before), 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _ahead(zone, before + timedelta(seconds=middle)) == old:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)


def _ahead(zone: ZoneInfo, instant: datetime) -> int:
    there, utc = (instant.astimezone(of).replace(tzinfo=None) for of in (zone, UTC))
    return int((there - utc).total_seconds()) * SECOND


COMMON = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "America/Halifax", "America/Sao_Paulo", "America/Mexico_City",
    "Europe/London", "Europe/Berlin", "Europe/Helsinki", "Europe/Istanbul", "Asia/Dubai",
    "Asia/Kolkata", "Asia/Bangkok", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney",
    "Australia/Brisbane", "Australia/Adelaide", "Pacific/Auckland", "Asia/Karachi", "Asia/Dhaka",
    "America/Bogota", "America/Argentina/Buenos_Aires", "UTC",
)  # fmt: skip
"""Zones that a remedy offers, the first whose offsets are those of a file."""
