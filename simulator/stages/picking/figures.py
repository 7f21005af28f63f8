"""Pick tours and their walks, and lines that were not on the shelf."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL, Kpis
from simulator.results.parcels import second_visits, set_aside, written_off
from simulator.results.timeline import Timeline
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
METER = 1000
"""Millimeters."""


def tours(observed: Observation) -> Kpis:
    """First pick tours that begin in the window; with zones each zone's part is a tour."""
    picking, (low, high) = observed.scenario.picking, observed.cohort.window
    if picking is None:
        return {}
    began, orders, lines, walk = _tours(observed.workload, observed.timeline)
    mine = (began >= low) & (began < high)
    count = float(np.count_nonzero(mine))
    kpis: Kpis = {
        ("picking.tours", ALL): count,
        ("picking.orders_per_tour", ALL): _ratio(orders[mine].sum(), count),
        ("picking.lines_per_tour", ALL): _ratio(lines[mine].sum(), count),
    }
    if picking.layout is not None:
        meters = walk[mine].sum() / METER
        kpis["picking.distance_per_tour", ALL] = _ratio(meters, count)
        kpis["picking.distance_per_line", ALL] = _ratio(meters, lines[mine].sum())
    return kpis


def _tours(workload: Workload, timeline: Timeline) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Begin, orders, lines and millimeters of every tour; by their number where no more is kept."""
    log = timeline.tours
    if len(log.number):
        return log.began, log.orders, log.lines, log.walk
    gone = timeline.line_canceled & ~timeline.line_refunded
    left = np.where(gone | set_aside(workload, timeline), 0, 1)
    of_order = np.add.reduceat(np.append(left, 0), workload.line_start[:-1])
    toured = np.flatnonzero(timeline.batch != NEVER)
    _, first, tour = np.unique(timeline.batch[toured], return_index=True, return_inverse=True)
    lines = np.bincount(tour, of_order[toured], minlength=len(first)).astype(np.int64)
    began = timeline.visits["picking"].began[toured[first]]
    return began, np.bincount(tour, minlength=len(first)), lines, np.zeros_like(lines)


def short_picks(observed: Observation) -> Kpis:
    """Lines of the cohort's picked orders that were not on the shelf."""
    scopes, workload, timeline = observed.scopes, observed.workload, observed.timeline
    if observed.scenario.picking is None or observed.scenario.inventory is None:
        return {}
    picked = observed.cohort.orders & (timeline.visits["picking"].ended != NEVER)
    order = np.repeat(np.arange(workload.n), workload.lines)
    missed, aside = written_off(workload, timeline), set_aside(workload, timeline)
    later = np.zeros(timeline.n, dtype=np.bool_)
    later[timeline.splits.order] = second_visits(timeline, "picking").ended != NEVER
    sought = ~timeline.line_canceled | np.where(aside, missed, timeline.line_refunded)
    sought &= ~aside | later[order]

    def lines(flags: npt.NDArray[np.bool_]) -> Numbers:
        return np.bincount(order[flags], minlength=workload.n)

    missing = scopes.sums(picked, lines(missed))
    return scopes.ratio("picking.short_rate", missing, scopes.sums(picked, lines(sought)), 100.0)


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else float("nan")
