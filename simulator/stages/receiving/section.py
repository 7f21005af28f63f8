"""Receiving: suppliers and their appointments, dock doors, and the work at a pallet."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from simulator.reading.fields import (
    Count,
    CountDistribution,
    DurationDistribution,
    Moment,
    Name,
    PickUps,
    PositiveDuration,
    Section,
    Share,
    preset,
)

MOST_PALLETS = 1000
"""Of a truck."""


class PalletWork(Section):
    """What people do with a pallet: so much for itself, and so much for each case on it."""

    per_pallet: DurationDistribution = preset("2 min", description="A pallet (assumption).")
    per_case: DurationDistribution = preset(
        "0 s", description="Each of its cases on top (assumption: 0, whole pallets are moved)."
    )


class OffTime(Section):
    """How many trucks come early, or late, and by how much."""

    share: Share = Field(description="Of the trucks that come.")
    by: DurationDistribution = Field(
        description="Before, or after, the appointment.",
        examples=["2 h", {"exponential": {"mean": "45 min"}}],
    )


class Supplier(Section):
    """A supplier, by whom SKUs are sent or pallets without SKUs, on trucks with appointments."""

    appointments: PickUps | None = Field(
        default=None,
        description="Times of day by weekday: {tue: ['08:00'], fri: ['08:00']}; none on holidays.",
    )
    dates: tuple[Moment, ...] = preset([], description="Further appointments, each a moment.")
    early: OffTime | None = Field(default=None, description="None: no truck comes early.")
    late: OffTime | None = Field(default=None, description="None: no truck comes late.")
    no_show: Share = preset(
        "0 %", description="Trucks that do not come; what is due rides on the next (assumption: 0)."
    )
    pallets: CountDistribution | None = Field(
        default=None,
        description="Pallets of a truck without a SKU, which are only work: all where inventory is "
        "off; at most 1,000.",
        examples=[20, {"uniform": {"low": 8, "high": 26}}],
    )
    cases_per_pallet: Count = preset(
        40, ge=1, description="Cases on a pallet of such a truck (assumption)."
    )
    units_per_pallet: Count = preset(
        400, ge=1, description="Units of a SKU on a full pallet (assumption)."
    )
    capacity: Count | None = Field(
        default=None,
        ge=1,
        le=MOST_PALLETS,
        description="Pallets a truck; what does not fit rides on the next. None: all that is due.",
    )
    share: Share = preset(
        "100 %",
        description="Of the SKUs that come from this supplier, by chance; all add up to 100 %.",
    )


class Receiving(Section):
    """Trucks at dock doors: their pallets are unloaded, checked and put away by crews.

    A truck holds its door until its last pallet is off. Crews have the skills unloading, checking
    and put_away; with other skills beside them they work where they are needed most, or prefer.
    """

    doors: Count = Field(ge=1, description="Dock doors for trucks that are unloaded.", examples=[1])
    suppliers: dict[Name, Supplier] = Field(
        min_length=1,
        description="By name.",
        examples=[{"acme": {"appointments": {"tue": ["08:00"]}, "pallets": 20}}],
    )
    unloading: PalletWork = preset({}, description="Off the truck, onto the dock.")
    checking: PalletWork | None = Field(
        default=None, description="Counted and compared with what was ordered. None: nobody does."
    )
    put_away: PalletWork = preset(
        {"per_pallet": "4 min"}, description="From the dock to its place (assumption: 4 min)."
    )
    sellable: Literal["put away", "arrival"] = preset(
        "put away",
        description="Stock can be sold once it is put away, or is booked as its truck arrives.",
    )
    priority: Count = preset(
        1, ge=0, description="Of pallets, as that of an order class: 1 goes before 2 (assumption)."
    )
    unload_within: PositiveDuration = preset(
        "2 h",
        description="A truck has to be unloaded so soon after its appointment, or after its "
        "arrival if it is late (trade: detention is charged from 2 h on).",
    )
