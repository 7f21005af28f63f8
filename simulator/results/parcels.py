"""The parcels of orders: one each, and a second one of orders that were split.

What the Timeline keeps of a first parcel is in the columns of its order; these functions put those
of second parcels beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.results.timeline import Movement, Outcome, Timeline, Visit
from simulator.stages import ACTIVITIES
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def second_visits(timeline: Timeline, activity: str) -> Visit:
    """The first visit of second parcels, rows as in `timeline.splits`; NEVER where none is."""
    again, k = timeline.repeats, len(timeline.splits.order)
    rows = np.flatnonzero(
        again.second & (again.activity == ACTIVITIES.index(activity)) & (again.visit == 1)
    )
    place = np.searchsorted(timeline.splits.order, again.order[rows])
    moments = {}
    for name in ("queued", "began", "ended"):
        moments[name] = np.full(k, NEVER, dtype=np.int64)
        moments[name][place] = getattr(again, name)[rows]
    server = np.full(k, -1, dtype=np.int16)
    server[place] = again.server[rows]
    return Visit(**moments, server=server)


def second_places(timeline: Timeline, activity: str) -> npt.NDArray[np.int16]:
    """The zone or lane of the first visit of second parcels, rows as in `timeline.splits`."""
    again = timeline.repeats
    rows = np.flatnonzero(
        again.second & (again.activity == ACTIVITIES.index(activity)) & (again.visit == 1)
    )
    place = np.zeros(len(timeline.splits.order), dtype=np.int16)
    place[np.searchsorted(timeline.splits.order, again.order[rows])] = again.place[rows]
    return place


@dataclass(frozen=True)
class Parcels:
    """The first parcel of every order (rows 0 to n - 1), then the second ones of split orders."""

    order: Numbers
    parcel: Numbers  # 1 or 2
    packed: Numbers
    handed_over: Numbers
    delivered: Numbers
    lost: Numbers


def parcels(timeline: Timeline) -> Parcels:
    """Every parcel that is or may be; NEVER where something has not happened to it."""
    splits, n = timeline.splits, timeline.n

    def ends(activity: str) -> Numbers:
        visit = timeline.visits.get(activity)
        first = np.full(n, NEVER, dtype=np.int64) if visit is None else visit.ended
        if not len(splits.order):
            return first
        return np.concatenate((first, second_visits(timeline, activity).ended))

    def ended_as(outcome: Outcome) -> Numbers:
        moments = np.where(timeline.outcome == outcome, timeline.ended, NEVER)
        if not len(splits.order):
            return moments
        by_parcel = np.where(splits.outcome == outcome, splits.ended, NEVER)
        moments[splits.order] = by_parcel[:, 0]
        return np.concatenate((moments, by_parcel[:, 1]))

    return Parcels(
        order=np.concatenate((np.arange(n), splits.order)),
        parcel=np.repeat(np.array([1, 2]), (n, len(splits.order))),
        packed=ends("packing"),
        handed_over=ends("shipping"),
        delivered=ended_as(Outcome.DELIVERED),
        lost=ended_as(Outcome.LOST),
    )


def row_of_parcel(timeline: Timeline, order: Numbers, second: Flags) -> Numbers:
    """The rows in `Parcels` of some orders' first parcels; second ones where `second` says so."""
    place = timeline.n + np.searchsorted(timeline.splits.order, order)
    return np.where(second, place, order)


def first_handed_over(timeline: Timeline) -> Numbers:
    """(n,) When the first box of an order left: with all others, unless there was no room."""
    splits, parts = timeline.splits, timeline.part_loads
    if not len(splits.order) and not len(parts.order):
        return timeline.handed_over
    far = np.iinfo(np.int64).max
    first = timeline.handed_over.copy()
    first[splits.order] = np.where(splits.handed_over == NEVER, far, splits.handed_over).min(axis=1)
    first[first == NEVER] = far
    np.minimum.at(first, parts.order, parts.time)
    first[first == far] = NEVER
    return first


def left_the_house(timeline: Timeline) -> Numbers:
    """(n,) When all of an order was handed over, or was completed where shipping is off."""
    if "shipping" in timeline.visits:
        return timeline.handed_over
    return np.where(timeline.outcome == Outcome.COMPLETED, timeline.ended, NEVER)


def last_to_the_dock(timeline: Timeline) -> Numbers:
    """(n,) When the last parcel of an order began to wait for its carrier."""
    queued, splits = timeline.visits["shipping"].queued, timeline.splits
    if not len(splits.order):
        return queued
    both = np.column_stack((queued[splits.order], second_visits(timeline, "shipping").queued))
    last = np.where(splits.live, both, NEVER).max(axis=1)
    last[(splits.live & (both == NEVER)).any(axis=1)] = NEVER
    queued = queued.copy()
    queued[splits.order] = last
    return queued


def parcel_counts(timeline: Timeline) -> Numbers:
    """(n,) Parcels that an order has been or will be sent in: 2 of a split one, else 1."""
    counts = np.ones(timeline.n, dtype=np.int64)
    counts[timeline.splits.order] = timeline.splits.live.sum(axis=1)
    return counts


def set_aside(workload: Workload, timeline: Timeline) -> Flags:
    """(m,) Lines that the first tour of their order was not sent to: it was split before it."""
    splits = timeline.splits
    before = np.zeros(timeline.n, dtype=np.bool_)
    before[splits.order] = splits.at <= timeline.released[splits.order]
    flags: Flags = timeline.line_second & np.repeat(before, workload.lines)
    return flags


def written_off(workload: Workload, timeline: Timeline) -> Flags:
    """(m,) Lines that a tour was sent to and that were not on the shelf."""
    log, skus = timeline.stock, len(workload.supply.sku)
    rows = log.kind == Movement.WRITTEN_OFF
    order = np.repeat(np.arange(timeline.n), workload.lines)
    keys = log.order[rows].astype(np.int64) * skus + log.sku[rows]
    found = np.isin(order * skus + workload.line_sku, keys)
    flags: Flags = workload.line_missing & found
    return flags


def of_parcel(
    workload: Workload, timeline: Timeline, of_line: npt.NDArray[np.integer[Any]]
) -> Numbers:
    """Sums over the lines of each parcel, rows as in `Parcels`; taken out lines count too."""
    total = np.concatenate(([0], np.cumsum(of_line, dtype=np.int64)))
    whole: Numbers = total[workload.line_start[1:]] - total[workload.line_start[:-1]]
    if not len(timeline.splits.order):
        return whole
    follows = np.concatenate(([0], np.cumsum(of_line * timeline.line_second, dtype=np.int64)))
    second = follows[workload.line_start[1:]] - follows[workload.line_start[:-1]]
    return np.concatenate((whole - second, second[timeline.splits.order]))


def damaged_orders(workload: Workload, timeline: Timeline) -> Flags:
    """(n,) Orders that are damaged in the house or in transit, in any of their parcels."""
    on_the_way, split = workload.damaged_outside, timeline.splits.order
    if workload.second is not None and len(split):
        by_parcel = np.column_stack((on_the_way, workload.second.damaged_outside))[split]
        on_the_way = on_the_way.copy()
        on_the_way[split] = (by_parcel & timeline.splits.live).any(axis=1)
    damaged: Flags = workload.damaged_inside | on_the_way
    return damaged
