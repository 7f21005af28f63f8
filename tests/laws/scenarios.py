"""Whole scenarios, small, with every stage on or off and every feature drawn, as YAML text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.laws import (
    added,
    asking,
    house,
    machinery,
    order_files,
    outside,
    payments,
    promises,
    staffing,
)
from tests.laws.drawing import (
    COUNTS_CSV,
    DAY,
    HOUR,
    TIMES_CSV,
    Draw,
    chance,
    counts,
    one_of,
    parts_of,
    text,
    weights,
)
from tests.laws.receiving import receiving
from tests.laws.span import Span
from tests.laws.study import study

FILES = {"times.csv": TIMES_CSV, "counts.csv": COUNTS_CSV}
STARTS = (
    "2026-03-02",  # a Monday
    "2026-03-06 13:30",
    "2026-12-24",
    "2026-02-28 22:00",
    "2026-05-31 07:15",
)
CLASSES = ("express", "standard", "bulk")
REGIONS = ("near", "far", "island")
PERIODS = ("90 % of periods", "30 % of periods")


_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""The same text, four times as fast."""


@dataclass(frozen=True)
class World:
    """A scenario as it would be written, and the files that it names."""

    data: dict[str, Any]
    files: Mapping[str, str] = field(default_factory=lambda: FILES)

    @property
    def text(self) -> str:
        """The YAML file."""
        return str(yaml.dump(self.data, Dumper=_DUMPER, sort_keys=False, allow_unicode=True))

    def __repr__(self) -> str:
        others = "".join(f"\n# {name}:\n{content}" for name, content in self.files.items())
        return f"World:\n{self.text}{others}"


@st.composite
def scenarios(draw: Draw, traced: bool | None = None) -> World:
    """Any scenario that can be simulated in some tens of milliseconds; with a trace or without."""
    span, clock = _clock(draw)
    files = dict(FILES)
    stages_on = {name: chance(draw, 8) for name in ("checkout", "inventory", "payment", "shipping")}
    data: dict[str, Any] = {
        "schema": "fulfillment/1",
        "name": "drawn",
        "clock": clock,
        "demand": {},
        "catalog": _catalog(draw, files),
    }
    skus = data["catalog"].get("skus", 3)
    data["demand"], paid = _demand(
        draw, span, stages_on, skus, files, traced, clock.get("time_zone")
    )
    classes = list(data["demand"].get("classes", {"all": {}}))
    if stages_on["checkout"]:
        data["checkout"] = house.checkout(draw)
    if stages_on["inventory"]:
        data["inventory"] = house.inventory(draw, "file" in data["catalog"])
    if stages_on["payment"]:
        data["payment"] = house.payment(draw, span, paid)
    if chance(draw, 5):
        data["notification"] = house.notification(draw)
    for stage, section in (
        ("picking", house.picking), ("packing", house.packing), ("labeling", house.labeling)
    ):  # fmt: skip
        if chance(draw, 8):
            data[stage] = section(draw)
    data |= added.sections(draw)
    if stages_on["shipping"]:
        data |= outside.shipping(draw, span, classes, list(data["demand"].get("regions", {})))
    _promises(draw, data)
    has_machinery = chance(draw, 6)
    if has_machinery:
        _machinery(draw, span, data)
    data |= staffing.people(draw, span, data)
    if has_machinery:
        machinery.own_crews(draw, data)
    if chance(draw, 4):
        data["late_order_cost"] = "2 USD"
    _questions(draw, data, classes)
    if chance(draw, 2):
        data = in_euros(data) | {"currency": "EUR"}
    if chance(draw, 3):
        data["study"] = study(draw)
    if chance(draw, 2):
        data["handling"] = house.handling(draw)
    if "trace" not in data["demand"] and chance(draw, 2):
        level_on = span.start.date() + timedelta(days=one_of(draw, (0, -3, 40)))
        factor = one_of(draw, (1.5, 0.6) if level_on < span.start.date() else (0.9, 1.2))
        data["demand"]["growth"] = {"a_week": factor, "level_on": f"{level_on}"}
    if chance(draw, 2):
        receiving(draw, span, data)
    if stages_on["shipping"] and data.get("packing", {}).get("boxes") and chance(draw, 4):
        outside.rates(draw, span, data, files)
    if stages_on["payment"] and chance(draw, 4):
        payments.tries(draw, span, data["payment"])
        if "currency" in data:
            data["payment"] = in_euros(data["payment"])
    if "delivery" in data and chance(draw, 4):
        promises.at_checkout(draw, data)
    elif _by_share(data) and _promised(data["demand"]) and chance(draw, 3):
        outside.by_promise(draw, data)
    if chance(draw, 3):
        asking.contacts(draw, data)
    if stages_on["shipping"] and data.get("packing", {}).get("boxes") and chance(draw, 4):
        outside.truck_sizes(draw, data)
    return World(data, files)


