"""What limits a house, from its figures: where the time goes in it, and who is busiest."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

CAUSES_IN_THE_HOUSE = {
    "payment": "payment",
    "fraud_review": "the fraud review",
    "stock": "missing stock",
    "off_shift": "closed shifts",
    "labor": "busy crews",
    "equipment": "machines",
    "batching": "filling batches",
    "picking": "picking itself",
    "packing": "packing itself",
    "labeling": "labeling itself",
    "rework": "rework",
    "pick_up": "the carrier's pick-up",
    "pick_up_capacity": "full pick-ups",
}
"""The causes that end when the parcel leaves, in words."""


def what_limits(means: Mapping[str, float]) -> str:
    """The longest part of an order's time in the house, and the busiest crew.

    `means` has KPIs of all orders by name.
    """
    hours = {cause: means.get(f"time_hours.{cause}", float("nan")) for cause in CAUSES_IN_THE_HOUSE}
    known = {cause: value for cause, value in hours.items() if not isnan(value) and value > 0}
    parts = []
    if known:
        cause = max(known, key=lambda name: known[name])
        parts.append(f"{CAUSES_IN_THE_HOUSE[cause]} ({known[cause]:.1f} h)")
    busy = {
        name.removeprefix("utilization."): value
        for name, value in means.items()
        if name.startswith("utilization.") and not isnan(value)
    }
    if busy:
        crew = max(busy, key=lambda name: busy[name])
        parts.append(f"{crew} {busy[crew]:.0f} % busy")
    return ", ".join(parts)
