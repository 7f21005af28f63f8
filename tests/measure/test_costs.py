"""What orders cost, bring in and lose, to the cent, by hand arithmetic (Monday 0 h is 0).

A unit sells for 10 USD and costs 6. A carrier comes at 6 h, 12 h, 18 h and 24 h of every day and
delivers after an hour; each time it comes costs 7 USD, a parcel 4 USD.
"""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import numpy as np
import pandas as pd
import pytest

from simulator.journey import simulate
from simulator.measure.cohort import select
from simulator.measure.conservation import check
from simulator.measure.costs import HOUSE_COSTS, OWN_COSTS
from simulator.measure.measurement import measure
from simulator.measure.money_groups import FIGURES
from simulator.results.order_money import ORDER_COSTS, order_money
from simulator.results.orders import order_table
from simulator.results.outcomes import Outcome
from simulator.units import DAY, HOUR, NEVER
from simulator.workload.workload import HARD_DECLINE
from tests.measure.worlds import random_run
from tests.model.split_worlds import DELIVERY, RETURNS, orders_of, run, sections
from tests.model.tiny import heads, scenario, supply, workload

ROUNDS = {"daily": ["06:00", "12:00", "18:00"]}
GROUND = {"ground": {"transit": "1 h", "cost": "4 USD"}}
CARRIER = {"pick_ups": ROUNDS, "pick_up_cost": "7 USD", "services": GROUND}
PICKER = {"pickers": {"skills": ["picking"], "heads": 1, "wage": "20 USD/h"}}
PAYMENT = {"fee_share": "2 %", "fee": "0.30 USD", "timeout": "off"}


def shop(carrier=(), clock=(), **more):
    span = {"start": "2026-03-02", "warm_up": "6 h", "run": "12 h", "cool_down": "30 h"}
    return scenario(
        **{
            "clock": span | dict(clock),
            "shipping": {"carriers": {"carrier": CARRIER | dict(carrier)}},
            **more,
        }
    )


def orders(created, lines=None, **columns):
    columns.setdefault("supply", supply([10**6] * 2, prices=1000, goods=600))
    return workload(created, lines, horizon=2 * DAY, **columns)


def unpoliced(work):
    return replace(work, supply=replace(work.supply, policed=False))


def figures(house, work, scope="all"):
    if house.inventory is None:
        work = unpoliced(work)
    timeline = simulate(house, work)
    check(house, work, timeline)
    measured = measure(house, work, timeline).kpis
    return {name: value for (name, where), value in measured.items() if where == scope}


def test_the_house_is_paid_by_the_window_and_orders_by_those_that_left():
    # The window is from 6 h to 18 h: 12 paid hours and the pick-ups at 6 h and 12 h, not at 18 h.
    work = orders(
        [5 * HOUR, 7 * HOUR, 13 * HOUR, 17 * HOUR, 19 * HOUR],
        [[(0, 1)], [(0, 2), (1, 1)], [(0, 1)], [(1, 1)], [(0, 1)]],
        present={"pickers": heads((0, 1), (14 * HOUR, 0))},
    )
    house = shop(crews=PICKER, picking={}, packing={"material": "0.50 USD"}, payment=PAYMENT)
    found = figures(house, work)
    # Of the three of the cohort the last is placed when nobody picks any more: it never leaves.
    assert (found["orders.placed"], found["orders.accepted"], found["orders.left"]) == (3, 3, 2)
    assert found["total_cost.labor"] == pytest.approx(8 * 20)
    assert found["total_cost.pick_ups"] == pytest.approx(2 * 7)
    assert found["total_cost.shipping"] == pytest.approx(2 * 4)
    assert found["total_cost.packaging"] == pytest.approx(2 * 0.50)
    assert found["total_cost.payment"] == pytest.approx(0.02 * (30 + 10) + 2 * 0.30)
    assert found["cost_per_order.labor"] == pytest.approx(160 / 3)
    assert found["cost_per_order.pick_ups"] == pytest.approx(14 / 3)
    assert found["cost_per_order.shipping"] == pytest.approx(4)
    assert found["cost_per_order.payment"] == pytest.approx(0.70)
    assert found["house_cost_per_order"] == pytest.approx(174 / 3)
    assert found["order_costs_per_order"] == pytest.approx(4 + 0.50 + 0.70)
    assert found["cost_per_order"] == pytest.approx(58 + 5.20)
    # Lines and units: four and five of the accepted, three and four of those that left.
    assert found["cost_per_line"] == pytest.approx(174 / 4 + 2 * 5.20 / 3)
    assert found["cost_per_unit"] == pytest.approx(174 / 5 + 2 * 5.20 / 4)
    assert found["total_cost"] == pytest.approx(174 + 2 * 5.20)
    assert found["total_revenue"] == pytest.approx(40)
    assert found["total_goods"] == pytest.approx(24)
    assert found["total_contribution"] == pytest.approx(40 - 24 - 10.40)
    assert found["total_margin"] == pytest.approx(40 - 24 - 184.40)
    assert found["margin_per_order"] == pytest.approx(20 - 12 - 63.20)
    assert found["lost_margin"] == 0


