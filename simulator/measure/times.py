"""How long orders take, over the cohort."""

from __future__ import annotations

from simulator.measure.cohort import Cohort
from simulator.measure.scopes import Kpis, Scopes
from simulator.results.timeline import Timeline
from simulator.units import HOUR, MINUTE, NEVER


def times(scopes: Scopes, cohort: Cohort, timeline: Timeline) -> Kpis:
    """Cycle time, click to ship, release to ship, transit and payment."""
    arrived = cohort.finished & (timeline.handed_over != NEVER)
    paid = cohort.orders & (timeline.paid != NEVER)
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
        **scopes.moments("payment_time", timeline.paid - placed, paid, MINUTE),
    }
