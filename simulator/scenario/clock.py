"""When the simulated time starts, how long each phase lasts, and which days are holidays."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import (
    Duration,
    Holidays,
    PositiveDuration,
    Section,
    StartMoment,
    preset,
)


class Clock(Section):
    """Simulated time: `warm_up`, then `run` (the measurement window), then `cool_down`.

    All durations are whole milliseconds once read. Demand flows in all three phases; the cohort
    that is measured is the orders placed in `run`.
    """

    start: StartMoment = Field(description="First simulated moment, a date or a date and time.")
    warm_up: Duration = preset("0 s", description="Simulated before measuring starts.")
    run: PositiveDuration = Field(description="The measurement window.")
    cool_down: Duration = preset("0 s", description="Simulated after it, demand still flowing.")
    holidays: Holidays = preset(
        (),
        description="Dates, or a country code such as US or GB: nobody works, no carrier drives.",
    )

    @property
    def horizon(self) -> int:
        """The end of the simulation, in milliseconds since `start`."""
        return self.warm_up + self.run + self.cool_down

    @property
    def window(self) -> tuple[int, int]:
        """Start (inclusive) and end (exclusive) of the measurement window, in milliseconds."""
        return self.warm_up, self.warm_up + self.run
