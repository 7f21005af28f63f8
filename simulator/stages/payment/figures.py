"""How orders are paid: how long it takes, and how often it succeeds."""

from __future__ import annotations

import numpy as np

from simulator.measure.observation import Observation
from simulator.measure.scopes import Kpis
from simulator.stages import ACTIVITIES
from simulator.units import MINUTE, NEVER


def payment_times(observed: Observation) -> Kpis:
    """From placed to paid."""
    cohort, timeline = observed.cohort, observed.timeline
    paid = cohort.orders & (timeline.paid != NEVER)
    return observed.scopes.moments("payment_time", timeline.paid - cohort.placed, paid, MINUTE)


def authorizations(observed: Observation) -> Kpis:
    """Authorization rates by attempt and order, and recovery by retries; {} with payment off."""
    scopes, timeline = observed.scopes, observed.timeline
    visit = timeline.visits.get("payment")
    if visit is None:
        return {}
    tried = observed.cohort.orders & (visit.ended != NEVER)
    paid = tried & (timeline.paid != NEVER)
    again = timeline.repeats.activity == ACTIVITIES.index("payment")
    again &= timeline.repeats.ended != NEVER
    retries = np.bincount(timeline.repeats.order[again], minlength=timeline.n)
    first_failed = tried & ((retries > 0) | ~paid)
    attempts = scopes.sums(tried, 1 + retries)
    return {
        **scopes.ratio("authorization_rate", scopes.sums(paid), attempts, 100.0),
        **scopes.share("authorization_rate.order", paid, tried),
        **scopes.share("authorization_recovery", paid, first_failed),
    }
