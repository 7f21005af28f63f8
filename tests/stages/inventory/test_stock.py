"""Reservations, backorders and replenishment, by hand arithmetic."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from unittest.mock import patch

import numpy as np
import pytest

from simulator.compiled import run as compiled_run
from simulator.engine.instants import Instants
from simulator.journey import simulate, simulate_in_simpy
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.tiny import heads, scenario, supply, workload

LEVELS = {"policy": {"kind": "s S", "s": 0, "S": 10}, "lead_time": "1 h"}


@pytest.fixture(params=["simpy", "compiled"])
def engine(request):
    """Either engine."""
    if request.param == "simpy":
        return simulate_in_simpy
    pytest.importorskip("numba")
    return compiled_run.simulate


def stocked(when_short="backorder", **inventory):
    return scenario(inventory=LEVELS | {"when_short": when_short} | inventory)


def movements(timeline, kind):
    log = timeline.stock
    rows = log.kind == kind
    return list(
        zip(log.time[rows].tolist(), log.sku[rows].tolist(), log.units[rows].tolist(), strict=True)
    )


def test_an_order_that_finds_too_little_is_canceled():
    timeline = simulate(
        stocked("cancel order"), workload([0, 1], [[(0, 3)], [(0, 3)]], supply=supply([5]))
    )
    assert timeline.outcome.tolist() == [Outcome.COMPLETED, Outcome.OUT_OF_STOCK]
    assert timeline.on_hand.tolist() == [2]
    assert timeline.line_filled.tolist() == [True, False]
    assert timeline.charged.tolist() == [300, 0]


def test_cancel_order_reserves_all_lines_or_none():
    lines = [[(0, 1), (1, 9)], [(0, 1)]]
    timeline = simulate(stocked("cancel order"), workload([0, 1], lines, supply=supply([1, 5])))
    assert timeline.outcome.tolist() == [Outcome.OUT_OF_STOCK, Outcome.COMPLETED]


def test_cancel_line_sends_and_charges_the_rest():
    lines = [[(0, 1), (1, 9)]]
    timeline = simulate(stocked("cancel line"), workload([0], lines, supply=supply([1, 5])))
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]
    assert timeline.line_canceled.tolist() == [False, True]
    assert timeline.charged.tolist() == [100]


def test_a_backorder_waits_for_its_replenishment():
    timeline = simulate(
        stocked(), workload([0, MINUTE], [[(0, 5)], [(0, 2)]], supply=supply([5], s=0, S=10))
    )
    assert movements(timeline, Movement.ORDERED) == [(0, 0, 10)]
    assert timeline.released.tolist() == [0, HOUR]
    assert timeline.outcome.tolist() == [Outcome.COMPLETED] * 2
    assert timeline.visits["inventory"].ended.tolist() == [0, HOUR]


def test_a_later_order_does_not_jump_the_queue_for_stock():
    lines = [[(0, 4)], [(0, 1)]]
    timeline = simulate(stocked(), workload([0, 1], lines, supply=supply([3], s=0, S=10)))
    assert timeline.released.tolist() == [HOUR, HOUR]
    assert movements(timeline, Movement.RESERVED) == [(HOUR, 0, 4), (HOUR, 0, 1)]


@pytest.mark.parametrize(
    ("allocation", "served"),
    [
        ("priority", [2, 0, 1, 3]),
        ("fifo", [0, 1, 2, 3]),
        ("promise", [3, 1, 0, 2]),
        ("fewest units", [1, 3, 2, 0]),
    ],
)
def test_stock_that_comes_in_is_allocated_by_the_policy(allocation, served):
    """Lines of 9, 6, 8 and 7 units wait; an hour later as many come, one after the other."""
    shop = stocked(allocation=allocation)
    orders = workload(
        [0, 1, 2, 3],
        [[(0, 9)], [(0, 6)], [(0, 8)], [(0, 7)]],
        supply=supply([0], s=0, S=1),
        priority=[2, 2, 1, 3],
        ship_by=[9 * HOUR, 8 * HOUR, NEVER, 7 * HOUR],
    )
    reserved = [units for _, _, units in movements(simulate(shop, orders), Movement.RESERVED)]
    assert reserved == [[9, 6, 8, 7][order] for order in served]


def test_who_lost_a_reservation_queues_for_stock_anew():
    """The second order's wait ends unpaid after 60 s; it waits again from its payment on."""
    shop = scenario(
        checkout={"reserve": "at checkout", "time_to_live": "1 min"},
        inventory=LEVELS | {"when_short": "backorder"},
        payment={"timeout": "5 min"},
    )
    timeline = simulate(
        shop,
        workload(
            [0, 1, 90_000],
            [[(0, 8)]] * 3,
            supply=supply([0], s=0, S=1),  # comes after an hour: 9 units, then twice 8
            authorization=[[1_000], [120_000], [1_000]],
        ),
    )
    waits = [(0, 0, 8), (1, 0, 8), (90_000, 0, 8), (120_001, 0, 8)]
    assert movements(timeline, Movement.BACKORDERED) == waits
    assert timeline.visits["inventory"].ended.tolist() == [HOUR, HOUR + 120_001, HOUR + 1]


