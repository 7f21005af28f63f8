"""Sections of a drawn scenario: carriers, the last mile and what comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from simulator.policies.registry import names
from tests.laws.drawing import HOUR, MINUTE, Draw, chance, one_of, parts_of, percent, spread
from tests.laws.span import WEEKDAYS, Span

Section = dict[str, Any]
OFTEN = tuple(f"{hour:02}:45" for hour in range(0, 24, 2))
"""So often that parcels leave a little before and a little after their promise."""


def shipping(draw: Draw, span: Span, classes: list[str], regions: list[str]) -> dict[str, Section]:
    """Carriers for all classes, perhaps delivery and returns."""
    count = draw(st.integers(1, 3))
    carriers = {f"carrier{k}": _carrier(draw, span, regions) for k in range(count)}
    services = [(name, f"service{k}") for name in carriers for k in range(1 + chance(draw, 3))]
    for (carrier, name), terms in zip(services, _serves(draw, services, classes), strict=True):
        carriers[carrier]["services"][name] = terms | _service(draw, regions)
    data: dict[str, Section] = {"shipping": {"carriers": carriers}}
    if chance(draw, 3):
        data["shipping"]["choice"] = one_of(draw, names("service"))
    if chance(draw, 8):
        data["delivery"] = delivery(draw)
        if chance(draw, 8):
            data["returns"] = returns(draw, classes)
    return data


def _carrier(draw: Draw, span: Span, regions: list[str]) -> Section:
    sure = span.moment(draw)
    pick_ups: dict[str, Any] = {WEEKDAYS[sure.weekday()]: [f"{sure:%H:%M}"]}
    few = ((), ("15:00", "18:00"), ("09:00", "13:00", "21:00"), ("00:30", "12:00"))
    more = one_of(draw, (*few, OFTEN))
    if more:
        pick_ups[one_of(draw, ("daily", "mon-fri", "mon-sat"))] = list(more)
    carrier: Section = {"pick_ups": pick_ups, "services": {}}
    if chance(draw, 5):
        carrier["cut_off"] = one_of(draw, ("15 min", "2 h", "0 s"))
    if chance(draw, 5):
        carrier["capacity"] = one_of(draw, ("3 parcels", 1, 20))
        if chance(draw, 5):
            carrier["loading"] = one_of(draw, names("loading"))
    if chance(draw, 4):
        other: Section = {"capacity": one_of(draw, (1, "5 parcels", 40))}
        if not chance(draw, 5):
            other["days"] = one_of(draw, (WEEKDAYS[sure.weekday()], "daily"))
        if "days" not in other or chance(draw, 5):
            other["at"] = f"{sure:%H:%M}"
        carrier["capacity_on"] = [other]
    if chance(draw, 5):
        carrier["pick_up_cost"] = "7.50 USD"
    if chance(draw, 5):
        carrier["drives"] = one_of(draw, ("daily", "mon-sat", "tue,thu"))
    if chance(draw, 2):
        begins = span.moment(draw)
        carrier["outages"] = [
            {"at": f"{begins:%Y-%m-%d %H:%M}", "for": one_of(draw, ("1 d", "3 h")),
             "name": "strike"}
        ]  # fmt: skip
    if chance(draw, 4):
        days = {f"{span.moment(draw):%Y-%m-%d}" for _ in range(draw(st.integers(1, 2)))}
        carrier["holidays"] = one_of(draw, (sorted(days), "US"))
    if chance(draw, 3):
        by = spread(draw, 30 * MINUTE, 0, 6 * HOUR)
        carrier["late"] = {"share": percent(draw), "by": by}
    if chance(draw, 3):
        carrier["no_show"] = percent(draw, 60)
    if chance(draw, 2):
        carrier["on_call"] = _on_call(draw, sure, "cut_off" in carrier)
    if chance(draw, 3):
        carrier["delays"] = _delays(draw, span, regions)
    return carrier


def truck_sizes(draw: Draw, data: dict[str, Any]) -> None:
    """Trucks that are full by weight or volume; each takes the largest box, full."""
    light = "dense" not in data["packing"]["boxes"]
    for carrier in data["shipping"]["carriers"].values():
        trucks = [carrier, *carrier.get("capacity_on", ())]
        trucks += [carrier["on_call"]] if "on_call" in carrier else []
        for truck in trucks:
            if chance(draw, 5):
                truck["payload"] = one_of(draw, ("30.25 kg" if light else "61 kg", "0.2 t"))
            if chance(draw, 5):
                truck["load_volume"] = one_of(draw, ("20 l", "90 l", "1 m3"))


def _delays(draw: Draw, span: Span, regions: list[str]) -> list[Section]:
    """At a date, or now and then; perhaps of one region, perhaps both."""
    begins = span.moment(draw)
    found: list[Section] = []
    if chance(draw, 6):
        lasts = one_of(draw, ("2 h", "1 d", {"exponential": {"mean": "9 h"}}))
        found.append({"at": f"{begins:%Y-%m-%d %H:%M}", "for": lasts})
    if not found or chance(draw, 4):
        often = one_of(draw, ("9 h", {"uniform": {"low": "1 h", "high": "1 d"}}))
        found.append({"name": "hub", "every": often, "for": one_of(draw, ("3 h", "90 min"))})
        if regions and chance(draw, 5):
            found[-1]["regions"] = [one_of(draw, regions)]
    return found


def _on_call(draw: Draw, sure: datetime, cut_off: bool) -> Section:
    rule: Section = {"parcels": one_of(draw, (2, "5 parcels", 1)), "price": "90 USD"}
    if chance(draw, 5):
        rule["lead_time"] = one_of(draw, ("5 h", "150 min") if cut_off else ("30 min", "0 s"))
    if chance(draw, 5):
        rule["capacity"] = one_of(draw, (1, "4 parcels"))
    if chance(draw, 3):
        rule["hours"] = one_of(draw, ("08:00-20:00", "22:00-06:00"))
    if chance(draw, 3):
        rule["days"] = one_of(draw, ("mon-fri", WEEKDAYS[sure.weekday()]))
    return rule


def _serves(draw: Draw, services: list[tuple[str, str]], classes: list[str]) -> list[Section]:
    """Which classes each service has: perhaps some of its own, all others among the rest."""
    own: list[Section] = []
    rest = list(classes)
    while len(services) - len(own) > 1 and len(rest) > 1 and chance(draw, 6):
        own.append({"serves": [rest.pop(0)]})
    open_ = len(services) - len(own)
    shares = parts_of(draw, 100, open_)
    named = {"serves": rest} if chance(draw, 3) else {}
    return own + [{**named, "share": f"{share} %"} for share in shares]


def _service(draw: Draw, regions: list[str]) -> Section:
    transit: Any = _transit(draw)
    if regions and chance(draw, 4):
        transit = {"by_region": {name: _transit(draw) for name in regions}}
    return {
        "transit": transit,
        "lost": percent(draw, 20),
        "damaged": percent(draw, 20),
        "cost": one_of(draw, (0, "5.20 USD")),
    }


def rates(draw: Draw, span: Span, data: Section, files: dict[str, str]) -> None:
    """Price some services by a rate card of two zones, or of one price for all regions."""
    currency = data.get("currency", "USD")
    regions = list(data["demand"].get("regions", {}))
    one_zone = not regions or chance(draw, 3)
    unit = one_of(draw, ("kg", "lb", "oz", "g"))
    bands = {"kg": (1, 5, 4000), "lb": (1, 9.5, 9000), "oz": (7, 99, 1e6), "g": (500, 1000, 4e6)}
    rows = [f"{up_to:g},{3 + k}.25,{4 + 2 * k}" for k, up_to in enumerate(bands[unit])]
    zones = ",whole" if one_zone else ",zone1,zone2"
    lines = [f"up_to_{unit}{zones}", *(row.rsplit(",", 1)[0] if one_zone else row for row in rows)]
    files["rates.csv"] = "\n".join(lines) + "\n"
    card: Section = {"file": "rates.csv"}
    if not one_zone:
        card["zones"] = {name: one_of(draw, ("zone1", "zone2")) for name in regions}
    if chance(draw, 6):
        card["divisor"] = one_of(draw, ("5000 cm3/kg", "139 in3/lb", "1 l/kg"))
    if chance(draw, 6):
        card["fuel"] = one_of(draw, ("20.5 %", "3 %"))
    if chance(draw, 6):
        day = f"{span.moment(draw):%Y-%m-%d}"
        season = one_of(draw, ({"from": day}, {"until": day}, {"from": day, "until": day}))
        heavy: Section = {"price": f"11 {currency}", "over": one_of(draw, ("500 g", "2 kg"))}
        if regions:
            heavy["regions"] = [one_of(draw, regions)]
        card["surcharges"] = {"peak": {"price": f"0.40 {currency}", **season}, "heavy": heavy}
    data["shipping"]["rate_cards"] = {"card": card}
    services = [
        service
        for carrier in data["shipping"]["carriers"].values()
        for service in carrier["services"].values()
    ]
    for service in services[: 1 + chance(draw, 5)]:
        service.pop("cost", None)
        service["rates"] = "card"


def _transit(draw: Draw) -> Any:
    if chance(draw, 6):
        took = spread(draw, 2 * HOUR, 0, 10 * HOUR)
        return {"working_time": took} if chance(draw, 2) else took
    return one_of(
        draw,
        ("1 working day", "next day", {"working_days": {1: 50, 2: 30, 3: 20}}, "same day",
         {"working_days": {"1": 0.6, "0": 0.4}}),
    )  # fmt: skip


def by_promise(draw: Draw, data: Section) -> None:
    """Let a transit hang on what is promised, where something is and nothing is chosen by it."""
    carriers = data["shipping"]["carriers"]
    services = [each for carrier in carriers.values() for each in carrier["services"].values()]
    bands = {one_of(draw, ("1 d", "6 h")): _transit(draw)}
    if chance(draw, 3):
        bands["2 d"] = _transit(draw)
    way = {"by_promise": {**bands, "longer": _transit(draw)}}
    service = one_of(draw, services)
    if isinstance(service["transit"], dict) and "by_region" in service["transit"]:
        regions = service["transit"]["by_region"]
        regions[one_of(draw, list(regions))] = way
    else:
        service["transit"] = way


def delivery(draw: Draw) -> Section:
    """Attempts, short waits so that they fit into few days."""
    section: Section = {
        "hours": one_of(
            draw, ("08:00-20:00", "00:00-24:00", "18:00-02:00", "10:30-11:00", "00:00-24:00")
        ),
        "days": one_of(draw, ("daily", "mon-sat", "fri,sun")),
        "first_attempt_fails": one_of(draw, ("8 %", "0 %", "60 %")),
        "attempts": draw(st.integers(1, 3)),
        "between_attempts": one_of(draw, ("2 h", "1 d")),
    }
    if chance(draw, 4):
        section["later_attempt_fails"] = percent(draw, 60)
    if chance(draw, 4):
        section["failed_cost"] = "17.20 USD"
    return section


def returns(draw: Draw, classes: list[str]) -> Section:
    """Returns soon enough to be seen."""
    section: Section = {
        "share": one_of(draw, ("20 %", "90 %", "100 %")),
        "after": spread(draw, MINUTE, 0, 3 * HOUR),
        "inspection": spread(draw, 3 * MINUTE, 0, 20 * MINUTE),
        "restock": one_of(draw, ("85 %", "100 %", "0 %")),
    }
    if chance(draw, 4):
        section["wrong_items"] = percent(draw)
    if chance(draw, 4):
        section["cost"] = "6 USD"
    if chance(draw, 3):
        section["by_class"] = {one_of(draw, classes): one_of(draw, ("0 %", "50 %", "100 %"))}
    if chance(draw, 3):
        section["window"] = one_of(draw, ("1 h", "1 ms", "30 d"))
    if chance(draw, 3):
        section["transit"] = spread(draw, 0, MINUTE, 2 * HOUR)
    if chance(draw, 3):
        names_ = ("too small", "broken")[: draw(st.integers(1, 2))]
        section["reasons"] = {name: {"share": f"{100 // len(names_)} %"} for name in names_}
    if chance(draw, 3):
        section |= _by_line(draw)
        if "grading" in section:
            section.pop("restock")
            if "reasons" in section and chance(draw, 7):
                section["reasons"]["too small"]["grading"] = section["grading"]
    return section


def _by_line(draw: Draw) -> Section:
    """Returns in part, units graded, and refunds at another moment."""
    section: Section = {}
    if chance(draw, 7):
        section["in_part"] = {"share": percent(draw), "lines": percent(draw)}
    if chance(draw, 7):
        parts = one_of(draw, ((60, 30, 10), (0, 100, 0), (0, 0, 100), (50, 50, 0)))
        grades = zip(("restock", "refurbish", "scrap"), parts, strict=True)
        section["grading"] = {name: f"{part} %" for name, part in grades}
        if parts[1] and chance(draw, 7):
            section["refurbishing"] = _refurbishing(draw)
    if chance(draw, 5):
        section["refund"] = {"after": one_of(draw, ("inspection", "arrival", "hand-in"))}
        if chance(draw, 5):
            section["refund"]["delay"] = spread(draw, 0, HOUR)
    return section


def _refurbishing(draw: Draw) -> Section:
    section: Section = {"time": spread(draw, MINUTE, 0, 20 * MINUTE)}
    if chance(draw, 3):
        section["cost"] = "1.50 USD"
    if chance(draw, 3):
        section["loses"] = percent(draw, 60)
    if chance(draw, 8):
        section["discipline"] = one_of(draw, names("discipline"))
    return section
