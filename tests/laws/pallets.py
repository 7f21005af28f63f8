"""Suppliers' trucks and their pallets as plain Python values: for the laws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from simulator.stages import ACTIVITIES, INBOUND
from tests.laws.runs import FAR, Run, Task, Visit, known

T = TypeVar("T")

BEHIND_ORDERS = 1 << 40
"""Of equals, who is an order goes before a pallet."""


@dataclass
class Truck:
    """A truck with its appointment; None is what has not happened."""

    number: int
    supplier: int
    arrives: int
    comes: bool
    came: int | None
    docked: int | None
    unloaded: int | None
    pallets: list[Pallet]


@dataclass
class Pallet:
    """A pallet, with its visits in their order."""

    row: int
    truck: int
    number: int
    sku: int
    units: int
    visits: dict[str, Visit]


def kept(run: Run, what: Callable[[Run], T]) -> T:
    """What a function gives of a run, worked out once."""
    known_so_far = run.__dict__.setdefault("of_pallets", {})
    if what not in known_so_far:
        known_so_far[what] = what(run)
    found: T = known_so_far[what]
    return found


def pallets(run: Run) -> list[Pallet]:
    """All that came."""
    return kept(run, _pallets)


def _pallets(run: Run) -> list[Pallet]:
    receipts = run.timeline.receipts
    if receipts is None:
        return []
    columns = (receipts.truck, receipts.number, receipts.sku, receipts.units)
    found = [
        Pallet(row, *values, visits={})
        for row, values in enumerate(zip(*(c.tolist() for c in columns), strict=True))
    ]
    for name, visit in receipts.log.first.items():
        moments = (visit.queued, visit.began, visit.ended)
        rows = zip(*(run.column(moment) for moment in moments), visit.server.tolist(), strict=True)
        for pallet, row in zip(found, rows, strict=True):
            pallet.visits[name] = Visit(-1 - pallet.row, name, 1, *row)
    return found


def trucks(run: Run) -> list[Truck]:
    """All with an appointment."""
    plan, receipts = run.workload.trucks, run.timeline.receipts
    if plan is None or receipts is None:
        return []
    found = [
        Truck(number, int(plan.supplier[number]), int(plan.arrives[number]),
              bool(plan.comes[number]), known(receipts.came[number]),
              known(receipts.docked[number]), known(receipts.unloaded[number]), [])
        for number in range(len(plan.supplier))
    ]  # fmt: skip
    for pallet in pallets(run):
        found[pallet.truck].pallets.append(pallet)
    return found


def tasks(run: Run) -> list[Task]:
    """The work at all pallets, as that at orders."""
    section = run.scenario.receiving
    if section is None:
        return []
    return [
        Task(name, [-1 - pallet.row], 1, section.priority, visit.queued, visit.began, visit.ended,
             visit.server, (BEHIND_ORDERS + pallet.truck, pallet.number))
        for pallet in pallets(run)
        for name, visit in pallet.visits.items()
        if visit.queued is not None
    ]  # fmt: skip


def need(run: Run, task: Task) -> int:
    """The time that a pallet needs at speed 1."""
    plan, supply = run.workload.trucks, run.workload.supply
    assert plan is not None
    pallet, k = pallets(run)[-1 - task.orders[0]], tuple(INBOUND).index(task.station)
    if pallet.sku < 0:
        return int(plan.times[plan.pallet_start[pallet.truck] + pallet.number, k])
    row = kept(run, reorder_of)[pallet.truck, pallet.number]
    cases = -(-pallet.units // int(supply.case_size[pallet.sku]))
    return int(plan.per_pallet[row, k]) + cases * int(plan.per_case[row, k])


def spells(run: Run) -> dict[tuple[int, str, int], list[tuple[int, int, int]]]:
    """(crew, began, ended) of work at pallets that was stopped, as that at orders."""
    found: dict[tuple[int, str, int], list[tuple[int, int, int]]] = {}
    if run.timeline.receipts is None:
        return found
    log = run.timeline.receipts.log.stretches
    columns = (log.parcel, log.activity, log.visit, log.began, log.ended, log.server)
    for row, activity, visit, began, ended, server in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        name = tuple(INBOUND)[activity - len(ACTIVITIES)]
        mine = found.setdefault((-1 - row, name, visit), [])
        mine.append((server, began, FAR if ended < 0 else ended))
    return found


def loads(run: Run) -> dict[int, list[tuple[int, int, int]]]:
    """By truck that comes: (SKU, units, row of the reorder) of what is due and on it, in order.

    A reorder that is due at the truck's arrival is on it, as far as there is room.
    """
    plan, section = run.workload.trucks, run.scenario.receiving
    assert plan is not None
    assert section is not None
    suppliers, found = list(section.suppliers.values()), dict[int, list[tuple[int, int, int]]]()
    waiting: list[tuple[int, int, int, int, int, int]] = []
    for due, sku, row, units in _due(run):
        whose = int(plan.supplier_of_sku[sku])
        full = suppliers[whose].units_per_pallet
        for part, first in enumerate(range(0, units, full)):
            waiting.append((due, sku, row, part, min(full, units - first), whose))
    for number in sorted(range(len(plan.arrives)), key=lambda k: (int(plan.arrives[k]), k)):
        at, whose = int(plan.arrives[number]), int(plan.supplier[number])
        if not plan.comes[number] or at > run.horizon:
            continue
        mine = sorted(one for one in waiting if one[5] == whose and one[0] <= at)
        capacity = suppliers[whose].capacity
        if capacity is not None:
            mine = mine[: max(capacity - int(plan.pallets[number]), 0)]
        waiting = [one for one in waiting if one not in mine]
        found[number] = [(sku, units, row) for _, sku, row, _, units, _ in mine]
    return found


def _due(run: Run) -> list[tuple[int, int, int, int]]:
    """(due, SKU, row of the reorder, units) of all that was reordered."""
    log, supply = run.timeline.stock, run.workload.supply
    found, count = [], dict[int, int]()
    for at, sku, kind, units in zip(
        log.time.tolist(), log.sku.tolist(), log.kind.tolist(), log.units.tolist(), strict=True
    ):
        if kind == 0:
            row = int(supply.lead_time_start[sku]) + count.get(sku, 0)
            count[sku] = count.get(sku, 0) + 1
            found.append((at + int(supply.lead_time[row]), sku, row, units))
    return found


def reorder_of(run: Run) -> dict[tuple[int, int], int]:
    """By (truck, number of the pallet): the row of the reorder that is on it."""
    plan, found = run.workload.trucks, dict[tuple[int, int], int]()
    assert plan is not None
    section = run.scenario.receiving
    assert section is not None
    suppliers = list(section.suppliers.values())
    for truck, on_it in loads(run).items():
        capacity = suppliers[int(plan.supplier[truck])].capacity
        own = int(plan.pallets[truck])
        own = own if capacity is None else min(own, capacity)
        found |= {(truck, own + k): row for k, (*_, row) in enumerate(on_it)}
    return found
