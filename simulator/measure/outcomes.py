"""How orders end: counts by outcome, and cancellations by cause."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.measure.cohort import CANCELED, REFUSED, Cohort
from simulator.measure.figures import Better, Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.measure.scopes import Scopes
from simulator.results.timeline import Outcome, is_any_of
from simulator.scenario.scenario import Scenario
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


def _count(
    name: str,
    definition: str,
    better: Better = "neutral",
    headline: int | None = None,
    called: str = "",
) -> Kpi:
    whole = f"orders.{name}"
    return Kpi(whole, "orders", "demand", definition, better, True, headline, called=called)


def _not_delivered(scenario: Scenario, _: str) -> str | None:
    off = scenario.delivery is None
    return "delivery is off; write orders.completed, or delivery: on" if off else None


def _delivered(scenario: Scenario, _: str) -> str | None:
    return "delivery is on; write orders.delivered" if scenario.delivery is not None else None


@figures(
    _count("carts", "carts created in the window"),
    _count("abandoned", "carts created in the window and left before checkout", "lower"),
    _count("placed", "the cohort: orders placed in the window, whatever became of them"),
    _count("paid", "cohort orders with an approved payment", "higher"),
    _count("accepted", "cohort orders paid and not canceled by their end, or by the horizon"),
    _count("left", "cohort orders of which all has left the house by the horizon", "higher"),
    replace(
        _count("delivered", "cohort orders delivered by the horizon", "higher", 6),
        absent=_not_delivered,
    ),
    replace(
        _count(
            "completed",
            "cohort orders past the last stage that is on, where delivery is off: at the end of "
            "transit, of the label, ...",
            "higher",
            6,
        ),
        absent=_delivered,
    ),
    _count("declined", "cohort orders whose payment was refused for good", "lower", 7),
    _count(
        "payment_failed",
        "cohort orders whose payment attempts all got no answer, or whose slip nobody paid",
        "lower",
        called="Orders with failed payment",
    ),
    _count("canceled", "cohort orders canceled: out of stock, fraud or time-out", "lower", 8),
    _count(
        "out_of_stock",
        "cohort orders canceled for lack of stock",
        "lower",
        called="Orders canceled, out of stock",
    ),
    _count(
        "rejected",
        "cohort orders canceled by the fraud review",
        "lower",
        called="Orders rejected by fraud review",
    ),
    _count(
        "expired",
        "cohort orders canceled because reservation or stock took too long",
        "lower",
        called="Orders expired",
    ),
    _count("lost", "cohort orders lost by the carrier", "lower"),
    _count(
        "returned_to_sender",
        "cohort orders that no attempt could deliver",
        "lower",
        called="Orders returned to sender",
    ),
    _count(
        "in_flight",
        "cohort orders still open at the horizon",
        "lower",
        9,
        called="Orders of the window still open",
    ),
    _count(
        "in_flight_late",
        "of those in flight, the ones whose promise has passed",
        "lower",
        called="Orders of the window open and late",
    ),
    _count("censored", "of those in flight, the ones whose promises have not passed"),
    Kpi(
        "orders.oldest_in_flight",
        "h",
        "demand",
        "age at the horizon of the oldest cohort order in flight",
        "lower",
        called="Oldest open order of the window",
    ),
    _count(
        "shipped_late",
        "accepted orders not handed over by their ship-by time, those still inside too",
        "lower",
    ),
    Kpi(
        "orders.shipped_in_window",
        "orders",
        "shipping",
        "handed over (or completed, where shipping is off) in the window, whenever placed",
        "higher",
        called="Orders shipped in the window",
    ),
    group="orders",
)
def outcomes(observed: Observation) -> Kpis:
    """Orders by outcome, and those still open.

    Finished orders are delivered, or completed with delivery off: only one of the two is counted.
    """
    scopes, cohort, timeline = observed.scopes, observed.cohort, observed.timeline
    orders, outcome = cohort.orders, timeline.outcome
    low, high = cohort.window
    carts = observed.carts
    kpis = {
        **carts.scopes.count("orders.carts", carts.created),
        **carts.scopes.count("orders.abandoned", carts.created & carts.abandoned),
        **scopes.count("orders.placed", orders),
        **scopes.count("orders.paid", orders & (timeline.paid != NEVER)),
        **scopes.count("orders.accepted", cohort.accepted),
        **scopes.count("orders.left", cohort.shipped),
    }
    for name, kinds in _COUNTED.items():
        kpis |= scopes.count(f"orders.{name}", orders & is_any_of(outcome, kinds))
    kpis |= scopes.count("orders.in_flight", cohort.in_flight)
    kpis |= scopes.count("orders.in_flight_late", cohort.in_flight_late)
    kpis |= scopes.count("orders.censored", cohort.in_flight & ~cohort.in_flight_late)
    kpis |= scopes.count("orders.shipped_late", cohort.ship_due & ~cohort.ship_on_time)
    in_window = (cohort.left >= low) & (cohort.left < high)
    kpis |= scopes.count("orders.shipped_in_window", in_window)
    return kpis | _oldest(scopes, cohort)


def _rate(name: str, definition: str) -> Kpi:
    return Kpi(name, "%", "demand", f"{definition} / placed", "lower")


@figures(
    _rate("cancellation_rate", "cohort orders canceled for any cause"),
    _rate("cancellation_rate.payment", "declined or payment failed"),
    _rate("cancellation_rate.stock", "out of stock"),
    _rate("cancellation_rate.fraud", "rejected by the fraud review"),
    _rate("cancellation_rate.time_out", "reservation or backorder waited too long"),
    group="cancellations",
)
def cancellations(observed: Observation) -> Kpis:
    """Orders canceled, by cause and for any."""
    scopes, orders = observed.scopes, observed.cohort.orders
    outcome = observed.timeline.outcome
    kpis = scopes.share("cancellation_rate", is_any_of(outcome, CANCELED + REFUSED), orders)
    for cause, kinds in CAUSES_OF_CANCELLATION.items():
        kpis |= scopes.share(f"cancellation_rate.{cause}", is_any_of(outcome, kinds), orders)
    return kpis


def _oldest(scopes: Scopes, cohort: Cohort) -> Kpis:
    def age(flags: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
        ages = cohort.horizon - cohort.placed[flags]
        return float(ages.max()) / HOUR if len(ages) else float("nan")

    groups = [cohort.in_flight & (scopes.order_class == k) for k in range(len(scopes.classes))]
    return scopes.named(
        "orders.oldest_in_flight", [age(cohort.in_flight), *(age(group) for group in groups)]
    )
