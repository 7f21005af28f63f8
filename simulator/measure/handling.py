"""What the floor did to orders: pick tours and their walks, short picks, rework, boxes, labels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.measure.scopes import ALL, Kpis, Scopes
from simulator.results.parcels import parcel_counts, second_visits, set_aside, written_off
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages import ACTIVITIES
from simulator.stages.packing.cartons import cartons
from simulator.stages.packing.section import Box
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
    gone = timeline.line_canceled & ~timeline.line_refunded
    left = np.where(gone | set_aside(workload, timeline), 0, 1)
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


def rework(scopes: Scopes, cohort: Cohort, scenario: Scenario, timeline: Timeline) -> Kpis:
    """Packed orders of the cohort that the check sent back; second parcels are packed once."""
    if scenario.packing is None or scenario.packing.quality_check is None:
        return {}
    again = timeline.repeats.activity == ACTIVITIES.index("packing")
    again &= ~timeline.repeats.second
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
    used = cartons(scenario, workload, timeline)
    packed = cohort.orders[used.order] & used.packed
    boxes = list(section.boxes.values())
    orders = scopes.sums(cohort.orders & (timeline.visits["packing"].ended != NEVER))
    room = used.boxes @ np.array([box.volume for box in boxes])
    weight = np.array([_material(box) for box in boxes])
    material = np.where(used.boxes > 0, used.boxes * weight, 0.0).sum(axis=1)
    rows = Scopes(scopes.classes, scopes.order_class[used.order])
    filled = rows.sums(packed, used.volume)
    return {
        **rows.ratio("packing.boxes_per_order", rows.sums(packed, used.count), orders),
        **rows.ratio("packing.box_fill", filled, rows.sums(packed, room), 100.0),
        **rows.ratio("packing.box_material", rows.sums(packed, material), orders),
        **rows.ratio(
            "packing.without_box",
            rows.sums(packed, used.loose),
            rows.sums(packed, used.parcels),
            100.0,
        ),
    }


def _material(box: Box) -> float:
    return float("nan") if box.material is None else box.material


def splits(
    scopes: Scopes, cohort: Cohort, scenario: Scenario, workload: Workload, timeline: Timeline
) -> Kpis:
    """Orders of the cohort that left in two parts, and all parcels; {} with shipping off."""
    if "shipping" not in timeline.visits:
        return {}
    used, live = cartons(scenario, workload, timeline), np.ones(timeline.n, dtype=np.bool_)
    live[timeline.splits.order] = timeline.splits.live[:, 0]
    live = np.concatenate((live, timeline.splits.live[:, 1]))
    rows = Scopes(scopes.classes, scopes.order_class[used.order])
    return {
        **scopes.share("shipping.split_rate", parcel_counts(timeline) > 1, cohort.shipped),
        **scopes.ratio(
            "shipping.parcels_per_order",
            rows.sums(cohort.shipped[used.order] & live, used.parcels),
            scopes.sums(cohort.shipped),
        ),
    }


def labels(scopes: Scopes, cohort: Cohort, scenario: Scenario, timeline: Timeline) -> Kpis:
    """Labeled orders of the cohort for which the service did not answer."""
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
