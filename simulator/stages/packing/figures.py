"""Orders packed twice, and the boxes that orders are packed in."""

from __future__ import annotations

import numpy as np

from simulator.measure.observation import Observation
from simulator.measure.scopes import Kpis
from simulator.stages import ACTIVITIES
from simulator.stages.packing.cartons import cartons
from simulator.stages.packing.section import Box
from simulator.units import NEVER


def rework(observed: Observation) -> Kpis:
    """Packed orders of the cohort that the check sent back; second parcels are packed once."""
    packing, timeline = observed.scenario.packing, observed.timeline
    if packing is None or packing.quality_check is None:
        return {}
    again = timeline.repeats.activity == ACTIVITIES.index("packing")
    again &= ~timeline.repeats.second
    packed = observed.cohort.orders & (timeline.visits["packing"].ended != NEVER)
    sent_back = np.zeros(timeline.n, dtype=np.bool_)
    sent_back[timeline.repeats.order[again]] = True
    return observed.scopes.share("packing.rework_rate", sent_back, packed)


def packaging(observed: Observation) -> Kpis:
    """Boxes of the cohort's packed orders: how many, how full and how heavy."""
    scopes, cohort, timeline = observed.scopes, observed.cohort, observed.timeline
    section = observed.scenario.packing
    if section is None or not section.boxes:
        return {}
    used = cartons(observed.scenario, observed.workload, timeline)
    packed = cohort.orders[used.order] & used.packed
    boxes = list(section.boxes.values())
    orders = scopes.sums(cohort.orders & (timeline.visits["packing"].ended != NEVER))
    room = used.boxes @ np.array([box.volume for box in boxes])
    weight = np.array([_material(box) for box in boxes])
    material = np.where(used.boxes > 0, used.boxes * weight, 0.0).sum(axis=1)
    rows = scopes.of(used.order)
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
