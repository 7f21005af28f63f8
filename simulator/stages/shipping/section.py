"""Carriers: services, pick-ups with cut-off and capacity, transit and loss."""

from __future__ import annotations

from math import inf
from typing import ClassVar

from pydantic import Field

from simulator.policies.names import LoadingName, ServiceChoiceName
from simulator.reading.fields import (
    Duration,
    DurationDistribution,
    Holidays,
    Hours,
    Label,
    Moment,
    Money,
    Name,
    Parcels,
    PickUps,
    PositiveDuration,
    Section,
    Share,
    TimeOfDay,
    TransitByRegion,
    Volume,
    Weekdays,
    Weight,
    preset,
)
from simulator.stages.shipping.section_delays import Delay
from simulator.stages.shipping.section_rates import RateCard
from simulator.stages.shipping.section_scans import Scan

PAYLOAD = (
    "Weight that a pick-up takes, of boxes and what is in them; none: no limit. With capacity and "
    "load_volume, whichever is reached first."
)
LOAD_VOLUME = "Volume that a pick-up takes, of boxes as large as inside; none: no limit."


class Service(Section):
    """One product of a carrier, for some order classes."""

    serves: tuple[Label, ...] = preset(
        [], description="Order classes; none: every class that no other service names."
    )
    share: Share = preset(
        "100 %",
        description="Share among the services of the same class; they add up to 100 %, where "
        "the choice is by share.",
    )
    transit: TransitByRegion = Field(
        description="A duration distribution, {working_days: {1: 30, 2: 50, 3: 20}}, "
        "{working_time: a duration distribution} of the days on which the carrier drives alone, "
        "by_region, or {by_promise: {10 d: 4 d, longer: 9 d}}: one of these for what is promised "
        "to be delivered within so long after the order, the last for all others. It may stand "
        "below by_region."
    )
    lost: Share = preset("0.3 %", description="Lost in transit (trade: 1 % lost or damaged).")
    damaged: Share = preset("0.7 %", description="Damaged in transit (trade).")
    cost: Money = preset(0, description="A parcel (assumption: 0).")
    rates: Name | None = Field(
        default=None,
        description="The rate card by which each box is priced, by its name in "
        "shipping.rate_cards; none: each parcel costs the same.",
    )
    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("cost", "rates"),)

    @property
    def is_free(self) -> bool:
        """Whether no parcel costs anything, by a price or a rate card."""
        return self.cost == 0 and self.rates is None


class NoPickUps(Section):
    """The carrier does not come for a while: a strike, a snowed-in depot, a lost contract."""

    name: Label = preset("outage", description="By which changes address it.")
    at: Moment = Field(description="Begins.")
    for_: PositiveDuration = Field(alias="for", description="Lasts; a pick-up at its end comes.")


class LateTrucks(Section):
    """How many of a carrier's trucks come late, and by how much."""

    share: Share = Field(description="Of the trucks that come.", examples=["20 %"])
    by: DurationDistribution = Field(
        description="After the pick-up that was planned; it takes what is ready by then.",
        examples=["1 h", {"exponential": {"mean": "45 min"}}],
    )


class CalledTruck(Section):
    """A truck beside those that are planned: called once the dock is full, paid when it comes.

    The dock is looked at whenever parcels come to it or leave it, and as the hours begin. One truck
    at a time is on its way.
    """

    parcels: Parcels = Field(
        ge=1, description="Called once so many parcels wait on the dock.", examples=["200 parcels"]
    )
    price: Money = Field(description="A truck that comes, full or not.", examples=["90 USD"])
    lead_time: Duration = preset("2 h", description="From the call to the truck (assumption).")
    capacity: Parcels | None = Field(
        default=None, ge=1, description="Parcels that fit; none: no limit."
    )
    payload: Weight | None = Field(default=None, description=PAYLOAD)
    load_volume: Volume | None = Field(default=None, description=LOAD_VOLUME)
    days: Weekdays = preset("daily", description="On which it can be called; never on holidays.")
    hours: Hours = preset("00:00-24:00", description="At which it can be called.")


