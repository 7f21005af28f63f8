"""Pick-ups that were planned and not made, and the parcels in which orders leave."""

from __future__ import annotations

import numpy as np

from simulator.measure.observation import Observation
from simulator.measure.scopes import Kpis
from simulator.results.parcels import parcel_counts
from simulator.stages.packing.cartons import cartons
from simulator.stages.shipping.figures_planned import planned_pick_ups
from simulator.units import NEVER


def cut_offs(observed: Observation) -> Kpis:
    """Planned pick-ups that were not made; {} with shipping off."""
    scopes, scenario, timeline = observed.scopes, observed.scenario, observed.timeline
    if scenario.shipping is None or "shipping" not in timeline.visits:
        return {}
    plan = planned_pick_ups(scenario, observed.workload, timeline, observed.cohort)
    due = plan.pick_up != NEVER
    return {
        **scopes.share("cut_off_miss_rate", plan.missed | plan.bumped, due),
        **scopes.share("cut_off_miss_rate.missed", plan.missed, due),
        **scopes.share("cut_off_miss_rate.bumped", plan.bumped, due),
    }


def splits(observed: Observation) -> Kpis:
    """Orders of the cohort that left in two parts, and all parcels; {} with shipping off."""
    scopes, shipped, timeline = observed.scopes, observed.cohort.shipped, observed.timeline
    if "shipping" not in timeline.visits:
        return {}
    used = cartons(observed.scenario, observed.workload, timeline)
    live = np.ones(timeline.n, dtype=np.bool_)
    live[timeline.splits.order] = timeline.splits.live[:, 0]
    live = np.concatenate((live, timeline.splits.live[:, 1]))
    rows = scopes.of(used.order)
    return {
        **scopes.share("shipping.split_rate", parcel_counts(timeline) > 1, shipped),
        **scopes.ratio(
            "shipping.parcels_per_order",
            rows.sums(shipped[used.order] & live, used.parcels),
            scopes.sums(shipped),
        ),
    }
