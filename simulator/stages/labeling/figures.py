"""How labels are made."""

from __future__ import annotations

from simulator.measure.figures import Kpis, figure
from simulator.measure.observation import Observation
from simulator.units import NEVER


@figure(
    "labeling.by_hand",
    "%",
    "labeling",
    "lower",
    sections=("labeling", "labeling.service"),
    called="Labels written by hand",
)
def by_hand(observed: Observation) -> Kpis:
    """Orders with a label written by hand because the service did not answer / labeled."""
    timeline = observed.timeline
    begun = observed.cohort.orders & (timeline.visits["labeling"].began != NEVER)
    return observed.scopes.share("labeling.by_hand", timeline.label_by_hand, begun)
