"""The pick tours of a workload, as they are where no order has to wait for a picker."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.policies.registry import reads, rule
from simulator.policies.releases import Grouping, Release
from simulator.scenario.scenario import Scenario
from simulator.stages.picking.release import EVERYBODY, wave_moments
from simulator.stages.picking.section import Batch, Picking, Wave
from simulator.stages.picking.tours import Tours
from simulator.stages.shipping.deadlines import NO_DEADLINE, Deadlines, carrier_of_orders
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.tasks import Orders, Tasks

Integers = npt.NDArray[np.int64]

MOST_WALKS = 1500
"""Tours whose walk is worked out; the others walk as far as those with as many stops, on average
(assumption: enough that the mean walk is right to about 1 %)."""


def work(
    section: Picking, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[list[Tasks], Orders]:
    """A task each part of a tour; tours of one order for what is found wrong or was missing.

    Orders that no batch or wave takes do not go on.
    """
    tour, orders = _tours(section, scenario, workload, orders)
    line, of = _lines(workload, orders)
    again = workload.times_found_wrong[orders.row][of]
    tasks = _tasks(section, workload, orders, line, of, tour[of], by_zone=True)
    tasks += _alone(section, workload, orders, line, of, again)
    rule = section.short_picks
    if scenario.inventory is not None and rule.then != "cancel line":
        missing = workload.line_missing[line].astype(np.int64)
        later = replace(orders, moment=orders.moment + rule.count)
        tasks += _alone(section, workload, later, line, of, missing)
        if rule.then == "split":
            count = np.bincount(of, missing, minlength=len(orders.row))
            orders = replace(orders, in_two=(count > 0) & (count < workload.lines[orders.row]))
    return tasks, replace(orders, after=_stations(section))


def _stations(section: Picking) -> tuple[str, ...]:
    zones = section.method.zones
    return ("picking",) if zones is None else tuple(f"picking.{name}" for name in zones.areas)


def _tours(
    section: Picking, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[Integers, Orders]:
    """(orders) Their tours' numbers, and the orders as of when their tours could begin.

    Batches fill and wait, and waves come, by the rules of `release`. A batch that forms when a
    picker is free is cut by its rule for pickers who are. Whom a rule lets wait on does not go on.
    """
    method = section.method
    if method.batch is not None:
        group = _groups(scenario, workload, method.batch.by, orders)
        tour, moment = _batches(method.batch, group, orders.moment)
    elif method.wave is not None:
        group = _groups(scenario, workload, method.wave.by, orders)
        tour, moment = _waves(scenario, workload, method.wave, group, orders)
    else:
        tour, moment = np.arange(len(orders.row)), orders.moment
    taken = moment != NEVER
    return tour[taken], replace(orders, moment=moment).where(taken)


def _groups(scenario: Scenario, workload: Workload, by: str, orders: Orders) -> Integers:
    """Orders with the same number may share a tour."""
    group: Grouping = rule("grouping", by)
    classes = workload.order_class[orders.row]
    if reads(group, "pick_up"):
        planned = Deadlines(scenario, workload).of
        each = zip(classes.tolist(), orders.row.tolist(), orders.moment.tolist(), strict=True)
        return np.array([group(k, planned(order, now)) for k, order, now in each], dtype=np.int64)
    of_class = [group(k, NEVER) for k in range(len(scenario.demand.classes))]
    return np.array(of_class, dtype=np.int64)[classes]


def _batches(section: Batch, group: Integers, ready: Integers) -> tuple[Integers, Integers]:
    """The tour of each order and when it leaves; NEVER for those whom the rule lets wait on."""
    tour, moment = np.zeros_like(ready), np.full_like(ready, NEVER)
    number = 0
    for one in np.unique(group):
        members = np.flatnonzero(group == one)
        members = members[np.argsort(ready[members], kind="stable")]
        for first, last, at in _departures(section, ready[members].tolist()):
            tour[members[first:last]], moment[members[first:last]] = number, at
            number += 1
    return tour, moment


def _departures(section: Batch, came: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(first, last, moment) of each batch of orders that came at these moments, ascending.

    The release rule is asked as in `Batches`: whenever orders come, and once the first has waited
    enough.
    """
    leaves: Release = rule("release", section.form)
    size, patience = section.up_to, section.wait_at_most
    first = before = 0
    for now in (*dict.fromkeys(came), NO_DEADLINE):
        last = bisect_right(came, now, before)
        for until, is_late in ((before, True), (last, False)):
            while first < until:
                at = came[first] + patience if is_late else now
                ahead = at < now if is_late else now < NO_DEADLINE
                if not ahead or not leaves(until - first, at - came[first], size, patience):
                    break
                yield first, min(first + size, until), at
                first = min(first + size, until)
        before = last


