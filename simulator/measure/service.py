"""Service levels: on time, in full, perfect, accurate and unharmed."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.results.outcomes import Outcome
from simulator.results.parcels import damaged_orders

DUE = "accepted orders that were handed over or whose ship-by time has passed"
PROMISED = "accepted orders with a delivery promise that ended or are overdue"
DELIVERED = ("delivery",)


@figures(
    Kpi(
        "on_time_ship",
        "%",
        "shipping",
        f"last parcel handed over by the ship-by time / {DUE}",
        "higher",
        headline=1,
        called="On-time ship",
    ),
    Kpi(
        "on_time_delivery",
        "%",
        "delivery",
        f"delivered by the promise / {PROMISED}",
        "higher",
        headline=2,
        sections=DELIVERED,
        called="On-time delivery",
    ),
    Kpi(
        "in_full",
        "%",
        "demand",
        "finished orders without a canceled line / finished orders",
        "higher",
        called="In full",
    ),
    Kpi(
        "otif",
        "%",
        "delivery",
        f"delivered by the promise and in full / {PROMISED}",
        "higher",
        sections=DELIVERED,
        called="OTIF (on time, in full)",
    ),
    Kpi(
        "perfect_order",
        "%",
        "delivery",
        f"on time, in full, undamaged and the right items / {PROMISED}",
        "higher",
        sections=DELIVERED,
    ),
    Kpi(
        "order_accuracy",
        "%",
        "picking",
        "orders with the right items / shipped orders",
        "higher",
    ),
    Kpi("damage_rate", "%", "packing", "damaged in the house or in transit / shipped", "lower"),
    Kpi("loss_rate", "%", "shipping", "lost by the carrier / shipped", "lower"),
    group="service",
)
def service_levels(observed: Observation) -> Kpis:
    """On time, in full, perfect, accurate and unharmed."""
    scopes, cohort, timeline = observed.scopes, observed.cohort, observed.timeline
    rows = np.repeat(np.arange(timeline.n), observed.workload.lines)
    short = np.bincount(rows[timeline.line_canceled], minlength=timeline.n) > 0
    damaged = damaged_orders(observed.workload, timeline)
    on_time, due = cohort.delivered_on_time, cohort.delivery_due
    perfect = on_time & ~short & ~damaged & ~timeline.wrong_items
    return {
        **scopes.share("on_time_ship", cohort.ship_on_time, cohort.ship_due),
        **scopes.share("on_time_delivery", on_time, due),
        **scopes.share("in_full", ~short, cohort.finished),
        **scopes.share("otif", on_time & ~short, due),
        **scopes.share("perfect_order", perfect, due),
        **scopes.share("order_accuracy", ~timeline.wrong_items, cohort.shipped),
        **scopes.share("damage_rate", damaged, cohort.shipped),
        **scopes.share("loss_rate", timeline.outcome == Outcome.LOST, cohort.shipped),
    }