class RoomOn(Section):
    """Another truck on some weekdays, or at a time of day; the last that fits counts.

    What it does not limit anew is limited as on other days.
    """

    days: Weekdays = preset("daily", description="Weekdays.")
    at: TimeOfDay | None = Field(default=None, description="Of its pick-ups; none: all of them.")
    capacity: Parcels | None = Field(
        default=None, ge=1, description="Parcels that fit; none: as on other days."
    )
    payload: Weight | None = Field(
        default=None, description="Weight that it takes; none: as on other days."
    )
    load_volume: Volume | None = Field(
        default=None, description="Volume that it takes; none: as on other days."
    )


class Carrier(Section):
    """When a carrier comes, what fits, and the days on which it drives."""

    pick_ups: PickUps = Field(description="Times of day by weekday: {mon-fri: ['15:00', '18:00']}.")
    cut_off: Duration = preset(
        "0 s", description="Parcels must be labeled this long before (assumption: 0)."
    )
    capacity: Parcels | None = Field(
        default=None, ge=1, description="Parcels a pick-up; none: no limit."
    )
    payload: Weight | None = Field(default=None, description=PAYLOAD)
    load_volume: Volume | None = Field(default=None, description=LOAD_VOLUME)
    capacity_on: tuple[RoomOn, ...] = preset(
        [], description="Other capacities on some weekdays or at some times of day."
    )
    loading: LoadingName = preset(
        "priority",
        description="What goes first where not all fits: the most urgent class, who came to the "
        "dock first, the earliest ship-by time, or the fewest boxes.",
    )
    pick_up_cost: Money = preset(
        0, description="A pick-up that comes, full or empty (assumption: 0)."
    )
    outages: tuple[NoPickUps, ...] = preset(
        [], description="When no pick-up comes; promises are made as if it did."
    )
    late: LateTrucks | None = Field(
        default=None, description="None: no truck comes late; promises are made as if none did."
    )
    no_show: Share = preset(
        "0 %",
        description="Planned pick-ups to which no truck comes; parcels wait for the next "
        "(assumption: 0).",
    )
    on_call: CalledTruck | None = Field(
        default=None, description="None: no truck comes but those that are planned."
    )
    delays: tuple[Delay, ...] = preset(
        [],
        description="When nothing of it moves, at dates or at random; promises are made as if it "
        "did.",
    )
    scans: tuple[Scan, ...] = preset(
        [], description="Depots on the way that scan parcels, in the order of the way."
    )
    drives: Weekdays = preset("mon-fri", description="Days that count as transit days.")
    holidays: Holidays = preset(
        (),
        description="Dates, or a country code, on which it alone does not come, drive or deliver; "
        "promises know them. clock.holidays are everybody's.",
    )
    services: dict[Name, Service] = Field(min_length=1, description="Its products.")

    @property
    def trucks(self) -> tuple[Carrier | RoomOn | CalledTruck, ...]:
        """Every place that says what fits into a truck of it."""
        called = () if self.on_call is None else (self.on_call,)
        return (self, *self.capacity_on, *called)

    @property
    def has_sizes(self) -> bool:
        """Whether a truck is full by weight or volume, for which parcels need theirs."""
        return any(each.payload is not None or each.load_volume is not None for each in self.trucks)

    def takes(self, grams: float, volume: float) -> bool:
        """Whether some truck takes one parcel of this weight and volume (cubic centimeters).

        Another truck is limited as usual by what it does not say.
        """
        usual = self.payload or inf, self.load_volume or inf
        others = [(each.payload or usual[0], each.load_volume or usual[1])
                  for each in self.capacity_on]  # fmt: skip
        if self.on_call is not None:
            others.append((self.on_call.payload or inf, self.on_call.load_volume or inf))
        return any(grams <= most and volume <= room for most, room in (usual, *others))

    @property
    def is_punctual(self) -> bool:
        """Whether every truck that is sent comes when it should."""
        return self.no_show == 0 and (self.late is None or self.late.share == 0)


class Shipping(Section):
    """All carriers."""

    choice: ServiceChoiceName = preset(
        "by share",
        description="Which of the services that serve an order's class takes it: drawn by their "
        "shares, the cheapest, or the fastest to its region.",
    )
    rate_cards: dict[Name, RateCard] = preset(
        {}, description="Prices by weight and zone, for services that name them."
    )
    carriers: dict[Name, Carrier] = Field(min_length=1, description="By name.")
