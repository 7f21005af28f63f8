"""From cart to placed order, and the moment at which stock is reserved."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from simulator.scenario.fields import DurationDistribution, PositiveDuration, Section, Share


class Checkout(Section):
    """Carts: how many are abandoned, how long they live, when they reserve stock."""

    abandonment: Share = Field(
        default=0.70, lt=1, description="Share of carts never checked out (Baymard Institute: 0.70)."
    )
    time_in_cart: DurationDistribution = Field(
        default={"lognormal": {"median": "6 min", "cv": 1.5}},
        validate_default=True,
        description="From the first item to the order or to leaving (assumption).",
    )
    reserve: Literal["at cart", "at checkout", "at payment"] = Field(
        default="at checkout", description="When stock is checked and reserved."
    )
    time_to_live: PositiveDuration | None = Field(
        default=None, description="An unpaid reservation is released after this; none: never."
    )
