"""The pick tours of a workload, as they are where no order has to wait for a picker."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.stages.picking.methods import chosen_method
from simulator.stages.picking.section import Picking
from simulator.stages.picking.tours import Tours
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


def alone(section: Picking, workload: Workload, orders: Orders) -> list[Tasks]:
    """A tour of its own for all lines of each order."""
    line, of = _lines(workload, orders)
    return _alone(section, workload, orders, line, of, np.ones(len(of), dtype=np.int64))


def _stations(section: Picking) -> tuple[str, ...]:
    zones = section.method.zones
    return ("picking",) if zones is None else tuple(f"picking.{name}" for name in zones.areas)


def _tours(
    section: Picking, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[Integers, Orders]:
    """(orders) Their tours' numbers, and the orders as of when their tours could begin.

    Whom the method lets wait on does not go on.
    """
    chosen = chosen_method(section.method)
    if chosen is None:
        tour, moment = np.arange(len(orders.row)), orders.moment
    else:
        method, its = chosen
        tour, moment = method.tours(its, scenario, workload, orders)
    taken = moment != NEVER
    return tour[taken], replace(orders, moment=moment).where(taken)


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
