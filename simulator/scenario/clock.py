"""When the simulated time starts, how long each phase lasts, and which days are holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Discriminator, Field, Tag

from simulator.calendars import Calendar, calendar
from simulator.reading.fields import (
    AtMost,
    CoolDownLength,
    Duration,
    Holidays,
    Orders,
    PositiveDuration,
    Section,
    StartMoment,
    TimeZone,
    preset,
)
from simulator.units import WEEK, milliseconds_between


class UntilDone(Section):
    """The cool-down ends early: at the first whole hour at which no order of the window is open.

    Open is what is in the house or on the road, what a customer sends back until it is inspected,
    and pallets that came in the window until they are in their place. Where a crew answers contacts
    it lasts as long as its limit. Everything is sampled up to the limit, and demand flows on until
    the end, so that figures are those of a cool-down as long as the limit.
    """

    until_done: AtMost = Field(
        description="Its longest, 'at most 28 d'; what is open by then is counted."
    )


def _length_or_limit(written: Any) -> str:
    return "until done" if isinstance(written, dict | UntilDone) else "a length"


class Clock(Section):
    """Simulated time: `warm_up`, then `run` (the measurement window), then `cool_down`.

    All durations are whole milliseconds once read. Demand flows in all three phases; the cohort
    that is measured is the orders placed in `run`.
    """

    start: StartMoment = Field(description="First simulated moment, a date or a date and time.")
    warm_up: Duration = preset("0 s", description="Simulated before measuring starts.")
    run: PositiveDuration = Field(description="The measurement window.")
    cool_down: Annotated[
        Annotated[CoolDownLength, Tag("a length")] | Annotated[UntilDone, Tag("until done")],
        Discriminator(_length_or_limit),
    ] = preset(
        "0 s",
        description="Simulated after it, demand still flowing: a length, or "
        "{until_done: at most 28 d}.",
    )
    clear_below: Orders | None = Field(
        default=None,
        ge=0,
        description="Backlog, at most, at which an event or outage has cleared (time_to_clear); "
        "none: the highest of the same weekday and hour in a warm-up of a week or more.",
    )
    holidays: Holidays = preset(
        (),
        description="Dates, or a country code such as US or GB: nobody works, no carrier drives.",
    )

    time_zone: TimeZone | None = Field(
        default=None,
        description="Of the house, such as Europe/London: all dates and times of the scenario, and "
        "what an order file says without an offset. A day then has 23 or 25 hours when the clocks "
        "are put; none: every day has 24.",
    )

    @property
    def calendar(self) -> Calendar:
        """Dates and times of day by moments since the start."""
        return calendar(self.start, self.holidays, self.horizon, self.time_zone)

    def calendar_of(self, days_off: tuple[date, ...] | str) -> Calendar:
        """That of somebody who has these dates, or those of a country, off beside the holidays."""
        return calendar(self.start, self.holidays, self.horizon, self.time_zone, days_off)

    @property
    def began(self) -> datetime:
        """The start in UTC; without a time zone as it is written."""
        if self.time_zone is None:
            return self.start
        zone = ZoneInfo(self.time_zone)
        return self.start.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)

    @property
    def longest_cool_down(self) -> int:
        """The length of the cool-down, or the limit of one that ends when all is done."""
        written = self.cool_down
        return written.until_done if isinstance(written, UntilDone) else written

    @property
    def stops_early(self) -> bool:
        """Whether the simulation may end before the horizon."""
        return isinstance(self.cool_down, UntilDone)

    @property
    def has_band(self) -> bool:
        """Whether it is said, or seen in a week of warm-up, below what a backlog has cleared."""
        return self.clear_below is not None or self.warm_up >= WEEK

    @property
    def horizon(self) -> int:
        """The end of the simulation, at the latest, in milliseconds since `start`."""
        return self.warm_up + self.run + self.longest_cool_down

    def is_outside(self, at: datetime, lasts: int) -> bool:
        """Whether what begins then ends before the simulated time, or begins after it."""
        begins = milliseconds_between(self.start, at)
        return begins >= self.horizon or begins + lasts <= 0

    @property
    def window(self) -> tuple[int, int]:
        """Start (inclusive) and end (exclusive) of the measurement window, in milliseconds."""
        return self.warm_up, self.warm_up + self.run
