"""Stock: the replenishment policy, lead times, and what happens when an order finds too little."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from simulator.policies.names import AllocationName, ReplenishmentName, SplittingName
from simulator.policies.registry import parameters
from simulator.reading import quantities
from simulator.reading.fields import (
    Count,
    DurationDistribution,
    Money,
    PositiveDuration,
    Section,
    Share,
    preset,
)


def _review(written: Any) -> int | Literal["continuous"]:
    return "continuous" if written == "continuous" else quantities.positive_duration(written)


Review = Annotated[
    int | Literal["continuous"],
    PlainValidator(_review),
    WithJsonSchema({"type": "string", "examples": ["continuous", "1 d"]}),
]


MOST_AT_ONCE = 1_000_000
"""Units of a case, or of a minimum order."""


class Policy(Section):
    """When and how much to reorder, per SKU.

    Levels are given in units (`s`, `S`, `r`, `Q`) or as days of expected demand (`cover_*`); a
    catalog CSV's columns win over both, and over case size and minimum order. The position is
    on hand + on order - backordered - reserved.
    """

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("s", "cover_s"),
        ("S", "cover_S"),
        ("r", "cover_r"),
        ("Q", "cover_Q"),
    )

    kind: ReplenishmentName = preset(
        "s S",
        description="(s, S), (r, Q) or base stock (S alone); at reviews (R, S) or (R, s, S).",
    )
    s: Count | None = Field(default=None, description="Reorder when the position is at or below s.")
    S: Count | None = Field(default=None, ge=1, description="Order up to S.")
    r: Count | None = Field(default=None, description="Reorder when the position is at or below r.")
    Q: Count | None = Field(
        default=None, ge=1, description="Order Q units (as many times as needed)."
    )
    cover_s: PositiveDuration | None = Field(default=None, description="s in days of demand.")
    cover_S: PositiveDuration | None = Field(default=None, description="S in days of demand.")
    cover_r: PositiveDuration | None = Field(default=None, description="r in days of demand.")
    cover_Q: PositiveDuration | None = Field(default=None, description="Q in days of demand.")
    review: Review = preset("continuous", description="'continuous', or a period such as '1 d'.")
    case_size: Count = preset(
        1,
        ge=1,
        le=MOST_AT_ONCE,
        description="Units of a case; what is ordered is rounded up to whole cases.",
    )
    minimum_order: Count = preset(
        1, ge=1, le=MOST_AT_ONCE, description="Units that are ordered at least, where any are."
    )

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels that the policy is given: s and S, r and Q, or S alone."""
        return parameters("replenishment", self.kind)[1:]


class Inventory(Section):
    """Stock per SKU with an atomic reservation."""

    policy: Policy = Field(
        description="When and how much to reorder.",
        examples=[{"cover_s": "5 d", "cover_S": "10 d"}],
    )
    lead_time: DurationDistribution = preset(
        {"gamma": {"mean": "3 d", "cv": 0.3}},
        description="From reorder to available stock (assumption).",
    )
    initial: Literal["full", "spread"] = preset(
        "spread",
        description="Start at S (r + Q), or evenly spread above s (r) (assumption).",
    )
    when_short: Literal["backorder", "split", "cancel line", "cancel order"] = preset(
        "backorder",
        description="What an order does that finds too little (assumption); split: what is there "
        "goes ahead, the rest waits and follows in a further parcel.",
    )
    parcels_at_most: Count = preset(
        2,
        ge=2,
        description="Of an order that is split; with more than 2, what comes in goes at once and "
        "the last parcel waits for all that is left (assumption).",
    )
    goes_ahead: SplittingName = preset(
        "what is there",
        description="Of an order that may be split: all that is there, or that only if it is half "
        "of the units or more; else the order waits for all of it.",
    )
    allocation: AllocationName = preset(
        "priority",
        description="Who gets stock that comes in, of those that wait for a SKU: priority (of the "
        "order class), fifo, promise (the earliest ship-by time) or fewest units.",
    )
    backorder_limit: PositiveDuration | None = Field(
        default=None,
        description="A paid order still short of stock after this is canceled; of a split order "
        "the lines that are short.",
    )
    record_accuracy: Share = preset(
        "100 %",
        description="Lines whose stock on record is on the shelf (assumption: all; a study: 95 %); "
        "the others are short picks.",
    )
    holding_cost: Money = preset(0, description="Per unit on hand and day.")
    reorder_cost: Money = preset(0, description="Per replenishment order.")
    shortage_cost: Money = preset(0, description="Per unit backordered and day.")

    def most_parcels(self, follows_short_pick: bool) -> int:
        """Parcels in which an order may ship: by its stock, or where a short pick follows.

        The ways of so many are drawn.
        """
        if self.when_short == "split":
            return self.parcels_at_most
        return 2 if follows_short_pick and self.record_accuracy < 1 else 1
