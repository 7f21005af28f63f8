"""How long orders take, over the cohort."""

from __future__ import annotations

from simulator.measure.figures import Kpis, figures, moments
from simulator.measure.observation import Observation
from simulator.units import HOUR, NEVER


@figures(
    *moments("cycle_time", "h", "time", "finished - placed, of finished orders", ranks={"mean": 3}),
    *moments("click_to_ship", "h", "shipping", "first hand-over - placed"),
    *moments("release_to_ship", "h", "shipping", "first hand-over - released"),
    *moments("carrier_transit", "h", "shipping", "finished - handed over, all of the order"),
    group="times",
)
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
