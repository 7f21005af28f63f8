"""What stands beside a figure that depends on how its orders end: how many have not ended yet."""

from __future__ import annotations

from simulator.reporting.estimates import Estimates
from simulator.reporting.numbers import percent

ENDS = (
    "on_time_ship", "on_time_delivery", "otif", "perfect_order", "in_full", "cycle_time",
    "click_to_ship", "release_to_ship", "carrier_transit", "same_day_share",
)  # fmt: skip
"""KPIs, by the first part of their name, that orders still open are late in or left out of."""


def open_note(known: Estimates, name: str) -> str:
    """'2.1 % still open' for such a figure; empty for another, and where every order has ended."""
    if name.split(".")[0] not in ENDS:
        return ""
    placed, still = known.mean("orders.placed"), known.mean("orders.in_flight")
    return f"{percent(still / placed)} still open" if placed and still else ""
