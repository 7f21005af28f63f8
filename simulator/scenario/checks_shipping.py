"""What must fit together between carriers, order classes, regions and the last mile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from simulator.policies.registry import reads, rule
from simulator.reading.mistakes import did_you_mean
from simulator.reading.times import WEEKDAYS
from simulator.reading.weights import adds_up, percent
from simulator.scenario.checks_crews import happens
from simulator.scenario.checks_demand import class_remedy, outside
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.boxes import fits, largest
from simulator.stages.shipping.section import CalledTruck, Carrier, RoomOn, Service
from simulator.units import duration_text

Misfit = tuple[tuple[str | int, ...], str]


def last_mile(scenario: Scenario) -> Iterator[Misfit]:
    """Only what is shipped can be delivered, and only what is delivered can come back."""
    if scenario.delivery is not None and scenario.shipping is None:
        wrong = "nothing is shipped to deliver"
        yield ("delivery",), f"{wrong}; write delivery: off (or shipping: and its carriers)"
    if scenario.returns is not None and scenario.delivery is None:
        wrong = "nothing is delivered that could return"
        yield ("returns",), f"{wrong}; write returns: off (or delivery: on)"


def services(scenario: Scenario) -> Iterator[Misfit]:
    """Every service serves a class, and every class is served whole."""
    if scenario.shipping is None:
        return
    classes = tuple(scenario.demand.classes)
    by_share = reads(rule("service", scenario.shipping.choice), "drawn")
    offered = _services(scenario)
    named = {name for _, service in offered for name in service.serves}
    misnamed = not named <= set(classes)
    served: dict[str, list[tuple[tuple[str, ...], Service]]] = {name: [] for name in classes}
    for at, service in offered:
        for k, name in enumerate(service.serves):
            if name not in classes:
                remedy = class_remedy(scenario, name)
                yield (*at, "serves", k), f"there is no class {name!r}; {remedy}"
        mine = [name for name in classes if name in service.serves]
        mine = mine if service.serves else [name for name in classes if name not in named]
        if not mine and not service.serves:
            wrong = "the service serves no class, others name them all"
            yield at, f"{wrong}; write serves: [{next(iter(classes))}], or remove the service"
        for name in mine:
            served[name].append((at, service))
    for name, by in served.items():
        total = sum(service.share for _, service in by)
        if not by and misnamed:
            continue  # the misspelt name is most likely this class
        if not by:
            wrong = f"no carrier serves the class {name!r}"
            yield ("shipping", "carriers"), f"{wrong}; write it under the serves: of a service"
        elif by_share and not adds_up(total):
            wrong = f"the services of class {name!r} have shares of {percent(total)} together"
            yield by[-1][0], f"{wrong}; make them add up to 100 %"


def regions(scenario: Scenario) -> Iterator[Misfit]:
    """Transit by region knows every region; with a trace its rows name the regions."""
    known = scenario.demand.regions
    if scenario.demand.trace is not None:
        return
    for at, service in _services(scenario):
        if set(service.transit) == {"all"}:
            continue
        for name in service.transit:
            if name not in known:
                wrong = (
                    f"there is no region {name!r} in demand.regions; {did_you_mean(name, known)}"
                )
                yield (*at, "transit", "by_region", name), wrong
        missing = [name for name in known if name not in service.transit]
        if missing:
            wrong = f"there is no transit to {', '.join(missing)}"
            yield (*at, "transit"), f"{wrong}; write one for each below by_region, or one for all"


def transit_by_promise(scenario: Scenario) -> Iterator[Misfit]:
    """What hangs on the promise cannot make it, nor choose who carries; something promises."""
    demand = scenario.demand
    promises = demand.trace is not None or any(
        each.promises_delivery for each in demand.classes.values()
    )
    choice = "by share" if scenario.shipping is None else scenario.shipping.choice
    for at, service in _services(scenario):
        if not any(way.by_promise for way in service.transit.values()):
            continue
        here = (*at, "transit")
        if scenario.promise is not None:
            wrong = "the promise at checkout is made of the transit, which hangs on it here"
            yield here, f"{wrong}; write promise: off, or a transit that does not"
        elif not promises:
            wrong = "nothing promises a delivery, on which transit hangs here"
            yield here, f"{wrong}; write deliver_within: 4 d of a class, or another transit"
        if choice != "by share":
            wrong = f"{choice!r} asks what each service takes before it promises"
            yield here, f"{wrong}; write shipping.choice: by share, or a transit that does not"


def pick_ups(scenario: Scenario) -> Iterator[Misfit]:
    """Each carrier comes at least once in the simulated time."""
    for name, carrier in scenario.carriers.items():
        comes = any(
            happens(scenario.clock, (day,), time)
            for day, times in enumerate(carrier.pick_ups)
            for time in times
        )
        if not comes:
            wrong = "the carrier never comes in the simulated time"
            remedy = "write more times, such as {daily: ['15:00', '18:00']}"
            yield ("shipping", "carriers", name, "pick_ups"), f"{wrong}; {remedy}"
        if carrier.on_call is not None and carrier.on_call.lead_time < carrier.cut_off:
            wrong = "the truck comes before what it is called for is past the cut-off"
            remedy = f"write lead_time: {duration_text(carrier.cut_off)} (or a shorter cut_off)"
            at = ("shipping", "carriers", name, "on_call")
            written = "lead_time" in carrier.on_call.model_fields_set
            yield (*at, "lead_time") if written else at, f"{wrong}; {remedy}"
        if carrier.no_show == 1:
            wrong = "no truck ever comes; write less, such as 2 % (or outages: where it does later)"
            yield ("shipping", "carriers", name, "no_show"), wrong


def called_trucks(scenario: Scenario) -> Iterator[Misfit]:
    """A state knows nothing of trucks that are on their way."""
    for name, carrier in scenario.carriers.items() if scenario.state is not None else ():
        if carrier.on_call is not None:
            wrong = "a state does not say which truck was called and is on its way"
            yield (
                ("shipping", "carriers", name, "on_call"),
                f"{wrong}; write on_call: off, or remove the state",
            )


def rooms(scenario: Scenario) -> Iterator[Misfit]:
    """Each other capacity says when, and is that of a pick-up."""
    for name, carrier in scenario.carriers.items():
        for k, other in enumerate(carrier.capacity_on):
            at = ("shipping", "carriers", name, "capacity_on", k)
            comes = {time for day in other.days for time in carrier.pick_ups[day]}
            if not {"days", "at"} & other.model_fields_set:
                yield at, "it does not say when; write days: sat (or at: '18:00')"
            elif not comes:
                days = [WEEKDAYS[day] for day, times in enumerate(carrier.pick_ups) if times]
                wrong = f"{name} does not come on these days"
                yield (*at, "days"), f"{wrong}; write days: {days[0]}, or more pick_ups"
            elif other.at is not None and other.at not in comes:
                near = min(comes, key=lambda time: abs(time - (other.at or 0)))
                wrong = f"{name} does not come then on these days"
                moment = datetime.min + timedelta(milliseconds=near)
                then = moment.time().isoformat().removesuffix(":00")
                yield (*at, "at"), f"{wrong}; write at: '{then}', or more pick_ups"


def truck_sizes(scenario: Scenario) -> Iterator[Misfit]:
    """Trucks that are full by weight or volume know those of parcels, and take any box."""
    boxes = {} if scenario.packing is None else scenario.packing.boxes
    heaviest = max((box.max_weight + (box.material or 0) for box in boxes.values()), default=0)
    roomiest = max((box.volume for box in boxes.values()), default=0)
    for at, truck in _trucks(scenario):
        limits = (
            ("payload", truck.payload, heaviest, "kg"),
            ("load_volume", truck.load_volume, roomiest, "l"),
        )
        for key, limit, least, unit in limits:
            if limit is not None and not boxes:
                wrong = "nothing says how large and heavy parcels are"
                remedy = "write packing.boxes, such as {m: {volume: 10 l, max_weight: 20 kg}}"
                yield (*at, key), f"{wrong}; {remedy}, or capacity: 900 parcels instead"
            elif limit is not None and limit < least:
                wrong = "it does not take the largest box, full"
                remedy = f"write {key}: {least / 1000:.12g} {unit} or more"
                yield (*at, key), f"{wrong}; {remedy}, or smaller boxes"
        if isinstance(truck, RoomOn) and (
            truck.capacity is truck.payload is truck.load_volume is None
        ):
            yield at, "it limits nothing; write capacity: 900 parcels, a payload or a load_volume"


def unboxed_units(scenario: Scenario) -> Iterator[Misfit]:
    """Where all units are alike and ship without a box, some truck of each carrier takes one.

    Of sizes that are drawn or listed `stages.shipping.draws_room` says it.
    """
    catalog, packing = scenario.catalog, scenario.packing
    sizes = catalog.unit_weight, catalog.unit_volume
    if packing is None or not packing.boxes or catalog.file is not None or None in sizes:
        return
    weight, volume = (largest(size) for size in sizes if size is not None)
    if any(size.sd > 0 for size in sizes if size is not None) or fits(packing, volume, weight):
        return
    for name, carrier in scenario.carriers.items():
        if carrier.has_sizes and not carrier.takes(weight, volume):
            wrong = f"a unit of {weight / 1000:.12g} kg and {volume / 1000:.12g} l goes without a "
            wrong += "box, and no truck takes it"
            remedy = " and ".join(
                f"{key}: {size / 1000:.12g} {unit}"
                for key, size, unit in (("payload", weight, "kg"), ("load_volume", volume, "l"))
                if (getattr(carrier, key) or size) < size
            )
            yield ("shipping", "carriers", name), f"{wrong}; write {remedy}, or a box for it"


def _trucks(
    scenario: Scenario,
) -> Iterator[tuple[tuple[str | int, ...], Carrier | RoomOn | CalledTruck]]:
    for name, carrier in scenario.carriers.items():
        at = ("shipping", "carriers", name)
        yield at, carrier
        yield from (((*at, "capacity_on", k), each) for k, each in enumerate(carrier.capacity_on))
        if carrier.on_call is not None:
            yield (*at, "on_call"), carrier.on_call


def carrier_outages(scenario: Scenario) -> Iterator[Misfit]:
    """Outages of carriers are in the simulated time."""
    clock = scenario.clock
    for name, carrier in scenario.carriers.items():
        for k, outage in enumerate(carrier.outages):
            if clock.is_outside(outage.at, outage.for_):
                yield ("shipping", "carriers", name, "outages", k, "at"), outside(clock)


def _services(scenario: Scenario) -> list[tuple[tuple[str, ...], Service]]:
    carriers = scenario.carriers
    return [
        (("shipping", "carriers", name, "services", label), service)
        for name, carrier in carriers.items()
        for label, service in carrier.services.items()
    ]
