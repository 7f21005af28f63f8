"""Why orders wait, by who could have served them: small worlds by hand arithmetic.

Zones: SKU 0 is in a, SKU 1 in b. Lines take what is written; there is no set-up.
"""

from __future__ import annotations

from math import isnan

import pytest

from simulator.engine.rosters import Backlog, Overtime, Pause, Stint
from simulator.journey import simulate
from simulator.measure.cohort import select
from simulator.measure.flow import time_by_cause
from simulator.measure.measurement import measure
from simulator.measure.waits import Behind
from simulator.measure.work import crew_times, station_visits
from simulator.units import DAY, HOUR, MINUTE
from tests.model.tiny import FOREVER, heads, scenario, storage, supply, workload
from tests.stages.shipping.test_pick_ups import LONG, TWO_WEEKS, carrier

TWO_ZONES = {"supply": supply([10**6, 10**6]), "storage": storage(2, ("a", "b"), [0, 1])}
A, B = (0, 1), (1, 1)  # a line of one unit in each zone
ALWAYS = heads((0, 1))
PICKING = Behind("picking")


def spent(shop, orders):
    """By order, the milliseconds behind which something stands."""
    timeline = simulate(shop, orders)
    cohort = select(shop, orders, timeline)
    people = crew_times(timeline, station_visits(timeline))
    flow = time_by_cause(shop, orders, timeline, cohort, people)
    return [
        {behind: int(ms[row]) for behind, ms in flow.behind.items() if ms[row]}
        for row in range(len(flow.rows))
    ]


def by_place(cause, place, who="", shift="", left_over=False):
    return Behind(cause, place, who, shift, left_over)


def zoned(created, lines, line_pick, present, style="parallel", **more):
    """Two zones, a picked by `left` and b by `right`."""
    areas = {
        name: {"skus": "50 %", "crews": [crew]} for name, crew in (("a", "left"), ("b", "right"))
    }
    method = {"zones": {"style": style, "areas": areas}} | more.pop("method", {})
    shop = scenario(
        crews={name: {"skills": ["picking"], "heads": 1} for name in ("left", "right")},
        picking={"method": method},
        **more,
    )
    orders = workload(
        created,
        lines,
        pick_setup=[0] * len(created),
        line_pick=line_pick,
        present=present,
        **TWO_ZONES,
    )
    return shop, orders


# Zones


def test_an_order_waits_for_the_zone_that_opens_later_and_is_not_picked_meanwhile():
    shop, orders = zoned(
        [8 * HOUR],
        [[A, B]],
        [MINUTE, MINUTE],
        {"left": ALWAYS, "right": heads((10 * HOUR, 1))},
    )
    assert spent(shop, orders) == [
        {PICKING: 2 * MINUTE, by_place("off_shift", "picking.b", "right"): 119 * MINUTE}
    ]
    found = measure(shop, orders, simulate(shop, orders)).kpis
    assert found["time_hours.picking", "all"] == pytest.approx(2 / 60)
    assert found["time_hours.off_shift", "all"] == pytest.approx(119 / 60)
    assert found["time_hours.labor", "all"] == 0


def test_a_busy_zone_is_labor_of_its_crew_though_the_other_ones_picker_is_free():
    shop, orders = zoned(
        [0, 0],
        [[B], [A, B]],
        [30 * MINUTE, MINUTE, MINUTE],
        {"left": ALWAYS, "right": ALWAYS},
    )
    assert spent(shop, orders) == [
        {PICKING: 30 * MINUTE},
        # a from 0 to 1, then b's picker is busy up to 30
        {PICKING: 2 * MINUTE, by_place("labor", "picking.b", "right"): 29 * MINUTE},
    ]


def test_two_zones_at_work_at_once_are_time_once():
    shop, orders = zoned(
        [0], [[A, B]], [10 * MINUTE, 4 * MINUTE], {"left": ALWAYS, "right": ALWAYS}
    )
    assert spent(shop, orders) == [{PICKING: 10 * MINUTE}]