def test_the_stock_that_a_house_keeps_is_part_of_what_it_costs():
    stock = {
        "policy": {"kind": "s S", "s": 2, "S": 10},
        "holding_cost": "0.10 USD",
        "reorder_cost": "3 USD",
    }
    house = scenario(inventory=stock, clock={"start": "2026-03-02", "run": "2 d"})
    # Two units from the start, one of them goes at 12 h; the rest of the window one is there.
    work = orders([12 * HOUR], supply=supply([2], s=-9, S=10, prices=1000, goods=600))
    found = figures(house, work)
    assert found["total_cost.inventory"] == pytest.approx(0.10 * (2 * 0.5 + 1 * 1.5))
    reordered = supply([2], s=1, S=10, lead_time=DAY, prices=1000, goods=600)
    found = figures(house, orders([12 * HOUR], supply=reordered))
    # Nine more come at 36 h.
    assert found["total_cost.inventory"] == pytest.approx(0.10 * (1 + 1 + 10 * 0.5) + 3)
    assert found["cost_per_order.inventory"] == found["cost_per_order"] == pytest.approx(3.70)


def test_a_pick_up_that_does_not_come_costs_nothing_and_an_empty_one_its_price():
    outages = [{"at": "2026-03-02 11:00", "for": "2 h"}]
    found = figures(shop({"outages": outages}), orders([0]))
    assert found["total_cost.pick_ups"] == 7
    assert found["orders.placed"] == 0
    assert isnan(found["cost_per_order"])


def test_what_follows_the_hand_over_does_not_hang_on_how_long_the_run_goes_on():
    """Failed attempts, loss, return and refund are known once an order has left."""
    fate = {
        "rounds": 3,
        "attempt_fails": [[True, False, True], [True] * 3, [False] * 3, [False] * 3, [True] * 3],
        "lost": [False, False, True, False, False],
        "returns": [True, False, False, False, False],
        "return_after": [DAY] * 5,
        "restockable": [True, False, True, True, True],
        "present": {"inspectors": heads((0, 1))},
    }
    more = {
        "crews": {"inspectors": {"skills": ["inspection"], "heads": 1, "wage": 0}},
        "delivery": {"failed_cost": "10 USD", "hours": "00:00-24:00", "days": "daily"},
        "returns": {"cost": "3 USD"},
    }
    work = orders([7 * HOUR] * 5, **fate)
    kpis = []
    for cool_down, horizon in (("0 s", 18 * HOUR), ("14 d", 14 * DAY + 18 * HOUR)):
        house = shop(clock={"cool_down": cool_down}, **more)
        kpis.append(figures(house, replace(work, horizon=horizon)))
    short, long = kpis
    assert short["orders.in_flight"] == 4  # what was lost is known to be
    assert long["orders.in_flight"] == 0
    assert long["orders.returned_to_sender"] == 2
    for name in long:
        if "cost" in name or "margin" in name or "goods" in name or "revenue" in name:
            assert short[name] == pytest.approx(long[name], nan_ok=True), name
    # Order 0 fails once and comes back, 1 and 4 fail three times, 2 is lost, 3 is kept.
    assert long["total_cost.delivery"] == pytest.approx(10 * (1 + 3 + 3))
    assert long["total_cost.returns"] == pytest.approx(3)
    assert long["total_revenue"] == pytest.approx(10)
    # Gone are the goods of 1, which nobody can sell again, of 2 and of 3.
    assert long["total_goods"] == pytest.approx(3 * 6)
    assert long["lost_margin.returns"] == pytest.approx(10 - 6)
    assert long["lost_margin.loss"] == pytest.approx(10)
    assert long["lost_margin.undeliverable"] == pytest.approx(10 + (10 - 6))
    assert long["lost_margin"] == pytest.approx(4 + 10 + 14)
    # What the orders would have left over, less what was lost, is what they left over.
    assert 5 * (10 - 6) - long["lost_margin"] == long["total_revenue"] - long["total_goods"]


