"""What an order costs, by component, in the scenario's currency."""

from __future__ import annotations

import numpy as np

from simulator.analysis.cohort import Cohort
from simulator.analysis.handling import box_costs
from simulator.analysis.labor_costs import labor_costs
from simulator.analysis.scopes import ALL, Kpis
from simulator.analysis.stock import inventory_cost
from simulator.analysis.work import CrewTime
from simulator.results.timeline import ACTIVITIES, Timeline
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
    packed = cohort.orders & _done(timeline, "packing")
    boxes = float(box_costs(scenario, workload)[packed].sum())
    taken = float(timeline.charged[approved].sum()) / 100
    delivered = timeline.delivered != NEVER
    back = float(np.count_nonzero(cohort.orders & delivered & workload.returns))
    late = float(np.count_nonzero(cohort.ship_due & ~cohort.ship_on_time))
    fees = np.count_nonzero(approved)
    return {
        "labor": sum(labor_costs(scenario, cohort, crew_times).values()),
        "packaging": boxes + (packing.material * np.count_nonzero(packed) if packing else 0.0),
        "shipping": _parcels(scenario, cohort, workload),
        "delivery": delivery.failed_cost * _failed_attempts(cohort, timeline) if delivery else 0.0,
        "payment": payment.fee_share * taken + payment.fee * fees if payment else 0.0,
        "returns": scenario.returns.cost * back if scenario.returns else 0.0,
        "penalties": scenario.late_order_cost * late,
    }


def _parcels(scenario: Scenario, cohort: Cohort, workload: Workload) -> float:
    if scenario.shipping is None:
        return 0.0
    carriers = scenario.shipping.carriers
    prices = np.array([carriers[c].services[s].cost for c, s in workload.services])
    return float(prices[workload.service[cohort.shipped]].sum())


def _failed_attempts(cohort: Cohort, timeline: Timeline) -> float:
    """Attempts that ended, less those that delivered."""
    again = timeline.repeats
    rows = (again.activity == ACTIVITIES.index("delivery")) & (again.ended != NEVER)
    attempts = np.count_nonzero(cohort.orders & _done(timeline, "delivery"))
    attempts += np.count_nonzero(cohort.orders[again.order[rows]])
    return float(attempts - np.count_nonzero(cohort.orders & (timeline.delivered != NEVER)))


def _done(timeline: Timeline, activity: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    visit = timeline.visits.get(activity)
    return np.zeros(timeline.n, dtype=np.bool_) if visit is None else visit.ended != NEVER


def _each(cost: float, count: float) -> float:
    return cost / count if count else float("nan")
