"""Packing benches, quality check and rework."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import (
    DurationDistribution,
    Money,
    NonNegative,
    PositiveDuration,
    Section,
    Share,
)


class PackingTime(Section):
    """Service time of an order: (set-up + units x per_unit) x noise with mean 1 and this cv."""

    setup: DurationDistribution = Field(default="30 s", validate_default=True)
    per_unit: DurationDistribution = Field(default="10 s", validate_default=True)
    cv: NonNegative = Field(default=0.0, description="Of a lognormal factor with mean 1.")


class PackingStations(Section):
    """Benches, apart from the people at them."""

    count: int = Field(ge=1)


class QualityCheck(Section):
    """A packer looks again at some orders; a mispick that is found is picked and packed again."""

    share: Share = 0.10
    finds: Share = Field(default=0.95, description="Share of the checked mispicks found.")
    time: PositiveDuration = Field(default="40 s", validate_default=True)


class Packing(Section):
    """Packing by a crew with the skill `packing`, or by machines if no crew has it."""

    time: PackingTime = Field(default_factory=PackingTime)
    stations: PackingStations | None = Field(default=None, description="None: as many as needed.")
    quality_check: QualityCheck | None = None
    damage: Share = Field(default=0.0, description="Damaged in the warehouse (WERC: 0.3 %).")
    material: Money = Field(default=0.0, description="Packaging cost an order.")