def test_an_order_at_prices_of_its_own_is_given_back_whole():
    found = figures(shop(), orders([7 * HOUR, 8 * HOUR], value=[1234, 900], lost=[True, False]))
    assert found["total_revenue"] == pytest.approx(9)


def test_orders_late_at_the_dock_cost_their_penalty():
    work = orders([7 * HOUR] * 3, ship_by=[12 * HOUR, 12 * HOUR - 1, NEVER])
    found = figures(shop(late_order_cost="2 USD"), work)
    assert found["total_cost.penalties"] == 2
    assert found["cost_per_order.penalties"] == pytest.approx(2 / 3)


def test_what_a_declined_order_would_have_left_over_is_lost():
    work = orders([7 * HOUR, 8 * HOUR], [[(0, 3)], [(0, 1)]], verdict=[HARD_DECLINE, 0])
    house = shop(payment=PAYMENT, packing={"material": "0.50 USD"})
    found = figures(house, work)
    # 30 USD less goods, less the fee, box and parcel that it did not cost.
    assert found["lost_margin.payment"] == pytest.approx(30 - 18 - (0.60 + 0.30) - 0.50 - 4)
    assert found["lost_margin"] == found["lost_margin.payment"]
    assert found["total_revenue"] == 10


def test_a_rejected_order_loses_the_fee_of_its_payment_too():
    review = {"fraud_review": {"share": "10 %", "time": "1 min"}}
    work = orders([7 * HOUR], [[(0, 3)]], reviewed=[True], rejected=[True])
    found = figures(shop(payment=PAYMENT | review), work)
    assert found["orders.rejected"] == 1
    assert found["lost_margin.fraud"] == pytest.approx(30 - 18 - 4)
    assert found["orders.accepted"] == found["total_cost.payment"] == 0


def test_what_is_short_is_lost_by_the_line_or_by_the_order():
    stock = {"policy": {"kind": "s S", "s": 0, "S": 10}, "when_short": "cancel line"}
    levels = supply([1, 5], prices=1000, goods=600)
    lines = [[(0, 2), (1, 1)], [(0, 3)]]
    house = shop(inventory=stock, payment=PAYMENT)
    found = figures(house, orders([7 * HOUR, 8 * HOUR], lines, supply=levels))
    # Of order 0 two units are taken out before it is paid; order 1 has nothing left.
    line = 20 - 12 - 0.02 * 20
    order = 30 - 18 - (0.60 + 0.30) - 4
    assert found["orders.out_of_stock"] == 1
    assert found["lost_margin.stock"] == pytest.approx(line + order)
    assert found["total_revenue"] == 10
    assert found["total_goods"] == 6


def test_a_pick_up_before_the_window_is_of_the_warm_up():
    """From 7 h to 18 h: that of 12 h alone."""
    found = figures(shop(clock={"warm_up": "7 h", "run": "11 h"}), orders([8 * HOUR]))
    assert found["total_cost.pick_ups"] == 7


def test_a_line_taken_out_after_the_payment_saves_no_fee():
    """A unit of order 0 is not on its shelf; its price is given back, the fee of all is paid."""
    house = shop(
        inventory={"policy": {"kind": "s S", "s": 0, "S": 10}}, payment=PAYMENT,
        crews=PICKER, picking={"short_picks": {"then": "cancel line"}},
    )  # fmt: skip
    found = figures(
        house,
        orders(
            [7 * HOUR], [[(0, 2), (1, 1)]], line_missing=[False, True],
            supply=supply([9, 9], prices=1000, goods=600), present={"pickers": heads((0, 1))},
        ),
    )  # fmt: skip
    assert found["lost_margin.stock"] == 10 - 6
    assert found["total_cost.payment"] == pytest.approx(0.30 + 0.02 * 30)
    assert found["total_revenue"] == 20


