"""The stage 'inventory'."""

from __future__ import annotations

from simulator.stages.stage import Cause, Stage

INVENTORY = Stage(
    "inventory",
    happens=(
        "Each line of an order is reserved whole or not at all. An order that finds too little "
        "waits, loses the line or is canceled, as the scenario says. Stock is reordered SKU by SKU "
        "and comes after a lead time."
    ),
    off="There is always enough of everything.",
    activities=("inventory",),
    causes=(
        Cause(
            "stock",
            "waiting for stock, before or after the payment",
            spoken="missing stock",
            doing="waiting",
            avoidable=True,
            behind=True,
        ),
    ),
    times=(("replenishment", ("inventory.lead_time",)),),
    rules=(
        "inventory.policy.kind",
        "inventory.policy.review",
        "inventory.when_short",
        "inventory.backorder_limit",
    ),
    nodes=("reserve", "out", "short", "expired"),
)
