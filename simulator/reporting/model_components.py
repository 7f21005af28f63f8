"""Entities, activities, resources, queues, ways in and out, and rules of one scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from simulator.measure.kpis import kpis
from simulator.reporting.markdown import bullets, code, own, prose, table
from simulator.reporting.model_scenario import Written, meaning
from simulator.stages import STAGES, STATIONS
from simulator.stages.picking.methods import METHODS

if TYPE_CHECKING:
    from simulator.reporting.estimates import Estimates

_OF_METHODS = [f"picking.method.{m.name}.{key}" for m in METHODS.values() for key in m.rules]
RULE_KEYS = tuple(
    key
    for stage in STAGES
    for key in (*(_OF_METHODS if stage.name == "picking" else ()), *stage.rules)
)
"""Keys that choose a rule or set its limits."""

ACTIVITY_KEYS = dict(times for stage in STAGES for times in stage.times)
"""What takes time, and the keys of how long."""

CREW = ("Crew", "Skills, home first", "Heads", "Speed", "New hires", "Absence", "Prefers")
SHIFT = ("Shift", "Days", "Hours", "Heads", "Other heads", "Breaks", "At its end", "Overtime")
MACHINES = ("Machines", "Count", "Breakdowns", "Outages")
CARRIER = (
    "Carrier", "Pick-ups", "A pick-up costs", "Cut-off", "Parcels a pick-up", "Services",
    "No pick-ups",
)  # fmt: skip

EXITS = (
    "abandoned", "out_of_stock", "declined", "payment_failed", "rejected", "expired", "lost",
    "returned_to_sender", "delivered", "completed", "in_flight",
)  # fmt: skip
"""How an order ends, as its KPIs are called; exactly one of them, `in_flight` if not yet."""


def algorithms(scenario: Written) -> Sequence[str]:
    """The rules that the scenario chooses."""
    rows = [
        (code(path), scenario.cell(path), own(meaning(path.split("."))))
        for path in RULE_KEYS
        if scenario.word(path)
    ]
    chosen = table(("Key", "In this run", "Meaning"), rows) if rows else ""
    return (chosen, _method(scenario), "In every scenario:")


def _method(scenario: Written) -> str:
    if not scenario.is_on("picking"):
        return ""
    words = {name: method.words for name, method in METHODS.items()} | {"zones": "in zones"}
    parts = [said for name, said in words.items() if scenario.flow(f"picking.method.{name}")]
    return f"Orders are picked {' and '.join(parts) or 'one by one'}."


def entities(scenario: Written) -> Sequence[str]:
    """Orders by class, and what they are made of."""
    keys = ("share", "priority", "ship_by", "order_cut_off", "deliver_within")
    classes = scenario.names("demand.classes")
    rows = [
        (code(name), *(scenario.cell(f"demand.classes.{name}.{key}", "–") for key in keys))
        for name in classes
    ]
    about = {
        "Lines an order": "demand.lines",
        "Units a line": "demand.units_per_line",
        "Regions": "demand.regions",
        "SKUs": "catalog.skus",
        "Popularity of SKUs": "catalog.popularity",
        "Price of a unit": "catalog.price",
        "Cost of goods of a unit": "catalog.cost",
        "SKUs from a file": "catalog.file",
    }
    traced = scenario.is_on("demand.trace")
    lines = [f"{what}: {code(scenario.flow(path))}" for what, path in about.items()]
    return (
        "What moves through the model are orders. An order has lines, a line has a SKU and units; "
        f"it ships as {_parcels(scenario)}.",
        table(("Class", "Share", "Priority", "Ship by", "Order cut-off", "Deliver within"), rows)
        if rows
        else "All orders are of one class, without a promise.",
        "Lines, units and SKUs are those of the file of orders (3.2)."
        if traced
        else bullets(line for line in lines if not line.endswith(": ")),
    )


def _parcels(scenario: Written) -> str:
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


def activities(scenario: Written) -> Sequence[str]:
    """What takes time, with its distribution."""
    rows = [
        (activity, code(path), scenario.cell(path), own(meaning(path.split("."))))
        for activity, paths in ACTIVITY_KEYS.items()
        for path in paths
        if scenario.word(path)
    ]
    for carrier in scenario.names("shipping.carriers"):
        for service in scenario.names(f"shipping.carriers.{carrier}.services"):
            path = f"shipping.carriers.{carrier}.services.{service}.transit"
            rows.append(("transit", code(path), code(scenario.flow(path)), ""))
    if scenario.is_on("delivery"):
        hours = f"{scenario.word('delivery.days')} {scenario.word('delivery.hours')}"
        rows.append(("delivery", code("delivery.hours"), code(hours), "When attempts are made."))
    if not rows:
        return ("Nothing takes time in this scenario.",)
    return (
        "Where people are needed, the times below are those of somebody of speed 1.",
        table(("Activity", "Key", "Takes", "Meaning"), rows),
    )


def resources(scenario: Written) -> Sequence[str]:
    """Crews and shifts, machines, carriers."""
    crews, shifts = scenario.names("crews"), scenario.names("shifts")
    machines, carriers = [*_machines(scenario)], scenario.names("shipping.carriers")
    return (
        table(CREW, (_crew(scenario, name) for name in crews)) if crews else "There are no people.",
        table(SHIFT, (_shift(scenario, name) for name in shifts)) if shifts else "",
        table(MACHINES, machines) if machines else "",
        table(CARRIER, (_carrier(scenario, name) for name in carriers)) if carriers else "",
    )


def _cell(text: str, absent: str = "–") -> str:
    return code(text) or absent


def _crew(scenario: Written, name: str) -> Sequence[str]:
    at = f"crews.{name}"
    heads = scenario.cell(f"{at}.heads", "by shifts")
    on_call = scenario.flow(f"{at}.on_call")
    return (
        code(name),
        _cell(scenario.word(f"{at}.skills")),
        f"on call: {code(on_call)}" if on_call else heads,
        scenario.cell(f"{at}.speed"),
        _cell(scenario.flow(f"{at}.new_hires"), "none"),
        scenario.cell(f"{at}.absence"),
        scenario.cell(f"{at}.prefers"),
    )


def _shift(scenario: Written, name: str) -> Sequence[str]:
    at = f"shifts.{name}"
    return (
        code(name),
        *(scenario.cell(f"{at}.{key}") for key in ("days", "hours")),
        _cell(scenario.flow(f"{at}.heads")),
        _several(scenario, f"{at}.heads_on"),
        _several(scenario, f"{at}.breaks"),
        scenario.cell(f"{at}.end_of_shift"),
        _cell(scenario.flow(f"{at}.overtime"), "none"),
    )


def _several(scenario: Written, path: str) -> str:
    """The items of a list of sections in one cell."""
    items = scenario.names(path)
    return "; ".join(code(scenario.flow(f"{path}.{item}")) for item in items) or "none"


def _counts() -> Iterator[tuple[str, str, str]]:
    """What machines are called, the section that has their number, and its key."""
    for station in STATIONS.values():
        section, _, count = f"{station.section}.{station.count}".rpartition(".")
        if station.count:
            yield station.machines, section, count
        if station.name == "packing":
            for lane in ("single_line", "multi_line"):
                yield f"packing benches, {lane}", f"packing.lanes.{lane}.stations", "count"


def _machines(scenario: Written) -> Iterator[Sequence[str]]:
    for what, at, count in _counts():
        if scenario.word(f"{at}.{count}"):
            failures = _cell(scenario.flow(f"{at}.breakdowns"), "none")
            outages = _several(scenario, f"{at}.outages")
            yield prose(what), scenario.cell(f"{at}.{count}"), failures, outages
    if scenario.is_on("labeling.service"):
        failures = scenario.cell("labeling.service.every", "none")
        outages = _several(scenario, "labeling.service.outages")
        yield "the carrier's label service", "1", failures, outages
    if scenario.names("payment.outages"):
        yield "the payment gateway", "1", "none", _several(scenario, "payment.outages")


def _carrier(scenario: Written, name: str) -> Sequence[str]:
    at = f"shipping.carriers.{name}"
    services = scenario.names(f"{at}.services")
    return (
        code(name),
        _cell(scenario.flow(f"{at}.pick_ups")),
        scenario.cell(f"{at}.pick_up_cost"),
        scenario.cell(f"{at}.cut_off"),
        scenario.cell(f"{at}.capacity", "no limit"),
        ", ".join(code(service) for service in services),
        _several(scenario, f"{at}.outages"),
    )


def queues(scenario: Written) -> Sequence[str]:
    """Where orders wait, in which order they are served, and by whom."""
    from simulator.policies.registry import about

    rows = []
    for station in scenario.stations:
        path = f"{STATIONS[station].section}.discipline"
        first = own(about("discipline", scenario.word(path)))
        for name, part in _parts(scenario, station).items():
            named = scenario.items(f"{part}.crews") if scenario.word(f"{part}.crews") else []
            crews = ", ".join(code(crew) for crew in named or scenario.crews_of(station))
            rows.append((code(name), scenario.cell(path), first, crews or "machines alone"))
    waits = ("backorder", "split")
    if scenario.is_on("inventory") and scenario.word("inventory.when_short") in waits:
        path = "inventory.allocation"
        first = f"Lines that wait, SKU by SKU. {own(about('allocation', scenario.word(path)))}"
        rows.append(("backorders", scenario.cell(path), first, "stock that comes in"))
    if scenario.is_on("shipping"):
        first = "Labeled parcels, carrier by carrier."
        rows.append(("dock", code("priority"), first, "the carriers' pick-ups"))
    if not rows:
        return ("Nothing queues in this scenario.",)
    return (
        table(("Queue", "Discipline", "What comes first", "Served by"), rows),
        "No queue has a limit. Equals are served by time of entry, then by order number.",
    )


def _parts(scenario: Written, station: str) -> dict[str, str]:
    """The queues of a station and the section of each: one, or one a zone or lane."""
    where = {"picking": "picking.method.zones.areas", "packing": "packing.lanes"}.get(station, "-")
    return {f"{station}.{name}": f"{where}.{name}" for name in scenario.names(where)} or {
        station: STATIONS[station].section
    }


def entry_and_exit(scenario: Written, known: Estimates) -> Sequence[str]:
    """Where orders come from, and how they end, with the counts of this run."""
    ways = ("orders_per_day", "carts_per_day", "trace.file")
    way = next((f"demand.{key}" for key in ways if scenario.word(f"demand.{key}")), "demand")
    rows = [
        (code(name), own(kpis()[f"orders.{name}"].definition), prose(found.shown.text))
        for name in EXITS
        if (found := known.get(f"orders.{name}")) is not None
    ]
    return (
        f"Orders come in by {code(way)}: {scenario.cell(way)}. {own(meaning(way.split('.')))} "
        f"Demand is multiplied by {code(scenario.word('demand.scale') or '1')}.",
        "An order ends in exactly one of these; counts are of the measurement window, a mean over "
        "replications:",
        table(("End", "Meaning", "Orders"), rows),
    )
