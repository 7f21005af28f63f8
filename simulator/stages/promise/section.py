"""Which delivery the shop promises at checkout, and who leaves because it is late."""

from __future__ import annotations

from pydantic import Field

from simulator.reading.fields import Count, Label, Name, Section, Share, TimeOfDay, Weekdays, preset


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
    lost_beyond: Count = Field(
        default=0,
        ge=0,
        description="Days of a promise for which nobody leaves; 0 is the day of the order "
        "(assumption: 0).",
    )
