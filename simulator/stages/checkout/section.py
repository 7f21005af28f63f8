"""From cart to placed order, and the moment at which stock is reserved."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from simulator.reading.fields import DurationDistribution, PositiveDuration, Section, Share, preset


class Checkout(Section):
    """Carts: how many are abandoned, how long they live, when they reserve stock."""

    abandonment: Share = preset(
        "70 %", lt=1, description="Carts never checked out (Baymard Institute: 0.70)."
    )
    time_in_cart: DurationDistribution = preset(
        {"lognormal": {"median": "6 min", "cv": 1.5}},
        description="From the first item to the order or to leaving (assumption).",
    )
    reserve: Literal["at cart", "at checkout", "at payment"] = preset(
        "at checkout", description="When stock is checked and reserved (assumption)."
    )
    time_to_live: PositiveDuration | None = Field(
        default=None,
        description="An unpaid reservation is released after this; none: never (assumption).",
    )
