"""How work, people and machines stand at a moment of a run of ours, of the shop that is simulated.

What a log does not tell: when begun work will be finished, by whom and at which machine, what is
left of work that was stopped, who was called, how much use is left to a machine until it fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from simulator.engine.crews import Crew
from simulator.engine.record import Further, Stretch
from simulator.engine.stations import AHEAD, Station, Task
from simulator.experiments.state.cut import Supplied
from simulator.intake.floor_record import (
    ArrivalRow,
    CallRow,
    FailureRow,
    FloorRecord,
    FormedRow,
    LineRow,
    LoadRow,
    PartRow,
    StayRow,
    UseRow,
    WorkRow,
)
from simulator.model.shop import Shop
from simulator.results.orders import names_of
from simulator.results.timeline import Movement
from simulator.stages import ACTIVITIES
from simulator.stages.inventory.process import Inventory
from simulator.stages.picking.process import Picking
from simulator.units import NEVER

Names = tuple[str, ...]


def floor_of(shop: Shop, replication: int) -> FloorRecord:
    """What is on record of a shop at its moment; before its timeline is made, which adds to it."""
    names = names_of(shop.workload)
    stays, calls, arrivals = _staff(shop)
    failures, uses = _machines(shop)
    return FloorRecord(
        work=tuple(_work(shop, names)),
        parts=tuple(_parts(shop, shop.picking)) if shop.picking is not None else (),
        tours=tuple(_formed(shop, shop.picking)) if shop.picking is not None else (),
        stays=tuple(stays),
        calls=tuple(calls),
        arrivals=tuple(arrivals),
        failures=tuple(failures),
        uses=tuple(uses),
        loads=tuple(_loads(shop, names)),
        lines=tuple(_lines(shop.inventory, names)) if shop.inventory is not None else (),
        seed=shop.scenario.experiment.seed,
        replication=replication,
        window=_counts_from(shop),
        free_since=None if shop.picking is None else shop.picking.free_since,
    )


def supplied_of(shop: Shop) -> Supplied:
    """What suppliers will bring, and how often each SKU was reordered."""
    if shop.inventory is None:
        return Supplied()
    replenishment = shop.inventory.replenishment
    return Supplied(replenishment.under_way(), replenishment.reorders)


def _counts_from(shop: Shop) -> int:
    begins = shop.workload.begins
    if begins is not None and begins.counts_from is not None:
        return begins.counts_from
    return shop.scenario.clock.window[0]


def of_orders(record: FloorRecord, names: set[str], numbers: set[int]) -> FloorRecord:
    """What of it is about orders of these names, and tours of these numbers."""
    return replace(
        record,
        work=tuple(row for row in record.work if row.number in numbers or row.order in names),
        parts=tuple(row for row in record.parts if row.number in numbers),
        tours=tuple(row for row in record.tours if row.number in numbers),
        loads=tuple(row for row in record.loads if row.order in names),
        lines=tuple(row for row in record.lines if row.order in names),
    )


def _under_way(shop: Shop) -> Iterator[tuple[int, Task]]:
    """Tasks that are worked on, and when they end."""
    for moment, event in shop.env.pending():
        if isinstance(event, Task) and event.callbacks:
            yield moment, event


def _waiting(shop: Shop) -> Iterator[tuple[tuple[int, int, int], Task]]:
    for station in shop.floor.stations.values():
        for rank, entered, number, task in station.queue:
            yield (rank, entered, number), task


def _work(shop: Shop, names: Names) -> Iterator[WorkRow]:
    """Begun work on parcels of these orders, that goes on or waits to go on."""
    stretches: dict[tuple[int, int, int], list[Stretch]] = {}
    for stretch in shop.record.stretches:
        key = (stretch.parcel, stretch.activity, stretch.visit)
        stretches.setdefault(key, []).append(stretch)
    for moment, task in _under_way(shop):
        yield _row(shop, names, task, stretches, moment, False)
    for key, task in _waiting(shop):
        if task.resumed:
            yield _row(shop, names, task, stretches, NEVER, key[0] <= -AHEAD // 2)


def _row(
    shop: Shop,
    names: Names,
    task: Task,
    stretches: dict[tuple[int, int, int], list[Stretch]],
    ends: int,
    ahead: bool,
) -> WorkRow:
    station, first = task.station, task.parcels[0]
    activity = station.activity
    number, zone = (task.row.part if task.row is not None else None) or (-1, -1)
    parcel, visit = (
        (min(task.parcels), 1) if task.row is None else (task.row.parcel, task.row.visit)
    )
    mine = stretches.get((parcel, ACTIVITIES.index(activity), visit), [])
    mine = [each for each in mine if each.place == station.place]
    over = tuple(
        (each.began, each.ended, _crew(shop.floor.crews, each.server))
        for each in mine
        if each.ended != NEVER
    )
    if task.row is None:
        began, server = shop.record.began[activity][first], shop.record.server[activity][first]
    else:
        began, server = task.row.began, task.row.server
    since = began
    if task.stretch is not None:
        since, server = task.stretch.began, task.stretch.server
    team = task.team
    return WorkRow(
        order=names[shop.parcels.order(first)],
        parcel=shop.parcels.number(first),
        activity=activity,
        visit=visit,
        number=number,
        zone=zone,
        began=began,
        since=since if ends != NEVER else NEVER,
        ends=ends,
        crew=_crew(shop.floor.crews, server),
        came=NEVER if team is None else team.stint.begin,
        machine=-1 if station.failing is None or ends == NEVER else task.machine,
        left=task.requirement if ends == NEVER else 0,
        pace=task.pace
        if ends == NEVER
        else _speed(station, None if team is None else team.crew, since),
        ahead=ahead,
        worked=over,
    )


def _crew(crews: list[Crew], server: int) -> str:
    return crews[server].name if server >= 0 else ""


def _speed(station: Station, crew: Crew | None, since: int) -> float:
    return 1.0 if crew is None or crew.is_plain else crew.speed(station.activity, since)


def _parts(shop: Shop, picking: Picking) -> Iterator[PartRow]:
    for row in picking.rows:
        crew = _crew(shop.floor.crews, row.server)
        kept = row.lines, row.units, row.walk, row.queued, row.began, row.ended
        yield PartRow(row.number, row.zone, *kept, crew)


def _formed(shop: Shop, picking: Picking) -> Iterator[FormedRow]:
    """When tours were formed: as they entered their queue."""
    entered: dict[int, int] = {}
    tasks = [*_waiting(shop), *((task.key, task) for _, task in _under_way(shop))]
    for key, task in tasks:
        first = task.parcels[0]
        is_first = task.station.activity == "picking" and not isinstance(task.row, Further)
        if is_first and first < shop.record.n and key != Task.key:
            number = picking.tour[first]
            entered[number] = min(entered.get(number, key[1]), key[1])
    for row in picking.rows:
        entered[row.number] = min(entered.get(row.number, row.queued), row.queued)
    for number, moment in sorted(entered.items()):
        yield FormedRow(number, moment)


def _staff(shop: Shop) -> tuple[list[StayRow], list[CallRow], list[ArrivalRow]]:
    """Overtime and calls so far, and who is called now."""
    roster = shop.floor.roster
    stays, calls, arrivals = [], [], []
    for crew in shop.floor.crews:
        agency = roster.agencies.get(crew.index)
        for team in roster.teams[crew.index]:
            ended = NEVER if team.ended is None else team.ended
            if agency is not None:
                calls.append(CallRow(crew.name, team.stint.begin, ended))
            elif team.overtime_since is not None:
                stays.append(StayRow(crew.name, team.stint.shift, team.stint.begin, ended))
        if agency is not None and agency.arrival is not None:
            arrivals.append(ArrivalRow(crew.name, agency.arrival))
    return stays, calls, arrivals


def _machines(shop: Shop) -> tuple[list[FailureRow], list[UseRow]]:
    failures, uses = [], []
    for station in shop.floor.stations.values():
        for number, machine in enumerate(station.failing.past() if station.failing else ()):
            uses.append(UseRow(station.name, number, machine.use_left))
            for failed, repaired in machine.failures:
                failures.append(FailureRow(station.name, number, failed, repaired))
    return failures, uses


def _loads(shop: Shop, names: Names) -> Iterator[LoadRow]:
    for carrier in shop.shipping.carriers if shop.shipping is not None else ():
        for moment, parcel, boxes in carrier.part_loads:
            order = shop.parcels.order(parcel)
            yield LoadRow(names[order], shop.parcels.number(parcel), moment, boxes)


def _lines(inventory: Inventory, names: Names) -> Iterator[LineRow]:
    """When stock was reserved for lines: of like lines of an order the first ones first."""
    log, lines = inventory.movements.log(), inventory.lines
    reserved: dict[int, list[int]] = {}
    held: set[int] = set()
    renewed: set[tuple[int, int]] = set()
    kinds = (Movement.RESERVED, Movement.RELEASED)
    for k in np.flatnonzero(np.isin(log.kind, kinds)).tolist():
        order, sku, units = int(log.order[k]), int(log.sku[k]), int(log.units[k])
        takes, moment = log.kind[k] == Movement.RESERVED, int(log.time[k])
        like = [
            line
            for line in lines.of_order(order)
            if lines.sku[line] == sku and lines.units[line] == units
        ]
        line = next((line for line in like if (line in held) != takes), None)
        if line is None and takes:  # what it held ran out at the same instant, as is told next
            reserved.setdefault(like[0], []).append(moment)
            renewed.add((like[0], moment))
        elif line is not None and takes:
            held.add(line)
            reserved.setdefault(line, []).append(moment)
        elif line is not None and (line, moment) not in renewed:
            held.remove(line)
    for order, name in enumerate(names):
        every = lines.of_order(order)
        for line in every:
            if line in reserved or line in lines.found:
                place = line - every.start
                moments = tuple(reserved.get(line, ()))
                yield LineRow(name, place, moments, lines.found.get(line))
