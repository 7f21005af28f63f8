"""Claims: after how long, and what is sent again or paid back."""

from __future__ import annotations

from pydantic import Field

from simulator.reading.fields import DurationDistribution, Section, Share, preset


class Claims(Section):
    """What is lost or comes damaged is sent again, once, or paid back.

    A parcel is sent again only if all of it is in stock as its customer claims it, otherwise it is
    paid back; and so is one that is lost or comes damaged once more. Who sends an order back gets
    the money that way and claims nothing.
    """

    after: DurationDistribution = Field(
        default="3 d",
        validate_default=True,
        description="From when the parcel is found lost, or came damaged, to its customer's claim "
        "(assumption).",
        examples=["3 d", {"exponential": {"mean": "2 d"}}, "0 s"],
    )
    lost_reshipped: Share = preset(
        "100 %",
        description="Lost parcels that are sent again; the others are paid back as soon as they "
        "are found lost (assumption).",
    )
    damaged_reshipped: Share = preset(
        "0 %", description="Parcels that came damaged which are sent again (assumption)."
    )
    damaged_refunded: Share = preset(
        "0 %",
        description="Parcels that came damaged which are paid back; of the rest nobody claims "
        "anything (assumption).",
    )
