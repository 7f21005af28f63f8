"""Activities, machines and queues of one scenario, and the keys of its rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.policies.registry import about
from simulator.reporting.markdown import code, own, prose
from simulator.reporting.model_scenario import Written, meaning
from simulator.results.outcomes import Outcome
from simulator.stages import INBOUND, STAGES, STATIONS
from simulator.stages.picking.methods import METHODS

_OF_METHODS = [f"picking.method.{m.name}.{key}" for m in METHODS.values() for key in m.rules]
RULE_KEYS = tuple(
    key
    for stage in STAGES
    for key in (*(_OF_METHODS if stage.name == "picking" else ()), *stage.rules)
)
"""Keys that choose a rule or set its limits."""

ACTIVITY_KEYS = dict(times for stage in STAGES for times in stage.times)
"""What takes time, and the keys of how long."""

EXITS = tuple(outcome.word for outcome in Outcome)
"""How an order ends, as its KPIs are called; exactly one of them, `in_flight` if not yet."""

Row = Sequence[str]


def picked(scenario: Written) -> str:
    """'in batches and in zones'; 'one by one' where no method is written."""
    words = {name: method.words for name, method in METHODS.items()} | {"zones": "in zones"}
    parts = [said for name, said in words.items() if scenario.flow(f"picking.method.{name}")]
    return " and ".join(parts) or "one by one"


def parcels(scenario: Written) -> str:
    """In how many parcels an order ships."""
    keys = {
        "inventory.when_short": "it is short of stock",
        "picking.short_picks.then": "a line is not on the shelf",
    }
    may = [what for key, what in keys.items() if scenario.word(key) == "split"]
    if scenario.is_on("packing.boxes"):
        whole = "one box, the smallest that holds it, or in several, each of them a parcel"
        return f"{whole}; in several parts where {' or '.join(may)}" if may else whole
    return f"one parcel, or as several where {' or '.join(may)}" if may else "one parcel"


def _named(scenario: Written, pattern: str) -> Iterator[str]:
    """The paths that a pattern stands for: one for each NAME that the scenario has."""
    section, named, rest = pattern.partition(".NAME")
    for name in scenario.names(section) if named else ():
        yield f"{section}.{name}{rest}"
    if not named:
        yield pattern


def activities(scenario: Written) -> Iterator[Row]:
    """What takes time, its key, its distribution and what that means."""
    for activity, paths in ACTIVITY_KEYS.items():
        for path in (each for pattern in paths for each in _named(scenario, pattern)):
            if scenario.word(path):
                yield activity, path, scenario.word(path), meaning(path.split("."))
    for carrier in scenario.names("shipping.carriers"):
        for service in scenario.names(f"shipping.carriers.{carrier}.services"):
            path = f"shipping.carriers.{carrier}.services.{service}.transit"
            yield "transit", path, scenario.flow(path), ""
    if scenario.is_on("delivery"):
        days, hours = scenario.word("delivery.days"), scenario.word("delivery.hours")
        told = "as transit ends" if hours == "none" else f"{days} {hours}"
        yield "delivery", "delivery.hours", told, "When attempts are made."


def _counts() -> Iterator[Row]:
    """What machines are called, the section that has their number, and its key."""
    for station in STATIONS.values():
        section, _, count = f"{station.section}.{station.count}".rpartition(".")
        if station.count:
            yield station.machines, section, count
        if station.name == "packing":
            for lane in ("single_line", "multi_line"):
                yield f"packing benches, {lane}", f"packing.lanes.{lane}.stations", "count"


def machines(scenario: Written) -> Iterator[Row]:
    """What they are, how many, their breakdowns, and the path of their outages."""
    for what, at, count in _counts():
        if scenario.word(f"{at}.{count}"):
            breakdowns = scenario.flow(f"{at}.breakdowns")
            yield prose(what), scenario.cell(f"{at}.{count}"), breakdowns, f"{at}.outages"
    if scenario.is_on("labeling.service"):
        every = scenario.word("labeling.service.every")
        yield "the carrier's label service", "1", every, "labeling.service.outages"
    if scenario.names("payment.outages") or scenario.word("payment.every"):
        yield "the payment gateway", "1", scenario.word("payment.every"), "payment.outages"
    if scenario.is_on("payment.second_gateway"):
        every = scenario.word("payment.second_gateway.every")
        yield "the second payment gateway", "1", every, "payment.second_gateway.outages"


def queues(scenario: Written) -> Iterator[Row]:
    """Where orders wait, the discipline, what that serves first, and by whom."""
    for station in scenario.stations:
        chosen = scenario.word(f"{STATIONS[station].section}.discipline")
        for name, part in _parts(scenario, station).items():
            named = scenario.items(f"{part}.crews") if scenario.word(f"{part}.crews") else []
            crews = ", ".join(code(crew) for crew in named or scenario.crews_of(station))
            yield code(name), chosen, own(about("discipline", chosen)), crews or "machines alone"
    yield from _pallets(scenario)
    waits = ("backorder", "split")
    if scenario.is_on("inventory") and scenario.word("inventory.when_short") in waits:
        chosen = scenario.word("inventory.allocation")
        first = f"Lines that wait, SKU by SKU. {own(about('allocation', chosen))}"
        yield "backorders", chosen, first, "stock that comes in"
    if scenario.is_on("shipping"):
        yield from _docks(scenario)


def _pallets(scenario: Written) -> Iterator[Row]:
    """Where suppliers' trucks and their pallets wait."""
    if not scenario.is_on("receiving"):
        return
    doors = f"dock doors: {scenario.word('receiving.doors')}"
    yield "yard", "fifo", "Trucks, by their arrival.", doors
    for name, station in INBOUND.items():
        if scenario.is_on(station.section):
            crews = ", ".join(code(crew) for crew in scenario.crews_of(name))
            yield code(name), "priority", "Pallets, by the priority of receiving.", crews


def _docks(scenario: Written) -> Iterator[Row]:
    """The queues at the dock: one, or one a carrier where they load by different rules."""
    names = scenario.names("shipping.carriers")
    by = {name: scenario.word(f"shipping.carriers.{name}.loading") for name in names}
    alike = len(set(by.values())) == 1
    for name in names[:1] if alike else names:
        first = f"Labeled parcels, carrier by carrier. {own(about('loading', by[name]))}"
        yield "dock" if alike else f"dock, {code(name)}", by[name], first, "the carriers' pick-ups"


def _parts(scenario: Written, station: str) -> dict[str, str]:
    """The queues of a station and the section of each: one, or one a zone or lane."""
    where = {"picking": "picking.method.zones.areas", "packing": "packing.lanes"}.get(station, "-")
    return {f"{station}.{name}": f"{where}.{name}" for name in scenario.names(where)} or {
        station: STATIONS[station].section
    }
