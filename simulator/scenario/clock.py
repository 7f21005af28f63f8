"""When the simulated time starts, how long each phase lasts, and which days are holidays."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import Date, Duration, PositiveDuration, Section, StartMoment


class Clock(Section):
    """Simulated time: `warm_up`, then `run` (the measurement window), then `cool_down`.

    All durations are whole milliseconds once read. Demand flows in all three phases; the cohort
    that is measured is the orders placed in `run`.
    """

    start: StartMoment = Field(description="First simulated moment, a date or a date and time.")
    warm_up: Duration = Field(default=0, description="Simulated before measuring starts.")
    run: PositiveDuration = Field(description="The measurement window.")
    cool_down: Duration = Field(default=0, description="Simulated after it, demand still flowing.")
    holidays: tuple[Date, ...] | str = Field(
        default=(),
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