DAYS_PROMISED = ("0 d", {"values": ["1 d", "3 d"], "weights": [70, 30]}, "60 h",
                 {"uniform": {"low": "1 d", "high": "6 d"}})  # fmt: skip


def _by_share(data: dict[str, Any]) -> bool:
    """Whether services carry their shares, whatever they take."""
    return "shipping" in data and data["shipping"].get("choice", "by share") == "by share"


def _promised(demand: dict[str, Any]) -> bool:
    """Whether a delivery is promised when the order comes."""
    classes = demand.get("classes", {}).values()
    return any(
        each.get("deliver_within", "none") != "none" or "promised_days" in each for each in classes
    )


def _questions(draw: Draw, data: dict[str, Any], classes: list[str]) -> None:
    """What the run is checked for, and how often it is simulated."""
    if chance(draw, 3):
        data["targets"] = [
            {"kpi": "on_time_ship", "at_least": one_of(draw, ("98 %", "50 %"))},
            {"kpi": "cycle_time.p95", "class": one_of(draw, classes), "at_most": "48 h"},
            {"kpi": "orders.placed", "at_least": 1, "in": one_of(draw, PERIODS)},
        ]
    data["experiment"] = {"seed": draw(st.integers(0, 2**32)), "replications": 2}
    if chance(draw, 2):
        precision = {"precision": "50 %", "of": ["orders.placed"], "at_least": 2, "at_most": 3}
        data["experiment"] |= {
            "replications": precision | {"look_ahead": one_of(draw, (0, 1))},
            "confidence": one_of(draw, ("95 %", "80 %")),
        }


def in_euros(section: Any) -> Any:
    """The same with every amount of money in another currency."""
    if isinstance(section, dict):
        return {key: in_euros(part) for key, part in section.items()}
    if isinstance(section, list):
        return [in_euros(part) for part in section]
    return section.replace(" USD", " EUR") if isinstance(section, str) else section


def _machinery(draw: Draw, span: Span, data: dict[str, Any]) -> None:
    """What few shops model: methods, lanes, failures, disciplines."""
    if "picking" in data:
        machinery.picking_methods(draw, span, data)
    if "packing" in data:
        machinery.packing_lanes(draw, data)
    machinery.failures(draw, span, data)
    machinery.disciplines(draw, data)


def _clock(draw: Draw) -> tuple[Span, dict[str, Any]]:
    start = one_of(draw, STARTS)
    run = one_of(draw, (DAY, 2 * DAY, 3 * DAY, 2 * DAY, 3 * DAY, 6 * HOUR, HOUR))
    clock: dict[str, Any] = {"start": start, "run": text(run)}
    if chance(draw, 3):
        clock["time_zone"] = one_of(draw, order_files.ZONES)
    around = {}
    for phase in ("warm_up", "cool_down"):
        around[phase] = one_of(draw, (0, 6 * HOUR, DAY)) if HOUR < run < 3 * DAY else 0
        if around[phase]:
            clock[phase] = text(around[phase])
    if around["cool_down"] and chance(draw, 4):
        around["cool_down"] = one_of(draw, (6 * HOUR, DAY, 4 * DAY))
        clock["cool_down"] = {"until_done": f"at most {text(around['cool_down'])}"}
    if chance(draw, 3):
        clock["clear_below"] = one_of(draw, ("9 orders", 0, 40))
    begin = datetime.fromisoformat(start)
    holidays = one_of(draw, ([], [], [1], [], [0, 2], "US"))
    if holidays == "US":
        clock["holidays"] = "US"
    elif holidays:
        clock["holidays"] = [f"{begin + timedelta(days=k):%Y-%m-%d}" for k in holidays]
    return Span(begin, run + sum(around.values())), clock


def _catalog(draw: Draw, files: dict[str, str]) -> dict[str, Any]:
    catalog: dict[str, Any] = {"skus": draw(st.integers(1, 8))}
    if chance(draw, 3):
        files["skus.csv"] = (
            "sku,weight,price,cost,s,S,r,Q,initial,case_size,minimum_order,unit_weight_g,"
            "unit_volume_cm3,zone\nA,5,12.50,7.20,2,9,2,6,,4,,,700,back\n"
            "B,3,,,,,,,0,,7,,,front\nC,0.5,3,,,,,,4,,,90,,front\n"
        )
        return {"file": "skus.csv", "price": "1 USD", "cost": one_of(draw, ("0.40 USD", "55 %"))}
    spread = one_of(draw, ("default", "zipf", "abc"))
    if spread == "zipf":
        catalog["popularity"] = {"zipf": one_of(draw, (0, 0.5, 2))}
    elif spread == "abc":
        catalog["skus"] = max(3, catalog["skus"])  # one in each class at least
        head, tail = {"skus": "20 %", "demand": "80 %"}, {"skus": "80 %", "demand": "20 %"}
        catalog["popularity"] = {"abc": {"a": head, "b": tail}}
    if chance(draw, 7):
        catalog["price"] = one_of(draw, ("25 USD", "0.01 USD", "9.99 USD"))
        catalog["cost"] = one_of(draw, ("60 %", "0.50 USD", 0))
    return catalog


