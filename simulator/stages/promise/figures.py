"""What is promised at checkout, what becomes of it, and whom it loses."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Better, Kpi, Kpis, figures, moments
from simulator.measure.observation import Observation
from simulator.stages.promise.kept import ends_of
from simulator.units import NEVER

ON, KNOWS_THE_BACKLOG = ("promise",), ("promise.backlog",)
OWED = "promises to paid orders, not canceled, that were met or whose day has passed"


def _share(name: str, definition: str, better: Better, called: str) -> Kpi:
    return Kpi(f"promise.{name}", "%", "promise", definition, better, sections=ON, called=called)


@figures(
    *moments(
        "promise.days",
        "d",
        "promise",
        "days from that of the order to the one promised, 0 for the same, of orders placed",
        ("mean", "p50", "p90"),
        sections=ON,
        called="Days promised",
    ),
    _share("today", "promised for the day of the order / orders placed", "higher", "For today"),
    _share("tomorrow", "promised for the next day / orders placed", "higher", "For tomorrow"),
    group="service",
    after="perfect_order",
)
def promised(observed: Observation) -> Kpis:
    """What the customers who stay were told at checkout."""
    scopes, days = observed.scopes, observed.workload.added["promise"]["days"].astype(np.int64)
    told = observed.cohort.orders & (days != NEVER)
    return {
        **scopes.moments("promise.days", days, told, 1, ("mean", "p50", "p90")),
        **scopes.share("promise.today", days == 0, told),
        **scopes.share("promise.tomorrow", days == 1, told),
    }


@figures(
    _share("kept", f"delivered by the end of the day promised / {OWED}", "higher", "Promise kept"),
    _share("early", f"delivered before the day promised / {OWED}", "neutral", "Promise kept early"),
    _share(
        "broken_by_house",
        "not delivered by then, and not whole with the carrier at the pick-up on which the promise "
        f"counts / {OWED}",
        "lower",
        "Promise broken by the house",
    ),
    _share(
        "broken_by_carrier",
        "not delivered by then, handed over for it, and lost or longer in transit than the "
        f"quantile that is promised / {OWED}",
        "lower",
        "Promise broken by the carrier",
    ),
    _share(
        "broken_at_door",
        f"not delivered by then, at the depot for it, and nobody took it / {OWED}",
        "lower",
        "Promise broken at the door",
    ),
    Kpi(
        "promise.open",
        "orders",
        "promise",
        "promises to paid orders, not canceled, whose day has not passed and that are not met",
        sections=ON,
        called="Promises open",
    ),
    group="service",
    after="promise.tomorrow",
)
def ends(observed: Observation) -> Kpis:
    """How promises of the cohort ended; those owed are kept, broken or open."""
    scopes, cohort = observed.scopes, observed.cohort
    kept = ends_of(observed.scenario, observed.workload, observed.timeline)
    due = kept.due & cohort.orders
    return {
        **scopes.share("promise.kept", kept.kept | kept.early, due),
        **scopes.share("promise.early", kept.early, due),
        **scopes.share("promise.broken_by_house", kept.house, due),
        **scopes.share("promise.broken_by_carrier", kept.carrier, due),
        **scopes.share("promise.broken_at_door", kept.door, due),
        **scopes.count("promise.open", kept.open & cohort.orders),
    }


@figures(
    _share(
        "lost",
        "customers who leave over the promise / those and orders placed",
        "lower",
        "Orders lost by the promise",
    ),
    Kpi(
        "promise.lost_margin",
        "currency",
        "promise",
        "price less cost of goods, box, parcel and payment fee of the orders that the window lost",
        "lower",
        sections=ON,
        called="Margin lost by the promise",
    ),
    group="sales",
)
def lost(observed: Observation) -> Kpis:
    """Orders that the promise makes carts that are left; what each lateness of it costs."""
    lost_orders = observed.carts.lost
    gone = lost_orders.scopes.sums(lost_orders.placed)
    placed = observed.scopes.sums(observed.cohort.orders)
    every = [a + b for a, b in zip(gone, placed, strict=True)]
    return {
        **observed.scopes.ratio("promise.lost", gone, every, 100.0),
        **lost_orders.scopes.named(
            "promise.lost_margin", lost_orders.scopes.sums(lost_orders.placed, lost_orders.margin)
        ),
    }


@figures(
    Kpi(
        "promise.put_off",
        "%",
        "promise",
        "told a later day because of the orders in the house / orders placed",
        "lower",
        sections=KNOWS_THE_BACKLOG,
        called="Promises put off for the backlog",
    ),
    Kpi(
        "promise.days_for_backlog",
        "d",
        "promise",
        "days told less those that would be told in an empty house, mean of orders placed",
        "lower",
        sections=KNOWS_THE_BACKLOG,
        called="Days added for the backlog",
    ),
    group="service",
    after="promise.tomorrow",
)
def put_off(observed: Observation) -> Kpis:
    """By how much the backlog puts off what the customers who stay are told."""
    scopes, promise = observed.scopes, observed.workload.added["promise"]
    days, least = (promise[name].astype(np.int64) for name in ("days", "least_days"))
    told = observed.cohort.orders & (days != NEVER)
    return {
        **scopes.share("promise.put_off", days > least, told),
        **scopes.ratio(
            "promise.days_for_backlog", scopes.sums(told, days - least), scopes.sums(told)
        ),
    }


@figures(
    Kpi(
        "promise.lost_to_backlog",
        "%",
        "promise",
        "customers who leave over the promise and would stay in an empty house / those who leave "
        "over it and orders placed",
        "lower",
        sections=KNOWS_THE_BACKLOG,
        called="Orders lost by the days added for the backlog",
    ),
    group="sales",
    after="promise.lost",
)
def lost_to_backlog(observed: Observation) -> Kpis:
    """Orders that are lost because the house was full."""
    lost_orders = observed.carts.lost
    gone, all_gone = (
        lost_orders.scopes.sums(lost_orders.placed & flags)
        for flags in (lost_orders.to_backlog, lost_orders.placed)
    )
    placed = observed.scopes.sums(observed.cohort.orders)
    every = [a + b for a, b in zip(all_gone, placed, strict=True)]
    return observed.scopes.ratio("promise.lost_to_backlog", gone, every, 100.0)
