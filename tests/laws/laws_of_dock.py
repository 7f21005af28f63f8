"""Laws of the dock: who comes with what, who has a door, and where every unit is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from simulator.results.timeline import Movement
from tests.laws.laws import law
from tests.laws.pallets import Truck, loads, pallets, trucks
from tests.laws.runs import FAR, Run


@law
def a_truck_comes_with_what_is_due(run: Run) -> Iterator[str]:
    """With its own pallets and with what its supplier has for it; one with nothing stays away."""
    section, plan = run.scenario.receiving, run.workload.trucks
    if section is None or plan is None:
        return
    suppliers = list(section.suppliers.values())
    due = loads(run) if run.scenario.inventory is not None else {}
    for truck in trucks(run):
        capacity = suppliers[truck.supplier].capacity
        own = int(plan.pallets[truck.number])
        own = own if capacity is None else min(own, capacity)
        expected = [(-1, 0)] * own + [(sku, units) for sku, units, _ in due.get(truck.number, [])]
        if not truck.comes or truck.arrives > run.horizon:
            expected = []
        seen = [(pallet.sku, pallet.units) for pallet in truck.pallets]
        if seen != expected:
            yield f"truck {truck.number} at {truck.arrives}: {seen}, expected {expected}"
        if (truck.came is not None) != bool(expected) or truck.came not in (None, truck.arrives):
            yield f"truck {truck.number} came at {truck.came}, arrives {truck.arrives}"


@law
def doors_go_to_who_came_first(run: Run) -> Iterator[str]:
    """A truck has a door as soon as one is free, until its last pallet is off."""
    section = run.scenario.receiving
    if section is None:
        return
    free, there = [0] * section.doors, [one for one in trucks(run) if one.came is not None]
    for truck in sorted(there, key=lambda one: (one.came, one.number)):
        at = max(min(free), truck.came or 0)
        expected = at if at <= run.horizon else None
        if truck.docked != expected:
            yield f"truck {truck.number} came at {truck.came}: door {truck.docked}, not {expected}"
        free[free.index(min(free))] = FAR if truck.unloaded is None else truck.unloaded
        off = [pallet.visits["unloading"].ended for pallet in truck.pallets]
        last = None if None in off else max(off)  # type: ignore[type-var]
        if truck.unloaded != last:
            yield f"truck {truck.number}: unloaded {truck.unloaded}, the last is off at {last}"


@law
def a_pallet_goes_from_its_truck_to_the_shelf(run: Run) -> Iterator[str]:
    """Through every step that is on, and waits for each of them from the end of the one before."""
    by_number: dict[int, Truck] = {truck.number: truck for truck in trucks(run)}
    steps = ["unloading", "checking", "put_away"]
    if run.scenario.receiving is not None and run.scenario.receiving.checking is None:
        steps.remove("checking")
    for pallet in pallets(run):
        if list(pallet.visits) != steps:
            yield f"{pallet}: not {steps}"
        ready = by_number[pallet.truck].docked
        for visit in pallet.visits.values():
            if visit.queued != ready:
                yield f"{pallet}: {visit.activity} queued at {visit.queued}, ready at {ready}"
            ready = visit.ended


@law
def every_unit_is_somewhere(run: Run) -> Iterator[str]:
    """There at the start or bought: on hand, at the dock, on the way, with customers or lost.

    At the dock are units on pallets of trucks that came, on the way what was reordered and has
    come on no truck; on hand what can be sold, and none of it before it may.
    """
    section, supply = run.scenario.receiving, run.workload.supply
    if section is None or not supply.policed:
        return
    came = {truck.number: truck.came for truck in trucks(run)}
    at_put_away = section.sellable == "put away"
    arrived, booked = defaultdict(list), defaultdict(list)
    for pallet in pallets(run):
        if pallet.sku < 0:
            continue
        arrives = came[pallet.truck]
        sold = pallet.visits["put_away"].ended if at_put_away else arrives
        arrived[pallet.sku].append((arrives, pallet.units))
        booked[pallet.sku].append((FAR if sold is None else sold, pallet.units))
    count: dict[int, dict[Movement, int]] = defaultdict(lambda: defaultdict(int))
    moved = run.movements
    for k, one in enumerate(moved):
        count[one.sku][one.kind] += one.units
        if k + 1 < len(moved) and (moved[k + 1].time, moved[k + 1].sku) == (one.time, one.sku):
            continue
        by = count[one.sku]
        came_in = sum(units for at, units in arrived[one.sku] if at <= one.time)
        on_shelf = sum(units for at, units in booked[one.sku] if at <= one.time)
        gone = by[Movement.PICKED] + by[Movement.WRITTEN_OFF] - by[Movement.RESTOCKED]
        initial = int(supply.initial[one.sku])
        on_hand = initial + by[Movement.RECEIVED] - gone
        at_dock, on_the_way = came_in - on_shelf, by[Movement.ORDERED] - came_in
        if min(on_hand, at_dock, on_the_way) < 0:
            yield f"SKU {one.sku} at {one.time}: {on_hand}, {at_dock} at the dock, {on_the_way}"
        if initial + by[Movement.ORDERED] != on_hand + at_dock + on_the_way + gone:
            yield (
                f"SKU {one.sku} at {one.time}: {initial} + {by[Movement.ORDERED]} bought, "
                f"{on_hand} on hand, {at_dock} at the dock, {on_the_way} on the way, {gone} gone"
            )
        if by[Movement.ARRIVED] != came_in:
            yield f"SKU {one.sku} at {one.time}: {by[Movement.ARRIVED]} arrived, {came_in} came"
