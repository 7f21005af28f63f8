"""Which customers cancel a paid order, and after how long."""

from __future__ import annotations

from pydantic import Field

from simulator.reading.fields import Duration, DurationDistribution, Section, Share, preset


class Cancellation(Section):
    """Customers may cancel a paid order until its packing begins; they get all their money back.

    In a house that is one lag (`handling` without packing) that is until the carrier has it.

    Who asks later, while the order is in the house, is refused, and the order ships. Once it has
    left, nobody asks.
    """

    share: Share = preset(
        "0.63 %",
        description="Customers who cancel unless their order is packed before (Olist 2016-18: "
        ".63 % of orders canceled before delivery).",
    )
    after: DurationDistribution = Field(
        default={"exponential": {"mean": "6 h"}},
        validate_default=True,
        description="Their patience, from the payment on (assumption: exponential, mean 6 h).",
        examples=[{"exponential": {"mean": "6 h"}}, "45 min"],
    )
    backorder_patience: DurationDistribution | None = Field(
        default=None,
        description="Every customer's patience, from the payment on, with an order that waits for "
        "stock then; who gets part of it at once waits for the rest. None: only the "
        "`share` cancels (assumption).",
        examples=[{"exponential": {"mean": "4 d"}}, "1 d"],
    )
    put_back: Duration = preset(
        "1 h",
        description="From the end of a canceled order's way over the floor until what was picked "
        "of it is on the shelf again; nobody's time (assumption).",
    )
