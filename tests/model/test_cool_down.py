"""A cool-down that ends when all orders of the window are done, by hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.results.orders import order_table
from simulator.results.outcomes import Outcome
from simulator.results.timeline import ReturnState
from simulator.units import DAY, HOUR, MINUTE, NEVER
from tests.model.split_worlds import orders_of, sections
from tests.model.tiny import heads, scenario, supply, workload

LIMIT = 5 * DAY
HORIZON = DAY + LIMIT  # a day is measured


def clock(cool_down=None, warm_up="0 s"):
    until_done = {"until_done": "at most 5 d"}
    return {
        "start": "2026-03-02",
        "warm_up": warm_up,
        "run": "1 d",
        "cool_down": cool_down or until_done,
    }


def carrier(*pick_ups, **more):
    service = {"transit": "1 h", "lost": "0 %", "damaged": "0 %"}
    times = {"pick_ups": {"daily": list(pick_ups)}, "services": {"ground": service}} | more
    return {"carriers": {"carrier": times}}


def ended(shop, orders):
    timeline = simulate(shop, orders)
    return timeline, timeline.horizon


def test_it_ends_at_the_first_whole_hour_at_which_all_parcels_have_arrived():
    """Placed at 13:00, gone with the next day's pick-up at noon, 90 minutes on the road."""
    shop = scenario(clock=clock(), shipping=carrier("12:00"))
    orders = workload([13 * HOUR, DAY + 1], horizon=HORIZON, transit=[90 * MINUTE, 4 * DAY])
    timeline, horizon = ended(shop, orders)
    assert timeline.ended.tolist() == [DAY + 13 * HOUR + 30 * MINUTE, NEVER]
    assert horizon == DAY + 14 * HOUR


def test_what_arrives_at_a_whole_hour_has_arrived():
    shop = scenario(clock=clock(), shipping=carrier("12:00"))
    _, horizon = ended(shop, workload([13 * HOUR], horizon=HORIZON, transit=[HOUR]))
    assert horizon == DAY + 13 * HOUR


def test_it_has_no_length_if_all_is_done_by_the_end_of_the_window():
    shop = scenario(clock=clock(), shipping=carrier("12:00"))
    orders = workload([HOUR, DAY, 2 * DAY], horizon=HORIZON, transit=[12 * HOUR, HOUR, HOUR])
    timeline, horizon = ended(shop, orders)
    assert horizon == DAY
    assert timeline.outcome.tolist() == [Outcome.COMPLETED] + [Outcome.IN_FLIGHT] * 2
    table = order_table(shop, orders, timeline)
    assert table["order"].tolist() == ["0", "1"]  # the third has not been placed yet


def test_it_goes_on_to_its_limit_for_an_order_that_never_ends():
    shop = scenario(clock=clock(), crews={"pickers": {"skills": ["picking"]}}, picking={})
    orders = workload([HOUR], horizon=HORIZON, present={"pickers": ()})
    timeline, horizon = ended(shop, orders)
    assert horizon == HORIZON
    assert measure(shop, orders, timeline).kpis["orders.in_flight", "all"] == 1


def test_it_waits_for_no_order_of_the_warm_up():
    """The first order is on the road for four days."""
    shop = scenario(clock=clock(warm_up="1 d"), shipping=carrier("12:00"))
    orders = workload([HOUR, DAY + HOUR], horizon=HORIZON + DAY, transit=[4 * DAY, HOUR])
    timeline, horizon = ended(shop, orders)
    assert horizon == 2 * DAY
    assert timeline.outcome.tolist() == [Outcome.IN_FLIGHT, Outcome.COMPLETED]


def with_returns(**delivery):
    return scenario(
        clock=clock(),
        crews={"inspectors": {"skills": ["inspection"]}},
        shipping=carrier("12:00"),
        returns={"share": "50 %"},
        **delivery,
    )


def test_it_waits_for_what_a_customer_sends_back_until_it_is_inspected():
    """Delivered at 13:00, back 35 hours later, and inspected for two minutes."""
    orders = workload(
        [HOUR],
        horizon=HORIZON,
        returns=[True],
        return_after=[35 * HOUR],
        inspection=[2 * MINUTE],
        present={"inspectors": heads((0, 1))},
    )
    timeline, horizon = ended(with_returns(delivery={}), orders)
    assert timeline.visits["returns"].ended.tolist() == [timeline.delivered[0] + 35 * HOUR]
    assert timeline.return_state.tolist() == [ReturnState.RESTOCKED]
    assert horizon == timeline.delivered[0] + 36 * HOUR  # both at whole hours


def test_it_waits_for_a_parcel_that_nobody_took():
    """Tried at 24:00, then as long back as it took there: an hour; inspected for 25 hours."""
    orders = workload(
        [HOUR],
        horizon=HORIZON,
        attempt_fails=[[True]],
        inspection=[25 * HOUR],
        present={"inspectors": heads((0, 1))},
    )
    delivery = {"attempts": 1, "hours": "00:00-24:00", "days": "daily"}
    timeline, horizon = ended(with_returns(delivery=delivery), orders)
    assert timeline.outcome.tolist() == [Outcome.RETURNED_TO_SENDER]
    assert timeline.ended.tolist() == [DAY]
    assert horizon == DAY + HOUR + 25 * HOUR


def test_a_cart_of_the_window_counts_until_it_is_paid_or_left():
    """Conversion is of the carts of the window, whenever they become orders."""
    shop = scenario(clock=clock(), checkout={})
    orders = workload(
        [23 * HOUR, 23 * HOUR, 23 * HOUR],
        horizon=HORIZON,
        in_cart=[HOUR // 2, 4 * HOUR, 7 * HOUR],
        abandons=[False, False, True],
    )
    timeline, horizon = ended(shop, orders)
    assert horizon == DAY + 6 * HOUR
    figures = measure(shop, orders, timeline).kpis
    assert figures["orders.placed", "all"] == 1
    assert figures["conversion", "all"] == pytest.approx(200 / 3)
    assert figures["abandonment", "all"] == pytest.approx(100 / 3)


def test_a_second_parcel_counts_as_much_as_the_first():
    """Placed at 20:00 and picked short; the parcels go at 21:00 and 22:00, five hours each."""
    shop = scenario(**sections(clock=clock()))
    timeline, horizon = ended(shop, orders_of([5, 9], created=(20 * HOUR,)))
    assert timeline.parcels.ended.tolist() == [26 * HOUR, 27 * HOUR]
    assert horizon == 27 * HOUR


def test_every_figure_is_that_of_a_cool_down_as_long_as_the_limit():
    """Also of an order that leaves days before its ship-by time, and its planned pick-up.

    The other one, of 13:00, has missed the cut-off of 18:00 and goes the next noon.
    """
    figures = []
    for cool_down in (None, "5 d"):
        shop = scenario(
            clock=clock(cool_down),
            shipping=carrier("12:00", "18:00", cut_off="6 h"),
            inventory={"policy": {"s": 0, "S": 5}},
        )
        orders = workload(
            [HOUR, 13 * HOUR],
            horizon=HORIZON,
            ship_by=[3 * DAY, 14 * HOUR],
            supply=supply([5]),
        )
        timeline = simulate(shop, orders)
        figures.append((timeline.horizon, measure(shop, orders, timeline).kpis))
    (early, some), (late, same) = figures
    assert (early, late) == (DAY + 13 * HOUR, HORIZON)
    assert list(some) == list(same)
    assert np.array_equal(list(some.values()), list(same.values()), equal_nan=True)
    assert same["cut_off_miss_rate", "all"] == 50.0
