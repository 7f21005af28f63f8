"""Packing benches and lanes, boxes, quality check and rework."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from simulator.engine.section_equipment import DISCIPLINE, Breakdowns, Outage
from simulator.policies.names import DisciplineName
from simulator.reading.fields import (
    Count,
    DurationDistribution,
    Flag,
    Money,
    Name,
    NonNegative,
    PositiveDuration,
    Section,
    Share,
    Volume,
    Weight,
    preset,
)


class PackingTime(Section):
    """Service time of a parcel: (set-up + units x per_unit) x noise with mean 1 and this cv."""

    setup: DurationDistribution = preset("30 s", description="A parcel (trade: 30 s).")
    per_unit: DurationDistribution = preset("10 s", description="A unit (trade: 10 s).")
    cv: NonNegative = preset(0, description="Of a lognormal factor with mean 1.")


class PackingStations(Section):
    """Benches, apart from the people at them."""

    count: Count = Field(ge=1, description="Benches.")
    breakdowns: Breakdowns | None = Field(default=None, description="None: they never fail.")
    outages: tuple[Outage, ...] = preset([], description="Benches planned to be out of use.")


class Lane(Section):
    """Some benches and the crews at them."""

    stations: PackingStations | None = Field(default=None, description="None: as many as needed.")
    crews: tuple[Name, ...] = preset([], description="Who packs here; none: all with the skill.")


class Lanes(Section):
    """Parcels of one line go to a lane of their own."""

    single_line: Lane = preset({}, description="For parcels of one line.")
    multi_line: Lane = preset({}, description="For all others.")


class Box(Section):
    """A carton. What is packed takes the smallest that holds all of it, by volume and weight.

    If none does it takes several: units are not cut, and each box is a parcel with its label,
    postage and place in the pick-up.
    """

    volume: Volume = Field(description="Inside.")
    max_weight: Weight = preset("30 kg", description="Of its content (parcel carriers' limit).")
    cost: Money = preset(0, description="A box (assumption: 0).")
    material: Weight | None = Field(default=None, description="Weight of the box; none: unknown.")


class QualityCheck(Section):
    """A packer looks again at some orders; a mispick that is found is picked and packed again."""

    share: Share = preset("10 %", description="Orders checked (assumption).")
    by_class: dict[Name, Share] = preset({}, description="Another share for an order class.")
    finds: Share = preset("95 %", description="Of the checked mispicks, those found (assumption).")
    time: PositiveDuration = preset("40 s", description="Of a check (assumption).")
    recheck: Flag = preset(
        False,
        description="Orders picked again are checked again and may be wrong again; else they are "
        "right (assumption).",
    )


class Packing(Section):
    """Packing by a crew with the skill `packing`, or by machines if no crew has it."""

    time: PackingTime = preset({}, description="Service time.")
    stations: PackingStations | None = Field(default=None, description="None: as many as needed.")
    lanes: Lanes | None = Field(default=None, description="None: one queue for all orders.")
    discipline: DisciplineName = preset("priority", description=DISCIPLINE)
    quality_check: QualityCheck | None = Field(default=None, description="None: no check.")
    damage: Share = preset(
        "0 %", description="Damaged in the warehouse (assumption: 0; WERC: 0.3 %)."
    )
    material: Money = preset(
        0,
        description="Packaging cost of each parcel, besides its box (assumption: 0).",
    )
    boxes: dict[Name, Box] = preset({}, description="Cartons; none: not modeled.")
    fill: Share = preset(
        "85 %", gt=0, description="Of a box's volume that can be filled (assumption)."
    )
    fits_no_box: Literal["mistake", "ship unboxed"] = preset(
        "mistake",
        description="A unit that is too large or too heavy for every box: a mistake in the sizes, "
        "or each of them ships as a parcel without a box.",
    )
