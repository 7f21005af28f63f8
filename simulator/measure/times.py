"""How long orders take, over the cohort."""

from __future__ import annotations

from simulator.measure.observation import Observation
from simulator.measure.scopes import Kpis
from simulator.units import HOUR, NEVER


def times(observed: Observation) -> Kpis:
    """Cycle time, click to ship, release to ship and transit."""
    scopes, cohort, timeline = observed.scopes, observed.cohort, observed.timeline
    arrived = cohort.finished & (timeline.handed_over != NEVER)
    begun = cohort.orders & (cohort.first_left != NEVER)
    released = begun & (timeline.released != NEVER)
    placed = cohort.placed
    return {
        **scopes.moments("cycle_time", cohort.finished_at - placed, cohort.finished, HOUR),
        **scopes.moments("click_to_ship", cohort.first_left - placed, begun, HOUR),
        **scopes.moments("release_to_ship", cohort.first_left - timeline.released, released, HOUR),
        **scopes.moments(
            "carrier_transit", cohort.finished_at - timeline.handed_over, arrived, HOUR
        ),
    }
