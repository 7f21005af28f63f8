"""How well orders are delivered."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Kpis, figure
from simulator.measure.observation import Observation
from simulator.results.parcels import parcels, second_visits
from simulator.units import NEVER


@figure("first_attempt_success", "%", "delivery", "higher", group="service", sections=("delivery",))
def first_attempts(observed: Observation) -> Kpis:
    """Delivered at attempt 1 / first attempts.

    Parcel by parcel.
    """
    scopes, timeline = observed.scopes, observed.timeline
    visit = timeline.visits["delivery"]
    every = parcels(timeline)
    first_attempt = np.concatenate((visit.ended, second_visits(timeline, "delivery").ended))
    tried = observed.cohort.orders[every.order] & (first_attempt != NEVER)
    rows = scopes.of(every.order)
    return rows.share("first_attempt_success", every.delivered == first_attempt, tried)
