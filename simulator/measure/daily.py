"""Daily aggregates of one replication, from its start to its end, for the question of warm-up."""

from __future__ import annotations

import numpy as np

from simulator.measure.backlog import backlog_until
from simulator.measure.observation import Observation
from simulator.measure.steps import Step, counting
from simulator.measure.warm_up import Floats
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.figures_levels import ON_HAND, changes
from simulator.units import DAY, HOUR, NEVER
from simulator.workload.workload import Workload


def daily(scenario: Scenario, workload: Workload, timeline: Timeline) -> dict[str, Floats]:
    """(whole days,) means and sums by name; a day is 24 h from the start.

    The orders released and not yet handed over, units on hand, and the busy hours of each crew.
    """
    edges = np.arange(timeline.horizon // DAY + 1, dtype=np.int64) * DAY
    observed = Observation(scenario, workload, timeline)
    rows = timeline.released != NEVER
    until = backlog_until(observed.cohort, timeline)
    waiting = counting(timeline.released[rows], until[rows])
    series = {"orders in the house": np.diff(waiting.until(edges)) / DAY}
    if workload.supply.policed:
        log = timeline.stock
        order = np.argsort(log.time, kind="stable")
        level = np.cumsum(changes(log, ON_HAND)[order]) + workload.supply.initial.sum()
        time = log.time[order]
        last = np.append(time[1:] != time[:-1], True) if len(time) else np.zeros(0, np.bool_)
        begin = np.array([-1], dtype=np.int64)
        start = np.array([workload.supply.initial.sum()], dtype=np.int64)
        stock = Step(np.append(begin, time[last]), np.append(start, level[last]))
        series["units on hand"] = np.diff(stock.until(edges)) / DAY
    for crew, spent in observed.people.items():
        series[f"busy hours of {crew}"] = np.diff(spent.busy.until(edges)) / HOUR
    return series
