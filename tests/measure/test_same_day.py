"""Orders placed by the cut-off that leave that same day, by hand (Monday 2 March 2026 is day 0)."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.measure.same_day import cut_offs_of
from simulator.scenario import ScenarioError, loads
from simulator.units import DAY, HOUR, MINUTE
from tests.model.tiny import heads, scenario, workload

NOON, FOUR = 12 * HOUR, 16 * HOUR
PICKERS = {"pickers": heads((0, 1))}


def shop(cool_down="0 s", holidays=(), outages=(), at="16:00", **order_class):
    promise = {"ship_by": "same day", "order_cut_off": "12:00"} | order_class
    pick_ups = {"pick_ups": {"mon-fri": [at]}, "outages": list(outages)}
    services = {"ground": {"transit": "1 h", "lost": "0 %", "damaged": "0 %"}}
    return scenario(
        clock={
            "start": "2026-03-02", "run": "7 d", "cool_down": cool_down, "holidays": list(holidays)
        },
        demand={"orders_per_day": 10, "classes": {"all": promise}},
        crews={"pickers": {"skills": ["picking"]}},
        picking={},
        shipping={"carriers": {"carrier": pick_ups | {"services": services}}},
    )  # fmt: skip


def share(house, created, horizon=7 * DAY, **columns):
    orders = workload(created, horizon=horizon, present=PICKERS, **columns)
    return measure(house, orders, simulate(house, orders)).kpis.get(("same_day_share", "all"))


def test_what_is_placed_at_the_cut_off_counts_and_what_comes_later_does_not():
    """The second takes five hours and misses the truck; the third is not promised that day."""
    pick = [MINUTE, 5 * HOUR, MINUTE]
    assert share(shop(), [8 * HOUR, NOON, NOON + 1], pick=pick) == 50


def test_what_leaves_at_midnight_left_on_the_next_day():
    assert share(shop(at="23:59"), [8 * HOUR]) == 100
    assert share(shop(at="00:00"), [8 * HOUR]) == 0


def test_days_without_a_pick_up_are_no_working_days():
    saturday, monday = 5 * DAY + 8 * HOUR, 8 * HOUR
    assert share(shop(), [monday, saturday]) == 100
    house = shop(holidays=["2026-03-03"])
    assert share(house, [DAY + 8 * HOUR, 2 * DAY + 8 * HOUR], pick=[MINUTE, 9 * HOUR]) == 0


def test_a_pick_up_that_falls_out_leaves_the_day_a_working_day():
    outage = {"at": "2026-03-02 15:00", "for": "2 h"}
    assert share(shop(outages=[outage]), [8 * HOUR, DAY + 8 * HOUR]) == 50


def test_it_must_be_releasable_by_the_cut_off():
    """Both leave with the truck of that day; the second was paid a minute too late."""
    house = shop().model_copy(
        update={"payment": scenario(payment={"timeout": "off", "retry": "off"}).payment}
    )
    paid = [[MINUTE], [2 * MINUTE]]
    created = [NOON - HOUR, NOON - MINUTE]
    assert share(house, created, authorization=np.array(paid)) == 50


def test_an_order_still_inside_counts_once_its_day_is_over():
    never = [MINUTE, 90 * HOUR]
    sunday = {"created": [4 * DAY + 8 * HOUR] * 2, "pick": never}  # a Friday
    assert share(shop(), **sunday) == 50
    # The last day of a shorter simulation is not over at its end, at two in the afternoon.
    house = shop().model_copy(update={"clock": shop().clock.model_copy(update={"run": 14 * HOUR})})
    assert isnan(share(house, [8 * HOUR], horizon=14 * HOUR))


def test_an_order_that_is_declined_is_not_counted():
    house = shop().model_copy(
        update={"payment": scenario(payment={"timeout": "off", "retry": "off"}).payment}
    )
    assert share(house, [8 * HOUR, 8 * HOUR], verdict=[0, 1]) == 100


def test_the_figure_is_by_class_and_only_of_those_that_have_a_cut_off():
    house = shop()
    classes = dict(house.demand.classes)
    classes["late"] = classes["all"].model_copy(update={"order_cut_off": None})
    house = house.model_copy(
        update={"demand": house.demand.model_copy(update={"classes": classes})}
    )
    orders = workload([8 * HOUR] * 2, horizon=7 * DAY, present=PICKERS, order_class=[0, 1])
    assert cut_offs_of(house, orders).before.tolist() == [True, False]


def test_without_a_cut_off_there_is_no_such_figure_and_a_target_on_it_says_what_to_write():
    assert share(shop(order_cut_off=None), [8 * HOUR]) is None
    text = """\
schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 7 d}
demand: {orders_per_day: 9, classes: {all: {ship_by: same day}}}
shipping: {carriers: {c: {pick_ups: {daily: ["16:00"]}, services: {g: {transit: 1 h}}}}}
targets: [{kpi: same_day_share, at_least: 90 %}]
"""
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert "no class has a cut-off; write order_cut_off: 15:00 under a class" in str(caught.value)
    assert loads(text, overrides=["demand.classes.all.order_cut_off=15:00"])


def test_a_longer_cool_down_does_not_move_it():
    for cool_down, horizon in (("0 s", 7 * DAY), ("3 d", 10 * DAY)):
        pick = [MINUTE, 5 * HOUR]
        assert share(shop(cool_down), [8 * HOUR, 9 * HOUR], horizon, pick=pick) == 100
        assert share(shop(cool_down), [8 * HOUR, NOON], horizon, pick=pick) == 50
