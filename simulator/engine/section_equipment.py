"""Stations and printers that fail or are taken out of use."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema

from simulator.distributions import Distribution
from simulator.reading import spreads
from simulator.reading.fields import (
    Count,
    DurationDistribution,
    Label,
    Moment,
    PositiveDuration,
    Section,
    preset,
)

DISCIPLINE = (
    "Who is served first: fifo, priority (of the order class), deadline (the earliest planned "
    "pick-up, the ship-by time where shipping is off) or shortest (service time)."
)


def _between_failures(value: Any, info: ValidationInfo) -> Distribution:
    """A duration alone is the mean of an exponential distribution."""
    written = {"exponential": {"mean": value}} if isinstance(value, str) else value
    return spreads.durations(written, info)


BetweenFailures = Annotated[
    Distribution,
    PlainValidator(_between_failures),
    WithJsonSchema(
        {
            "type": ["string", "object"],
            "examples": ["200 h", {"weibull": {"shape": 1.5, "scale": "200 h"}}],
        }
    ),
]


class Breakdowns(Section):
    """Each station fails by itself; what it was working on goes back to the front of its queue.

    The rest of that work goes on at the next station that is free, and its head is free meanwhile.
    """

    every: BetweenFailures = Field(
        description="Up between repairs: the mean of an exponential, or a distribution."
    )
    by: Literal["use", "clock"] = preset(
        "use", description="Whether only time at work wears it out, or all time (assumption)."
    )
    repair: DurationDistribution = preset(
        {"exponential": {"mean": "25 min"}}, description="Down until repaired (assumption)."
    )


class Outage(Section):
    """Stations that are planned to be out of use; work that has begun is finished first."""

    name: Label = preset("outage", description="By which changes address it.")
    at: Moment = Field(description="Begins.")
    for_: PositiveDuration = Field(alias="for", description="Lasts.")
    stations: Count | None = Field(
        default=None, ge=1, description="How many; none: all of them. The last ones go first."
    )


class ServiceOutage(Section):
    """The carrier's label service answers nothing for a while."""

    name: Label = preset("outage", description="By which changes address it.")
    at: Moment = Field(description="Begins.")
    for_: PositiveDuration = Field(alias="for", description="Lasts.")
