"""Hours since the start of a run as what the clock on the wall of the house shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from simulator.reporting.workbook.formats import MOMENT
from simulator.reporting.workbook.parts import Column
from simulator.time_zones import NEVER_PUT, WallClock, wall_clock
from simulator.units import DAY, HOUR, MINUTE

_EPOCH = datetime(1970, 1, 1)
_ONE = timedelta(milliseconds=1)


@dataclass(frozen=True)
class House:
    """When a run starts by the wall clock of its house, and its time zone; empty for none."""

    start: datetime
    time_zone: str = ""

    def columns(self, hours: Iterable[float]) -> list[Column]:
        """Moments by the wall clock and, in a zone, how far that is ahead of UTC then.

        In the hour that a clock shows twice only the offset tells two moments apart.
        """
        since = np.rint(np.asarray(list(hours), dtype=np.float64) * HOUR).astype(np.int64)
        wall, instant = self._shown(since)
        moments = [_EPOCH + int(each) * _ONE for each in wall]
        if not self.time_zone:
            return [Column("Time", moments, MOMENT)]
        ahead = [_offset(int(each)) for each in wall - instant]
        return [Column(f"Time, {self.time_zone}", moments, MOMENT), Column("UTC offset", ahead)]

    def _shown(self, since: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        start = np.array([(self.start - _EPOCH) // _ONE], dtype=np.int64)
        clock = self._clock(int(since.max()) if len(since) else 0)
        instant = clock.instant(start)[0] + since
        return clock.wall(instant), instant

    def _clock(self, last: int) -> WallClock:
        if not self.time_zone:
            return NEVER_PUT
        years = self.start.year - 1, (self.start + timedelta(days=last // DAY + 1)).year + 1
        return wall_clock(self.time_zone, *years)


def _offset(ahead: int) -> str:
    hours, rest = divmod(abs(ahead), HOUR)
    return f"{'-' if ahead < 0 else '+'}{hours:02d}:{rest // MINUTE:02d}"


def hours_of_week(values: Sequence[float]) -> list[str]:
    """'Mon 14:00' of hours of the week from Monday 0 h."""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return [f"{days[int(hour) // 24 % 7]} {int(hour) % 24}:00" for hour in values]
