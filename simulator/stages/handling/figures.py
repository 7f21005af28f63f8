"""How long handling takes, by the clock and in working hours."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Kpis, figures, moments
from simulator.measure.observation import Observation
from simulator.units import HOUR, NEVER


@figures(
    *moments(
        "handling_time",
        "h",
        "handling",
        "end of the handling - its begin, by the clock, of orders in which it has ended",
        ("mean", "p50", "p90", "p95"),
        sections=("handling",),
    ),
    group="handling",
)
def handling_times(observed: Observation) -> Kpis:
    """Hours by the clock from the release to the end of the lag."""
    visit = observed.timeline.visits["handling"]
    ended = visit.ended[: observed.timeline.n]
    began = visit.began[: observed.timeline.n]
    mine = observed.cohort.orders & (ended != NEVER)
    took = np.where(mine, ended - began, 0)
    return observed.scopes.moments("handling_time", took, mine, HOUR, ("mean", "p50", "p90", "p95"))
