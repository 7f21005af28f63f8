"""How labels are made."""

from __future__ import annotations

from simulator.measure.observation import Observation
from simulator.measure.scopes import Kpis
from simulator.units import NEVER


def by_hand(observed: Observation) -> Kpis:
    """Labeled orders of the cohort for which the service did not answer."""
    labeling, timeline = observed.scenario.labeling, observed.timeline
    if labeling is None or labeling.service is None:
        return {}
    begun = observed.cohort.orders & (timeline.visits["labeling"].began != NEVER)
    return observed.scopes.share("labeling.by_hand", timeline.label_by_hand, begun)
