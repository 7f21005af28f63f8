"""Customers' contacts of a drawn scenario."""

from __future__ import annotations

from typing import Any

from tests.laws.drawing import Draw, chance, one_of

SHARES = ("100 %", "30 %", "0 %")
SMALL = ("per_order", "damaged", "wrong_items", "lost", "canceled", "payment_failed")
BANDS: tuple[list[dict[str, str]], ...] = (
    [{"by": "1 min", "share": "60 %"}, {"by": "1 d", "share": "60 %"}],
    [],
    [{"by": "3 h", "share": "10 %"}, {"by": "1 d", "share": "100 %"}],
)
TIMES = ("7 min", "0 s", {"exponential": {"mean": "2 h"}})
AFTER = ("0 s", "5 h", {"exponential": {"mean": "2 d"}})


def contacts(draw: Draw, data: dict[str, Any]) -> None:
    """Some shares, bands of lateness, a price."""
    section: dict[str, Any] = {name: one_of(draw, SHARES) for name in SMALL if chance(draw, 6)}
    if chance(draw, 7):
        section["late"] = one_of(draw, BANDS)
    if chance(draw, 6):
        section["after"] = one_of(draw, AFTER)
    if chance(draw, 6):
        section["cost"] = f"4.42 {data.get('currency', 'USD')}"
    if chance(draw, 5):
        if chance(draw, 5):
            section["time"] = one_of(draw, TIMES)
        wage = f"20 {data.get('currency', 'USD')}/h"
        crew = {"skills": ["contacts"], "heads": one_of(draw, (1, 2)), "wage": wage}
        data["crews"] = data.get("crews", {}) | {"desk": crew}
    if chance(draw, 3):
        limit = {"limit": one_of(draw, ("amazon cancellations", "ebay cancellations"))}
        data["targets"] = [*data.get("targets", []), limit]
    data["contacts"] = section
