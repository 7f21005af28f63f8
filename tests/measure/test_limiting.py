"""What limits a house, by who could have served its orders: small worlds by hand arithmetic."""

from __future__ import annotations

import pytest

from simulator.engine.rosters import Stint
from simulator.journey import simulate
from simulator.measure.limiting import limits, together
from simulator.measure.measurement import measure
from simulator.measure.waits import Behind, Waits, Weight
from simulator.units import DAY, HOUR, MINUTE
from tests.model.tiny import heads, scenario, supply, workload
from tests.stages.shipping.test_pick_ups import LONG, TWO_WEEKS, carrier

PICKERS = {"pickers": {"skills": ["picking"], "heads": 1}}
ALWAYS = {"pickers": heads((0, 1))}
A = (0, 1)


def limited(shop, orders):
    return limits(shop, [measure(shop, orders, simulate(shop, orders))])


def picked(created, minutes, present=ALWAYS, crews=PICKERS, **more):
    sections = more.pop("sections", {})
    n = len(created)
    shop = scenario(crews=crews, picking={}, **sections)
    orders = workload(
        created, pick_setup=[0] * n, pick=[minutes * MINUTE] * n, present=present, **more
    )
    return shop, limited(shop, orders)


def test_the_crew_of_the_lane_is_named_and_not_the_benches():
    crews = {name: {"skills": ["packing"], "heads": 1} for name in ("left", "right")}
    lanes = {
        "single_line": {"crews": ["left"], "stations": {"count": 5}},
        "multi_line": {"crews": ["right"], "stations": {"count": 5}},
    }
    shop = scenario(crews=crews, packing={"lanes": lanes})
    orders = workload(
        [0] * 5,
        [[A]] * 5,
        pack=[HOUR] * 5,
        present={"left": heads((0, 1)), "right": heads((0, 1))},
        supply=supply([9, 9]),
    )
    found = limited(shop, orders)
    assert (found.first.cause, found.first.who) == ("labor", "left")
    assert found.first.place == "packing.single_line"
    assert found.first.hours == 2  # 0 to 4 h
    assert found.words == "'left' at the lane for one line (2.0 h an order, 21 % busy)"


def test_room_in_a_zone_and_benches_of_a_lane_are_named():
    areas = {"a": {"skus": "100 %", "at_most": 1}}
    shop = scenario(
        crews={"pickers": {"skills": ["picking"], "heads": 9}},
        picking={"method": {"zones": {"areas": areas}}},
    )
    orders = workload(
        [0] * 5, pick_setup=[0] * 5, line_pick=[HOUR] * 5, present={"pickers": heads((0, 9))}
    )
    found = limited(shop, orders)
    assert found.words == "room in zone 'a' (2.0 h an order)"
    lanes = {name: {"stations": {"count": 1}} for name in ("single_line", "multi_line")}
    crews = {"packers": {"skills": ["packing"], "heads": 9}}
    shop = scenario(crews=crews, packing={"lanes": lanes})
    orders = workload([0] * 5, pack=[HOUR] * 5, present={"packers": heads((0, 9))})
    found = limited(shop, orders)
    assert found.words == "packing benches at the lane for one line (2.0 h an order)"


def test_waits_that_are_short_against_the_work_limit_nothing():
    _, found = picked([0, 5 * MINUTE], 6)
    assert found.first is None
    assert found.words == found.name == "nothing"
    assert found.sentence == "Nothing limits the house: orders wait less than they are worked on."
    assert [(one.cause, one.who, one.hours) for one in found.waits] == [
        ("labor", "pickers", pytest.approx(0.5 / 60))
    ]


def test_a_long_wait_is_named_with_its_hours_and_how_busy_the_crew_is():
    _, found = picked([0] * 24, 60)
    assert found.words == "'pickers' (11.5 h an order, 100 % busy)"
    assert found.sentence == "Orders wait longest for 'pickers' (11.5 h an order, 100 % busy)."
    assert found.late is None


def test_closed_hours_are_told_as_such():
    _, found = picked([0], 6, {"pickers": heads((8 * HOUR, 1))})
    assert found.words == "the working hours of 'pickers' (8.0 h an order)"


def test_closed_hours_after_a_busy_day_are_the_crews():
    day = tuple(Stint(d + 8 * HOUR, d + 16 * HOUR, 1) for d in (0, DAY))
    clock = {"clock": {"start": "2026-03-02", "run": "2 d"}}
    created = [8 * HOUR] * 12
    _, found = picked(created, 60, {"pickers": day}, sections=clock, horizon=2 * DAY)
    # eight by day (0 to 7 h), four the next morning: 8 h and the night of 16 h, and 0 to 3 h
    assert found.first.cause == "labor"
    assert found.first.hours == pytest.approx((28 + 4 * 24 + 6) / 12)
    assert [one.cause for one in found.waits] == ["labor"]


