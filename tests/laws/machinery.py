"""Sections of a drawn scenario: methods, machines that fail, wrong records, boxes, disciplines."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from simulator.policies.registry import names
from simulator.stages.picking.methods import section_of
from simulator.stages.picking.section import METHOD_NAMES
from tests.laws.added import drawn_section
from tests.laws.drawing import HOUR, MINUTE, SECOND, Draw, chance, one_of, spread
from tests.laws.span import WEEKDAYS, Span

Section = dict[str, Any]

OWN_METHODS = ("batch", "wave")
"""Picking methods that are drawn here; others are drawn from what their schema says."""


def disciplines(draw: Draw, data: Section) -> None:
    """Who is served first where it is not the most urgent class."""
    stations = [
        data[name] for name in ("picking", "packing", "labeling", "returns") if name in data
    ]
    if "fraud_review" in data.get("payment", {}):
        stations.append(data["payment"]["fraud_review"])
    for station in stations:
        if chance(draw, 6):
            station["discipline"] = one_of(draw, names("discipline"))


def picking_methods(draw: Draw, span: Span, data: Section) -> None:
    """Waves, zones, a layout to walk in, and stock that is on record only."""
    picking = data["picking"]
    others = [name for name in METHOD_NAMES if name not in OWN_METHODS]
    if others and "method" not in picking and chance(draw, 6):
        name = one_of(draw, others)
        picking["method"] = {name: drawn_section(draw, section_of(name))}
    if "method" not in picking and chance(draw, 6):
        wave: Section = {"up_to": draw(st.integers(1, 4))}
        if "shipping" in data and chance(draw, 6):
            wave["before_pick_ups"] = one_of(draw, ("1 h", "10 min"))
            wave["timing"] = one_of(draw, names("wave"))
        else:
            sure = span.moment(draw)
            wave["at"] = [f"{sure:%H:%M}", "09:00"]
            if chance(draw, 6):
                wave["days"] = one_of(draw, (WEEKDAYS[sure.weekday()], "daily"))
        picking["method"] = {"wave": wave}
    for way in (way for name, way in picking.get("method", {}).items() if name in OWN_METHODS):
        by = ("any", "class", *(("pick_up", "pick_up") if "shipping" in data else ()))
        if chance(draw, 6):
            way["by"] = one_of(draw, by)
    if chance(draw, 4):
        picking["layout"] = _layout(draw)
    if chance(draw, 5):
        listed = "file" in data["catalog"] and "trace" not in data["demand"]
        zones = _zones(draw, "layout" in picking, listed)
        method = picking.setdefault("method", {})
        method["zones"] = zones
        if method.get("batch", {}).pop("form", None):  # nobody picks a whole batch
            method["batch"]["wait_at_most"] = "10 min"
    if "inventory" in data and chance(draw, 5):
        data["inventory"]["record_accuracy"] = one_of(draw, ("95 %", "60 %"))
        picking["short_picks"] = {
            "then": one_of(draw, ("pick again", "split", "cancel line")),
            "count": one_of(draw, ("30 min", "0 s")),
        }


def _layout(draw: Draw) -> Section:
    layout: Section = {
        "aisles": draw(st.integers(2, 6)),
        "aisle_length": one_of(draw, ("20 m", "7 m")),
        "routing": one_of(draw, names("routing")),
        "middle_aisle": chance(draw, 3),
        "depot": one_of(draw, ("left", "middle")),
    }
    if chance(draw, 5):
        layout |= {"aisle_spacing": "3 m", "speed": one_of(draw, ("0.8 m/s", "1 m/s"))}
    if chance(draw, 6):
        arranged = one_of(draw, ("within aisles", "across aisles"))
        classes = {"classes": {"a": "20 %", "b": "80 %"}, "arranged": arranged}
        layout["storage"] = one_of(draw, (classes, "random", classes))
    return layout


def _zones(draw: Draw, in_aisles: bool, in_csv: bool) -> Section:
    first = one_of(draw, ({}, {"at_most": 1}))
    ways = ("random", "popularity") + ("aisles",) * 2 * in_aisles + ("catalog",) * 2 * in_csv
    return {
        "style": one_of(draw, ("parallel", "pick and pass")),
        "assign": one_of(draw, ways),
        "consolidation": one_of(draw, ("0 s", "20 s")),
        "areas": {"front": {"skus": "50 %", **first}, "back": {"skus": "50 %"}},
    }


def own_crews(draw: Draw, data: Section) -> None:
    """Zones and lanes at which only some of those work who could; after the crews are known."""
    places: list[tuple[Section, str]] = []
    zones = data.get("picking", {}).get("method", {}).get("zones", {"areas": {}})
    places += [(area, "picking") for area in zones["areas"].values()]
    places += [(lane, "packing") for lane in data.get("packing", {}).get("lanes", {}).values()]
    for place, skill in places:
        able = [name for name, crew in data.get("crews", {}).items() if skill in crew["skills"]]
        if able and chance(draw, 4):
            place["crews"] = [one_of(draw, able)]


def packing_lanes(draw: Draw, data: Section) -> None:
    """Lanes, boxes, checks by class."""
    packing = data["packing"]
    if "stations" not in packing and chance(draw, 6):
        packing["lanes"] = {
            lane: {"stations": {"count": draw(st.integers(1, 2))}}
            for lane in ("single_line", "multi_line")
        }
    if chance(draw, 5):
        packing["boxes"] = {
            "small": {"volume": "2 l", "cost": "0.30 USD", "max_weight": "1 kg"},
            "large": {"volume": one_of(draw, ("20 l", "3 l")), "material": "250 g"},
        }
        packing["fill"] = one_of(draw, ("85 %", "100 %"))
        if chance(draw, 3):  # neither the largest nor the strongest is best for all
            packing["boxes"]["dense"] = {"volume": "1.5 l", "max_weight": "60 kg"}
            packing["boxes"]["large"]["max_weight"] = "2.5 kg"
        sizes: Section = {
            "unit_volume": one_of(draw, ("0.8 l", {"lognormal": {"mean": "0.8 l", "cv": 0.9}})),
            "unit_weight": one_of(draw, ("400 g", {"uniform": {"low": "10 g", "high": "2 kg"}})),
        }
        if chance(draw, 2):
            packing["fits_no_box"] = "ship unboxed"
        else:
            sizes["unit_volume"] = one_of(
                draw, ("0.8 l", {"uniform": {"low": "0.2 l", "high": "1.2 l"}})
            )
        data["catalog"] |= sizes
    if "quality_check" in packing and chance(draw, 4):
        packing["quality_check"]["recheck"] = True
    if "quality_check" in packing and chance(draw, 4):
        named = one_of(draw, list(data["demand"].get("classes", {"all": {}})))
        packing["quality_check"]["by_class"] = {named: one_of(draw, ("100 %", "0 %"))}


def failures(draw: Draw, span: Span, data: Section) -> None:
    """Benches, printers and the label service fail or are taken out of use."""
    machines = [data["labeling"]] if "labeling" in data else []
    packing = data.get("packing", {})
    lanes = packing.get("lanes", {}).values()
    machines += [part["stations"] for part in (packing, *lanes) if "stations" in part]
    for machine in machines:
        if chance(draw, 5):
            machine["breakdowns"] = {
                "every": one_of(
                    draw, ("1 h", "10 min", {"weibull": {"shape": 1.5, "scale": "2 h"}})
                ),
                "by": one_of(draw, ("use", "clock")),
                "repair": spread(draw, 25 * MINUTE, HOUR, SECOND),
            }
        if chance(draw, 5):
            machine["outages"] = [
                _outage(draw, span) | ({"stations": 1} if chance(draw, 5) else {})
            ]
    if "labeling" in data and chance(draw, 6):
        service: Section = {
            "repair": spread(draw, 25 * MINUTE, HOUR),
            "retries": draw(st.integers(0, 2)),
            "retry_after": one_of(draw, ("20 s", "3 min")),
            "manual": spread(draw, 4 * MINUTE, 30 * SECOND),
        }
        if chance(draw, 7):
            service["every"] = one_of(draw, ("3 h", "20 min"))
        if chance(draw, 5):
            service["outages"] = [_outage(draw, span)]
        data["labeling"]["service"] = service


def _outage(draw: Draw, span: Span) -> Section:
    outage: Section = {"at": f"{span.moment(draw):%Y-%m-%d %H:%M}", "for": "2 h"}
    return outage | one_of(draw, ({}, {"name": "maintenance"}))
