"""Stock: the replenishment policy, lead times, and what happens when an order finds too little."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from simulator.scenario.fields import (
    DurationDistribution,
    Money,
    PositiveDuration,
    Section,
)


class Policy(Section):
    """When and how much to reorder, per SKU.

    Levels are given in units (`s`, `S`, `r`, `Q`) or as days of expected demand (`cover_*`); a
    catalog CSV's columns win over both. The position is on hand + on order - backordered - reserved.
    """

    kind: Literal["s S", "r Q"] = "s S"
    s: int | None = Field(default=None, description="Reorder when the position is at or below s.")
    S: int | None = Field(default=None, ge=1, description="Order up to S.")
    r: int | None = Field(default=None, description="Reorder when the position is at or below r.")
    Q: int | None = Field(default=None, ge=1, description="Order Q units (as many times as needed).")
    cover_s: PositiveDuration | None = Field(default=None, description="s in days of demand.")
    cover_S: PositiveDuration | None = Field(default=None, description="S in days of demand.")
    cover_r: PositiveDuration | None = Field(default=None, description="r in days of demand.")
    cover_Q: PositiveDuration | None = Field(default=None, description="Q in days of demand.")
    review: Literal["continuous"] | PositiveDuration = Field(
        default="continuous", description="'continuous', or a period such as '1 d'."
    )


class Inventory(Section):
    """Stock per SKU with an atomic reservation."""

    policy: Policy
    lead_time: DurationDistribution = Field(
        default={"gamma": {"mean": "3 d", "cv": 0.3}},
        validate_default=True,
        description="From reorder to available stock (assumption).",
    )
    initial: Literal["full", "spread"] = Field(
        default="spread", description="Start at S (r + Q), or evenly spread above s (r)."
    )
    when_short: Literal["backorder", "cancel line", "cancel order"] = "backorder"
    backorder_limit: PositiveDuration | None = Field(
        default=None, description="A paid order still short of stock after this is canceled."
    )
    holding_cost: Money = Field(default=0.0, description="Per unit on hand and day.")
    reorder_cost: Money = Field(default=0.0, description="Per replenishment order.")
    shortage_cost: Money = Field(default=0.0, description="Per unit backordered and day.")
