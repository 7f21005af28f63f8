"""What the floor did to orders: pick tours and their walks, short picks, rework, boxes, labels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.analysis.cohort import Cohort
from simulator.analysis.scopes import ALL, Kpis, Scopes
from simulator.results.timeline import ACTIVITIES, Timeline
from simulator.scenario.packing import Box
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]
METER = 1000


def tours(cohort: Cohort, scenario: Scenario, workload: Workload, timeline: Timeline) -> Kpis:
    """First pick tours that begin in the window; with zones each zone's part is a tour."""
    if scenario.picking is None:
        return {}
    began, orders, lines, walk = _tours(workload, timeline)
    mine = (began >= cohort.window[0]) & (began < cohort.window[1])
    count = float(np.count_nonzero(mine))
    kpis: Kpis = {
        ("picking.tours", ALL): count,
        ("picking.orders_per_tour", ALL): _ratio(orders[mine].sum(), count),
        ("picking.lines_per_tour", ALL): _ratio(lines[mine].sum(), count),
    }
    if scenario.picking.layout is not None:
        meters = walk[mine].sum() / METER
        kpis["picking.distance_per_tour", ALL] = _ratio(meters, count)
        kpis["picking.distance_per_line", ALL] = _ratio(meters, lines[mine].sum())
    return kpis


def _tours(workload: Workload, timeline: Timeline) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Begin, orders, lines and millimeters of every tour; by their number where no more is kept."""
    log = timeline.tours
    if len(log.number):
        return log.began, log.orders, log.lines, log.walk
    left = np.where(timeline.line_canceled & ~timeline.line_refunded, 0, 1)
    of_order = np.add.reduceat(np.append(left, 0), workload.line_start[:-1])
    toured = np.flatnonzero(timeline.batch != NEVER)
    _, first, tour = np.unique(timeline.batch[toured], return_index=True, return_inverse=True)
    lines = np.bincount(tour, of_order[toured], minlength=len(first)).astype(np.int64)
    began = timeline.visits["picking"].began[toured[first]]
    return began, np.bincount(tour, minlength=len(first)), lines, np.zeros_like(lines)


def short_picks(
    scopes: Scopes, cohort: Cohort, scenario: Scenario, workload: Workload, timeline: Timeline
) -> Kpis:
    """Lines of the cohort's picked orders that were not on the shelf."""
    if scenario.picking is None or scenario.inventory is None:
        return {}
    picked = cohort.orders & (timeline.visits["picking"].ended != NEVER)
    sought = ~timeline.line_canceled | timeline.line_refunded
    order = np.repeat(np.arange(workload.n), workload.lines)

    def lines(flags: npt.NDArray[np.bool_]) -> Numbers:
        return np.bincount(order[flags], minlength=workload.n)

    missing = scopes.sums(picked, lines(sought & workload.line_missing))
    return scopes.ratio("picking.short_rate", missing, scopes.sums(picked, lines(sought)), 100.0)


def rework(scopes: Scopes, cohort: Cohort, scenario: Scenario, timeline: Timeline) -> Kpis:
    """Packed orders of the cohort that the check sent back."""
    if scenario.packing is None or scenario.packing.quality_check is None:
        return {}
    again = timeline.repeats.activity == ACTIVITIES.index("packing")
    packed = cohort.orders & (timeline.visits["packing"].ended != NEVER)
    sent_back = np.zeros(timeline.n, dtype=np.bool_)
    sent_back[timeline.repeats.order[again]] = True
    return scopes.share("packing.rework_rate", sent_back, packed)


def packaging(
    scopes: Scopes, cohort: Cohort, scenario: Scenario, workload: Workload, timeline: Timeline
) -> Kpis:
    """Boxes of the cohort's packed orders: how many, how full and how heavy."""
    section = scenario.packing
    if section is None or not section.boxes:
        return {}
    packed = cohort.orders & (timeline.visits["packing"].ended != NEVER)
    boxes = list(section.boxes.values())
    orders = scopes.sums(packed)
    room = np.array([box.volume for box in boxes])[workload.box] * workload.boxes
    material = np.array([_material(box) for box in boxes])[workload.box] * workload.boxes
    filled = scopes.sums(packed, workload.volume)
    return {
        **scopes.ratio("packing.boxes_per_order", scopes.sums(packed, workload.boxes), orders),
        **scopes.ratio("packing.box_fill", filled, scopes.sums(packed, room), 100.0),
        **scopes.ratio("packing.box_material", scopes.sums(packed, material), orders),
    }


def _material(box: Box) -> float:
    return float("nan") if box.material is None else box.material


def box_costs(scenario: Scenario, workload: Workload) -> npt.NDArray[np.float64]:
    """(n,) What the boxes of each order cost."""
    section = scenario.packing
    if section is None or not section.boxes:
        return np.zeros(workload.n)
    costs = np.array([box.cost for box in section.boxes.values()])
    return costs[workload.box] * workload.boxes


def labels(scopes: Scopes, cohort: Cohort, scenario: Scenario, timeline: Timeline) -> Kpis:
    """Labels of the cohort that were written by hand because the service did not answer."""
    if scenario.labeling is None or scenario.labeling.service is None:
        return {}
    begun = cohort.orders & (timeline.visits["labeling"].began != NEVER)
    return scopes.share("labeling.by_hand", timeline.label_by_hand, begun)


def machines_up(cohort: Cohort, timeline: Timeline) -> Kpis:
    """Share of the machines' time in the window in which they are up, and failures in it."""
    low, high = cohort.window
    kpis: Kpis = {}
    for station, count in timeline.equipment.items():
        down, failed = 0, 0
        if station in timeline.down:
            log = timeline.down[station]
            edges = np.clip(np.append(log.time, high), low, high)
            down = int((np.diff(edges) * log.down).sum())
            failed = int(np.count_nonzero((log.failed >= low) & (log.failed < high)))
        kpis["availability." + station, ALL] = 100 * (1 - down / (count * (high - low)))
        kpis["breakdowns." + station, ALL] = float(failed)
    return kpis


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else float("nan")
