"""Pick-ups that were planned and not made, and the parcels in which orders leave."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.results.parcels import parcel_counts
from simulator.stages.packing.cartons import cartons
from simulator.stages.shipping.figures_planned import planned_pick_ups
from simulator.units import NEVER

SHIPPING = ("shipping",)


@figures(
    Kpi(
        "cut_off_miss_rate",
        "%",
        "shipping",
        "missed or bumped / accepted orders whose planned pick-up has come; planned is the "
        "carrier's last pick-up from release to ship-by, else the first after release",
        "lower",
        sections=SHIPPING,
    ),
    Kpi(
        "cut_off_miss_rate.missed",
        "%",
        "shipping",
        "labeled after the cut-off of the planned pick-up / planned",
        "lower",
        sections=SHIPPING,
    ),
    Kpi(
        "cut_off_miss_rate.bumped",
        "%",
        "shipping",
        "labeled in time but not loaded at the planned pick-up / planned",
        "lower",
        sections=SHIPPING,
    ),
    group="service",
    after="dock_to_stock.p95",
)
def cut_offs(observed: Observation) -> Kpis:
    """Planned pick-ups that were not made."""
    scopes, timeline = observed.scopes, observed.timeline
    plan = planned_pick_ups(observed.scenario, observed.workload, timeline, observed.cohort)
    due = plan.pick_up != NEVER
    return {
        **scopes.share("cut_off_miss_rate", plan.missed | plan.bumped, due),
        **scopes.share("cut_off_miss_rate.missed", plan.missed, due),
        **scopes.share("cut_off_miss_rate.bumped", plan.bumped, due),
    }


@figures(
    Kpi(
        "shipping.split_rate",
        "%",
        "shipping",
        "orders that left in several parts / shipped orders",
        "lower",
        sections=SHIPPING,
        called="Orders in several parts",
    ),
    Kpi(
        "shipping.parcels_per_order",
        "parcels",
        "shipping",
        "boxes, and units that fit none / shipped orders; without boxes parts of orders",
        "lower",
        sections=SHIPPING,
        called="Parcels an order",
    ),
)
def splits(observed: Observation) -> Kpis:
    """Orders of the cohort that left in several parts, and all parcels."""
    scopes, shipped, timeline = observed.scopes, observed.cohort.shipped, observed.timeline
    used = cartons(observed.scenario, observed.workload, timeline)
    table = timeline.parcels
    live = np.ones(len(table.order), dtype=np.bool_)
    live[table.of_split] = table.live
    rows = scopes.of(used.order)
    return {
        **scopes.share("shipping.split_rate", parcel_counts(timeline) > 1, shipped),
        **scopes.ratio(
            "shipping.parcels_per_order",
            rows.sums(shipped[used.order] & live, used.parcels),
            scopes.sums(shipped),
        ),
    }