def test_an_order_that_waits_in_both_zones_waits_for_the_one_that_ends_last():
    shop, orders = zoned(
        [0, 0],
        [[A], [A, B]],
        [10 * MINUTE, MINUTE, MINUTE],
        {"left": ALWAYS, "right": heads((20 * MINUTE, 1))},
    )
    # a is busy up to 10 and picks from 10 to 11; b comes at 20 and picks to 21
    assert spent(shop, orders)[1] == {
        PICKING: 2 * MINUTE,
        by_place("off_shift", "picking.b", "right"): 19 * MINUTE,
    }


def test_with_pick_and_pass_an_order_waits_for_one_zone_after_the_other():
    shop, orders = zoned(
        [0, 0],
        [[A], [A, B]],
        [10 * MINUTE, MINUTE, MINUTE],
        {"left": ALWAYS, "right": heads((30 * MINUTE, 1))},
        style="pick and pass",
    )
    assert spent(shop, orders)[1] == {
        by_place("labor", "picking.a", "left"): 10 * MINUTE,
        PICKING: 2 * MINUTE,
        by_place("off_shift", "picking.b", "right"): 19 * MINUTE,
    }


@pytest.mark.parametrize(("style", "minutes"), [("parallel", [5, 4]), ("pick and pass", [9, 9])])
def test_orders_of_a_tour_share_their_zones_work(style, minutes):
    """Pick and pass takes the whole tour through both zones; in parallel each waits for its own."""
    shop, orders = zoned(
        [0, 0],
        [[A], [B]],
        [5 * MINUTE, 4 * MINUTE],
        {"left": ALWAYS, "right": ALWAYS},
        style=style,
        method={"batch": {"up_to": 2}},
    )
    assert spent(shop, orders) == [{PICKING: each * MINUTE} for each in minutes]


def test_until_its_batch_is_formed_an_order_waits_for_the_batch():
    shop, orders = zoned(
        [0, 6 * MINUTE],
        [[A], [A]],
        [MINUTE, MINUTE],
        {"left": heads((2 * MINUTE, 1)), "right": ALWAYS},
        method={"batch": {"up_to": 2, "wait_at_most": "1 h"}},
    )
    assert spent(shop, orders) == [
        {
            by_place("off_shift", "picking.a", "left"): 2 * MINUTE,
            by_place("batching", "picking.a"): 4 * MINUTE,
            PICKING: 2 * MINUTE,
        },
        {PICKING: 2 * MINUTE},
    ]


def test_a_part_that_its_picker_left_is_waiting_while_nobody_works_on_it():
    away = (Stint(0, 3 * MINUTE, 1, begun_work="interrupt"), Stint(10 * MINUTE, FOREVER, 1))
    shop, orders = zoned([0], [[A]], [5 * MINUTE], {"left": away, "right": ALWAYS})
    assert spent(shop, orders) == [
        {
            PICKING: 5 * MINUTE,
            by_place("off_shift", "picking.a", "left", left_over=True): 7 * MINUTE,
        }
    ]


def test_a_zone_that_goes_on_after_another_has_ended_is_waited_for_from_then_on():
    away = (Stint(0, 3 * MINUTE, 1, begun_work="interrupt"), Stint(12 * MINUTE, FOREVER, 1))
    shop, orders = zoned([0], [[A, B]], [10 * MINUTE, 5 * MINUTE], {"left": ALWAYS, "right": away})
    # a from 0 to 10, b from 0 to 3 and from 12 to 14
    assert spent(shop, orders) == [
        {
            PICKING: 12 * MINUTE,
            by_place("off_shift", "picking.b", "right", left_over=True): 2 * MINUTE,
        }
    ]


def test_a_tour_that_nobody_finishes_waits_up_to_the_horizon():
    shop, orders = zoned(
        [23 * HOUR, 23 * HOUR],
        [[A], [A, B]],
        [MINUTE, MINUTE, MINUTE],
        {"left": ALWAYS, "right": ()},
    )
    assert spent(shop, orders)[1] == {
        PICKING: MINUTE,  # of a, after the first order
        by_place("off_shift", "picking.b", "right"): 59 * MINUTE,
    }
    measured = measure(shop, orders, simulate(shop, orders))
    assert measured.kpis["time_hours.off_shift", "all"] == 0  # of finished orders
    assert measured.waits.orders == 2
    closed = measured.waits.behind[by_place("off_shift", "picking.b", "right")]
    assert closed == (pytest.approx(59 / 60), 0, 0)


# At most so many at once