def _waves(
    scenario: Scenario, workload: Workload, section: Wave, group: Integers, orders: Orders
) -> tuple[Integers, Integers]:
    """Every wave releases those who wait for it, by priority and entry, in batches."""
    row, ready = orders.row, orders.moment
    moment, carrier = np.full(len(row), NEVER), np.full(len(row), EVERYBODY)
    if section.before_pick_ups is not None:
        carrier = carrier_of_orders(scenario, workload)[row].astype(np.int64)
    waves = np.array(wave_moments(scenario, section), dtype=np.int64).reshape(-1, 2)
    for one in np.unique(waves[:, 1]):
        here = carrier == one
        its = np.append(np.sort(waves[waves[:, 1] == one, 0]), NEVER)
        moment[here] = its[np.searchsorted(its[:-1], ready[here], side="left")]
    by = np.lexsort((row, ready, workload.priority[row], group, carrier, moment))
    key = np.column_stack([moment[by], carrier[by], group[by]])
    new = np.append(True, (key[1:] != key[:-1]).any(axis=1))[: len(by)]
    begins = np.flatnonzero(new)
    rank = np.arange(len(by)) - np.repeat(begins, np.diff(np.append(begins, len(by))))
    tour = np.empty(len(row), dtype=np.int64)
    tour[by] = np.cumsum(rank % section.up_to == 0) - 1
    return tour, moment


def _lines(workload: Workload, orders: Orders) -> tuple[Integers, Integers]:
    """(line, of) for every line of the orders: its row in the workload, and whose it is."""
    count = workload.lines[orders.row]
    of = np.repeat(np.arange(len(orders.row)), count)
    within = np.arange(len(of)) - np.repeat(count.cumsum() - count, count)
    return workload.line_start[orders.row][of] + within, of


def _alone(
    section: Picking,
    workload: Workload,
    orders: Orders,
    line: Integers,
    of: Integers,
    times: Integers,
) -> list[Tasks]:
    """Tours of one order to those of its lines that are picked so many times more, as one task."""
    some = times > 0
    return _tasks(section, workload, orders, line[some], of[some], of[some], times=times[some])


def _tasks(
    section: Picking,
    workload: Workload,
    orders: Orders,
    line: Integers,
    of: Integers,
    tour: Integers,
    by_zone: bool = False,
    times: Integers | None = None,
) -> list[Tasks]:
    """The tours to these lines `of` orders, as often as `times` says of their first line.

    Zone by zone, where with pick and pass the first one sets up; else whoever picks in the zone of
    the first line goes.
    """
    names, zones = _stations(section), section.method.zones
    passes = zones is not None and zones.style == "pick and pass"
    zone = workload.storage.zone[workload.line_sku[line]].astype(np.int64)
    key = tour * len(names) + zone * by_zone
    key, first, part = np.unique(key, return_index=True, return_inverse=True)
    begins = np.append(True, np.diff(key // len(names)) > 0)[: len(key)]
    setup = workload.pick_setup[orders.row[of[first]]] * (begins | (not passes))
    time = (setup + _time(section, workload, line, part)) * (1 if times is None else times[first])
    tasks = []
    for k, name in enumerate(names):
        here, after = zone[first] == k, names[:k] if passes else orders.after
        tasks.append(Tasks(name, orders.moment[of[first[here]]], time[here], after))
    return tasks


def _time(section: Picking, workload: Workload, line: Integers, part: Integers) -> Integers:
    """(parts) Milliseconds that the lines of each part of a tour take, with the walk to them."""
    time = np.bincount(part, workload.line_pick[line]).astype(np.int64)
    if section.layout is None or not len(time):
        return time
    tours, stops = Tours(section, workload, None), np.bincount(part)
    lines_of = np.split(line[np.argsort(part, kind="stable")], stops.cumsum()[:-1])
    chosen = np.unique(np.linspace(0, len(time) - 1, min(len(time), MOST_WALKS)).astype(np.int64))
    walked = np.array(
        [tours.walking_time(tours.distance(lines_of[k].tolist())) for k in chosen.tolist()],
        dtype=np.float64,
    )
    if len(chosen) < len(time):
        seen = np.bincount(stops[chosen])
        mean = np.bincount(stops[chosen], walked) / np.maximum(seen, 1)
        known = np.flatnonzero(seen)
        walked = np.interp(stops, known, mean[known])
    return np.asarray(time + walked, dtype=np.int64)
