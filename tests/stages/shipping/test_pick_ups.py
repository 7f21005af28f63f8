"""Pick-ups, transit, delivery attempts and returns, by hand arithmetic (Monday 0 h is 0)."""

from __future__ import annotations

import numpy as np

from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.results.events import event_log
from simulator.results.orders import order_table
from simulator.results.timeline import Movement, Outcome, ReturnState
from simulator.units import DAY, HOUR, MINUTE, NEVER
from tests.model.tiny import heads, scenario, supply, workload


def carrier(pick_ups, transit="1 working days", **more):
    service = {"transit": transit, "lost": "0 %", "damaged": "0 %"}
    return {"carriers": {"carrier": {"pick_ups": pick_ups, "services": {"ground": service}} | more}}


DAILY = {"daily": ["12:00"]}
AT_ONE = {"attempts": 1, "hours": "13:00-20:00", "days": "daily"}
LONG = {"start": "2026-03-02", "run": "14 d"}
TWO_WEEKS = 14 * DAY


def test_a_parcel_ready_at_the_pick_up_goes_with_it_and_a_later_one_waits_a_day():
    shop = scenario(shipping=carrier(DAILY), clock=LONG)
    timeline = simulate(shop, workload([12 * HOUR, 12 * HOUR + 1], horizon=TWO_WEEKS))
    assert timeline.handed_over.tolist() == [12 * HOUR, DAY + 12 * HOUR]


def test_the_cut_off_comes_before_the_pick_up():
    shop = scenario(shipping=carrier(DAILY, cut_off="30 min"), clock=LONG)
    created = [11 * HOUR + 30 * MINUTE, 11 * HOUR + 30 * MINUTE + 1]
    timeline = simulate(shop, workload(created, horizon=TWO_WEEKS))
    assert timeline.handed_over.tolist() == [12 * HOUR, DAY + 12 * HOUR]


def test_what_does_not_fit_rolls_over_and_the_urgent_go_first():
    shop = scenario(shipping=carrier(DAILY, capacity=1), clock=LONG)
    timeline = simulate(shop, workload([1, 2, 3], priority=[2, 2, 1], horizon=TWO_WEEKS))
    noon = 12 * HOUR
    assert timeline.handed_over.tolist() == [DAY + noon, 2 * DAY + noon, noon]
    assert timeline.pick_ups.waiting.tolist()[:4] == [3, 2, 1, 0]
    assert timeline.pick_ups.loaded.tolist()[:4] == [1, 1, 1, 0]


def test_working_days_leave_out_the_weekend():
    shop = scenario(shipping=carrier(DAILY), clock=LONG)
    friday = 4 * DAY + 12 * HOUR
    timeline = simulate(shop, workload([friday], transit=[0], transit_days=[1], horizon=TWO_WEEKS))
    assert timeline.ended.tolist() == [7 * DAY]


def test_transit_as_a_duration_runs_through_the_weekend():
    shop = scenario(shipping=carrier(DAILY, transit={"exponential": {"mean": "5 h"}}), clock=LONG)
    timeline = simulate(shop, workload([5 * DAY], transit=[5 * HOUR], horizon=TWO_WEEKS))
    assert timeline.ended.tolist() == [5 * DAY + 17 * HOUR]


def test_a_lost_parcel_is_refunded_and_not_delivered():
    shop = scenario(shipping=carrier(DAILY), clock=LONG)
    timeline = simulate(shop, workload([0], lost=[True], horizon=TWO_WEEKS))
    assert timeline.outcome.tolist() == [Outcome.LOST]
    assert timeline.delivered.tolist() == [NEVER]
    assert timeline.refunded.tolist() == [100]


def attempts(fails, times, **more):
    delivery = {"hours": "08:00-20:00", "days": "mon-sat", "attempts": len(fails)} | more
    shop = scenario(shipping=carrier(DAILY), delivery=delivery, clock=LONG)
    orders = workload(
        [0],
        rounds=len(fails),
        transit=[0],
        transit_days=[1],
        attempt_fails=[fails],
        attempt_time=[times],
        horizon=TWO_WEEKS,
    )
    return simulate(shop, orders)


def test_delivery_at_the_first_attempt():
    timeline = attempts([False, False], [2 * HOUR, 0])
    assert timeline.delivered.tolist() == [DAY + 10 * HOUR]
    assert timeline.visits["delivery"].began.tolist() == [DAY + 8 * HOUR]


def test_a_failed_attempt_is_repeated_a_day_later():
    timeline = attempts([True, False], [2 * HOUR, 3 * HOUR])
    assert timeline.log.further.began.tolist() == [2 * DAY + 10 * HOUR]
    assert timeline.delivered.tolist() == [2 * DAY + 11 * HOUR]


