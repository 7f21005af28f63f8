"""The pick tours of a sampled workload, as they would be if no order had to wait for a picker."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.stages.picking.release import EVERYBODY, wave_moments
from simulator.stages.picking.section import Batch, Wave
from simulator.stages.picking.tours import Tours
from simulator.stages.shipping.deadlines import NO_DEADLINE, carrier_of_orders, carriers_pick_ups
from simulator.units import NEVER
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]

MOST_WALKS = 1500
"""Tours whose walk is worked out; the others walk as far as those with as many stops, on average
(assumption: enough that the mean walk is right to about 1 %)."""


@dataclass(frozen=True)
class Parts:
    """Parts of tours, each picked in one zone by one person; times in milliseconds at speed 1."""

    tour: Integers
    zone: Integers
    order: Integers  # the first of its orders, whose set-up it takes
    time: Integers  # of the lines and the walk, without the set-up


def together(
    scenario: Scenario, workload: Workload, order: Integers, ready: Integers
) -> tuple[Integers, Integers]:
    """(tour, moment) of each of these orders: its tour's number, and when that tour could begin.

    Batches fill and wait as in the model, for orders that come to picking when they are `ready`.
    Orders that no wave takes have the moment NEVER.
    """
    assert scenario.picking is not None
    method = scenario.picking.method
    if method.batch is not None:
        return _batches(method.batch, _groups(scenario, workload, method.batch.by, order, ready),
                        ready)  # fmt: skip
    if method.wave is not None:
        return _waves(scenario, workload, method.wave, order, ready)
    return np.arange(len(order)), ready


def _groups(
    scenario: Scenario, workload: Workload, by: str, order: Integers, ready: Integers
) -> Integers:
    """Orders with the same number may share a tour."""
    if by == "class":
        return workload.order_class[order].astype(np.int64)
    if by == "pick_up":
        return _planned_pick_ups(scenario, workload, order, ready)
    return np.zeros(len(order), dtype=np.int64)


def _planned_pick_ups(
    scenario: Scenario, workload: Workload, order: Integers, ready: Integers
) -> Integers:
    """The rule of `model.deadlines.planned_pick_up`, for all orders at once."""
    ship_by = workload.ship_by[order]
    pick_ups = carriers_pick_ups(scenario)
    if not pick_ups:
        return np.where(ship_by == NEVER, NO_DEADLINE, ship_by)
    carrier = np.asarray(carrier_of_orders(scenario, workload), dtype=np.int64)[order]
    planned = np.full(len(order), NO_DEADLINE, dtype=np.int64)
    for k, moments in enumerate(pick_ups):
        here = carrier == k
        times = np.append(np.asarray(moments, dtype=np.int64), NO_DEADLINE)
        first = np.searchsorted(times[:-1], ready[here], side="left")
        last = np.searchsorted(times[:-1], ship_by[here], side="right") - 1
        last = np.where(ship_by[here] == NEVER, -1, last)
        planned[here] = times[np.maximum(first, last)]
    return planned


def _batches(section: Batch, group: Integers, ready: Integers) -> tuple[Integers, Integers]:
    """A batch leaves when it is full, or when its first order has waited enough."""
    tour, moment = np.empty_like(ready), np.empty_like(ready)
    number, size, patience = 0, section.up_to, section.wait_at_most
    for one in np.unique(group):
        members = np.flatnonzero(group == one)
        members = members[np.argsort(ready[members], kind="stable")]
        came = ready[members].tolist()
        first = 0
        while first < len(came):
            waited = came[first] + patience
            last = min(first + size, bisect_right(came, waited, first))
            left = came[last - 1] if last - first == size else waited
            tour[members[first:last]], moment[members[first:last]] = number, left
            number, first = number + 1, last
    return tour, moment


def _waves(
    scenario: Scenario, workload: Workload, section: Wave, order: Integers, ready: Integers
) -> tuple[Integers, Integers]:
    """Every wave releases those who wait for it, by priority and entry, in batches."""
    group = _groups(scenario, workload, section.by, order, ready)
    moments = np.array([at for at, _ in wave_moments(scenario, section)] or [0], dtype=np.int64)
    of = np.array([to for _, to in wave_moments(scenario, section)] or [0], dtype=np.int64)
    moment = np.full(len(order), NEVER, dtype=np.int64)
    carrier = np.full(len(order), EVERYBODY, dtype=np.int64)
    if section.before_pick_ups is not None:
        carrier = np.asarray(carrier_of_orders(scenario, workload), dtype=np.int64)[order]
    for one in np.unique(of):
        waves, here = np.sort(moments[of == one]), carrier == one
        place = np.searchsorted(waves, ready[here], side="left")
        moment[here] = np.append(waves, NEVER)[place]
    by = np.lexsort((order, ready, workload.priority[order], group, carrier, moment))
    key = np.column_stack([moment[by], carrier[by], group[by]])
    new = np.append(True, (key[1:] != key[:-1]).any(axis=1))[: len(by)]
    begins = np.flatnonzero(new)
    rank = np.arange(len(by)) - np.repeat(begins, np.diff(np.append(begins, len(by))))
    tour = np.empty(len(order), dtype=np.int64)
    tour[by] = np.cumsum(rank % section.up_to == 0) - 1
    return tour, moment


def lines_of(workload: Workload, order: Integers) -> tuple[Integers, Integers]:
    """(line, which) for every line of some orders: the line's row, and the order's place."""
    count = workload.lines[order]
    which = np.repeat(np.arange(len(order)), count)
    within = np.arange(len(which)) - np.repeat(count.cumsum() - count, count)
    return workload.line_start[order][which] + within, which


def parts(
    scenario: Scenario, workload: Workload, line: Integers, tour: Integers, by_zone: bool
) -> Parts:
    """The parts of tours to these lines, one a zone; not by zone, in that of its first line."""
    zone = workload.storage.zone[workload.line_sku[line]].astype(np.int64)
    key = tour * (int(zone.max(initial=0)) + 1) + zone if by_zone else tour
    _, first, part = np.unique(key, return_index=True, return_inverse=True)
    time = np.bincount(part, workload.line_pick[line], minlength=len(first))
    order = np.searchsorted(workload.line_start, line[first], side="right") - 1
    walked = _walks(scenario, workload, line, part, len(first))
    return Parts(tour[first], zone[first], order, np.asarray(time + walked, dtype=np.int64))


def _walks(
    scenario: Scenario, workload: Workload, line: Integers, part: Integers, count: int
) -> npt.NDArray[np.float64]:
    """(count,) Milliseconds that each part walks."""
    assert scenario.picking is not None
    if scenario.picking.layout is None or not count:
        return np.zeros(count)
    model = Tours(scenario.picking, workload, None)
    stops = np.bincount(part, minlength=count)
    by_part = np.split(line[np.argsort(part, kind="stable")], stops.cumsum()[:-1])
    chosen = np.unique(np.linspace(0, count - 1, min(count, MOST_WALKS)).astype(np.int64))
    walked = np.array(
        [model.walking_time(model.distance(by_part[k].tolist())) for k in chosen.tolist()]
    )
    if len(chosen) == count:
        return walked.astype(np.float64)
    seen = np.bincount(stops[chosen])
    mean = np.bincount(stops[chosen], walked) / np.maximum(seen, 1)
    known = np.flatnonzero(seen)
    return np.asarray(np.interp(stops, known, mean[known]))
