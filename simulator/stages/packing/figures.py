"""Orders packed twice, and the boxes that orders are packed in."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np

from simulator.measure.figures import Better, Kpi, Kpis, figure, figures
from simulator.measure.observation import Observation
from simulator.results.parcels import later_visits
from simulator.stages.packing.cartons import cartons
from simulator.stages.packing.section import Box
from simulator.units import NEVER


@figure(
    "packing.rework_rate",
    "%",
    "packing",
    "lower",
    sections=("packing", "packing.quality_check"),
    called="Orders sent back by the check",
)
def rework(observed: Observation) -> Kpis:
    """Orders that the quality check sends back / packed orders.

    Second parcels are packed once.
    """
    timeline = observed.timeline
    later = later_visits(timeline, "packing")
    packed = observed.cohort.orders & (timeline.visits["packing"].ended != NEVER)
    sent_back = np.zeros(timeline.n, dtype=np.bool_)
    sent_back[later.order[later.visit > 1]] = True
    return observed.scopes.share("packing.rework_rate", sent_back, packed)


def _of_boxes(
    name: str, unit: str, definition: str, better: Better = "lower", called: str = ""
) -> Kpi:
    whole, on = f"packing.{name}", ("packing", "packing.boxes")
    return Kpi(whole, unit, "packing", definition, better, sections=on, called=called)


@figures(
    _of_boxes("boxes_per_order", "boxes", "boxes / packed orders", called="Boxes an order"),
    replace(
        _of_boxes(
            "box_fill",
            "%",
            "volume of the units in boxes / of these boxes",
            "higher",
            called="Box volume filled",
        ),
        limits=(0.0, inf),
    ),
    _of_boxes(
        "box_material", "g", "weight of boxes / packed orders", called="Box material an order"
    ),
    _of_boxes(
        "without_box",
        "%",
        "units that fit no box, each a parcel / all packed parcels",
        called="Parcels without a box",
    ),
)
def packaging(observed: Observation) -> Kpis:
    """Boxes of the cohort's packed orders: how many, how full and how heavy."""
    scopes, cohort, timeline = observed.scopes, observed.cohort, observed.timeline
    used = cartons(observed.scenario, observed.workload, timeline)
    packed = cohort.orders[used.order] & used.packed
    packing = observed.scenario.packing
    boxes = list(packing.boxes.values()) if packing is not None else []
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