def test_after_the_last_attempt_it_goes_back():
    timeline = attempts([True, True], [2 * HOUR, 3 * HOUR], between_attempts="2 d")
    assert timeline.outcome.tolist() == [Outcome.RETURNED_TO_SENDER]
    assert timeline.ended.tolist() == [3 * DAY + 11 * HOUR]
    assert timeline.refunded.tolist() == [100]


def test_a_return_is_inspected_and_restocked():
    shop = scenario(
        clock=LONG,
        crews={"inspectors": {"skills": ["inspection"], "heads": 1}},
        inventory={"policy": {"s": 0, "S": 5}},
        shipping=carrier(DAILY),
        delivery=AT_ONE,
        returns={"share": "50 %"},
    )
    orders = workload(
        [0, 0],
        horizon=TWO_WEEKS,
        supply=supply([5]),
        returns=[True, True],
        return_after=[2 * DAY, 2 * DAY],
        inspection=[MINUTE, MINUTE],
        restockable=[True, False],
        present={"inspectors": heads((0, 1))},
    )
    timeline = simulate(shop, orders)
    back = 13 * HOUR + 2 * DAY
    assert timeline.visits["returns"].ended.tolist() == [back, back]
    assert timeline.visits["inspection"].ended.tolist() == [back + MINUTE, back + 2 * MINUTE]
    assert timeline.return_state.tolist() == [ReturnState.RESTOCKED, ReturnState.SCRAPPED]
    shelved = timeline.stock.kind == Movement.RESTOCKED
    assert timeline.stock.time[shelved].tolist() == [back + MINUTE]
    assert timeline.outcome.tolist() == [Outcome.DELIVERED] * 2
    assert timeline.refunded.tolist() == [100, 100]


def test_a_return_after_the_horizon_is_coming():
    shop = scenario(
        clock=LONG,
        crews={"inspectors": {"skills": ["inspection"], "heads": 1}},
        shipping=carrier(DAILY),
        delivery=AT_ONE,
        returns={},
    )
    orders = workload(
        [0],
        horizon=TWO_WEEKS,
        returns=[True],
        return_after=[30 * DAY],
        present={"inspectors": heads((0, 1))},
    )
    assert simulate(shop, orders).return_state.tolist() == [ReturnState.COMING]


def test_without_delivery_an_order_is_completed_at_the_end_of_transit_and_not_delivered():
    shop = scenario(shipping=carrier(DAILY), clock=LONG)
    orders = workload([0], deliver_by=[20 * HOUR], horizon=TWO_WEEKS)
    timeline = simulate(shop, orders)
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]
    assert timeline.ended.tolist() == [13 * HOUR]
    assert timeline.delivered.tolist() == [NEVER]
    assert timeline.refunded.tolist() == [0]
    figures = measure(shop, orders, timeline).kpis
    assert figures["orders.completed", "all"] == 1
    assert figures["cycle_time.mean", "all"] == 13
    assert figures["carrier_transit.mean", "all"] == 1
    absent = ("orders.delivered", "on_time_delivery", "otif", "perfect_order")
    assert not any((name, "all") in figures for name in absent)
    table = order_table(shop, orders, timeline)
    assert table["outcome"].tolist() == ["completed"]
    assert np.isnat(table["delivered_at"]).all()
    assert table["delivered_on_time"].isna().all()
    assert table["cycle_time_h"].tolist() == [13]
    assert "delivered" not in set(event_log(shop, orders, timeline)["detail"].dropna())


def test_a_delivery_after_the_horizon_is_in_flight():
    shop = scenario(shipping=carrier(DAILY), clock=LONG)
    timeline = simulate(shop, workload([0], transit=[20 * DAY], horizon=TWO_WEEKS))
    assert timeline.outcome.tolist() == [Outcome.IN_FLIGHT]
    assert timeline.visits["transit"].began.tolist() == [12 * HOUR]
    assert timeline.visits["transit"].ended.tolist() == [NEVER]


def test_no_pick_up_comes_in_an_outage_and_the_one_at_its_end_does():
    outage = {"at": "2026-03-02 10:00", "for": "5 h"}
    carriers = {
        "carrier": {
            "pick_ups": {"daily": ["09:00", "10:00", "12:00", "15:00"]},
            "outages": [outage],
            "services": {"ground": {"transit": "1 h"}},
        }
    }
    shop = scenario(shipping={"carriers": carriers})
    timeline = simulate(shop, workload([8 * HOUR, 9 * HOUR + 1, 11 * HOUR]))
    assert timeline.handed_over.tolist() == [9 * HOUR, 15 * HOUR, 15 * HOUR]
    assert timeline.pick_ups.time.tolist() == [9 * HOUR, 15 * HOUR]