def test_no_room_in_a_zone_is_no_lack_of_pickers():
    areas = {"a": {"skus": "100 %", "at_most": 1}}
    shop = scenario(
        crews={"pickers": {"skills": ["picking"], "heads": 2}},
        picking={"method": {"zones": {"areas": areas}}},
    )
    orders = workload(
        [0, 0],
        pick_setup=[0, 0],
        line_pick=[5 * MINUTE, 5 * MINUTE],
        present={"pickers": heads((0, 2))},
    )
    assert spent(shop, orders) == [
        {PICKING: 5 * MINUTE},
        {by_place("equipment", "picking.a"): 5 * MINUTE, PICKING: 5 * MINUTE},
    ]


# Lanes: orders of one line and of two


def packed(created, lines, present, lanes, pack=5 * MINUTE, crews=None):
    crews = crews or {name: {"skills": ["packing"], "heads": 1} for name in ("left", "right")}
    shop = scenario(crews=crews, packing={"lanes": lanes})
    orders = workload(
        created, lines, pack=[pack] * len(created), present=present, supply=supply([9, 9])
    )
    return spent(shop, orders)


def test_a_busy_lane_is_labor_though_the_other_ones_packer_is_free():
    lanes = {
        "single_line": {"crews": ["left"], "stations": {"count": 5}},
        "multi_line": {"crews": ["right"], "stations": {"count": 5}},
    }
    found = packed([0, 0, 0], [[A], [A], [A, B]], {"left": ALWAYS, "right": ALWAYS}, lanes)
    packing = Behind("packing")
    assert found == [
        {packing: 5 * MINUTE},
        {by_place("labor", "packing.single_line", "left"): 5 * MINUTE, packing: 5 * MINUTE},
        {packing: 5 * MINUTE},
    ]


def test_an_order_waits_in_the_lane_that_it_is_in():
    lanes = {"single_line": {"crews": ["left"]}, "multi_line": {"crews": ["right"]}}
    found = packed([0, 0], [[A, B], [A, B]], {"left": ALWAYS, "right": ALWAYS}, lanes)
    assert found[1] == {
        by_place("labor", "packing.multi_line", "right"): 5 * MINUTE,
        Behind("packing"): 5 * MINUTE,
    }


def test_a_lane_without_a_free_bench_is_equipment_though_the_other_lane_has_one():
    lanes = {
        "single_line": {"stations": {"count": 1}},
        "multi_line": {"stations": {"count": 5}},
    }
    crews = {"packers": {"skills": ["packing"], "heads": 3}}
    found = packed([0, 0], [[A], [A]], {"packers": heads((0, 3))}, lanes, crews=crews)
    assert found[1] == {
        by_place("equipment", "packing.single_line"): 5 * MINUTE,
        Behind("packing"): 5 * MINUTE,
    }


# Who is at work when


def picked(created, stints, line_pick=10 * MINUTE, crews=None, **sections):
    crews = crews or {"pickers": {"skills": ["picking"], "heads": 1}}
    shop = scenario(crews=crews, picking={}, **sections)
    n = len(created)
    present = stints if isinstance(stints, dict) else {"pickers": stints}
    return spent(shop, workload(created, pick_setup=[0] * n, pick=[line_pick] * n, present=present))


def test_a_break_is_off_shift_of_who_comes_in_it_and_left_over_of_who_was_there():
    lunch = Pause(12 * HOUR, 12 * HOUR + 30 * MINUTE, 1)
    stints = (Stint(8 * HOUR, 16 * HOUR, 1, pauses=(lunch,)),)
    before, within = 11 * HOUR + 45 * MINUTE, 12 * HOUR + 10 * MINUTE
    found = picked([before, before, before, within], stints)
    # picked at 11:45, 11:55 (up to 12:05, into the break), 12:30 and 12:40
    assert found[2] == {
        by_place("labor", "picking", "pickers"): 15 * MINUTE,
        by_place("off_shift", "picking", "pickers", left_over=True): 30 * MINUTE,
        PICKING: 10 * MINUTE,
    }
    assert found[3] == {
        by_place("off_shift", "picking", "pickers"): 20 * MINUTE,
        by_place("labor", "picking", "pickers"): 10 * MINUTE,
        PICKING: 10 * MINUTE,
    }


