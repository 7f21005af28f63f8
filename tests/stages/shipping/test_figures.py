"""Figures of pick-ups and deliveries, by hand arithmetic."""

from __future__ import annotations

import pytest

from simulator.journey import simulate
from simulator.results.outcomes import Outcome
from simulator.units import DAY, HOUR, NEVER
from tests.measure.worlds import whole_shop
from tests.model.tiny import figures, scenario, workload

SHIPPING = {
    "carriers": {
        "carrier": {
            "pick_ups": {"daily": ["10:00", "15:00", "18:00"]},
            "cut_off": "30 min",
            "capacity": 1,
            "services": {"ground": {"transit": "1 h", "cost": "4 USD"}},
        }
    }
}


def shipped(created, sections=(), **columns):
    shop = scenario(
        clock={"start": "2026-03-02", "run": "1 d", "cool_down": "3 d"},
        shipping=SHIPPING,
        **dict(sections),
    )
    columns.setdefault("transit", [HOUR] * len(created))
    return shop, workload(created, horizon=4 * DAY, **columns)


def test_planned_pick_ups_are_missed_or_bumped():
    at = [9 * HOUR, 9 * HOUR, int(9.75 * HOUR), 11 * HOUR]
    by = [NEVER, 10 * HOUR, NEVER, 17 * HOUR]
    found = figures(*shipped(at, ship_by=by, priority=[1, 2, 3, 1]))
    # 0 is loaded at 10; 1 is bumped; 2 comes after the cut-off; 3 plans and makes 15:00, before 1.
    assert found["cut_off_miss_rate.missed"] == 25
    assert found["cut_off_miss_rate.bumped"] == 25
    assert found["cut_off_miss_rate"] == 50
    assert found["on_time_ship"] == 50
    assert found["cost_per_order.shipping"] == 4


def test_delivery_outcomes_and_promises_are_kept_apart():
    sections = {"delivery": {"hours": "08:00-20:00", "days": "daily", "failed_cost": "10 USD"}}
    shop, orders = shipped(
        [0] * 3,
        sections,
        rounds=3,
        attempt_fails=[[False] * 3, [True, False, False], [True] * 3],
        deliver_by=[2 * DAY] * 3,
        damaged_outside=[True, False, False],
    )
    roomy = {"carrier": {**SHIPPING["carriers"]["carrier"], "capacity": 9}}
    shop = shop.model_copy(update={"shipping": whole_shop(shipping={"carriers": roomy}).shipping})
    timeline = simulate(shop, orders)
    assert timeline.outcome.tolist() == [
        Outcome.DELIVERED, Outcome.DELIVERED, Outcome.RETURNED_TO_SENDER
    ]  # fmt: skip
    found = figures(shop, orders)
    assert found["orders.delivered"] == 2
    assert found["orders.returned_to_sender"] == 1
    assert found["on_time_delivery"] == pytest.approx(100 / 3)
    assert found["otif"] == pytest.approx(100 / 3)
    assert found["perfect_order"] == 0
    assert found["first_attempt_success"] == pytest.approx(100 / 3)
    assert found["cost_per_order.delivery"] == pytest.approx(4 * 10 / 3)  # of three that left
    assert found["damage_rate"] == pytest.approx(100 / 3)
    assert found["in_full"] == 100
    assert found["cycle_time.mean"] == pytest.approx((32 + 56) / 2)


def test_what_is_still_on_its_way_after_its_promise_is_late():
    """At the end, four days after the start: of two that are on the road one is overdue."""
    sections = {"delivery": {"hours": "08:00-20:00", "days": "daily"}}
    made = shipped(
        [0, 1, 2],
        sections,
        transit=[HOUR, 9 * DAY, 9 * DAY],
        deliver_by=[2 * DAY, 3 * DAY, 9 * DAY],
    )
    found = figures(*made)
    assert (found["orders.delivered"], found["orders.in_flight"]) == (1, 2)
    assert found["on_time_delivery"] == 50
    assert found["otif"] == 50
