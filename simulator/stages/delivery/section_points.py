"""Pick-up points: who chooses one, when parcels are collected, and what goes back."""

from __future__ import annotations

from pydantic import Field

from simulator.reading.fields import (
    DurationDistribution,
    Label,
    Money,
    PositiveDuration,
    Section,
    Share,
    preset,
)


class Points(Section):
    """Some orders go to a parcel shop or locker, where their customers collect them.

    The courier always finds it open. Standing there an order is delivered as promised; what nobody
    collects in time goes back whole, as a return.
    """

    share: Share = Field(
        description="Orders whose customers choose a point.", examples=["30 %", "100 %", "0 %"]
    )
    by_class: dict[Label, Share] = preset({}, description="Another share for an order class.")
    collected: DurationDistribution = preset(
        {"exponential": {"mean": "1 d"}},
        description="From when it stands at the point until its customer would collect it, at any "
        "hour (assumption).",
    )
    kept: PositiveDuration = preset(
        "7 d",
        description="So long a point keeps a parcel (assumption; by carrier 2 d to 10 d).",
    )
    back: DurationDistribution = preset(
        "4 d",
        description="The road back of what is not collected, from the end of that time to the "
        "arrival at the warehouse (assumption).",
    )
    reminded: PositiveDuration | None = Field(
        default=None,
        description="After so long at the point its customer is reminded, which is logged and "
        "counted and changes nothing (`collected` has what it does). None: nobody is.",
        examples=["3 d", "12 h"],
    )
    cost: Money = preset(
        0, description="An order that comes to a point, besides the postage (assumption: 0)."
    )
