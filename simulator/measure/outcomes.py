"""How orders end: counts by outcome, conversion, payment, cancellation and messages."""

from __future__ import annotations

import numpy as np

from simulator.measure.cohort import CANCELED, REFUSED, Cohort
from simulator.measure.scopes import Kpis, Scopes
from simulator.results.timeline import Outcome, Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages import ACTIVITIES
from simulator.stages.notification.messages import messages_of
from simulator.units import HOUR, NEVER, SECOND
from simulator.workload.workload import Workload

CAUSES_OF_CANCELLATION: dict[str, tuple[Outcome, ...]] = {
    "payment": REFUSED,
    "stock": (Outcome.OUT_OF_STOCK,),
    "fraud": (Outcome.REJECTED,),
    "time_out": (Outcome.EXPIRED,),
}
_COUNTED = {
    "delivered": (Outcome.DELIVERED,),
    "completed": (Outcome.COMPLETED,),
    "declined": (Outcome.DECLINED,),
    "payment_failed": (Outcome.PAYMENT_FAILED,),
    "canceled": CANCELED,
    "out_of_stock": (Outcome.OUT_OF_STOCK,),
    "rejected": (Outcome.REJECTED,),
    "expired": (Outcome.EXPIRED,),
    "lost": (Outcome.LOST,),
    "returned_to_sender": (Outcome.RETURNED_TO_SENDER,),
}


def outcomes(scopes: Scopes, cohort: Cohort, scenario: Scenario, timeline: Timeline) -> Kpis:
    """Orders by outcome, those still open, conversion and cancellations.

    Finished orders are delivered, or completed with delivery off: only one of the two is counted.
    """
    orders, outcome = cohort.orders, timeline.outcome
    low, high = cohort.window
    abandoned = cohort.carts & (outcome == Outcome.ABANDONED)
    paid = timeline.paid != NEVER
    kpis = {
        **scopes.count("orders.carts", cohort.carts),
        **scopes.count("orders.abandoned", abandoned),
        **scopes.count("orders.placed", orders),
        **scopes.count("orders.paid", orders & paid),
    }
    absent = "delivered" if scenario.delivery is None else "completed"
    for name, kinds in _COUNTED.items():
        if name == absent:
            continue
        kpis |= scopes.count(f"orders.{name}", orders & np.isin(outcome, kinds))
    kpis |= scopes.count("orders.in_flight", cohort.in_flight)
    kpis |= scopes.count("orders.in_flight_late", cohort.in_flight_late)
    kpis |= scopes.count("orders.censored", cohort.in_flight & ~cohort.in_flight_late)
    kpis |= scopes.count("orders.shipped_late", cohort.ship_due & ~cohort.ship_on_time)
    in_window = (cohort.left >= low) & (cohort.left < high)
    kpis |= scopes.count("orders.shipped_in_window", in_window)
    kpis |= _oldest(scopes, cohort)
    kpis |= scopes.share("conversion", paid, cohort.carts)
    kpis |= scopes.share("abandonment", abandoned, cohort.carts)
    kpis |= scopes.share("cancellation_rate", np.isin(outcome, CANCELED + REFUSED), orders)
    for cause, kinds in CAUSES_OF_CANCELLATION.items():
        kpis |= scopes.share(f"cancellation_rate.{cause}", np.isin(outcome, kinds), orders)
    return kpis


def _oldest(scopes: Scopes, cohort: Cohort) -> Kpis:
    def age(flags: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
        ages = cohort.horizon - cohort.placed[flags]
        return float(ages.max()) / HOUR if len(ages) else float("nan")

    groups = [cohort.in_flight & (scopes.order_class == k) for k in range(len(scopes.classes))]
    return scopes.named(
        "orders.oldest_in_flight", [age(cohort.in_flight), *(age(group) for group in groups)]
    )


def payments(scopes: Scopes, cohort: Cohort, timeline: Timeline) -> Kpis:
    """Authorization rates by attempt and order, and recovery by retries; {} with payment off."""
    visit = timeline.visits.get("payment")
    if visit is None:
        return {}
    tried = cohort.orders & (visit.ended != NEVER)
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


def messages(
    scopes: Scopes, cohort: Cohort, scenario: Scenario, workload: Workload, timeline: Timeline
) -> Kpis:
    """Messages sent, bounced and their latency; {} with notification off."""
    if scenario.notification is None:
        return {}
    sent = messages_of(workload, timeline)
    mine = cohort.orders[sent.order]
    arrives = mine & ~sent.bounced
    classes = scopes.order_class[sent.order]
    rows = Scopes(scopes.classes, classes)
    return {
        **rows.count("messages.sent", mine),
        **rows.share("messages.bounce_rate", sent.bounced, mine),
        **rows.moments("messages.latency", sent.latency, arrives, SECOND, ("mean", "p95")),
    }
