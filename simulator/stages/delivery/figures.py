"""How well orders are delivered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.measure.figures import Better, Kpi, Kpis, figure, figures, moments
from simulator.measure.observation import Observation
from simulator.results.outcomes import Outcome
from simulator.results.parcels import parcels
from simulator.stages.delivery.ways import Milliseconds, carry, drivers_of, roads_of
from simulator.units import DAY, NEVER


@figure("first_attempt_success", "%", "delivery", "higher", group="service", sections=("delivery",))
def first_attempts(observed: Observation) -> Kpis:
    """Delivered at attempt 1 / first attempts.

    Parcel by parcel.
    """
    scopes, timeline = observed.scopes, observed.timeline
    visit = timeline.log.first["delivery"]
    every = parcels(timeline)
    tried = observed.cohort.orders[every.order] & (visit.ended != NEVER)
    rows = scopes.of(every.order)
    return rows.share("first_attempt_success", every.delivered == visit.ended, tried)


def _of_boxes(name: str, unit: str, definition: str, better: Better, called: str) -> Kpi:
    whole, on = f"delivery.{name}", ("delivery", "delivery.by_box")
    return Kpi(whole, unit, "delivery", definition, better, sections=on, called=called)


@figures(
    _of_boxes(
        "boxes_per_order",
        "boxes",
        "boxes of delivered orders / delivered orders",
        "lower",
        "Boxes a delivered order",
    ),
    _of_boxes(
        "in_full_at_first",
        "%",
        "orders of which all boxes come at once / delivered orders",
        "higher",
        "In full at the first delivery",
    ),
    _of_boxes(
        "first_to_last.mean",
        "d",
        "of delivered orders of several boxes, from the first box delivered to the last",
        "lower",
        "From the first box to the last",
    ),
)
def boxes_apart(observed: Observation) -> Kpis:
    """Boxes of delivered orders that travel by themselves."""
    timeline, scopes, workload = observed.timeline, observed.scopes, observed.workload
    if observed.scenario.delivery is None or not observed.scenario.delivery.by_box:
        return {}
    done = observed.cohort.orders & (timeline.outcome == Outcome.DELIVERED)
    first = first_box_delivered(observed)
    apart = timeline.ended - first
    several = done & (workload.parcels > 1)
    boxes = scopes.sums(done, workload.parcels)
    return {
        **scopes.ratio("delivery.boxes_per_order", boxes, scopes.sums(done)),
        **scopes.share("delivery.in_full_at_first", done & (apart == 0), done),
        **scopes.moments("delivery.first_to_last", apart, several, DAY, ("mean",)),
    }


def first_box_delivered(observed: Observation) -> Milliseconds:
    """(n,) When the first box of a delivered order came, by the same attempts as the last."""
    timeline, workload = observed.timeline, observed.workload
    first, columns = np.full(timeline.n, NEVER, dtype=np.int64), workload.added["delivery"]
    rows = np.flatnonzero(timeline.outcome == Outcome.DELIVERED)
    roads = replace(
        roads_of(workload),
        transit_days=columns["first_days"].astype(np.int16),
        transit=columns["first_transit"].astype(np.int64),
    )
    drivers = drivers_of(observed.scenario, workload)
    ways = carry(observed.scenario, drivers, roads, rows, timeline.handed_over[rows])
    first[rows] = ways.ended
    return first


AT_POINTS = ("delivery", "delivery.points")


def _of_points(name: str, unit: str, definition: str, better: Better, called: str) -> Kpi:
    return Kpi(
        f"delivery.{name}", unit, "delivery", definition, better, sections=AT_POINTS, called=called
    )


@figures(
    _of_points(
        "to_points",
        "%",
        "orders delivered to a pick-up point / delivered orders",
        "neutral",
        "Delivered to pick-up points",
    ),
    _of_points(
        "not_collected",
        "%",
        "orders that nobody collects in time, then or later / orders delivered to a point",
        "lower",
        "Not collected at points",
    ),
    _of_points(
        "not_collected_value",
        "currency",
        "prices of the orders that nobody collects, then or later, which are given back",
        "lower",
        "Price of what is not collected",
    ),
    _of_points(
        "reminded",
        "%",
        "orders of which a customer is reminded, then or later / orders delivered to a point",
        "neutral",
        "Reminded at points",
    ),
    *moments(
        "delivery.collected_days",
        "d",
        "delivery",
        "from when an order stands at its point until it is collected, then or later, of those "
        "that are collected",
        ("mean", "p95"),
        sections=AT_POINTS,
        called="Days until collected",
    ),
    group="service",
    after="first_attempt_success",
)
def at_points(observed: Observation) -> Kpis:
    """Orders that stand at a pick-up point; when they are collected was drawn before the run."""
    section, scopes = observed.scenario.delivery, observed.scopes
    rule = section.points if section is not None else None
    if rule is None:
        return {}
    columns = observed.workload.added["delivery"]
    delivered = observed.cohort.orders & (observed.timeline.delivered != NEVER)
    stood = delivered & columns["at_point"].astype(np.bool_)
    waits = columns["collected"].astype(np.int64)
    never = waits == NEVER
    waits = np.where(never, rule.kept, waits)
    told = np.zeros(len(waits), dtype=np.bool_)
    if rule.reminded is not None:
        told = waits > rule.reminded
    lost = [cents / 100 for cents in scopes.sums(stood & never, observed.timeline.charged)]
    return {
        **scopes.share("delivery.to_points", stood, delivered),
        **scopes.share("delivery.not_collected", never, stood),
        **scopes.named("delivery.not_collected_value", lost),
        **scopes.share("delivery.reminded", told, stood),
        **scopes.moments("delivery.collected_days", waits, stood & ~never, DAY, ("mean", "p95")),
    }
