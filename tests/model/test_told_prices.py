"""Lines whose prices an order file tells, by hand arithmetic: a unit costs 1.00 in the catalog.

Line 0 has 2 units for 7.00 in all, line 1 has 3 units for 3.30.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from simulator.compiled import run as compiled_run
from simulator.journey import simulate, simulate_in_simpy
from simulator.measure.conservation import check
from simulator.measure.measurement import measure
from simulator.results.outcomes import Outcome
from simulator.units import NEVER
from simulator.workload.orders_alone import orders_alone
from simulator.workload.sampling import sample
from simulator.workload.standing import values_of
from tests.model.split_worlds import LINES, orders_of, run, sections
from tests.model.tiny import scenario, supply, workload
from tests.stages.claims import test_claims as claims
from tests.stages.demand.traces import OURS, traced, written
from tests.stages.returns import test_in_part as in_part

TOLD = [700, 330]


@dataclass
class There:
    """What an order of a state, or a line of it, says of money."""

    value: int = NEVER
    line_value: int = NEVER
    lines: tuple[There, ...] = ()


@pytest.fixture(params=["simpy", "compiled"])
def engine(request):
    """Either engine."""
    if request.param == "simpy":
        return simulate_in_simpy
    pytest.importorskip("numba")
    return compiled_run.simulate


def told(made, values=TOLD):
    """The same orders, whose file tells what their lines cost."""
    values = np.array(values, dtype=np.int64)
    sums = np.add.reduceat(values, made.line_start[:-1]).astype(np.int64)
    return replace(made, line_value=values, value=sums)


def money(timeline):
    return timeline.charged.tolist(), timeline.refunded.tolist()


def test_a_line_that_is_not_in_stock_is_not_charged(engine):
    """Three units at 1.00 would leave 7.30; the line of two costs 7.00 and the other goes."""
    shop = scenario(inventory={"policy": {"s": 0, "S": 9}, "when_short": "cancel line"})
    made = told(workload([0], [LINES], supply=supply([1, 9])))
    timeline = engine(shop, made)
    check(shop, made, timeline)
    assert money(timeline) == ([330], [0])
    kpis = measure(shop, made, timeline).kpis
    assert kpis["total_revenue", "all"] == 3.30
    assert kpis["lost_margin.stock", "all"] == 7.00


def test_a_line_that_is_picked_short_is_given_back(engine):
    shop = scenario(**sections("cancel line"))
    made = told(orders_of([5, 9]))
    timeline = engine(shop, made)
    check(shop, made, timeline)
    assert timeline.line_refunded.tolist() == [False, True]
    assert money(timeline) == ([1030], [330])
    assert measure(shop, made, timeline).kpis["total_revenue", "all"] == 7.00


@pytest.mark.parametrize("which", [0, 1])
def test_what_is_in_a_lost_parcel_of_two_is_given_back(engine, which):
    shop = scenario(**sections())
    lost = {"lost": [True]} if which == 0 else {"second": {"lost": [True]}}
    made = told(orders_of([5, 9], **lost))
    timeline = engine(shop, made)
    check(shop, made, timeline)
    assert money(timeline) == ([1030], [TOLD[which]])
    kpis = measure(shop, made, timeline).kpis
    assert kpis["total_revenue", "all"] == (1030 - TOLD[which]) / 100
    assert kpis["lost_margin.loss", "all"] == TOLD[which] / 100


def test_a_line_that_comes_back_is_paid_back():
    """Of 5.00, 0.40 and 0.60 the line of 0.40 comes back, which cost the shop 2 x 0.60."""
    shop = in_part.shop()
    made = told(in_part.order([5, 5, 5], [False, True, False]), [500, 40, 60])
    timeline = run(shop, made)
    assert money(timeline) == ([600], [40])
    kpis = measure(shop, made, timeline).kpis
    assert kpis["total_revenue", "all"] == 5.60
    assert kpis["lost_margin.returns", "all"] == pytest.approx(0.40 - 2 * 0.60)


def test_a_damaged_parcel_of_two_is_paid_back():
    shop = scenario(**sections(delivery={"hours": "none"}, claims={}))
    asked = claims.orders([0], {"damaged": [2]}).added
    made = told(orders_of([5, 9], damaged_outside=[True], added=asked))
    timeline = run(shop, made)
    assert timeline.parcels.outcome.tolist() == [Outcome.DELIVERED] * 2
    assert money(timeline) == ([1030], [700])
    kpis = measure(shop, made, timeline).kpis
    assert (kpis["total_revenue", "all"], kpis["lost_margin.damage", "all"]) == (3.30, 7.00)


def test_a_rule_of_what_goes_ahead_sees_what_the_line_costs(monkeypatch):
    from simulator.policies.splittings import SPLITTINGS

    seen = []

    def rule(units, value, there, short):
        seen.append((units, value))
        return True

    monkeypatch.setitem(SPLITTINGS, "what is there", rule)
    simulate(scenario(**sections(when_short="split")), told(orders_of([5, 1], (False, False))))
    assert seen == [(2, 700)]


def test_a_file_tells_the_price_of_each_line(tmp_path):
    """Rows of one SKU are one line, whatever each of them cost; other orders pay another price."""
    text = OURS.replace("tea,4,far,3.50", "tea,4,far,2.25")
    work = sample(traced(written(tmp_path, text)), 0)
    assert work.line_value.tolist() == [1000, 1000, 700 + 900, 350]
    assert work.value.tolist() == [1000, 2600, 350]
    assert [work.value_of(k) for k in range(4)] == work.values().tolist()
    assert work.values(np.array([2])).tolist() == [1600]
    assert work.supply.price.tolist() == [1000, 279]  # of seven units for 19.50
    kept = orders_alone(replace(work, abandons=np.array([True, False, False])))
    assert kept.line_value.tolist() == [1000, 1600, 350]


def test_without_prices_in_the_file_lines_cost_what_the_catalog_says(tmp_path):
    text = OURS.replace("unit_price", "other")
    work = sample(traced(written(tmp_path, text)), 0)
    assert work.line_value is None
    price = work.supply.price[work.line_sku]
    assert work.values().tolist() == (price * work.line_units).tolist()
    assert [work.value_of(k) for k in range(4)] == work.values().tolist()


@pytest.mark.parametrize(
    ("there", "values"),
    [
        ([There(), There(500)], None),  # of 2.00 and 3.00, and 5.00: as the catalog has it
        ([There(500, lines=(There(line_value=450), There(line_value=50))), There()],
         [450, 50, 200, 300]),
        ([There(1001), There()], [400, 601, 200, 300]),  # two fifths, three and the odd cent
    ],
)  # fmt: skip
def test_an_order_of_a_state_costs_what_it_did(there, values):
    at_prices, starts = np.array([200, 300, 200, 300]), np.array([0, 2, 4])
    if there[0].lines:
        there[1].lines = (There(), There())
    own, of_lines = values_of(tuple(there), at_prices, starts)
    assert own.tolist() == [500 if each.value == NEVER else each.value for each in there]
    assert (None if of_lines is None else of_lines.tolist()) == values


def test_an_order_of_things_without_a_price_is_spread_evenly():
    _, values = values_of((There(900),), np.zeros(2, dtype=np.int64), np.array([0, 2]))
    assert values.tolist() == [450, 450]
