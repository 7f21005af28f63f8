"""What an order costs, by component, in the scenario's currency."""

from __future__ import annotations

import numpy as np

from simulator.analysis.cohort import Cohort
from simulator.analysis.labor_costs import labor_costs
from simulator.analysis.scopes import ALL, Kpis
from simulator.analysis.stock import inventory_cost
from simulator.analysis.work import CrewTime
from simulator.results.cartons import Cartons, cartons
from simulator.results.parcels import parcels
from simulator.results.timeline import ACTIVITIES, Timeline
from simulator.scenario.packing import Packing
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload.workload import Workload


def costs(
    scenario: Scenario,
    cohort: Cohort,
    workload: Workload,
    timeline: Timeline,
    crew_times: dict[str, CrewTime],
) -> Kpis:
    """Cost per finished order of the cohort.

    Labor is what the window's hours cost, whoever they served; all else belongs to the cohort.
    """
    parts = components(scenario, cohort, workload, timeline, crew_times)
    total = sum(parts.values())
    orders = float(np.count_nonzero(cohort.finished))
    kept = float((timeline.charged - timeline.refunded)[cohort.orders].sum()) / 100
    stock = inventory_cost(scenario, cohort, workload, timeline)
    return {
        ("cost_per_order", ALL): _each(total, orders),
        **{(f"cost_per_order.{part}", ALL): _each(cost, orders) for part, cost in parts.items()},
        ("cost_per_order.inventory", ALL): _each(stock, orders),
        ("cost_per_line", ALL): _each(total, float(workload.lines[cohort.finished].sum())),
        ("cost_per_unit", ALL): _each(total, float(workload.units[cohort.finished].sum())),
        ("revenue_per_order", ALL): _each(kept, orders),
        ("total_cost", ALL): total,
        ("total_revenue", ALL): kept,
    }


def components(
    scenario: Scenario,
    cohort: Cohort,
    workload: Workload,
    timeline: Timeline,
    crew_times: dict[str, CrewTime],
) -> dict[str, float]:
    """Total cost by component; 0 for a stage that is off."""
    packing, payment, delivery = scenario.packing, scenario.payment, scenario.delivery
    approved = cohort.orders & (timeline.paid != NEVER)
    taken = float(timeline.charged[approved].sum()) / 100
    delivered = timeline.delivered != NEVER
    back = float(np.count_nonzero(cohort.orders & delivered & workload.returns))
    late = float(np.count_nonzero(cohort.ship_due & ~cohort.ship_on_time))
    fees = np.count_nonzero(approved)
    return {
        "labor": sum(labor_costs(scenario, cohort, crew_times).values()),
        "packaging": _packaging(packing, cohort, cartons(scenario, workload, timeline)),
        "shipping": _parcels(scenario, cohort, workload, timeline),
        "delivery": delivery.failed_cost * _failed_attempts(cohort, timeline) if delivery else 0.0,
        "payment": payment.fee_share * taken + payment.fee * fees if payment else 0.0,
        "returns": scenario.returns.cost * back if scenario.returns else 0.0,
        "penalties": scenario.late_order_cost * late,
    }


def _packaging(packing: Packing | None, cohort: Cohort, used: Cartons) -> float:
    """Boxes and material of packed parcels."""
    if packing is None:
        return 0.0
    packed = cohort.orders[used.order] & used.packed
    cost = packing.material * float(np.count_nonzero(packed))
    if packing.boxes:
        prices = np.array([box.cost for box in packing.boxes.values()])
        cost += float((prices[used.box] * used.count)[packed].sum())
    return cost


def _parcels(scenario: Scenario, cohort: Cohort, workload: Workload, timeline: Timeline) -> float:
    """The carriers' prices of the parcels that they took."""
    if scenario.shipping is None:
        return 0.0
    carriers = scenario.shipping.carriers
    prices = np.array([carriers[c].services[s].cost for c, s in workload.services])
    every = parcels(timeline)
    taken = every.order[cohort.orders[every.order] & (every.handed_over != NEVER)]
    return float(prices[workload.service[taken]].sum())


def _failed_attempts(cohort: Cohort, timeline: Timeline) -> float:
    """Attempts that ended, less those that delivered."""
    again = timeline.repeats
    rows = (again.activity == ACTIVITIES.index("delivery")) & (again.ended != NEVER)
    attempts = np.count_nonzero(cohort.orders & _done(timeline, "delivery"))
    attempts += np.count_nonzero(cohort.orders[again.order[rows]])
    every = parcels(timeline)
    delivered = cohort.orders[every.order] & (every.delivered != NEVER)
    return float(attempts - np.count_nonzero(delivered))


def _done(timeline: Timeline, activity: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    visit = timeline.visits.get(activity)
    return np.zeros(timeline.n, dtype=np.bool_) if visit is None else visit.ended != NEVER


def _each(cost: float, count: float) -> float:
    return cost / count if count else float("nan")