def test_the_urgent_order_of_one_instant_gets_the_last_unit():
    timeline = simulate(
        stocked("cancel order"), workload([7, 7], supply=supply([1]), priority=[2, 1])
    )
    assert timeline.outcome.tolist() == [Outcome.OUT_OF_STOCK, Outcome.COMPLETED]


def test_stock_that_comes_at_the_instant_of_a_request_serves_it():
    orders = workload([0, HOUR], [[(0, 5)], [(0, 10)]], supply=supply([5], s=0, S=10))
    timeline = simulate(stocked("cancel order"), orders)
    assert timeline.outcome.tolist() == [Outcome.COMPLETED] * 2


def test_a_backorder_gives_up_after_its_limit():
    orders = workload([0], [[(0, 2)]], supply=supply([1], s=0, S=10, lead_time=2 * HOUR))
    timeline = simulate(stocked(backorder_limit="30 min"), orders)
    assert timeline.outcome.tolist() == [Outcome.EXPIRED]
    assert timeline.ended.tolist() == [30 * MINUTE]
    assert timeline.refunded.tolist() == timeline.charged.tolist() == [200]
    assert timeline.backordered.tolist() == [0]


def test_an_abandoned_cart_gives_its_reservation_back():
    shop = scenario(
        checkout={"reserve": "at cart", "abandonment": "50 %"},
        inventory=LEVELS | {"when_short": "cancel order"},
    )
    orders = workload(
        [0, 1, HOUR],
        supply=supply([1]),
        in_cart=[10 * MINUTE, 0, 0],
        abandons=[True, False, False],
    )
    timeline = simulate(shop, orders)
    assert timeline.outcome.tolist() == [
        Outcome.ABANDONED,
        Outcome.OUT_OF_STOCK,
        Outcome.COMPLETED,
    ]
    assert timeline.ended.tolist() == [10 * MINUTE, 1, HOUR]


@pytest.mark.parametrize(("second", "first_order"), [(False, "COMPLETED"), (True, "EXPIRED")])
def test_a_reservation_that_ran_out_is_made_again_at_payment(second, first_order):
    shop = scenario(
        checkout={"reserve": "at checkout", "time_to_live": "5 min", "abandonment": "0 %"},
        inventory=LEVELS | {"when_short": "cancel order"},
        payment={"timeout": "off"},
    )
    created = [0, 6 * MINUTE] if second else [0]
    slow_then_quick = [[10 * MINUTE], [0]][: len(created)]
    orders = workload(created, supply=supply([1]), authorization=slow_then_quick)
    timeline = simulate(shop, orders)
    assert timeline.outcome[0] == Outcome[first_order]
    assert timeline.ended[0] == 10 * MINUTE


def test_a_reservation_that_is_paid_does_not_run_out():
    """The first order is reviewed until 00:10, beyond the five minutes; the second finds none."""
    shop = scenario(
        checkout={"reserve": "at checkout", "time_to_live": "5 min", "abandonment": "0 %"},
        inventory=LEVELS | {"when_short": "cancel order"},
        payment={"fraud_review": {"share": "50 %"}},
        crews={"reviewers": {"skills": ["fraud_review"], "heads": 1}},
    )
    orders = workload(
        [0, 6 * MINUTE],
        supply=supply([1]),
        reviewed=[True, False],
        review=[10 * MINUTE, 0],
        present={"reviewers": heads((0, 1))},
    )
    timeline = simulate(shop, orders)
    assert timeline.outcome.tolist() == [Outcome.COMPLETED, Outcome.OUT_OF_STOCK]
    assert timeline.ended.tolist() == [10 * MINUTE, 6 * MINUTE]


def test_a_declined_payment_frees_the_stock():
    shop = scenario(inventory=LEVELS | {"when_short": "cancel order"}, payment={"retry": "off"})
    orders = workload(
        [0, 2 * MINUTE], supply=supply([1]), verdict=[2, 0], authorization=[[1000], [1000]]
    )
    timeline = simulate(shop, orders)
    assert timeline.outcome.tolist() == [Outcome.DECLINED, Outcome.COMPLETED]


