"""Transit, delivery attempts and what is on its way at the end, by hand (Monday 0 h is 0)."""

from __future__ import annotations

import numpy as np

from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.results.events import event_log
from simulator.results.orders import order_table
from simulator.results.outcomes import Outcome
from simulator.stages.shipping.draws_pick_ups import comes_at
from simulator.units import DAY, HOUR, NEVER
from simulator.workload.sampling import sample
from tests.model.tiny import scenario, workload
from tests.stages.shipping.carriers import DAILY, LONG, TWO_WEEKS, carrier


def test_working_days_leave_out_the_weekend():
    shop = scenario(shipping=carrier(DAILY), clock=LONG)
    friday = 4 * DAY + 12 * HOUR
    timeline = simulate(shop, workload([friday], transit=[0], transit_days=[1], horizon=TWO_WEEKS))
    assert timeline.ended.tolist() == [7 * DAY]


def test_transit_as_a_duration_runs_through_the_weekend():
    shop = scenario(shipping=carrier(DAILY, transit={"exponential": {"mean": "5 h"}}), clock=LONG)
    timeline = simulate(shop, workload([5 * DAY], transit=[5 * HOUR], horizon=TWO_WEEKS))
    assert timeline.ended.tolist() == [5 * DAY + 17 * HOUR]


def test_transit_of_driving_days_stops_at_the_weekend_and_on_holidays():
    driving = carrier(DAILY, transit={"working_time": "5 h"})
    shop = scenario(shipping=driving, clock=LONG | {"holidays": ["2026-03-09"]})
    friday = 4 * DAY + 12 * HOUR  # both are picked up at their moment, or at noon
    work = workload([4 * DAY, friday], transit=[5 * HOUR, 20 * HOUR], transit_days=[-1, -1],
                    horizon=TWO_WEEKS)  # fmt: skip
    assert simulate(shop, work).ended.tolist() == [friday + 5 * HOUR, 8 * DAY + 8 * HOUR]
    drawn = sample(shop, 0)
    assert set(drawn.transit_days.tolist()) == {-1}
    assert set(drawn.transit.tolist()) == {5 * HOUR}


def test_a_carrier_that_is_off_on_its_own_does_not_come_drive_or_deliver_and_the_other_does():
    """Tuesday 3rd and Friday 6th are off for one; the last parcel takes two hours, not a day."""
    off = {"pick_ups": {"daily": ["12:00"]}, "holidays": ["2026-03-03", "2026-03-06"]}
    ways = {"services": {"ground": {"transit": {"working_days": {1: 1}}, "share": "50 %"}}}
    other = {"pick_ups": {"daily": ["12:00"]}, "services": {"air": ways["services"]["ground"]}}
    shop = scenario(
        shipping={"carriers": {"one": off | ways, "two": other}},
        delivery={"hours": "08:00-20:00", "days": "daily"},
        clock=LONG,
    )
    assert [at // DAY for at in comes_at(shop.clock, shop.carriers["one"])[:4]] == [0, 2, 3, 5]
    monday, tuesday, thursday = 0, DAY, 3 * DAY
    placed = [monday, tuesday, thursday, thursday]
    for service, delivered in ((0, [2, 3, 7, 5]), (1, [1, 2, 4, 4])):
        work = workload(
            placed, service=[service] * 4, transit_days=[1, 1, 1, 0], transit=[0, 0, 0, 2 * HOUR],
            horizon=TWO_WEEKS, services=(("one", "ground"), ("two", "air")), rounds=1,
            attempt_fails=[[False]] * 4, attempt_time=[[0]] * 4,
        )  # fmt: skip
        found = simulate(shop, work).delivered
        assert found.tolist() == [day * DAY + 8 * HOUR for day in delivered]


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


def test_without_hours_transit_ends_at_the_door_on_any_day_and_a_further_attempt_is_later():
    """Picked up on Friday and Saturday at noon; the second is tried again half a day later."""
    service = {"transit": {"exponential": {"mean": "5 h"}}}
    way = carrier(DAILY, **service)
    door = {"hours": "none", "between_attempts": "12 h", "attempts": 2}
    shop = scenario(shipping=way, delivery=door, clock=LONG)
    friday = 4 * DAY + 12 * HOUR
    work = workload(
        [friday, friday + DAY], transit=[30 * HOUR, 20 * HOUR], horizon=TWO_WEEKS,
        rounds=2, attempt_fails=np.array([[False, False], [True, False]]),
    )  # fmt: skip
    timeline = simulate(shop, work)
    assert timeline.ended.tolist() == [friday + 30 * HOUR, friday + DAY + 32 * HOUR]
    assert timeline.outcome.tolist() == [Outcome.DELIVERED, Outcome.DELIVERED]
    assert (sample(shop, 0).attempt_time == 0).all()
