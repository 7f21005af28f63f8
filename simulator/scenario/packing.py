"""Packing benches, quality check and rework."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import (
    Count,
    DurationDistribution,
    Money,
    NonNegative,
    PositiveDuration,
    Section,
    Share,
    preset,
)


class PackingTime(Section):
    """Service time of an order: (set-up + units x per_unit) x noise with mean 1 and this cv."""

    setup: DurationDistribution = preset("30 s", description="An order (trade: 30 s).")
    per_unit: DurationDistribution = preset("10 s", description="A unit (trade: 10 s).")
    cv: NonNegative = preset(0, description="Of a lognormal factor with mean 1.")


class PackingStations(Section):
    """Benches, apart from the people at them."""

    count: Count = Field(ge=1, description="Benches.")


class QualityCheck(Section):
    """A packer looks again at some orders; a mispick that is found is picked and packed again."""

    share: Share = preset("10 %", description="Orders checked (assumption).")
    finds: Share = preset("95 %", description="Of the checked mispicks, those found (assumption).")
    time: PositiveDuration = preset("40 s", description="Of a check (assumption).")


class Packing(Section):
    """Packing by a crew with the skill `packing`, or by machines if no crew has it."""

    time: PackingTime = preset({}, description="Service time.")
    stations: PackingStations | None = Field(default=None, description="None: as many as needed.")
    quality_check: QualityCheck | None = Field(default=None, description="None: no check.")
    damage: Share = preset(
        "0 %", description="Damaged in the warehouse (assumption: 0; WERC: 0.3 %)."
    )
    material: Money = preset(0, description="Packaging cost an order (assumption: 0).")
