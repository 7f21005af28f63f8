"""How orders are collected from the shelves."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import (
    DurationDistribution,
    PositiveDuration,
    Section,
    Share,
)


class Batch(Section):
    """Several orders on one tour; the set-up is shared."""

    up_to: int = Field(ge=1, description="Orders in a full batch.")
    wait_at_most: PositiveDuration = Field(
        default="10 min", validate_default=True, description="A batch leaves by then, full or not."
    )


class Method(Section):
    """Picking method; `one by one` is written as that word."""

    batch: Batch | None = None


class PickingTime(Section):
    """The parts of a pick tour's time, before it is divided by the crew's speed."""

    setup: DurationDistribution = Field(
        default="60 s", validate_default=True, description="A tour (measured: 54-98 s)."
    )
    per_line: DurationDistribution = Field(
        default={"lognormal": {"mean": "40 s", "cv": 0.5}},
        validate_default=True,
        description="A line: walk, search and grab (element times add up to 30-50 s).",
    )
    per_unit: DurationDistribution = Field(default="3 s", validate_default=True)


class Picking(Section):
    """Picking by a crew with the skill `picking`."""

    method: Method = Field(
        default="one by one",
        validate_default=True,
        description="'one by one', or {batch: {up_to: 8, wait_at_most: 10 min}}.",
    )
    time: PickingTime = Field(default_factory=PickingTime)
    mispick: Share = Field(
        default=0.0, description="Share of orders picked wrong (WERC: 0.5 % without scanning)."
    )
