"""How orders are paid: how long it takes, and how often it succeeds."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Kpi, Kpis, figures, moments
from simulator.measure.observation import Observation
from simulator.results.parcels import later_visits
from simulator.units import MINUTE, NEVER


@figures(*moments("payment_time", "min", "payment", "paid - placed, of paid orders"), group="times")
def payment_times(observed: Observation) -> Kpis:
    """From placed to paid."""
    cohort, timeline = observed.cohort, observed.timeline
    paid = cohort.orders & (timeline.paid != NEVER)
    return observed.scopes.moments("payment_time", timeline.paid - cohort.placed, paid, MINUTE)


PAYMENT = ("payment",)


@figures(
    Kpi(
        "authorization_rate",
        "%",
        "payment",
        "approved attempts / attempts of the cohort",
        "higher",
        sections=PAYMENT,
    ),
    Kpi(
        "authorization_rate.order",
        "%",
        "payment",
        "orders approved after retries / orders tried",
        "higher",
        sections=PAYMENT,
    ),
    Kpi(
        "authorization_recovery",
        "%",
        "payment",
        "orders approved on a retry / orders whose first attempt was not approved",
        "higher",
        sections=PAYMENT,
    ),
    group="sales",
)
def authorizations(observed: Observation) -> Kpis:
    """Authorization rates by attempt and order, and recovery by retries."""
    scopes, timeline = observed.scopes, observed.timeline
    tried = observed.cohort.orders & (timeline.visits["payment"].ended != NEVER)
    paid = tried & (timeline.paid != NEVER)
    later = later_visits(timeline, "payment")
    retries = np.bincount(later.order[later.ended != NEVER], minlength=timeline.n)
    first_failed = tried & ((retries > 0) | ~paid)
    attempts = scopes.sums(tried, 1 + retries)
    return {
        **scopes.ratio("authorization_rate", scopes.sums(paid), attempts, 100.0),
        **scopes.share("authorization_rate.order", paid, tried),
        **scopes.share("authorization_recovery", paid, first_failed),
    }