def test_a_night_after_a_busy_day_is_left_over_and_one_before_it_is_not():
    stints = tuple(Stint(day + 8 * HOUR, day + 8 * HOUR + 10 * MINUTE, 1) for day in (0, DAY))
    clock = {"clock": {"start": "2026-03-02", "run": "2 d"}}
    crews = {"pickers": {"skills": ["picking"], "heads": 1}}
    shop = scenario(crews=crews, picking={}, **clock)
    orders = workload(
        [7 * HOUR, 7 * HOUR + 1],
        pick_setup=[0, 0],
        pick=[10 * MINUTE] * 2,
        present={"pickers": stints},
        horizon=2 * DAY,
    )
    night = by_place("off_shift", "picking", "pickers", left_over=True)
    assert spent(shop, orders)[1] == {
        by_place("off_shift", "picking", "pickers"): HOUR - 1,
        by_place("labor", "picking", "pickers"): 10 * MINUTE,
        night: DAY - 10 * MINUTE,
        PICKING: 10 * MINUTE,
    }


def test_work_that_was_stopped_is_waiting_until_it_goes_on():
    stints = (Stint(0, 4 * MINUTE, 1, begun_work="interrupt"), Stint(HOUR, FOREVER, 1))
    assert picked([0], stints) == [
        {PICKING: 10 * MINUTE, by_place("off_shift", "picking", "pickers"): 56 * MINUTE}
    ]


def test_a_review_that_was_stopped_is_waiting_until_it_goes_on():
    stints = (Stint(0, 4 * MINUTE, 1, begun_work="interrupt"), Stint(HOUR, FOREVER, 1))
    shop = scenario(
        payment={"fraud_review": {"share": "50 %", "time": "10 min"}},
        crews={"reviewers": {"skills": ["fraud_review"], "heads": 1}},
    )
    orders = workload([0], reviewed=[True], review=[10 * MINUTE], present={"reviewers": stints})
    assert spent(shop, orders) == [
        {
            Behind("fraud_review"): 10 * MINUTE,
            by_place("off_shift", "fraud_review", "reviewers"): 56 * MINUTE,
        }
    ]


SHIFTS = {
    "early": {"hours": "06:00-14:00", "heads": {"pickers": 1}},
    "late": {"hours": "13:00-22:00", "heads": {"pickers": 1}},
}


def test_of_two_shifts_at_work_the_first_written_is_named():
    stints = (
        Stint(6 * HOUR, 14 * HOUR, 1, shift="early"),
        Stint(13 * HOUR, 22 * HOUR, 1, shift="late"),
    )
    crews = {"pickers": {"skills": ["picking"]}}
    found = picked([13 * HOUR] * 3, stints, 10 * MINUTE, crews, shifts=SHIFTS)
    assert found[2] == {
        by_place("labor", "picking", "pickers", "early"): 10 * MINUTE,
        PICKING: 10 * MINUTE,
    }


def test_overtime_is_of_the_shift_that_stays_on():
    stays = Overtime(Backlog(orders=0), up_to=HOUR, step=HOUR)
    stints = (
        Stint(6 * HOUR, 14 * HOUR, 1, overtime=stays, shift="early"),
        Stint(20 * HOUR, 22 * HOUR, 1, shift="late"),
    )
    crews = {"pickers": {"skills": ["picking"]}}
    start = 14 * HOUR - 10 * MINUTE
    found = picked([start] * 3, stints, 15 * MINUTE, crews, shifts=SHIFTS)
    assert found[2] == {
        by_place("labor", "picking", "pickers", "early"): 30 * MINUTE,  # 20 of them overtime
        PICKING: 15 * MINUTE,
    }


def test_the_shift_at_work_is_named():
    crews = {"pickers": {"skills": ["picking"]}}
    shifts = {
        "early": {"hours": "06:00-14:00", "heads": {"pickers": 1}},
        "late": {"hours": "14:00-22:00", "heads": {"pickers": 1}},
    }
    stints = (
        Stint(6 * HOUR, 14 * HOUR, 1, shift="early"),
        Stint(14 * HOUR, 22 * HOUR, 1, shift="late"),
    )
    start = 14 * HOUR - 10 * MINUTE
    found = picked([start] * 3, stints, 15 * MINUTE, crews, shifts=shifts)
    # 13:50 to 14:05 by the early shift; the late one picks the next at 14:00, the last at 14:15
    assert found[2] == {
        by_place("labor", "picking", "pickers", "early"): 10 * MINUTE,
        by_place("labor", "picking", "pickers", "late"): 15 * MINUTE,
        PICKING: 15 * MINUTE,
    }


