"""What must hold at the dock in every run: of trucks, pallets and the units on them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from simulator.measure.observation import Observation
from simulator.measure.steps import happened, most_at_once
from simulator.results.timeline import Movement, Receipts
from simulator.stages.inventory.figures_levels import by_sku, changes, levels
from simulator.units import NEVER

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Finding = tuple[str, Flags]
"""What is broken, and for which rows."""

ON_THE_WAY = {Movement.ORDERED: 1, Movement.ARRIVED: -1}
AT_THE_DOCK = {Movement.ARRIVED: 1, Movement.RECEIVED: -1}


def pallets(observed: Observation) -> Iterator[Finding]:
    """From the truck's arrival to the shelf: one step after the other, and no time in between."""
    receipts = observed.timeline.receipts
    if receipts is None:
        return
    ready, before = receipts.docked[receipts.truck], "its truck had a door"
    yield "on a truck that never came", receipts.came[receipts.truck] == NEVER
    for name, visit in receipts.log.first.items():
        yield f"{name} before {before}, or later than at once", visit.queued != ready
        for first, then in ((visit.queued, visit.began), (visit.began, visit.ended)):
            yield f"{name} out of sequence", then - 1 < first - 1  # NEVER is later than all
        ready, before = visit.ended, f"{name} ended"
    off = receipts.log.first["unloading"].ended
    gone = receipts.unloaded[receipts.truck]
    yield "on a truck that had left", (gone != NEVER) & ((off == NEVER) | (off > gone))


def trucks(observed: Observation) -> Iterator[Finding]:
    """They come, have a door and leave it, and there are never more of them than doors."""
    receipts, section = observed.timeline.receipts, observed.scenario.receiving
    if receipts is None or section is None:
        return
    yield "at a door before it came", receipts.docked - 1 < receipts.came - 1
    yield "unloaded before it was at a door", receipts.unloaded - 1 < receipts.docked - 1
    rows = np.flatnonzero(receipts.docked != NEVER)
    horizon = observed.timeline.horizon
    until = happened(receipts.unloaded[rows], horizon)
    most = most_at_once(receipts.docked[rows], until, (0, horizon + 1))
    yield "more trucks at doors than there are", np.array([most > section.doors])


def units(observed: Observation) -> Iterator[Finding]:
    """Units bought are on hand, at the dock or on the way, and on hand only once they may be."""
    receipts, section = observed.timeline.receipts, observed.scenario.receiving
    supply = observed.workload.supply
    if receipts is None or section is None or not supply.policed:
        return
    log, skus = observed.timeline.stock, len(supply.sku)
    movements, none = by_sku(log, skus), np.zeros(skus, dtype=np.int64)
    for name, effect in (("on the way", ON_THE_WAY), ("at the dock", AT_THE_DOCK)):
        course = levels(movements, changes(movements, effect), none)
        below = np.zeros(skus, dtype=np.bool_)
        below[movements.sku[movements.settled & (course < 0)]] = True
        yield f"units {name} below zero", below
    came = receipts.came[receipts.truck]
    may_be_sold = came
    if section.sellable == "put away":
        may_be_sold = receipts.log.first["put_away"].ended
    for kind, moment in ((Movement.ARRIVED, came), (Movement.RECEIVED, may_be_sold)):
        booked = log.kind == kind
        yield (
            f"units {kind.name.lower()} at another moment than their pallets",
            _unlike(
                (log.sku[booked], log.time[booked], log.units[booked]),
                _with_sku(receipts, moment),
                skus,
            ),
        )


def _with_sku(receipts: Receipts, moment: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """(SKU, moment, units) of pallets with stock for which that has come."""
    rows = np.flatnonzero((receipts.sku >= 0) & (moment != NEVER))
    return receipts.sku[rows], moment[rows], receipts.units[rows]


def _unlike(booked: tuple[Numbers, ...], pallets: tuple[Numbers, ...], skus: int) -> Flags:
    """(skus,) Those of which the two lists of (SKU, moment, units) are not the same."""
    wrong = np.zeros(skus, dtype=np.bool_)
    lists = [
        [column[np.lexsort(columns[::-1])].astype(np.int64) for column in columns]
        for columns in (booked, pallets)
    ]
    if len(lists[0][0]) != len(lists[1][0]):
        counts = [np.bincount(columns[0], minlength=skus) for columns in lists]
        return np.asarray(counts[0] != counts[1], dtype=np.bool_)
    same = np.all([first == second for first, second in zip(*lists, strict=True)], axis=0)
    wrong[lists[0][0][~same]] = True
    return wrong
