"""What is measured in a run of a system: KPIs, and what theory speaks of that is not a KPI."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Kpis
from simulator.measure.steps import counting
from simulator.results.parcels import later_visits
from simulator.results.timeline import Movement, Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.figures_levels import BACKORDERED, ON_HAND, changes
from simulator.units import DAY, HOUR, MINUTE, NEVER
from simulator.verification.theory.stock import LawSystem
from simulator.workload import Workload

Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Run:
    """One replication: what went in, what happened, and every KPI of it."""

    scenario: Scenario
    workload: Workload
    timeline: Timeline
    kpis: Kpis


Measure = Callable[[Run], float]


def _kpi(run: Run, name: str, scope: str) -> float:
    return run.kpis[name, scope]


def kpi(name: str, scope: str = "all") -> Measure:
    """A KPI in the unit of the catalog."""
    return partial(_kpi, name=name, scope=scope)


def waited_at_picking(run: Run) -> float:
    """Share of the picks of orders placed in the window that did not begin at once, in percent."""
    visit, workload = run.timeline.visits["picking"], run.workload
    low, high = run.scenario.clock.window
    mine = (workload.placed >= low) & (workload.placed < high) & (visit.began != NEVER)
    return 100 * float((visit.began > visit.queued)[mine].mean())


def first_25_delays(run: Run) -> float:
    """Mean wait for picking of the first 25 orders of every day, in minutes."""
    visit, created = run.timeline.visits["picking"], run.workload.created
    day = created // DAY
    rank = np.arange(len(day)) - np.searchsorted(day, day, side="left")
    return float((visit.began - visit.queued)[rank < 25].mean()) / MINUTE


def _picking_at(run: Run, hour: int) -> float:
    visit = run.timeline.visits["picking"]
    low, high = run.scenario.clock.window
    moments = np.arange(low, high, DAY) + hour * HOUR
    queued = visit.queued != NEVER
    ended = np.where(visit.ended == NEVER, run.timeline.horizon + 1, visit.ended)
    return float(counting(visit.queued[queued], ended[queued]).at(moments).mean())


def at_picking_at(hour: int) -> Measure:
    """Mean number of orders at picking at this hour of the day."""
    return partial(_picking_at, hour=hour)


def returned_to_sender(run: Run) -> float:
    """Share of placed orders that no attempt could deliver, in percent."""
    kpis = run.kpis
    return 100 * kpis["orders.returned_to_sender", "all"] / kpis["orders.placed", "all"]


def delivery_attempts(run: Run) -> float:
    """Mean delivery attempts of the orders placed in the window."""
    placed = run.workload.placed
    low, high = run.scenario.clock.window
    mine = (placed >= low) & (placed < high)
    later = later_visits(run.timeline, "delivery").order
    first = run.timeline.visits["delivery"].began != NEVER
    return float((first & mine).sum() + mine[later].sum()) / float(mine.sum())


def orders_a_day(run: Run) -> Milliseconds:
    """Orders placed on each day."""
    days = run.scenario.clock.horizon // DAY
    return np.bincount(run.workload.created // DAY, minlength=days)


def mean_orders_a_day(run: Run) -> float:
    """Mean of the daily counts."""
    return float(orders_a_day(run).mean())


def variance_of_orders_a_day(run: Run) -> float:
    """Sample variance of the daily counts."""
    return float(orders_a_day(run).var(ddof=1))


def _net_stock(run: Run) -> tuple[Milliseconds, Milliseconds]:
    """Moments, and the stock on hand less what is owed from each on; the first is time 0."""
    log = run.timeline.stock
    net = int(run.workload.supply.initial.sum())
    change = changes(log, ON_HAND) - changes(log, BACKORDERED)
    time = np.concatenate(([0], log.time))
    return time, net + np.concatenate(([0], np.cumsum(change)))


def _reorders(run: Run) -> tuple[int, int]:
    """Replenishments in the window and the units in them."""
    log, (low, high) = run.timeline.stock, run.scenario.clock.window
    mine = (log.kind == Movement.ORDERED) & (log.time >= low) & (log.time < high)
    return int(mine.sum()), int(log.units[mine].sum())


def _end_of_day_cost(run: Run, setup: float, holding: float, penalty: float) -> float:
    low, high = run.scenario.clock.window
    time, net = _net_stock(run)
    ends = np.arange(low, high, DAY) + DAY
    level = net[np.searchsorted(time, ends, side="left") - 1]
    cost = holding * np.maximum(level, 0).sum() + penalty * np.maximum(-level, 0).sum()
    return float(setup * _reorders(run)[0] + cost) / len(ends)


def end_of_day_cost(setup: float, holding: float, penalty: float) -> Measure:
    """Cost a day where holding and penalty are charged on the level at the end of each day."""
    return partial(_end_of_day_cost, setup=setup, holding=holding, penalty=penalty)


def law_cost_a_month(run: Run) -> float:
    """Cost a month (a day here) as Law counts it: a unit of an order may be sold apart.

    The model reserves a line whole or not at all; the net level is the same, and so are the costs
    once units on hand and owed at the same time are set off against each other.
    """
    system = LawSystem()
    low, high = run.scenario.clock.window
    time, net = _net_stock(run)
    length = np.diff(np.append(time, high))
    stock = system.holding * float((np.maximum(net, 0) * length).sum())
    short = system.shortage * float((np.maximum(-net, 0) * length).sum())
    orders, units = _reorders(run)
    months = (high - low) / DAY
    return (system.setup * orders + system.a_unit * units + (stock + short) / DAY) / months