def test_reserving_at_payment_cancels_after_the_money_was_asked_for():
    shop = scenario(
        checkout={"reserve": "at payment", "abandonment": "0 %"},
        inventory=LEVELS | {"when_short": "cancel order"},
        payment={},
    )
    orders = workload(
        [0, 0], supply=supply([1]), authorization=[[2000, 0, 0], [1000, 0, 0]], attempts=3
    )
    timeline = simulate(shop, orders)
    assert timeline.outcome.tolist() == [Outcome.OUT_OF_STOCK, Outcome.COMPLETED]
    assert timeline.charged.tolist() == [0, 100]


@pytest.mark.parametrize(
    ("kind", "ordered"),
    [
        # Units asked for: 2 at 0 h, 3 at 1 h, 1 at 5 h; 10 at the start, lead time 1 h.
        ({"kind": "base stock", "S": 10}, [(0, 2), (1, 3), (5, 1)]),
        ({"kind": "R S", "S": 10, "review": "4 h"}, [(0, 2), (4, 3), (8, 1)]),
        ({"kind": "R s S", "s": 5, "S": 10, "review": "4 h"}, [(4, 5)]),
        ({"kind": "R s S", "s": 4, "S": 10, "review": "4 h"}, [(8, 6)]),
    ],
)
def test_policies_by_name_order_what_they_say(kind, ordered, engine):
    low = kind["s"] if "s" in kind else kind["S"] - 1
    shop = scenario(inventory=LEVELS | {"policy": kind})
    lines = [[(0, 2)], [(0, 3)], [(0, 1)]]
    stock = supply([10], s=low, S=10)
    timeline = engine(shop, workload([0, HOUR, 5 * HOUR], lines, supply=stock))
    found = movements(timeline, Movement.ORDERED)
    assert [(time // HOUR, units) for time, _, units in found] == ordered


@pytest.mark.parametrize(
    ("case_size", "minimum", "ordered"), [(1, 1, 3), (4, 1, 4), (1, 7, 7), (4, 7, 8), (3, 3, 3)]
)
def test_what_is_ordered_comes_in_whole_cases_and_is_worth_a_delivery(
    case_size, minimum, ordered, engine
):
    shop = scenario(inventory=LEVELS | {"policy": {"kind": "base stock", "S": 10}})
    stock = replace(
        supply([10], s=9, S=10), case_size=np.array([case_size]), minimum_order=np.array([minimum])
    )
    timeline = engine(shop, workload([0], [[(0, 3)]], supply=stock))
    assert movements(timeline, Movement.ORDERED) == [(0, 0, ordered)]


@pytest.mark.parametrize("turn", [1, -1])
def test_deliveries_of_one_moment_are_logged_as_they_were_ordered(turn, engine):
    """Ordered at 0 and a minute later with lead times of an hour and a minute less: 3 and 2 units.

    So it is whichever event SimPy hands out first, the one that was made first or last.
    """
    stock = supply([10], s=9, S=10)
    stock.lead_time[:2] = HOUR, HOUR - MINUTE
    orders = workload([0, MINUTE], [[(0, 3)], [(0, 2)]], supply=stock)
    begin = Instants.__init__

    def begin_turned(self):
        begin(self)
        self._eid = count(0, turn)

    with patch.object(Instants, "__init__", begin_turned):
        timeline = engine(stocked(), orders)
    assert movements(timeline, Movement.ORDERED) == [(0, 0, 3), (MINUTE, 0, 2)]
    assert movements(timeline, Movement.RECEIVED) == [(HOUR, 0, 3), (HOUR, 0, 2)]


def test_a_regular_review_orders_only_then():
    shop = stocked(policy={"kind": "s S", "s": 8, "S": 10, "review": "1 h"})
    orders = workload([1], [[(0, 5)]], supply=supply([10], s=8, S=10))
    timeline = simulate(shop, orders)
    assert movements(timeline, Movement.ORDERED) == [(HOUR, 0, 5)]


def test_the_stock_log_adds_up():
    rng = np.random.default_rng(3)
    created = np.sort(rng.integers(0, 20 * HOUR, 300)).tolist()
    lines = [
        [(int(s), int(u))]
        for s, u in zip(rng.integers(0, 3, 300), rng.integers(1, 4, 300), strict=True)
    ]
    timeline = simulate(stocked(), workload(created, lines, supply=supply([9, 9, 9], s=3, S=12)))
    log = timeline.stock
    sign = {
        Movement.RECEIVED: 1,
        Movement.RESTOCKED: 1,
        Movement.PICKED: -1,
    }
    on_hand = np.array([9, 9, 9])
    for kind, change in sign.items():
        rows = log.kind == kind
        np.add.at(on_hand, log.sku[rows], change * log.units[rows])
    assert on_hand.tolist() == timeline.on_hand.tolist()
    assert np.all(timeline.on_hand >= 0)
