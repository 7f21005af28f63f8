"""What an order costs, by component, in the scenario's currency.

What the house costs is of the window: paid hours, pick-ups and stock are paid whoever they serve
and whenever it leaves, so they are divided by the orders that the window brought. What an order
costs by itself is of the cohort's orders that have left.
"""

from __future__ import annotations

import numpy as np

from simulator.measure.cohort import Cohort
from simulator.measure.labor_costs import labor_costs
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL, Kpis
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.figures import inventory_cost


def costs(observed: Observation) -> Kpis:
    """Totals, and each component by its own base; `cost_per_order` is the sum of the components.

    A component whose base is empty is NaN, and so is the sum.
    """
    scopes, cohort = observed.scopes, observed.cohort
    workload, money = observed.workload, observed.money
    house = house_costs(observed)
    brought, left = cohort.accepted, cohort.shipped
    own = {part: scopes.sums(left, cost) for part, cost in money.costs.items()}
    own_total, house_total = scopes.sums(left, money.cost), sum(house.values())
    orders, gone = scopes.sums(brought), scopes.sums(left)

    def each(weights: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> float:
        here = _each(house_total, float(weights[brought].sum()))
        return here + _each(own_total[0], float(weights[left].sum()))

    kpis: Kpis = {
        **scopes.ratio("order_costs_per_order", own_total, gone),
        ("house_cost_per_order", ALL): _each(house_total, orders[0]),
        ("cost_per_order", ALL): each(np.ones(workload.n, dtype=np.int64)),
        ("cost_per_line", ALL): each(workload.lines),
        ("cost_per_unit", ALL): each(workload.units),
        ("total_cost", ALL): house_total + own_total[0],
    }
    for part, cost in house.items():
        kpis["total_cost." + part, ALL] = cost
        kpis["cost_per_order." + part, ALL] = _each(cost, orders[0])
    for part, sums in own.items():
        kpis |= scopes.named(f"total_cost.{part}", sums)
        kpis |= scopes.ratio(f"cost_per_order.{part}", sums, gone)
    return kpis


def house_costs(observed: Observation) -> dict[str, float]:
    """What the window cost the house, whoever it served; 0 for a stage that is off."""
    pick_ups = pick_up_costs(observed.scenario, observed.cohort, observed.timeline)
    return {
        "labor": sum(labor_costs(observed).values()),
        "pick_ups": sum(pick_ups.values()),
        "inventory": inventory_cost(observed),
    }


def pick_up_costs(scenario: Scenario, cohort: Cohort, timeline: Timeline) -> dict[str, float]:
    """Cost of the pick-ups that came in the window, by carrier; {} with shipping off."""
    if scenario.shipping is None:
        return {}
    low, high = cohort.window
    log = timeline.pick_ups
    came = log.carrier[(log.time >= low) & (log.time < high)]
    counts = np.bincount(came, minlength=len(timeline.carriers))
    return {
        name: scenario.shipping.carriers[name].pick_up_cost * float(count)
        for name, count in zip(timeline.carriers, counts, strict=True)
    }


def _each(cost: float, count: float) -> float:
    return cost / count if count else float("nan")
