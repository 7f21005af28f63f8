"""How well orders are delivered."""

from __future__ import annotations

from simulator.measure.figures import Kpis, figure
from simulator.measure.observation import Observation
from simulator.results.parcels import parcels
from simulator.units import NEVER


@figure("first_attempt_success", "%", "delivery", "higher", group="service", sections=("delivery",))
def first_attempts(observed: Observation) -> Kpis:
    """Delivered at attempt 1 / first attempts.

    Parcel by parcel.
    """
    scopes, timeline = observed.scopes, observed.timeline
    visit = timeline.log.first["delivery"]
    every = parcels(timeline)
    tried = observed.cohort.orders[every.order] & (visit.ended != NEVER)
    rows = scopes.of(every.order)
    return rows.share("first_attempt_success", every.delivered == visit.ended, tried)
