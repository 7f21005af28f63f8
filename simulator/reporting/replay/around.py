"""What is there beside the orders: people, machines, trucks, stock, the dock, what is outside.

All of it as `Line`s: values at moments on a grid, exact at each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.measure.inbound import inbound_work
from simulator.measure.steps import Step, counting
from simulator.reporting.replay.spells import or_later
from simulator.reporting.replay.spots import elsewhere
from simulator.results.timeline import Movement, Timeline
from simulator.stages import ACTIVITIES
from simulator.stages.inventory.figures_levels import AVAILABLE, BACKORDERED, ON_HAND, changes
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]

MOST_SKUS = 5


@dataclass(frozen=True)
class Line:
    """A number at each frame of a grid, under a name that the page knows."""

    name: str
    values: Numbers


def people(timeline: Timeline, at: Numbers) -> Iterator[Line]:
    """By crew: who is there (finishing work past the end of a shift too), on a break, absent.

    Who works into a break is there. As in the roster table.
    """
    for number, crew in enumerate(timeline.crews):
        heads = timeline.heads[crew]
        present = heads.heads + heads.late + heads.overrun
        yield Line(f"crew.{number}.present", Step(heads.time, present).at(at))
        on_break = Step(heads.time, heads.on_break - heads.late).at(at)
        yield Line(f"crew.{number}.on_break", on_break)
        yield Line(f"crew.{number}.absent", Step(heads.time, heads.absent).at(at))


def machines(timeline: Timeline, at: Numbers) -> Iterator[Line]:
    """By activity whose machines can be down, how many are."""
    for activity, log in timeline.down.items():
        yield Line(f"down.{activity}", Step(log.time, log.down).at(at))


def inbound(timeline: Timeline, at: Numbers) -> Iterator[Line]:
    """Suppliers' trucks in the yard and at a door, until the last pallet is off; pallets.

    Of pallets by what is done with them how many wait and how many are in work; by crew how many
    people are at that. None where receiving is off.
    """
    receipts = timeline.receipts
    if receipts is None:
        return
    came = receipts.came != NEVER
    docked, unloaded = (or_later(each[came]) for each in (receipts.docked, receipts.unloaded))
    yield Line("trucks.in_the_yard", counting(receipts.came[came], docked).at(at))
    yield Line("trucks.at_a_door", counting(docked, unloaded).at(at))
    people = np.zeros((len(timeline.crews), len(at)), dtype=np.int64)
    for activity, work in inbound_work(timeline).items():
        visits = receipts.log.first[activity]
        rows = np.flatnonzero(visits.queued != NEVER)
        there = counting(visits.queued[rows], or_later(visits.ended[rows])).at(at)
        working = counting(work.began, work.until).at(at)
        yield Line(f"inbound.{activity}.waiting", there - working)
        yield Line(f"inbound.{activity}.working", working)
        for crew in np.unique(work.server[work.server >= 0]).tolist():
            mine = work.server == crew
            people[crew] += counting(work.began[mine], work.until[mine]).at(at)
    for crew, values in enumerate(people):
        yield Line(f"crew.{crew}.inbound", values)


def outside(timeline: Timeline, at: Numbers) -> Iterator[Line]:
    """By activity outside the house, how many parcels or carts are in it."""
    for activity in elsewhere(timeline):
        first, again = timeline.log.first[activity], timeline.log.further
        rows = np.flatnonzero(first.queued != NEVER)
        later = again.activity == ACTIVITIES.index(activity)
        begin = np.concatenate((first.queued[rows], again.queued[later]))
        end = np.concatenate((first.ended[rows], again.ended[later]))
        yield Line(f"outside.{activity}", counting(begin, or_later(end)).at(at))


@dataclass(frozen=True)
class Stock:
    """The SKUs that are shown, and their lines."""

    skus: tuple[str, ...]
    lines: tuple[Line, ...]


def stock(workload: Workload, timeline: Timeline, at: Numbers) -> Stock:
    """Of at most five SKUs, units on hand and units that orders wait for.

    First those that most units are waited for, then those that end the day without a free unit, of
    the others those that are picked most.
    """
    log, supply = timeline.stock, workload.supply
    if not len(log.time) or not len(at):
        return Stock((), ())
    today = (log.time > at[0]) & (log.time <= at[-1])

    def by_sku(of: Numbers) -> Numbers:
        return np.bincount(log.sku, of, minlength=len(supply.sku)).astype(np.int64)

    picked = by_sku(log.units * (today & (log.kind == Movement.PICKED)))
    before = by_sku(changes(log, BACKORDERED) * (log.time <= at[0]))
    awaited = before + by_sku(log.units * (today & (log.kind == Movement.BACKORDERED)))
    free = supply.initial + by_sku(changes(log, AVAILABLE) * (log.time <= at[-1]))
    moved = np.flatnonzero((by_sku(today.astype(np.int64)) > 0) | (awaited > 0))
    first = np.lexsort((moved, -picked[moved], free[moved] > 0, -awaited[moved]))[:MOST_SKUS]
    lines: list[Line] = []
    for number, sku in enumerate(moved[first].tolist()):
        rows = np.flatnonzero(log.sku == sku)
        for name, effect, initial in (
            ("on_hand", ON_HAND, int(supply.initial[sku])),
            ("awaited", BACKORDERED, 0),
        ):
            units = np.append(0, np.cumsum(changes(log, effect)[rows])) + initial
            place = np.searchsorted(log.time[rows], at, side="right")
            lines.append(Line(f"sku.{number}.{name}", units[place]))
    return Stock(tuple(supply.sku[sku] for sku in moved[first].tolist()), tuple(lines))
