"""Promises at checkout of a drawn scenario, which has carriers and a delivery."""

from __future__ import annotations

from typing import Any

from tests.laws.drawing import Draw, chance, one_of

CUT_OFFS = ("15:00", "00:00", "09:30", "23:59")


def at_checkout(draw: Draw, data: dict[str, Any]) -> None:
    """They stand for the deliveries that the classes promise; some customers leave over them."""
    for section in data["demand"].get("classes", {}).values():
        section["deliver_within"] = "none"
        section.pop("deliver_cut_off", None)
        section.pop("promised_days", None)
    promise: dict[str, Any] = {}
    if chance(draw, 6):
        promise["cut_off"] = one_of(draw, CUT_OFFS)
    regions = list(data["demand"].get("regions", {}))
    if regions and chance(draw, 4):
        promise["cut_off_by_region"] = {one_of(draw, regions): one_of(draw, CUT_OFFS)}
    if chance(draw, 4):
        promise["cut_off_by_service"] = {"service0": one_of(draw, CUT_OFFS)}
    if chance(draw, 6):
        promise["works"] = one_of(draw, ("daily", "mon-sat", "tue,thu"))
    if chance(draw, 4):
        promise["handling_days"] = one_of(draw, (0, 1, 3))
    if chance(draw, 6):
        promise["quantile"] = one_of(draw, ("50 %", "80 %", "99.9 %"))
    if "trace" not in data["demand"] and chance(draw, 6):
        promise["lost_a_day"] = one_of(draw, ("3 %", "40 %", "0 %"))
        promise["lost_beyond"] = one_of(draw, (0, 2))
    data["promise"] = promise
