"""Which delivery the shop promises at checkout, and who leaves because it is late."""

from __future__ import annotations

from pydantic import Field

from simulator.reading.fields import (
    Count,
    Hours,
    Label,
    Name,
    Section,
    Share,
    TimeOfDay,
    Weekdays,
    preset,
)


class Backlog(Section):
    """At checkout the shop looks at the orders in the house, and promises what they leave time for.

    In the house is what was ordered and is not yet at the dock, also what waits for a payment, a
    review or stock. Whole days of the house are added until it has worked off all of that and the
    order itself in time for the pick-up on which the promise then counts: `orders_a_day` on each of
    its days, evenly in its `hours`.
    """

    orders_a_day: Count = Field(
        gt=0,
        description="Orders that the house brings to the dock on a day on which it works; what the "
        "shop counts on, whatever its crews then do.",
    )
    hours: Hours = Field(
        description="When the house works them off on these days, from its first crew to its last.",
    )


class Promise(Section):
    """The day by which the shop promises delivery, told to the customer at checkout.

    An order counts from its day, one after the cut-off from the next; from the first such day on
    which the house works, `handling_days` of its days go by. The promise counts on the carrier's
    last pick-up of the first day that then has one, on the `quantile` of transit to the order's
    region, and on the first round of deliveries after that; it holds until the end of that day. It
    stands for `deliver_within` of every class, and is the `ship_by` of a class that has none.
    """

    cut_off: TimeOfDay = preset(
        "12:00",
        description="Orders placed later, by the clock of the house, count from the next day "
        "(usual of third parties: 12:00).",
    )
    cut_off_by_region: dict[Label, TimeOfDay] = preset(
        {}, description="Another cut-off for a destination."
    )
    cut_off_by_service: dict[Name, TimeOfDay] = preset(
        {},
        description="Another cut-off for a carrier's product; where the region has one too, the "
        "earlier of the two.",
    )
    works: Weekdays = preset(
        "mon-fri", description="Days on which the house works orders off (assumption: mon-fri)."
    )
    handling_days: Count = preset(
        0,
        ge=0,
        le=365,
        description="Days of the house between the one from which an order counts and its pick-up "
        "(assumption: 0).",
    )
    quantile: Share = preset(
        "90 %",
        gt=0,
        lt=1,
        description="Share of parcels that arrive within the transit that is promised, by service "
        "and region (assumption).",
    )
    lost_a_day: Share = preset(
        "0 %",
        lt=1,
        description="Share of the customers still there who leave for each day of the promise "
        "(assumption: 0); demand is what would come without.",
    )
    backlog: Backlog | None = Field(
        default=None,
        description="Later promises while much is in the house. None: promises know nothing of it.",
    )
    lost_beyond: Count = Field(
        default=0,
        ge=0,
        description="Days of a promise for which nobody leaves; 0 is the day of the order "
        "(assumption: 0).",
    )