def test_a_backorder_that_waits_too_long_is_lost_by_time_out():
    stock = {"policy": {"kind": "s S", "s": 0, "S": 10}, "backorder_limit": "2 h"}
    levels = supply([0, 5], prices=1000, goods=600)
    house = shop(inventory=stock, payment=PAYMENT)
    found = figures(house, orders([7 * HOUR], [[(0, 2), (1, 1)]], supply=levels))
    assert found["orders.expired"] == 1
    assert found["lost_margin.time_out"] == pytest.approx(30 - 18 - 4)  # its fee is paid in vain


@pytest.mark.parametrize("which", [0, 1])
def test_of_a_split_order_the_parcel_that_is_lost_is_lost(which):
    lost = {"lost": [True]}
    house = scenario(**sections(delivery=DELIVERY, returns=RETURNS))
    work = orders_of([5, 9], returns=[True], **(lost if which == 0 else {"second": lost}))
    work = replace(work, supply=replace(work.supply, cost=np.array([40, 70])))
    kpis = measure(house, work, run(house, work)).kpis
    # Two units at 1 USD in the first parcel, three in the second; it is not returned any more.
    assert kpis["lost_margin.loss", "all"] == (2, 3)[which]
    assert kpis["total_revenue", "all"] == (3, 2)[which]
    assert kpis["total_goods", "all"] == pytest.approx(0.80 + 2.10)
    assert kpis["total_cost.returns", "all"] == kpis["lost_margin.returns", "all"] == 0


def test_of_a_split_order_the_parcel_that_nobody_takes_goes_back_to_the_shelf():
    house = scenario(**sections(delivery=DELIVERY, returns=RETURNS))
    work = orders_of([5, 9], second={"attempt_fails": [[True]]})
    work = replace(work, supply=replace(work.supply, cost=np.array([40, 70])))
    kpis = measure(house, work, run(house, work)).kpis
    assert kpis["total_revenue", "all"] == 2
    assert kpis["total_goods", "all"] == pytest.approx(0.80)
    assert kpis["lost_margin.undeliverable", "all"] == pytest.approx(3 - 2.10)


def test_costs_by_class_add_up_and_the_house_stands_alone():
    house, work, timeline = random_run(seed=4, n=400, initial=15)
    kpis = measure(house, work, timeline).kpis
    for part in (*OWN_COSTS, "revenue", "goods", "contribution"):
        name = f"total_{part}" if part in ("revenue", "goods", "contribution") else part
        name = name if name.startswith("total_") else f"total_cost.{name}"
        by_class = sum(kpis[name, scope] for scope in ("express", "standard"))
        assert by_class == pytest.approx(kpis[name, "all"])
    for part in HOUSE_COSTS:
        assert (f"total_cost.{part}", "express") not in kpis
    assert tuple(OWN_COSTS) == ORDER_COSTS


def test_every_grouping_adds_up_to_the_totals():
    house, work, timeline = random_run(seed=4, n=400, initial=15)
    measured = measure(house, work, timeline)
    kpis, series = measured.kpis, measured.series
    totals = ["orders.left", *(f"total_cost.{part}" for part in ORDER_COSTS)]
    totals += ["total_revenue", "total_goods"]
    left = timeline.charged[select(house, work, timeline).shipped].sum() / 100
    paid = [left, left - kpis["total_revenue", "all"]]
    whole = [*(kpis[name, "all"] for name in totals), *paid]
    for grouping in ("class", "service", "day"):
        rows = series["series"] == f"money_by_{grouping}"
        for place, (figure, value) in enumerate(zip(FIGURES, whole, strict=True)):
            found = series["value"][rows & (series["x"] == place)].sum()
            assert found == pytest.approx(value), (grouping, figure)


