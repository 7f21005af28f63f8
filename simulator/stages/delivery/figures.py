"""How well orders are delivered."""

from __future__ import annotations

import numpy as np

from simulator.measure.observation import Observation
from simulator.measure.scopes import Kpis
from simulator.results.parcels import parcels, second_visits
from simulator.units import NEVER


def first_attempts(observed: Observation) -> Kpis:
    """Success at the first attempt, parcel by parcel; {} with delivery off."""
    scopes, timeline = observed.scopes, observed.timeline
    visit = timeline.visits.get("delivery")
    if visit is None:
        return {}
    every = parcels(timeline)
    first_attempt = np.concatenate((visit.ended, second_visits(timeline, "delivery").ended))
    tried = observed.cohort.orders[every.order] & (first_attempt != NEVER)
    rows = scopes.of(every.order)
    return rows.share("first_attempt_success", every.delivered == first_attempt, tried)
