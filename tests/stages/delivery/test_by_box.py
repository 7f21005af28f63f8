"""Boxes that travel by themselves: by hand arithmetic, and against exact values."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

import simulator as sim
from simulator.journey import simulate
from simulator.reading.mistakes import InputError, ScenarioError
from simulator.scenario import loads
from simulator.units import HOUR
from simulator.workload.sampling import sample
from tests.model.tiny import figures, scenario, workload
from tests.stages.shipping.carriers import DAILY, LONG, TWO_WEEKS, carrier

LAST_MILE = {"hours": "08:00-20:00", "days": "daily", "by_box": True}
BOX = {"boxes": {"box": {"volume": "1 l", "max_weight": "20 kg"}}, "fill": "100 %"}
SIZES = {"unit_volume": "900 cm3", "unit_weight": "100 g"}


def shop(transit="1 working days", orders=10, units=1, **more):
    return scenario(
        demand={"orders_per_day": orders, "lines": 1, "units_per_line": units},
        catalog={"skus": 5, **SIZES},
        packing=BOX,
        shipping=carrier(DAILY, transit),
        delivery=LAST_MILE,
        clock=LONG,
        crews={"packers": {"skills": ["packing"], "heads": 1}},
        shifts={"day": {"days": "daily", "hours": "00:00-24:00", "heads": {"packers": 1}}},
        **more,
    )


def test_an_order_is_delivered_with_its_last_box():
    """Of two boxes handed over on Monday noon one comes on Tuesday and one on Thursday, both at
    8:00; another order's two come together, and one of one box alone: (2 + 2 + 1) / 3 boxes."""
    house = scenario(
        packing=BOX, catalog=SIZES, shipping=carrier(DAILY), delivery=LAST_MILE, clock=LONG
    )
    first = {"first_days": np.array([1, 2, 1], np.int16), "first_transit": np.zeros(3, np.int64)}
    made = workload(
        [0, 0, 0],
        transit_days=[3, 2, 1],
        transit=[0, 0, 0],
        boxes=np.array([[2], [2], [1]], np.int32),
        added={"delivery": first},
        horizon=TWO_WEEKS,
    )
    assert (simulate(house, made).ended / HOUR).tolist() == [80, 56, 32]
    found = figures(house, made)
    assert found["delivery.boxes_per_order"] == pytest.approx(5 / 3)
    assert found["delivery.in_full_at_first"] == pytest.approx(200 / 3)
    assert found["delivery.first_to_last.mean"] == pytest.approx((2 + 0) / 2)


def test_the_last_of_three_boxes_takes_as_long_as_theory_says():
    """Of n exponential transits of one mean the last takes mean x (1 + 1/2 + ... + 1/n), the first
    mean / n (order statistics of the exponential distribution)."""
    drawn = sample(shop({"exponential": {"mean": "10 h"}}, orders=2000, units=3), 0)
    assert set(drawn.parcels.tolist()) == {3}
    n, mean = drawn.n, 10 * HOUR
    last = drawn.transit.mean()
    assert abs(last - mean * (1 + 1 / 2 + 1 / 3)) < 4 * mean * sqrt((1 + 1 / 4 + 1 / 9) / n)
    first = drawn.added["delivery"]["first_transit"].mean()
    assert abs(first - mean / 3) < 4 * mean / 3 / sqrt(n)


def test_in_full_at_once_is_as_likely_as_that_all_draws_are_equal():
    """Two boxes of 1 or 3 days, 70 to 30: all at once in 0.49 + 0.09 of orders."""
    drawn = sample(shop({"working_days": {1: 70, 3: 30}}, orders=2000, units=2), 0)
    same = drawn.added["delivery"]["first_days"] == drawn.transit_days
    assert abs(same.mean() - 0.58) < 4 * sqrt(0.58 * 0.42 / drawn.n)
    assert abs((drawn.transit_days == 3).mean() - 0.51) < 4 * sqrt(0.51 * 0.49 / drawn.n)


def test_orders_of_one_box_are_on_the_road_as_ever():
    """The first box has the transit that the whole order has where boxes travel as one."""
    both = shop(
        {"exponential": {"mean": "10 h"}}, orders=500, units={"shifted_geometric": {"mean": 2}}
    )
    as_one = both.model_copy(
        update={"delivery": both.delivery.model_copy(update={"by_box": False})}
    )
    apart, together = sample(both, 0), sample(as_one, 0)
    alone = together.parcels == 1
    assert 0 < alone.sum() < together.n
    assert (apart.transit[alone] == together.transit[alone]).all()
    assert (apart.transit >= together.transit).all()
    assert (apart.added["delivery"]["first_transit"] <= together.transit).all()
    assert "delivery" not in together.added


HOUSE = """
schema: fulfillment/1
name: apart
clock: {start: 2026-03-02, run: 1 d}
demand: {orders_per_day: 10}
shipping: {carriers: {post: {pick_ups: {daily: ["12:00"]}, services: {ground: {transit: 1 d}}}}}
delivery: {by_box: true}
"""


def test_without_boxes_there_is_nothing_to_travel_apart():
    with pytest.raises(ScenarioError, match="every order is one box"):
        loads(HOUSE)
    assert loads(HOUSE.replace("true", "false")).scenario.delivery.by_box is False


def test_orders_that_may_be_split_do_not_travel_by_box():
    """What is offered instead is accepted."""
    split = {"delivery.by_box": True, "inventory.when_short": "split"}
    with pytest.raises(ScenarioError, match=r"may be split.* or inventory\.when_short: backorder$"):
        sim.load("rate_card").with_(split)
    whole = sim.load("rate_card").with_(split | {"inventory.when_short": "backorder"})
    assert whole.scenario.delivery.by_box


def test_no_state_says_where_each_box_is():
    house = sim.load("rate_card").with_({"delivery.by_box": True})
    with pytest.raises(InputError, match="where each box of an order is; run the scenario with"):
        sim.snapshot(house, at=f"{house.scenario.clock.start:%Y-%m-%d} 12:00")