def test_of_several_crews_the_one_at_work_that_is_sent_first_is_waited_for():
    crews = {
        "floaters": {"skills": ["packing", "picking"], "heads": 1},
        "pickers": {"skills": ["picking"], "heads": 1},
    }
    present = {"floaters": heads((0, 1)), "pickers": heads((5 * MINUTE, 1), (15 * MINUTE, 0))}
    found = picked([0] * 4, present, 10 * MINUTE, crews)
    # floaters at 0 and 10, pickers at 5 (at 15 they go), so that the last begins at 20
    assert found[3] == {
        by_place("labor", "picking", "floaters"): (5 + 5) * MINUTE,
        by_place("labor", "picking", "pickers"): 10 * MINUTE,
        PICKING: 10 * MINUTE,
    }


def test_crews_add_up_to_labor_and_late_orders_are_apart():
    crews = {"pickers": {"skills": ["picking"], "heads": 1}}
    shop = scenario(crews=crews, picking={})
    orders = workload(
        [0, 0],
        pick_setup=[0, 0],
        pick=[HOUR, HOUR],
        ship_by=[HOUR, HOUR],
        present={"pickers": ALWAYS},
    )
    measured = measure(shop, orders, simulate(shop, orders))
    found = measured.kpis
    assert found["wait_hours.pickers", "all"] == found["time_hours.labor", "all"] == 0.5
    assert found["late_hours.labor", "all"] == found["late_hours.picking", "all"] == 1
    assert (measured.waits.orders, measured.waits.promised, measured.waits.late) == (2, 2, 1)
    assert measured.waits.behind[by_place("labor", "picking", "pickers")] == (1, 1, 1)
    assert measured.waits.behind[PICKING] == (2, 1, 0)
    in_time = workload([0], present={"pickers": ALWAYS}, ship_by=[HOUR])
    assert isnan(measure(shop, in_time, simulate(shop, in_time)).kpis["late_hours.labor", "all"])


def test_a_review_waits_for_its_reviewers():
    payment = {"fraud_review": {"share": "50 %", "time": "8 min"}}
    crews = {"reviewers": {"skills": ["fraud_review"], "heads": 1}}
    shop = scenario(crews=crews, payment=payment)
    orders = workload(
        [0], reviewed=[True], review=[8 * MINUTE], present={"reviewers": heads((HOUR, 1))}
    )
    assert spent(shop, orders) == [
        {
            by_place("off_shift", "fraud_review", "reviewers"): HOUR,
            Behind("fraud_review"): 8 * MINUTE,
        }
    ]


# Pick-ups at 12:00


def test_the_planned_pick_up_is_waited_for_and_a_full_one_bumps():
    shop = scenario(
        shipping=carrier({"daily": ["12:00"]}, capacity=1, cut_off="30 min"), clock=LONG
    )
    at_cut_off = 11 * HOUR + 30 * MINUTE
    created = [HOUR, at_cut_off, at_cut_off + MINUTE]
    found = spent(shop, workload(created, horizon=TWO_WEEKS))
    noon, transit = 12 * HOUR, {Behind("transit"): HOUR}
    planned, bumped = Behind("pick_up", who="carrier"), Behind("pick_up_capacity", who="carrier")
    assert found == [
        {planned: noon - HOUR} | transit,
        {planned: 30 * MINUTE, bumped: DAY} | transit,
        # too late for the first pick-up, for which it never waited, and bumped from the second
        {planned: DAY + 29 * MINUTE, bumped: DAY} | transit,
    ]


def test_a_parcel_that_the_carrier_has_not_taken_by_the_horizon_was_bumped():
    shop = scenario(shipping=carrier({"mon": ["12:00"]}, capacity=1))
    found = spent(shop, workload([HOUR, 2 * HOUR]))
    assert found[1] == {
        Behind("pick_up", who="carrier"): 10 * HOUR,
        Behind("pick_up_capacity", who="carrier"): 12 * HOUR,
    }
