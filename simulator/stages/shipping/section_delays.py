"""Delays of a carrier: nothing of it moves for a while, at a date or now and then."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from simulator.engine.section_equipment import BetweenFailures
from simulator.reading.fields import DurationDistribution, Label, Moment, Section, preset


class Delay(Section):
    """Nothing of the carrier moves for a while: a storm, a strike on the road, a closed hub.

    What is on the road as it begins stands still until it ends, and what is handed over meanwhile
    starts as it ends; pick-ups and delivery rounds go on.
    """

    name: Label = preset("delay", description="By which changes address it.")
    at: Moment | None = Field(default=None, description="Begins; none: at random, by `every`.")
    every: BetweenFailures | None = Field(
        default=None,
        description="From the end of one to the begin of the next: the mean of an exponential, or "
        "a distribution (Olist: 2.4 a year of weeks 1.5 times as slow as usual, in a state).",
    )
    for_: DurationDistribution = Field(
        alias="for",
        description="Lasts.",
        examples=["2 d", {"exponential": {"mean": "3 d"}}],
    )
    regions: tuple[Label, ...] = preset(
        [], description="Of demand.regions, to which nothing moves; none: all of them."
    )
    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("at", "every"),)
