"""Sections of a drawn scenario: methods, machines that fail, wrong records, boxes, disciplines."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.laws.drawing import HOUR, MINUTE, SECOND, Draw, chance, one_of, spread
from tests.laws.span import Span

Section = dict[str, Any]


def disciplines(draw: Draw, data: Section) -> None:
    """Who is served first where it is not the most urgent class."""
    stations = [
        data[name] for name in ("picking", "packing", "labeling", "returns") if name in data
    ]
    if "fraud_review" in data.get("payment", {}):
        stations.append(data["payment"]["fraud_review"])
    for station in stations:
        if chance(draw, 2):
            station["discipline"] = one_of(draw, ("fifo", "shortest", "deadline"))


def picking_methods(draw: Draw, span: Span, data: Section) -> None:
    """Waves, zones, a layout to walk in, and stock that is on record only."""
    picking = data["picking"]
    if "method" not in picking and chance(draw, 4):
        wave: Section = {"up_to": draw(st.integers(1, 4))}
        if "shipping" in data and chance(draw, 5):
            wave["before_pick_ups"] = one_of(draw, ("1 h", "10 min"))
        else:
            wave["at"] = [f"{span.moment(draw):%H:%M}", "09:00"]
        picking["method"] = {"wave": wave}
    for way in picking.get("method", {}).values():
        by = ("any", "class", "pick_up") if "shipping" in data else ("any", "class")
        if chance(draw, 4):
            way["by"] = one_of(draw, by)
    if chance(draw, 3):
        picking["layout"] = {
            "aisles": draw(st.integers(2, 6)),
            "aisle_length": one_of(draw, ("20 m", "7 m")),
            "routing": one_of(draw, ("s-shape", "return", "largest gap")),
            "middle_aisle": chance(draw, 3),
            "depot": one_of(draw, ("left", "middle")),
        }
    if chance(draw, 3):
        picking.setdefault("method", {})["zones"] = _zones(draw, "layout" in picking)
    if "inventory" in data and chance(draw, 4):
        data["inventory"]["record_accuracy"] = one_of(draw, ("95 %", "60 %"))
        picking["short_picks"] = {
            "then": one_of(draw, ("pick again", "cancel line")),
            "count": one_of(draw, ("30 min", "0 s")),
        }


def _zones(draw: Draw, in_aisles: bool) -> Section:
    first = one_of(draw, ({}, {"at_most": 1}))
    return {
        "style": one_of(draw, ("parallel", "pick and pass")),
        "assign": one_of(draw, ("random", "popularity") + (("aisles",) if in_aisles else ())),
        "consolidation": one_of(draw, ("0 s", "20 s")),
        "areas": {"front": {"skus": "50 %", **first}, "back": {"skus": "50 %"}},
    }


def packing_lanes(draw: Draw, data: Section) -> None:
    """Lanes, boxes, checks by class."""
    packing = data["packing"]
    if "stations" not in packing and chance(draw, 3):
        packing["lanes"] = {
            lane: {"stations": {"count": draw(st.integers(1, 2))}}
            for lane in ("single_line", "multi_line")
        }
    if chance(draw, 2):
        packing["boxes"] = {
            "small": {"volume": "2 l", "cost": "0.30 USD"}, "large": {"volume": "20 l"}
        }  # fmt: skip
        data["catalog"] |= {"unit_volume": "0.8 l", "unit_weight": "400 g"}
    if "quality_check" in packing and chance(draw, 4):
        packing["quality_check"]["recheck"] = True


def failures(draw: Draw, span: Span, data: Section) -> None:
    """Benches, printers and the label service fail or are taken out of use."""
    machines = [data["labeling"]] if "labeling" in data else []
    packing = data.get("packing", {})
    lanes = packing.get("lanes", {}).values()
    machines += [part["stations"] for part in (packing, *lanes) if "stations" in part]
    for machine in machines:
        if chance(draw, 4):
            machine["breakdowns"] = {
                "every": one_of(
                    draw, ("1 h", "10 min", {"weibull": {"shape": 1.5, "scale": "2 h"}})
                ),
                "by": one_of(draw, ("use", "clock")),
                "repair": spread(draw, 25 * MINUTE, HOUR, SECOND),
            }
        if chance(draw, 3):
            outage: Section = {"at": f"{span.moment(draw):%Y-%m-%d %H:%M}", "for": "2 h"}
            machine["outages"] = [outage | ({"stations": 1} if chance(draw, 5) else {})]
    if "labeling" in data and chance(draw, 3):
        data["labeling"]["service"] = {
            "every": one_of(draw, ("3 h", "20 min")),
            "repair": spread(draw, 25 * MINUTE, HOUR),
            "retries": draw(st.integers(0, 2)),
            "manual": spread(draw, 4 * MINUTE, 30 * SECOND),
        }
