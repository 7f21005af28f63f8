"""Handling as one lag: how long, in which hours."""

from __future__ import annotations

from pydantic import Field

from simulator.reading.fields import (
    DurationDistribution,
    Flag,
    HourProfile,
    Hours,
    Section,
    Weekdays,
    preset,
)


class Handling(Section):
    """The way through the house as one lag in working hours, where no more of it is known.

    It begins with the release and ends at the dock; stations that are on follow it. Nobody is asked
    for it, so that a scenario with it answers no question about people or machines.
    """

    lag: DurationDistribution = Field(
        description="Working time from the release to the dock: nights, days off and holidays do "
        "not count.",
        examples=["4 h", {"lognormal": {"median": "9 h", "cv": 0.9}}, "0 s"],
    )
    days: Weekdays = preset("mon-fri", description="Working days (assumption).")
    hours: Hours = preset("08:00-18:00", description="Of a working day (assumption).")
    pace: HourProfile | None = Field(
        default=None,
        description="How fast the lag passes in each hour: 24 or 168 weights (from Monday 0 h), or "
        "a CSV, of which those of the working hours count; a working day counts its length. None: "
        "evenly.",
    )
    leaves: HourProfile | None = Field(
        default=None,
        description="The hours at which orders leave on the day on which their lag ends, as 24 "
        "weights or a CSV: what is over when half of the working day is leaves when half of the "
        "weights are past. None: when the lag is over.",
        examples=[{"counts": [0] * 16 + [1, 2, 4, 3] + [0] * 4}],
    )
    on_holidays: Flag = preset(False, description="Works on the clock's holidays too.")
