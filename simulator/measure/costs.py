"""What an order costs, by component, in the scenario's currency.

What the house costs is of the window: paid hours, pick-ups and stock are paid whoever they serve
and whenever it leaves, so they are divided by the orders that the window brought. What an order
costs by itself is of the cohort's orders that have left.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.measure.cohort import Cohort
from simulator.measure.figures import Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.results.order_money import CONTACTS
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.figures import inventory_cost

HOUSE_COSTS = {
    "labor": "wages, overtime and premiums of the paid hours in the window",
    "pick_ups": "pick-ups that came in the window, full or empty",
    "inventory": "holding, reorders and shortage in the window",
}
"""What the house costs, whoever it serves; of the window."""
OWN_COSTS = {
    "packaging": "boxes, and material of every packed parcel",
    "shipping": "parcels, each box one, that a carrier took",
    "delivery": "failed delivery attempts, by the horizon or later",
    "payment": "fees of approved payments",
    "returns": "orders that come back, by the horizon or later",
    "penalties": "orders that left after their ship-by time",
}
"""What orders cost by themselves; of the cohort's orders that left."""
ABOUT_THEM = "what customers' contacts about them cost, by the horizon or later"
"""And that, where contacts are on."""

BOTH = "the house's cost of the window / {0} of accepted orders + order costs / {0} of those"
_ACCEPTED, _LEFT = "orders.accepted", "orders.left"
_HOUSE, _OWN = ", ".join(HOUSE_COSTS), ", ".join(OWN_COSTS)


def _cost(
    name: str,
    definition: str,
    by_class: bool = False,
    headline: int | None = None,
    called: str = "",
) -> Kpi:
    return Kpi(name, "currency", "cost", definition, "lower", by_class, headline, called=called)


@figures(
    _cost(
        "cost_per_order",
        f"the sum of its parts: {_HOUSE}, {_OWN}; each by its base",
        headline=4,
        called="Cost per order",
    ),
    *(_cost(f"cost_per_order.{part}", f"{t} / {_ACCEPTED}") for part, t in HOUSE_COSTS.items()),
    *(
        _cost(f"cost_per_order.{part}", f"{t}, of the cohort's orders that left / {_LEFT}", True)
        for part, t in OWN_COSTS.items()
    ),
    _cost(
        "house_cost_per_order", f"{_HOUSE}, together / {_ACCEPTED}", called="House's cost per order"
    ),
    _cost("order_costs_per_order", f"{_OWN}, together / {_LEFT}", True),
    _cost("cost_per_line", f"{BOTH.format('lines')} that left"),
    _cost("cost_per_unit", f"{BOTH.format('units')} that left"),
    replace(
        _cost(
            f"cost_per_order.{CONTACTS}",
            f"{ABOUT_THEM}, of the cohort's orders that left / {_LEFT}",
            True,
        ),
        sections=(CONTACTS,),
    ),
    _cost("total_cost", "the sum of its parts, not divided: cost_per_order has them by order"),
    *(_cost(f"total_cost.{part}", text) for part, text in HOUSE_COSTS.items()),
    *(
        _cost(f"total_cost.{part}", f"{text}, of the cohort's orders that left", True)
        for part, text in OWN_COSTS.items()
    ),
    replace(
        _cost(f"total_cost.{CONTACTS}", f"{ABOUT_THEM}, of the cohort's orders that left", True),
        sections=(CONTACTS,),
    ),
    group="costs",
    needs=("labor_cost.<crew>",),
)
def costs(observed: Observation, labor: Kpis) -> Kpis:
    """Totals, and each component by its own base; `cost_per_order` is the sum of the components.

    A component whose base is empty is NaN, and so is the sum.
    """
    scopes, cohort = observed.scopes, observed.cohort
    workload, money = observed.workload, observed.money
    house = house_costs(observed, labor)
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


def house_costs(observed: Observation, labor: Kpis) -> dict[str, float]:
    """What the window cost the house, whoever it served; 0 for a stage that is off."""
    pick_ups = pick_up_costs(observed.scenario, observed.cohort, observed.timeline)
    return {
        "labor": sum(labor.values()),
        "pick_ups": sum(pick_ups.values()),
        "inventory": inventory_cost(observed),
    }


def pick_up_costs(scenario: Scenario, cohort: Cohort, timeline: Timeline) -> dict[str, float]:
    """Cost of the pick-ups that came in the window, by carrier; {} with shipping off."""
    if scenario.shipping is None:
        return {}
    low, high = cohort.window
    log = timeline.pick_ups
    inside, n = (log.time >= low) & (log.time < high), len(timeline.carriers)
    counts = np.bincount(log.carrier[inside & ~log.called], minlength=n)
    called = np.bincount(log.carrier[inside & log.called], minlength=n)
    costs = {}
    for name, planned, extra in zip(timeline.carriers, counts, called, strict=True):
        carrier = scenario.shipping.carriers[name]
        price = 0.0 if carrier.on_call is None else carrier.on_call.price
        costs[name] = carrier.pick_up_cost * float(planned) + price * float(extra)
    return costs


def _each(cost: float, count: float) -> float:
    return cost / count if count else float("nan")
