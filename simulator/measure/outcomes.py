"""How orders end: counts by outcome, and cancellations by cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from simulator.measure.cohort import Cohort
from simulator.measure.figures import Better, Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.measure.scopes import Scopes
from simulator.results.outcomes import CANCELED, REFUSED, Outcome, is_any_of
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR, NEVER

COUNTED = tuple(outcome for outcome in Outcome if outcome.end.counted)
HEADLINES = {Outcome.DELIVERED: 6, Outcome.COMPLETED: 6, Outcome.DECLINED: 7}
CAUSES_OF_CANCELLATION = {
    cause: tuple(each for each in Outcome if each.end.cause == cause)
    for cause in dict.fromkeys(outcome.end.cause for outcome in Outcome if outcome.end.cause)
}


def ends_of(cause: str) -> str:
    """'declined or payment failed'."""
    return " or ".join(each.end.rate for each in CAUSES_OF_CANCELLATION[cause])


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


ABSENT = {Outcome.DELIVERED: _not_delivered, Outcome.COMPLETED: _delivered}


def _ends() -> Iterator[Kpi]:
    """How many orders ended in each way; those canceled, before how."""
    for outcome in COUNTED:
        end = outcome.end
        if outcome == next(each for each in COUNTED if each in CANCELED):
            together = "cohort orders canceled: out of stock, fraud or time-out"
            yield _count("canceled", together, "lower", 8)
        better: Better = "higher" if end.fate == "done" else "lower"
        about, headline = f"cohort orders {end.counted}", HEADLINES.get(outcome)
        kpi = _count(outcome.word, about, better, headline, end.called)
        yield replace(kpi, absent=ABSENT.get(outcome))


@figures(
    _count("carts", "carts created in the window"),
    _count("abandoned", "carts created in the window and left before checkout", "lower"),
    _count("placed", "the cohort: orders placed in the window, whatever became of them"),
    _count("paid", "cohort orders with an approved payment", "higher"),
    _count("accepted", "cohort orders paid and not canceled by their end, or by the horizon"),
    _count("left", "cohort orders of which all has left the house by the horizon", "higher"),
    *_ends(),
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
    ends = {each.word: (each,) for each in COUNTED} | {"canceled": CANCELED}
    for name, kinds in ends.items():
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
    *(_rate(f"cancellation_rate.{cause}", ends_of(cause)) for cause in CAUSES_OF_CANCELLATION),
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
