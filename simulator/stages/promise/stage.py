"""The stage 'promise'."""

from __future__ import annotations

from simulator.stages.stage import Stage

PROMISE = Stage(
    "promise",
    happens=(
        "At checkout the customer is told by which day the order is delivered, from the cut-off, "
        "the days of the house and of the carrier, a quantile of transit and, where it is asked "
        "for, the orders in the house; some leave over it."
    ),
    off="What is promised hangs on the order's class alone.",
    rules=(
        "promise.cut_off",
        "promise.handling_days",
        "promise.works",
        "promise.quantile",
        "promise.lost_a_day",
        "promise.backlog.orders_a_day",
    ),
)
