"""The parcels of orders, one each unless they were split: their milestones, and sums over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement, ParcelTable, Timeline
from simulator.stages import ACTIVITIES
from simulator.stages.demand.lines import order_sums, orders_of
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Parcels:
    """Every parcel that is or may be, rows as in `ParcelTable`; NEVER: it has not happened."""

    table: ParcelTable
    packed: Numbers
    handed_over: Numbers

    @property
    def order(self) -> Numbers:
        """Whose parcel each is."""
        return self.table.order

    @property
    def parcel(self) -> Numbers:
        """Its number among those of its order, from 1."""
        return self.table.number.astype(np.int64)

    @property
    def delivered(self) -> Numbers:
        """When the customer got it."""
        return np.where(self.table.outcome == Outcome.DELIVERED, self.table.ended, NEVER)

    @property
    def lost(self) -> Numbers:
        """When it was known to be lost."""
        return np.where(self.table.outcome == Outcome.LOST, self.table.ended, NEVER)


def parcels(timeline: Timeline) -> Parcels:
    """Every parcel, with its milestones."""
    table = timeline.parcels

    def ends(activity: str) -> Numbers:
        visit = timeline.log.first.get(activity)
        return np.full(len(table.order), NEVER, np.int64) if visit is None else visit.ended

    return Parcels(table, packed=ends("packing"), handed_over=ends("shipping"))


@dataclass(frozen=True)
class LaterVisits:
    """Visits to one activity that are not the first of their order, one row each."""

    parcel: Numbers
    order: Numbers
    visit: Numbers
    queued: Numbers
    began: Numbers
    ended: Numbers
    server: npt.NDArray[np.int16]


def later_visits(timeline: Timeline, activity: str) -> LaterVisits:
    """Those of further parcels and those after a parcel's first, by (queued, parcel, visit)."""
    again, table, n = timeline.log.further, timeline.parcels, timeline.n
    mine = np.flatnonzero(again.activity == ACTIVITIES.index(activity))
    came, first = np.empty(0, dtype=np.int64), timeline.log.first.get(activity)
    if first is not None:
        came = n + np.flatnonzero(first.queued[n:] != NEVER)
    parcel = np.concatenate((again.parcel[mine], came))
    visit = np.concatenate((again.visit[mine].astype(np.int64), np.ones_like(came)))
    queued, began, ended, server = (
        getattr(again, name)[mine] for name in ("queued", "began", "ended", "server")
    )
    if first is not None:
        queued = np.concatenate((queued, first.queued[came]))
        began = np.concatenate((began, first.began[came]))
        ended = np.concatenate((ended, first.ended[came]))
        server = np.concatenate((server, first.server[came]))
    order = table.order[parcel]
    by = np.lexsort((visit, table.number[parcel], order, queued))
    return LaterVisits(
        parcel[by], order[by], visit[by], queued[by], began[by], ended[by], server[by]
    )


def first_handed_over(timeline: Timeline) -> Numbers:
    """(n,) When the first box of an order left: with all others, unless there was no room."""
    table, parts = timeline.parcels, timeline.part_loads
    if "shipping" not in timeline.visits or not len(table.split) + len(parts.parcel):
        return timeline.handed_over
    far = np.iinfo(np.int64).max
    first = timeline.handed_over.copy()
    if len(table.split):
        left = timeline.log.first["shipping"].ended[table.of_split]
        first[table.split] = table.least(np.where(left == NEVER, far, left))
    first[first == NEVER] = far
    np.minimum.at(first, table.order[parts.parcel], parts.time)
    first[first == far] = NEVER
    return first


def left_the_house(timeline: Timeline) -> Numbers:
    """(n,) When all of an order was handed over, or was completed where shipping is off."""
    if "shipping" in timeline.visits:
        return timeline.handed_over
    return np.where(timeline.outcome == Outcome.COMPLETED, timeline.ended, NEVER)


def last_to_the_dock(timeline: Timeline) -> Numbers:
    """(n,) When the last parcel of an order began to wait for its carrier."""
    queued, table = timeline.log.first["shipping"].queued, timeline.parcels
    last = queued[: timeline.n]
    if len(table.split):
        last = last.copy()
        last[table.split] = table.last(queued)
    return last


def parcel_counts(timeline: Timeline) -> Numbers:
    """(n,) Parcels that an order has been or will be sent in; of a split one those with lines."""
    table = timeline.parcels
    counts = np.ones(timeline.n, dtype=np.int64)
    counts[table.split] = np.bincount(
        np.searchsorted(table.split, table.order[table.of_split]), table.live
    )
    return counts


def set_aside(workload: Workload, timeline: Timeline) -> Flags:
    """(m,) Lines that the first tour of their order was not sent to: it was split before it."""
    flags, follow = np.zeros(len(timeline.line_parcel), np.bool_), timeline.lines_that_follow
    made = timeline.parcels.made[timeline.line_parcel[follow]]
    flags[follow] = made <= timeline.released[orders_of(follow, workload.line_start)]
    return flags


def written_off(workload: Workload, timeline: Timeline) -> Flags:
    """(m,) Lines that a tour was sent to and that were not on the shelf."""
    log, skus = timeline.stock, len(workload.supply.sku)
    flags, missing = np.zeros(len(workload.line_sku), np.bool_), workload.line_missing.nonzero()[0]
    rows = np.flatnonzero(log.kind == Movement.WRITTEN_OFF)
    keys = log.order[rows].astype(np.int64) * skus + log.sku[rows]
    order = orders_of(missing, workload.line_start)
    flags[missing] = np.isin(order * skus + workload.line_sku[missing], keys)
    return flags


def of_parcel(
    workload: Workload, timeline: Timeline, of_line: npt.NDArray[np.integer[Any]]
) -> Numbers:
    """Sums over the lines of each parcel, rows as in `Parcels`; taken out lines count too."""
    n, follow = timeline.n, timeline.lines_that_follow
    sums = np.zeros(len(timeline.parcels.order), dtype=np.int64)
    sums[:n] = order_sums(of_line, workload.line_start)
    np.subtract.at(sums, orders_of(follow, workload.line_start), of_line[follow])
    np.add.at(sums, timeline.line_parcel[follow], of_line[follow])
    return sums


def damaged_orders(workload: Workload, timeline: Timeline) -> Flags:
    """(n,) Orders that are damaged in the house or in transit, in any of their parcels."""
    on_the_way, table = workload.damaged_outside, timeline.parcels
    if len(table.split):
        mine = table.of_split
        by_parcel = workload.of_parcels(
            "damaged_outside", table.order[mine], table.number[mine]
        ).astype(np.bool_)
        on_the_way = on_the_way.copy()
        on_the_way[table.split] = table.any(by_parcel & table.live)
    damaged: Flags = workload.damaged_inside | on_the_way
    return damaged
