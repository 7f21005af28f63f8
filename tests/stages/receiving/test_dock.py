"""Trucks, doors and pallets by hand: unloading takes 2 min, checking 1 min, put-away 4 min."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.journey import simulate
from simulator.measure.conservation import check
from simulator.measure.measurement import measure
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.tiny import heads, spans
from tests.stages.receiving.docks import day, dock, house, minutes


def run(shop, orders):
    timeline = simulate(shop, orders)
    check(shop, orders, timeline)
    return timeline


def kpis(shop, orders):
    return {name: value for (name, scope), value in
            measure(shop, orders, run(shop, orders)).kpis.items()
            if name.startswith("receiving.")}  # fmt: skip


TWO_TRUCKS = ((0, 2), (5, 1))
"""Truck A at 0 min with two pallets, truck B at 5 min with one."""


def test_one_head_does_what_has_waited_longest():
    timeline = run(house(**dock()), day(*TWO_TRUCKS))
    # 0 A0 off, 2 A1 off, 4 A0 checked, 5 A1 checked, 6 A0 away, 10 B0 off, 12 A1 away,
    # 16 B0 checked, 17 B0 away: always the task that entered its queue first.
    assert minutes(timeline, "unloading") == [(0, 2), (2, 4), (10, 12)]
    assert minutes(timeline, "checking") == [(4, 5), (5, 6), (16, 17)]
    assert minutes(timeline, "put_away") == [(6, 10), (12, 16), (17, 21)]
    assert [moment / MINUTE for moment in timeline.receipts.unloaded.tolist()] == [4, 12]


def test_its_figures():
    found = kpis(house(**dock(unload_within="5 min")), day(*TWO_TRUCKS))
    in_stock = [10, 16, 21 - 5]
    assert found["receiving.dock_to_stock.mean"] == pytest.approx(sum(in_stock) / 3 / 60)
    assert found["receiving.dock_to_stock.p50"] == pytest.approx(16 / 60)
    assert found["receiving.door_utilization"] == pytest.approx(100 * (4 + 7) / 1440)
    assert found["receiving.unloaded_in_time"] == 50  # A after 4 min, B after 7 min
    assert found["receiving.backlog.peak"] == 3  # from minute 5 to 10
    assert found["receiving.backlog.mean"] == pytest.approx(sum(in_stock) / 1440)
    assert found["receiving.backlog.end"] == 0
    assert found["receiving.trucks"] == 2
    assert found["receiving.pallets"] == 3
    assert found["receiving.hours.unloading"] == pytest.approx(3 * 2 / 60)
    assert found["receiving.hours.checking"] == pytest.approx(3 * 1 / 60)
    assert found["receiving.hours.put_away"] == pytest.approx(3 * 4 / 60)
    assert "receiving.hours.of_pickers" not in found


def test_a_truck_waits_in_the_yard_until_the_last_pallet_is_off_the_one_before():
    found = kpis(house(**dock()), day((0, 2), (3, 1)))
    assert found["receiving.yard_wait.mean"] == pytest.approx((0 + 1) / 2)
    both = kpis(house(**dock(doors=2)), day((0, 2), (3, 1)))
    assert both["receiving.yard_wait.mean"] == 0
    gap = found["receiving.dock_to_stock.mean"] - found["receiving.door_to_stock.mean"]
    assert gap == pytest.approx(1 / 3 / 60)


def test_doors_go_to_who_came_first_and_of_one_moment_to_the_lower_number():
    timeline = run(house(**dock()), day((9, 1), (3, 1), (3, 1), (4, 1)))
    docked = timeline.receipts.docked.tolist()
    assert sorted(range(4), key=docked.__getitem__) == [1, 2, 3, 0]


def test_who_is_late_has_its_time_from_its_arrival_and_who_does_not_come_has_none():
    shop = house(**dock(unload_within="3 min"))
    found = kpis(shop, day((60, 1), (120, 1), appointment=(30, 120), comes=(True, False)))
    assert found["receiving.unloaded_in_time"] == 100
    assert found["receiving.no_shows"] == 1
    assert found["receiving.trucks"] == 1
    early = kpis(shop, day((60, 2), appointment=(62,)))  # off at minute 64, in time until 65
    assert early["receiving.unloaded_in_time"] == 100


def test_what_is_at_the_dock_at_the_end_is_the_backlog():
    found = kpis(house(**dock()), day((1437, 2)))
    # At 1439 the first pallet is off; the second is on the truck as the day ends.
    assert found["receiving.backlog.end"] == 2
    assert found["receiving.pallets"] == 2


PICKERS = {"pickers": {"skills": ["picking", "unloading", "checking", "put_away"]}}


def picked(prefers: str = "most urgent", **receiving):
    """When two orders are picked, 90 s each, that come a minute after a truck of two pallets."""
    crews = {"pickers": {**PICKERS["pickers"], "prefers": prefers}}
    shop = house(picking={}, **dock(crews=crews, **receiving))
    timeline = run(shop, day((0, 2), orders=(1, 1), crews=("pickers",)))
    return [began / MINUTE for began, _ in spans(timeline)]


def test_receiving_takes_a_picker_by_entry_priority_and_preference():
    # Both pallets have queued for longer: they are off at 4 min, and what comes of them queues.
    assert picked() == [4, 5.5]
    assert picked(priority=2) == [2, 3.5]
    assert picked(prefers="home first") == [2, 3.5]
    assert picked(priority=0) == [14, 15.5]


def test_of_equals_orders_go_first():
    shop = house(picking={}, **dock(crews=PICKERS))
    timeline = run(shop, day((0, 1), orders=(0, 0), crews=("pickers",)))
    assert spans(timeline) == [(0, 90_000), (90_000, 180_000)]
    assert minutes(timeline, "unloading") == [(3, 5)]


def test_the_hours_that_pickers_spend_at_the_dock():
    shop = house(picking={}, **dock(crews=PICKERS))
    found = kpis(shop, day((0, 2), orders=(1,), crews=("pickers",)))
    assert found["receiving.hours.of_pickers"] == pytest.approx(2 * 7 / 60)
    others = {**dock()["crews"], "pickers": {"skills": ["picking"]}}
    apart = house(picking={}, **dock(crews=others))
    found = kpis(apart, day((0, 2), orders=(1,), crews=("dockers", "pickers")))
    assert found["receiving.hours.of_pickers"] == 0


def test_nobody_unloads_outside_of_the_shift():
    present = {"dockers": heads((10, 1), (12 * MINUTE, 0), (20 * MINUTE, 1))}
    timeline = run(house(**dock()), day((0, 1), (13, 1), present=present))
    assert minutes(timeline, "unloading") == [(10 / MINUTE, 2 + 10 / MINUTE), (20, 22)]
    assert timeline.receipts.docked[1] == 13 * MINUTE  # the door was free, only people were not


def test_work_that_a_shift_interrupts_is_left_out_of_what_people_did():
    shift = replace(heads((0, 1), (12 * MINUTE, 0))[0], begun_work="interrupt")
    present = {"dockers": (shift, *heads((20 * MINUTE, 1)))}
    shop, orders = house(**dock()), day((11, 1), present=present)
    timeline = run(shop, orders)
    assert minutes(timeline, "unloading") == [(11, 21)]  # a minute of it before 12, one from 20 on
    assert kpis(shop, orders)["receiving.hours.unloading"] == pytest.approx(2 / 60)


def test_a_truck_with_nothing_on_board_is_not_sent():
    timeline = run(house(**dock()), day((0, 0), (5, 1)))
    assert timeline.receipts.came.tolist() == [NEVER, 5 * MINUTE]
    assert timeline.receipts.docked.tolist() == [NEVER, 5 * MINUTE]


def test_a_truck_has_no_more_than_its_capacity():
    supplier = {"appointments": {"daily": ["08:00"]}, "pallets": 9, "capacity": 3}
    shop = house(**dock(suppliers={"acme": supplier}))
    assert kpis(shop, day((0, 9)))["receiving.pallets"] == 3


def test_crews_are_busy_with_pallets():
    shop, orders = house(**dock()), day(*TWO_TRUCKS)
    found = measure(shop, orders, run(shop, orders)).kpis
    assert found["utilization.dockers", "all"] == pytest.approx(100 * 21 * MINUTE / (24 * HOUR))