def test_the_shift_in_which_most_of_the_waiting_is_is_named():
    crews = {"pickers": {"skills": ["picking"]}}
    shifts = {
        "early": {"hours": "06:00-14:00", "heads": {"pickers": 2}},
        "late": {"hours": "14:00-22:00", "heads": {"pickers": 1}},
    }
    stints = (
        Stint(6 * HOUR, 14 * HOUR, 2, shift="early"),
        Stint(14 * HOUR, 22 * HOUR, 1, shift="late"),
    )
    _, found = picked([15 * HOUR] * 5, 60, {"pickers": stints}, crews, sections={"shifts": shifts})
    assert found.first.shift == "late"
    assert found.first.name == "'pickers' of the shift 'late'"


def test_whom_nobody_serves_waits_for_the_hours_of_who_could():
    crews = {"pickers": {"skills": ["picking"], "heads": 0}}
    _, found = picked([4 * HOUR], 6, {"pickers": ()}, crews)
    assert found.words == "the working hours of 'pickers' (20.0 h an order)"


def test_to_wait_for_the_planned_pick_up_is_no_limit():
    shop = scenario(shipping=carrier({"daily": ["16:00"]}), clock=LONG)
    ready = 14 * HOUR + 30 * MINUTE
    found = limited(shop, workload([ready], ship_by=[17 * HOUR], horizon=TWO_WEEKS))
    assert found.first is None
    assert found.waits == ()
    assert (found.late, found.kept) == (0, True)
    assert found.sentence.startswith("Nothing limits the house: orders leave in time and wait")


def test_a_pick_up_without_room_is_a_limit_and_names_its_carrier():
    shop = scenario(shipping=carrier({"daily": ["12:00"]}, capacity=1), clock=LONG)
    orders = workload([HOUR, 2 * HOUR], ship_by=[13 * HOUR] * 2, horizon=TWO_WEEKS)
    found = limited(shop, orders)
    assert found.words == "full pick-ups of 'carrier' (behind 100 % of the late orders)"
    assert found.sentence == (
        f"The house is limited by {found.words}; more room or another pick-up helps, more heads "
        "do not."
    )
    assert found.first.hours == 24  # of the late order


def test_an_order_that_no_pick_up_could_take_in_time_is_late_by_the_pick_ups():
    shop = scenario(crews=PICKERS, picking={}, shipping=carrier({"daily": ["16:00"]}), clock=LONG)
    orders = workload(
        [10 * HOUR, 10 * HOUR],
        pick_setup=[0, 0],
        pick=[MINUTE, MINUTE],
        ship_by=[14 * HOUR] * 2,
        present=ALWAYS,
        horizon=TWO_WEEKS,
    )
    found = limited(shop, orders)
    # the second one waited a minute for the picker, which is not why it is late
    assert found.words == "the times at which 'carrier' comes (behind 100 % of the late orders)"


def test_what_made_most_orders_late_counts_and_not_whose_waits_are_longest():
    shop = scenario(
        crews={**PICKERS, "packers": {"skills": ["packing"], "heads": 1}},
        picking={},
        packing={},
        targets=[{"kpi": "on_time_ship", "at_least": "90 %"}],
    )
    # Nobody packs before 20:00, which one order waits for from 1:00; three wait for the picker.
    orders = workload(
        [0, 20 * HOUR, 20 * HOUR, 20 * HOUR, 20 * HOUR],
        pick_setup=[0] * 5,
        pick=[30 * MINUTE] * 5,
        pack=[0] * 5,
        ship_by=[2 * HOUR, *[20 * HOUR + 45 * MINUTE] * 4],
        present=ALWAYS | {"packers": heads((20 * HOUR, 1))},
    )
    found = limited(shop, orders)
    assert found.waits[0].name == "the working hours of 'packers'"
    assert found.first.name == "'pickers'"
    assert (found.first.made_late, found.late) == (75, 80)
    assert not found.kept


@pytest.mark.parametrize(("asked", "kept"), [("40 %", True), ("60 %", False)])
def test_promises_are_kept_as_far_as_the_target_asks(asked, kept):
    targets = {"targets": [{"kpi": "on_time_ship", "at_least": asked}]}
    _, found = picked([0, 0], 60, ship_by=[HOUR, HOUR], sections=targets)
    assert (found.late, found.kept) == (50, kept)


def test_few_late_orders_are_told_beside_the_longest_waits():
    targets = {"targets": [{"kpi": "on_time_ship", "at_least": "50 %"}]}
    closed = {"pickers": heads((8 * HOUR, 1))}
    created = [0, 9 * HOUR, 9 * HOUR]
    _, found = picked(
        created, 30, closed, ship_by=[DAY, DAY, 9 * HOUR + 30 * MINUTE], sections=targets
    )
    assert found.sentence == (
        "Orders leave in time; they wait longest for the working hours of 'pickers' (2.7 h an "
        "order); the few late ones waited for 'pickers'."
    )


def test_replications_are_taken_together():
    labor = Behind("labor", "packing", "packers")
    parts = [Waits(2, 1, 1, {labor: Weight(3.0, 2.0, 1)}), Waits(1, 1, 0, {})]
    assert together(parts) == Waits(3, 2, 1, {labor: Weight(3.0, 2.0, 1)})


def test_without_orders_nothing_is_said():
    found = limits(scenario(crews=PICKERS), [])
    assert not found
    assert found.words == found.sentence == ""
