"""What the cohort's orders leave over, and what was lost on the way, in the scenario's currency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Better, Kpi, Kpis, figures
from simulator.measure.marketplaces import asked_for
from simulator.measure.observation import Observation
from simulator.measure.outcomes import CAUSES_OF_CANCELLATION, ends_of
from simulator.measure.scopes import ALL
from simulator.results.order_money import (
    by_order,
    intended_packaging,
    intended_postage,
)
from simulator.results.outcomes import Outcome, is_any_of
from simulator.results.timeline import Timeline
from simulator.scenario.limits import CHARGED, REFUNDED
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.lines import order_sums, sums_of_few
from simulator.stages.payment.draws_fees import fees_of
from simulator.units import NEVER
from simulator.workload.workload import Workload

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


SOLD = "charged less all that is given back, by the horizon or later"
GOODS = "cost of goods that are gone: sold, lost, or come back unfit for the shelf"
CONTRIBUTION = "revenue less goods less order costs, before the house's cost"
_THAT_LEFT = "of the cohort's orders that left"


def _money(name: str, definition: str, better: Better, by_class: bool = True) -> Kpi:
    return Kpi(name, "currency", "margin", definition, better, by_class)


@figures(
    _money(
        "margin_per_order", "revenue_per_order - goods_per_order - cost_per_order", "higher", False
    ),
    _money("revenue_per_order", f"{SOLD} / orders.left", "higher"),
    _money("goods_per_order", f"{GOODS} / orders.left", "lower"),
    _money("contribution_per_order", f"{CONTRIBUTION} / orders.left", "higher"),
    _money("total_margin", "total_revenue - total_goods - total_cost", "higher", False),
    _money("total_revenue", f"{SOLD}, {_THAT_LEFT}", "higher"),
    _money("total_goods", f"{GOODS}, {_THAT_LEFT}", "lower"),
    _money("total_contribution", f"{CONTRIBUTION}, {_THAT_LEFT}", "higher"),
    group="margins",
    needs=("house_cost_per_order", "total_cost"),
)
def margins(observed: Observation, cost: Kpis) -> Kpis:
    """Revenue, cost of goods, contribution and margin of the orders that left.

    Margin is what is left of revenue after the goods and all cost; contribution is
    before the cost of the house, which no class has a share of.
    """
    scopes, left, money = observed.scopes, observed.cohort.shipped, observed.money
    gone = scopes.sums(left)
    revenue, goods, own = (scopes.sums(left, m) for m in (money.revenue, money.goods, money.cost))
    contribution = [r - g - c for r, g, c in zip(revenue, goods, own, strict=True)]
    a_piece = scopes.ratio("contribution_per_order", contribution, gone)
    return {
        **scopes.ratio("revenue_per_order", revenue, gone),
        **scopes.ratio("goods_per_order", goods, gone),
        **a_piece,
        ("margin_per_order", ALL): a_piece["contribution_per_order", ALL]
        - cost["house_cost_per_order", ALL],
        **scopes.named("total_revenue", revenue),
        **scopes.named("total_goods", goods),
        **scopes.named("total_contribution", contribution),
        ("total_margin", ALL): revenue[0] - goods[0] - cost["total_cost", ALL],
    }


def _on_demand(name: str, definition: str, better: Better, relation: str) -> Kpi:
    wanted = f"kpi: {name}, {relation}: 1000 CURRENCY"
    return replace(_money(name, definition, better), absent=asked_for(name, wanted))


@figures(
    _on_demand(CHARGED, f"what customers paid, {_THAT_LEFT}", "higher", "at_least"),
    _on_demand(
        REFUNDED,
        f"given back of what was charged, by the horizon or later, {_THAT_LEFT}: total_charged - "
        "total_revenue",
        "lower",
        "at_most",
    ),
    group="margins",
    after="total_margin",
)
def paid_and_given_back(observed: Observation) -> Kpis:
    """What revenue is the difference of; where a target asks for it."""
    scopes, left, money = observed.scopes, observed.cohort.shipped, observed.money
    return {
        **scopes.named(CHARGED, scopes.sums(left, money.charged)),
        **scopes.named(REFUNDED, scopes.sums(left, money.refunded)),
    }


LOSSES = {cause: f"orders {ends_of(cause)}" for cause in CAUSES_OF_CANCELLATION} | {
    "payment": "orders declined, without an answer to any payment attempt, or with an unpaid slip",
    "stock": "orders out of stock, and lines taken out of orders that went on",
    "time_out": "orders canceled because reservation or backorder waited too long",
    "loss": "what carriers lost",
    "undeliverable": "what no attempt could deliver",
    "returns": "what customers send back, by the horizon or later",
}
"""What takes margin from orders that were placed, and of which ones."""
MISSED = (
    "price less cost of goods, and less the box, parcel and payment fee that were saved; a fee "
    "paid in vain is lost too"
)
GIVEN_BACK = "price given back, less cost of goods that go back to the shelf"
PAID_BACK = "price given back; goods, box and postage of what was sent again"
OF_GIVEN_BACK = ("loss", "undeliverable", "returns")


@figures(
    _money("lost_margin", "the sum of its causes, of the cohort", "lower"),
    *(
        _money(
            f"lost_margin.{cause}",
            f"{text}: {GIVEN_BACK if cause in OF_GIVEN_BACK else MISSED}",
            "lower",
        )
        for cause, text in LOSSES.items()
    ),
    replace(
        _money("lost_margin.customer", f"orders canceled by their customers: {MISSED}", "lower"),
        sections=("cancellation",),
    ),
    replace(
        _money("lost_margin.damage", f"what came damaged and was claimed: {PAID_BACK}", "lower"),
        sections=("claims",),
    ),
    group="margins",
)
def lost_margins(observed: Observation) -> Kpis:
    """Lost margin of the cohort by cause, and altogether."""
    rows = np.flatnonzero(observed.cohort.orders)
    scopes = observed.scopes.of(rows)
    every = np.ones(len(rows), dtype=np.bool_)
    kpis: Kpis = {}
    total = np.zeros(len(rows))
    for cause, lost in _losses(observed, rows):
        total += lost
        kpis |= scopes.named(f"lost_margin.{cause}", scopes.sums(every, lost))
    return kpis | scopes.named("lost_margin", scopes.sums(every, total))


def _losses(observed: Observation, rows: Numbers) -> Iterator[tuple[str, Floats]]:
    """Each cause with what it took from the orders of these rows.

    It is the price less goods less the order's own costs saved by it.

    What is given back is lost with the goods that are gone with it.
    """
    scenario, workload, timeline = observed.scenario, observed.workload, observed.timeline
    road, worth = observed.money.road, observed.money.worth
    whole = _missed_orders(scenario, workload, timeline)[rows]
    lines = _missed_lines(scenario, workload, timeline)[rows]
    lines = np.where(observed.cohort.accepted[rows], lines, 0.0)
    outcome = timeline.outcome[rows]
    for cause, outcomes in CAUSES_OF_CANCELLATION.items():
        missed = np.where(is_any_of(outcome, outcomes), whole, 0.0)
        yield cause, (missed + lines if cause == "stock" else missed)
    if scenario.cancellation is not None:
        yield "customer", np.where(outcome == Outcome.CALLED_OFF, whole, 0.0)
    every, back = worth.every, observed.money.back
    claimed = worth.price * road.claims.paid_back + 100 * observed.money.again
    if scenario.claims is not None:
        yield "damage", by_order(every, np.where(road.lost, 0, claimed))[rows] / 100
    for cause, which, amount in (
        ("loss", road.lost, claimed),
        ("undeliverable", road.undeliverable, worth.price - back.saved),
        ("returns", road.returned, back.price - back.saved),
    ):
        yield cause, by_order(every, np.where(which, amount, 0))[rows] / 100


def _missed_orders(scenario: Scenario, workload: Workload, timeline: Timeline) -> Floats:
    """(n,) What an order would have left over in one parcel, delivered at once and kept.

    Its price less its goods, box, parcel and payment fee; a fee that was paid in vain is lost too.
    """
    goods = order_sums(workload.at_prices(workload.supply.cost), workload.line_start) / 100
    value, paid = workload.value / 100, timeline.paid != NEVER
    saved = intended_packaging(scenario, workload) + intended_postage(scenario, workload)
    fees = fees_of(scenario, workload)
    saved += fees.of(value) - fees.of(timeline.charged / 100) * paid
    return value - goods - saved


def _missed_lines(scenario: Scenario, workload: Workload, timeline: Timeline) -> Floats:
    """(n,) Price less goods of the lines taken out; and less the fee, if it was before the payment.

    The parcel goes all the same, so that nothing else is saved.
    """
    out, charged = timeline.line_canceled, timeline.line_refunded
    lines = np.flatnonzero(out)
    price, goods = workload.values(lines), workload.at_prices(workload.supply.cost, lines)
    share = fees_of(scenario, workload).share
    lost = sums_of_few(lines, price - goods, workload.line_start)
    not_charged = np.where(charged.take(lines), 0, price)
    saved = share * sums_of_few(lines, not_charged, workload.line_start)
    return (lost - saved) / 100
