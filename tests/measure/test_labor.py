"""Paid time, its cost and what is busy of it, where shifts, overtime and agencies decide; by hand.

A picker costs 20 USD an hour and 30 in overtime. Tours have no set-up, so that a pick takes the
minutes that its test says.
"""

from __future__ import annotations

from math import isnan
from typing import Any

import pytest

from simulator.engine.rosters import Stint
from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.units import HOUR, MINUTE
from tests.model.rosters import pickers, planned
from tests.model.tiny import scenario, workload

WAGES = {"wage": "20 USD/h", "overtime": "30 USD/h"}


def figures(
    shop: dict[str, Any], created: list[int], picks: list[int], **columns: Any
) -> dict[str, float]:
    """KPIs of a house in which each order is picked for so many minutes."""
    house = scenario(**shop)
    orders = workload(
        [minute * MINUTE for minute in created],
        horizon=house.clock.horizon,
        pick_setup=[0] * len(picks),
        pick=[minute * MINUTE for minute in picks],
        **({"rosters": planned(house)} | columns),
    )
    found = measure(house, orders, simulate(house, orders)).kpis
    return {name: value for (name, scope), value in found.items() if scope == "all"}


def test_overtime_by_a_rule_is_available_and_paid_at_its_wage():
    rule = {"backlog_above": "1 orders", "up_to": "2 h", "step": "10 min"}
    shop = pickers({"hours": "00:00-00:20", "overtime": rule}, WAGES)
    found = figures(shop, [0, 0, 0], [20, 20, 20])
    # Twenty minutes of shift, ten that the rule adds, ten in which the second pick is finished.
    assert found["scheduled_hours.pickers"] == pytest.approx(20 / 60)
    assert found["overtime_hours.pickers"] == pytest.approx(20 / 60)
    assert found["paid_hours.pickers"] == pytest.approx(40 / 60)
    assert found["utilization.pickers"] == pytest.approx(100)  # 30 of 30 minutes
    assert found["occupancy.pickers"] == pytest.approx(100)  # 40 of 40
    assert found["labor_cost.pickers"] == pytest.approx((20 * 20 + 20 * 30) / 60)


def test_agency_staff_is_paid_from_its_arrival_at_its_own_wage():
    on_call = {
        "heads": 2, "backlog_above": "1 orders", "lead_time": "20 min", "stay": "30 min"
    }  # fmt: skip
    crews = {
        "pickers": {"skills": ["picking"], "heads": 1} | WAGES,
        "temps": {"skills": ["picking"], "wage": "36 USD/h", "on_call": on_call},
    }
    found = figures({"crews": crews, "picking": {}}, [30, 30, 30], [200, 20, 55])
    # At 1:00 two wait: two come at 1:20. They pick until 1:40 and until 2:15. At 2:00 the half
    # hour is over and nothing waits; fifteen minutes are finished past it, at the wage.
    assert found["scheduled_hours.temps"] == pytest.approx(2 * 40 / 60)
    assert found["overtime_hours.temps"] == pytest.approx(15 / 60)
    assert found["paid_hours.temps"] == pytest.approx(95 / 60)
    assert found["utilization.temps"] == pytest.approx(100 * 60 / 80)
    assert found["occupancy.temps"] == pytest.approx(100 * 75 / 95)
    assert found["labor_cost.temps"] == pytest.approx(36 * 95 / 60)
    assert found["labor_cost.pickers"] == pytest.approx(24 * 20)


@pytest.mark.parametrize(("paid", "hours"), [(True, 1.0), (False, 0.75)])
def test_breaks_are_paid_or_not_and_no_time_in_which_to_be_busy(paid, hours):
    pause = {"at": "00:30", "for": "15 min"}
    shift = {"hours": "00:00-01:00", "breaks": [pause], "paid_breaks": paid}
    found = figures(pickers(shift, WAGES), [0], [15])
    assert found["scheduled_hours.pickers"] == 1
    assert found["paid_hours.pickers"] == hours
    assert found["utilization.pickers"] == pytest.approx(100 * 15 / 45)
    assert found["occupancy.pickers"] == pytest.approx(100 * 15 / (60 * hours))
    assert found["labor_cost.pickers"] == 20 * hours


@pytest.mark.parametrize(("paid", "hours"), [(True, 0.75), (False, 44 / 60)])
def test_work_finished_into_a_break_is_paid_once_at_the_plain_wage(paid, hours):
    pause = {"at": "00:30", "for": "15 min"}
    shift = {"hours": "00:00-00:45", "breaks": [pause], "paid_breaks": paid}
    premiums = [{"hours": "00:40-01:00", "add": "6 USD/h"}]
    found = figures(pickers(shift, WAGES | {"premiums": premiums}), [0], [44])
    # Picks from 0:00 to 0:44, fourteen minutes of it in the break, four of them at 6 USD/h more.
    assert found["scheduled_hours.pickers"] == 0.75
    assert found["paid_hours.pickers"] == pytest.approx(hours)
    assert found["overtime_hours.pickers"] == 0
    assert found["utilization.pickers"] == pytest.approx(100)  # 30 of 30 minutes
    assert found["occupancy.pickers"] == pytest.approx(100 * 44 / 60 / hours)
    dear = 5 if paid else 4
    assert found["labor_cost.pickers"] == pytest.approx(20 * hours + 6 * dear / 60)
    assert found["labor.oph"] == pytest.approx(1 / hours)


