"""How orders end: counts by outcome, and cancellations by cause."""

from __future__ import annotations

import numpy as np

from simulator.measure.cohort import CANCELED, REFUSED, Cohort
from simulator.measure.observation import Observation
from simulator.measure.scopes import Kpis, Scopes
from simulator.results.timeline import Outcome
from simulator.units import HOUR, NEVER

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


def outcomes(observed: Observation) -> Kpis:
    """Orders by outcome, and those still open.

    Finished orders are delivered, or completed with delivery off: only one of the two is counted.
    """
    scopes, cohort, timeline = observed.scopes, observed.cohort, observed.timeline
    orders, outcome = cohort.orders, timeline.outcome
    low, high = cohort.window
    kpis = {
        **scopes.count("orders.carts", cohort.carts),
        **scopes.count("orders.abandoned", cohort.carts & (outcome == Outcome.ABANDONED)),
        **scopes.count("orders.placed", orders),
        **scopes.count("orders.paid", orders & (timeline.paid != NEVER)),
        **scopes.count("orders.accepted", cohort.accepted),
        **scopes.count("orders.left", cohort.shipped),
    }
    absent = "delivered" if observed.scenario.delivery is None else "completed"
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
    return kpis | _oldest(scopes, cohort)


def cancellations(observed: Observation) -> Kpis:
    """Orders canceled, by cause and for any."""
    scopes, orders = observed.scopes, observed.cohort.orders
    outcome = observed.timeline.outcome
    kpis = scopes.share("cancellation_rate", np.isin(outcome, CANCELED + REFUSED), orders)
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
