"""How well orders are delivered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.measure.figures import Better, Kpi, Kpis, figure, figures
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