@pytest.mark.parametrize("paid", [True, False])
def test_work_through_the_break_and_past_the_end_is_shift_and_then_overtime(paid):
    pause = {"at": "00:30", "for": "15 min"}
    shift = {"hours": "00:00-00:45", "breaks": [pause], "paid_breaks": paid}
    found = figures(pickers(shift, WAGES), [0], [55])
    # No break is left of it: 45 minutes are the shift's, ten past its end.
    assert found["paid_hours.pickers"] == pytest.approx(55 / 60)
    assert found["overtime_hours.pickers"] == pytest.approx(10 / 60)
    assert found["occupancy.pickers"] == pytest.approx(100)
    assert found["labor_cost.pickers"] == pytest.approx((45 * 20 + 10 * 30) / 60)


@pytest.mark.parametrize(("paid", "minutes"), [(True, 60 + 60), (False, 45 + 45 + 5 + 15)])
def test_work_through_a_break_ends_its_pay_with_the_break_and_only_for_who_works(paid, minutes):
    pause = {"at": "00:15", "for": "15 min"}
    heads = {"pickers": 2}
    shift = {"hours": "00:00-01:00", "heads": heads, "breaks": [pause], "paid_breaks": paid}
    found = figures(pickers(shift, WAGES), [0, 10], [20, 40])
    # One picks until 0:20, five minutes into the break; the other from 0:10 to 0:50, through it.
    assert found["paid_hours.pickers"] == pytest.approx(minutes / 60)
    assert found["occupancy.pickers"] == pytest.approx(100 * 60 / minutes)
    assert found["labor_cost.pickers"] == pytest.approx(20 * minutes / 60)


def test_work_that_an_unpaid_break_interrupts_is_not_paid_in_it():
    pause = {"at": "00:30", "for": "15 min", "begun_work": "interrupt"}
    shift = {"hours": "00:00-01:00", "breaks": [pause], "paid_breaks": False}
    found = figures(pickers(shift, WAGES), [0], [44])
    assert found["paid_hours.pickers"] == 0.75
    assert found["occupancy.pickers"] == pytest.approx(100 * 44 / 45)


def test_an_absent_head_is_scheduled_and_not_paid():
    stint = Stint(0, HOUR, heads=3, absent=1)
    found = figures(pickers({}, WAGES), [0], [30], rosters={"pickers": (stint,)})
    assert found["scheduled_hours.pickers"] == 3
    assert found["absent_hours.pickers"] == 1
    assert found["paid_hours.pickers"] == 2
    assert found["utilization.pickers"] == pytest.approx(100 * 30 / 120)


def test_busy_time_leaves_out_the_night_in_which_stopped_work_waits():
    shop = pickers({"hours": "08:00-09:00", "end_of_shift": "interrupt"}, WAGES)
    shop["clock"] = {"start": "2026-03-02", "run": "2 d"}
    found = figures(shop, [8 * 60 + 50], [25])
    # Ten minutes on the first day, fifteen on the second, of an hour each.
    assert found["utilization.pickers"] == pytest.approx(100 * 25 / 120)
    assert found["overtime_hours.pickers"] == 0
    assert found["paid_hours.pickers"] == 2


def test_utilization_is_right_where_capacity_changes_and_is_zero_for_a_while():
    day = {
        "one": {"hours": "00:00-01:00", "heads": {"pickers": 1}},
        "three": {"hours": "02:00-02:30", "heads": {"pickers": 3}},
    }
    shop = pickers({}, WAGES) | {"shifts": day}
    found = figures(shop, [10, 70, 70], [20, 20, 15])
    # An hour of one head, nobody for an hour, half an hour of three: 150 minutes, of which busy
    # are 20, and from 2:00 on 20 and 15.
    assert found["utilization.pickers"] == pytest.approx(100 * 55 / 150)
    assert found["paid_hours.pickers"] == 2.5
    assert found["queue_time.picking.mean"] == pytest.approx((0 + 50 + 50) / 3)


def test_utilization_is_undefined_where_nobody_is_scheduled_in_the_window():
    shop = pickers({"hours": "00:00-01:00"}, WAGES)
    shop["clock"] = {"start": "2026-03-02", "warm_up": "2 h", "run": "2 h"}
    found = figures(shop, [150], [20])
    assert isnan(found["utilization.pickers"])
    assert isnan(found["occupancy.pickers"])
    assert found["paid_hours.pickers"] == found["labor_cost.pickers"] == 0
    assert found["orders.in_flight"] == 1


def test_a_weekend_night_costs_more_until_its_end_on_the_next_day():
    nights = [{"days": "fri, sat", "hours": "22:00-06:00", "extra": "50 %"}]
    sundays = [{"days": "sun", "add": "3 USD/h"}]
    shop = pickers({"hours": "21:00-05:00"}, WAGES | {"premiums": nights + sundays})
    shop["clock"] = {"start": "2026-03-07", "run": "2 d"}  # Saturday, Sunday
    found = figures(shop, [0], [0])
    # Saturday 0:00-5:00: 5 hours of Friday's night. 21:00-5:00: 8 hours, 7 of them at night, 5 on
    # Sunday. Sunday 21:00-24:00: 3 hours on Sunday, whose night is neither of the two.
    plain = 20 * (5 + 8 + 3)
    assert found["labor_cost.pickers"] == pytest.approx(plain + 10 * (5 + 7) + 3 * (5 + 3))


def test_an_hour_of_paid_time_ships_so_many_orders():
    found = figures(pickers({"hours": "00:00-02:00"}, WAGES), [0, 0, 0], [10, 10, 20])
    assert found["picking.oph"] == pytest.approx(3 / (40 / 60))  # an hour at work
    assert found["labor.oph"] == pytest.approx(3 / 2)  # a paid hour
