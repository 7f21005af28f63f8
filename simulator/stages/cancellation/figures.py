"""How many customers cancel, where that finds their orders, and what it costs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Better, Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.measure.worked import worked
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Timeline
from simulator.units import HOUR, NEVER

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

STAGES_OF_IT = {
    "before_release": "while they waited for stock or a review",
    "waiting_to_be_picked": "in the queue for picking, or for a tour",
    "picking": "after picking had begun",
    "waiting_to_be_packed": "in the queue for packing",
}


def _kpi(name: str, unit: str, definition: str, better: Better = "lower", called: str = "") -> Kpi:
    sections = ("cancellation",)
    return Kpi(name, unit, "cancellation", definition, better, sections=sections, called=called)


@figures(
    _kpi(
        "orders.called_off",
        "orders",
        "cohort orders canceled by their customers",
        called="Orders canceled by their customers",
    ),
    _kpi(
        "cancellation_rate.customer",
        "%",
        "canceled by their customers / placed",
        called="Canceled by their customers, of placed",
    ),
    *(
        _kpi(
            f"called_off.{where}",
            "%",
            f"of orders.called_off, those asked {text}",
            "neutral",
            f"Of those canceled, {text}",
        )
        for where, text in STAGES_OF_IT.items()
    ),
    Kpi(
        "called_off.handling",
        "%",
        "cancellation",
        "of orders.called_off, those asked while the house handled them or they waited for their "
        "carrier",
        "neutral",
        sections=("cancellation", "handling"),
        called="Of those canceled, asked in a house that is one lag",
    ),
    _kpi(
        "called_off.patience",
        "h",
        "from the payment to the customer's request, mean of orders.called_off",
        "neutral",
        "Time from payment to the request",
    ),
    _kpi(
        "called_off.refused",
        "orders",
        "cohort orders whose customers asked while they were in the house, and too late: packing "
        "had begun, or a part had gone ahead",
        called="Requests that came too late",
    ),
    _kpi(
        "called_off.refunded",
        "currency",
        "given back to the customers of orders.called_off",
        called="Given back to who canceled",
    ),
    _kpi(
        "called_off.work_hours",
        "h",
        "hours of crews and machines at orders.called_off; of a pick tour their share of its lines",
    ),
    _kpi("called_off.work_cost", "currency", "called_off.work_hours of people at their wage"),
    group="cancellations",
)
def called_off(observed: Observation) -> Kpis:
    """Orders canceled by their customers, requests that were refused, and work in vain."""
    scopes, timeline, orders = observed.scopes, observed.timeline, observed.cohort.orders
    gone = orders & (timeline.outcome == Outcome.CALLED_OFF)
    visit = timeline.visits["cancellation"]
    refused = orders & (visit.ended != NEVER) & ~(timeline.outcome == Outcome.CALLED_OFF)
    count = scopes.sums(gone)
    kpis = {
        **scopes.count("orders.called_off", gone),
        **scopes.share("cancellation_rate.customer", gone, orders),
    }
    for where, there in _where(timeline).items():
        kpis |= scopes.ratio(f"called_off.{where}", scopes.sums(gone & there), count, 100.0)
    waited = [ms / HOUR for ms in scopes.sums(gone, visit.queued - timeline.paid)]
    hours, cost = _in_vain(observed, gone)
    return {
        **kpis,
        **scopes.ratio("called_off.patience", waited, count),
        **scopes.count("called_off.refused", refused),
        **scopes.named("called_off.refunded", scopes.sums(gone, timeline.refunded / 100)),
        **scopes.named("called_off.work_hours", scopes.sums(gone, hours)),
        **scopes.named("called_off.work_cost", scopes.sums(gone, cost)),
    }


def _where(timeline: Timeline) -> dict[str, Flags]:
    """(n,) Where each request found its order; of others it means nothing."""
    asked, n = timeline.visits["cancellation"].queued, timeline.n
    packing, picking = timeline.visits.get("packing"), timeline.visits.get("picking")
    none = np.zeros(n, dtype=np.bool_)
    lag = timeline.visits.get("handling")
    handled = none if lag is None else (lag.queued[:n] != NEVER)
    to_pack = none if packing is None else (packing.queued != NEVER)
    queued = none if picking is None else (picking.queued != NEVER)
    begun = none if picking is None else (picking.began != NEVER) & (picking.began <= asked)
    here = {} if lag is None else {"handling": handled & ~queued & ~to_pack}
    return here | {
        "before_release": ~queued & ~to_pack & ~handled,
        "waiting_to_be_picked": queued & ~begun & ~to_pack,
        "picking": begun & ~to_pack,
        "waiting_to_be_packed": to_pack,
    }


def _in_vain(observed: Observation, gone: Flags) -> tuple[Floats, Floats]:
    """(n,) Hours of work at each of these orders, and what its people earn in them."""
    scenario, workload, timeline = observed.scenario, observed.workload, observed.timeline
    hours, cost = np.zeros(timeline.n), np.zeros(timeline.n)
    share = _share_of_tour(timeline, workload.lines)
    wages = np.array([*(scenario.crews[crew].wage for crew in timeline.crews), 0.0])
    for station, here in observed.visits.items():
        rows = np.flatnonzero(gone[here.order] & (here.began != NEVER))
        order, first = (
            here.order[rows],
            rows < np.count_nonzero(timeline.visits[station].queued != NEVER),
        )
        spent = worked(scenario, timeline, station, here)[rows] / HOUR
        if station == "picking":
            spent *= np.where(first, share[order], 1.0)
        np.add.at(hours, order, spent)
        np.add.at(cost, order, spent * wages[here.server[rows]])
    return hours, cost


def _share_of_tour(timeline: Timeline, lines: npt.NDArray[np.int64]) -> Floats:
    """(n,) Lines of each order / lines of its first pick tour."""
    tour = timeline.batch
    toured = np.flatnonzero(tour != NEVER)
    share = np.ones(timeline.n)
    if len(toured):
        of_tour = np.bincount(tour[toured], lines[toured])
        share[toured] = lines[toured] / of_tour[tour[toured]]
    return share