def test_orders_are_grouped_by_the_day_on_which_they_were_placed():
    # Measured from Monday 6 h to Tuesday 18 h; the order of Tuesday 17 h leaves at 18 h too.
    work = orders([7 * HOUR, 23 * HOUR, 25 * HOUR, 41 * HOUR, 43 * HOUR], [[(0, 1)]] * 5)
    house = shop(clock={"run": "36 h", "cool_down": "6 h"})
    series = measure(house, work, simulate(house, unpoliced(work))).series
    left = (series["series"] == "money_by_day") & (series["x"] == FIGURES.index("orders_left"))
    found = dict(zip(series["group"][left], series["value"][left], strict=True))
    assert found == {"2026-03-02": 2, "2026-03-03": 2}
    paid = series["series"] == "money_by_pick_ups"
    assert series["group"][paid].tolist() == ["carrier"]
    assert series["value"][paid].tolist() == [5 * 7]  # 6, 12 and 18 h, then 30 and 36 h


def test_the_order_table_has_the_same_money():
    house, work, timeline = random_run(seed=4, n=400, initial=15)
    kpis = measure(house, work, timeline).kpis
    table = pd.DataFrame(order_table(house, work, timeline))
    placed = (work.placed >= DAY) & (work.placed < 8 * DAY)
    cohort = table[placed & table["order_cost"].notna().to_numpy()]
    for scope in ("express", "standard"):
        mine = cohort[cohort["class"] == scope]
        assert len(mine) == kpis["orders.left", scope]
        assert mine["order_cost"].mean() == pytest.approx(kpis["order_costs_per_order", scope])
        assert mine["revenue"].sum() == pytest.approx(kpis["total_revenue", scope])
        assert mine["goods_cost"].sum() == pytest.approx(kpis["total_goods", scope])
    assert table["order_cost"].isna().tolist() == table["handed_over_at"].isna().tolist()


def test_totals_and_components_add_up_to_the_cent():
    house, work, timeline = random_run(seed=4, n=400, initial=15)
    kpis = {name: v for (name, scope), v in measure(house, work, timeline).kpis.items()
            if scope == "all"}  # fmt: skip
    for whole in ("total_cost", "cost_per_order", "lost_margin"):
        parts = [value for name, value in kpis.items() if name.startswith(f"{whole}.")]
        assert len(parts) > 6
        assert sum(parts) == pytest.approx(kpis[whole], abs=0.005)
    assert kpis["cost_per_order"] == pytest.approx(
        kpis["house_cost_per_order"] + kpis["order_costs_per_order"]
    )
    assert kpis["total_margin"] == pytest.approx(
        kpis["total_revenue"] - kpis["total_goods"] - kpis["total_cost"]
    )
    assert kpis["margin_per_order"] == pytest.approx(
        kpis["revenue_per_order"] - kpis["goods_per_order"] - kpis["cost_per_order"]
    )


def test_revenue_is_what_the_books_keep_once_all_has_come_back():
    house, work, timeline = random_run(seed=9, n=400, initial=15)
    money = order_money(house, work, timeline)
    known = money.left & np.isin(timeline.outcome, (Outcome.LOST, Outcome.RETURNED_TO_SENDER))
    known |= (timeline.outcome == Outcome.DELIVERED) & ~work.returns
    assert known.sum() > 100
    kept = (timeline.charged - timeline.refunded) / 100
    assert money.revenue[known] == pytest.approx(kept[known])
    back = (timeline.outcome == Outcome.DELIVERED) & work.returns
    assert back.sum() > 20
    assert not money.revenue[back].any()


def test_growth_is_what_came_into_the_backlog_less_what_left_it():
    # A picker from 9 h to 10 h; orders take 90 s to pick and leave at 12 h.
    work = orders(
        [5 * HOUR, 7 * HOUR, 11 * HOUR, 17 * HOUR, 18 * HOUR],
        present={"pickers": heads((9 * HOUR, 1), (10 * HOUR, 0))},
    )
    found = figures(shop(crews=PICKER, picking={}), work)
    # In the window three come and two of the first two leave; the last comes when it is over.
    assert found["backlog.growth"] == 3 - 2
    # One hour of a picker is 40 orders.
    assert found["backlog.growth_hours"] == pytest.approx(1 / 40)
    assert found["backlog.end"] == 3  # with what comes at that very moment