def _demand(
    draw: Draw,
    span: Span,
    stages_on: dict[str, bool],
    skus: int,
    files: dict[str, str],
    traced: bool | None,
    zone: str | None,
) -> tuple[dict[str, Any], bool]:
    """The section, and whether its trace tells when orders were paid."""
    demand: dict[str, Any] = {}
    orders = draw(st.integers(20, 120))
    if chance(draw, 2) if traced is None else traced:
        _classes_and_regions(draw, demand)
        paid = stages_on["payment"] and chance(draw, 5)
        names = tuple(list(demand.get(key, {})) for key in ("classes", "regions"))
        demand["trace"] = order_files.trace(draw, span, orders, paid, names, zone, files)
        demand["scale"] = one_of(draw, (1, 1.5, 0.5))
        return demand, paid
    a_day = max(1, round(orders * DAY / span.length))
    by_cart = stages_on["checkout"] and chance(draw, 3)
    demand["carts_per_day" if by_cart else "orders_per_day"] = a_day
    if chance(draw, 2):
        demand["scale"] = one_of(draw, (0.5, 1.2))
    profile = one_of(draw, (0, 24, 168))
    if profile:
        demand["hour_of_day"] = {"counts": weights(draw, profile)}
    if chance(draw, 3):
        demand["day_of_week"] = {"counts": weights(draw, 7, (0, 1, 1, 2))}
    if chance(draw, 3):
        demand["day_to_day_cv"] = one_of(draw, (0.2, 0.6))
    if chance(draw, 3):
        first = span.start.date()
        last = first + timedelta(days=draw(st.integers(0, 2)))
        demand["events"] = [
            {"name": "spring sale", "from": str(first), "to": str(last), "factor": 1.5}
        ]
    _classes_and_regions(draw, demand)
    if chance(draw, 7):
        demand["lines"] = counts(draw, draw(st.integers(1, min(3, skus))))
        demand["units_per_line"] = counts(draw, draw(st.integers(1, 3)))
    for section in demand.get("classes", {}).values():
        if chance(draw, 5):
            section["lines"] = counts(draw, draw(st.integers(1, min(3, skus))))
        if chance(draw, 5):
            section["units_per_line"] = counts(draw, draw(st.integers(1, 3)))
    return demand, False


def _classes_and_regions(draw: Draw, demand: dict[str, Any]) -> None:
    """Some order classes, some regions."""
    count = draw(st.integers(0, 3))
    shares = parts_of(draw, 100, count) if count else []
    if count:
        demand["classes"] = {
            name: {"share": f"{share} %", "priority": draw(st.integers(0, 3))}
            for name, share in zip(CLASSES, shares, strict=False)
        }
    known = draw(st.integers(0, 3))
    if known:
        parts = parts_of(draw, 100, known)
        demand["regions"] = {
            name: f"{share} %" for name, share in zip(REGIONS, parts, strict=False)
        }


def _promises(draw: Draw, data: dict[str, Any]) -> None:
    """Every class promises something, or says that it promises nothing."""
    for section in data["demand"].get("classes", {}).values():
        section["ship_by"] = one_of(
            draw, ("none", "same day", "6 h", "next day", "2 h", "24 h", "2 working days")
        )
        if "day" in section["ship_by"] and chance(draw, 5):
            section["order_cut_off"] = one_of(draw, ("15:00", "09:30"))
        later = section["ship_by"] not in ("next day", "2 working days")
        section["deliver_within"] = one_of(
            draw, ("none", "1 d", "2 working days", "4 d", *(["same day"] if later else []))
        )
        if "day" in section["deliver_within"] and chance(draw, 5):
            section["deliver_cut_off"] = one_of(draw, ("14:00", "08:30"))
        regions = list(data["demand"].get("regions", {}))
        if chance(draw, 6):
            section |= {"deliver_within": "none", "deliver_cut_off": "none"}
            days = {name: one_of(draw, DAYS_PROMISED) for name in regions}
            section["promised_days"] = {"by_region": days} if days else DAYS_PROMISED[1]
        if regions and chance(draw, 5):
            parts = zip(regions, parts_of(draw, 100, len(regions)), strict=True)
            section["regions"] = {name: f"{share} %" for name, share in parts}
