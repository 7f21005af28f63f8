"""What is reordered rides on the next truck of its supplier, by hand.

One SKU of which 5 are there; whoever orders one leaves 4, at which 6 are reordered (s = 4, S = 10).
They are due after an hour.
"""

from __future__ import annotations

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.measure.conservation import ConservationError, check
from simulator.measure.observation import Observation
from simulator.results.receipts import receipts_table
from simulator.results.timeline import Movement
from simulator.units import HOUR, MINUTE
from tests.model.tiny import supply
from tests.stages.receiving.docks import day, dock, house, minutes

POLICY = {"policy": {"s": 4, "S": 10}}
SKUS = {"reorders": 50, "skus": 1}


def shop(units_per_pallet=400, capacity=None, **receiving):
    supplier = {"appointments": {"daily": ["08:00"]}, "units_per_pallet": units_per_pallet}
    if capacity:
        supplier["capacity"] = capacity
    return house(inventory=POLICY, **dock(suppliers={"acme": supplier}, **receiving))


def run(scenario, *came, orders=(0,), **columns):
    work = day(*came, orders=orders, supply=supply([5], s=4, S=10, lead_time=HOUR), **SKUS,
               **columns)  # fmt: skip
    timeline = simulate(scenario, work)
    check(scenario, work, timeline)
    return work, timeline


def moved(timeline, kind):
    """(minute, units) of the movements of a kind."""
    log = timeline.stock
    rows = np.flatnonzero(log.kind == kind)
    return [(int(log.time[row]) / MINUTE, int(log.units[row])) for row in rows]


def test_it_is_sold_once_it_is_put_away():
    _, timeline = run(shop(), (90, 0))
    assert moved(timeline, Movement.ORDERED) == [(0, 6)]
    assert moved(timeline, Movement.ARRIVED) == [(90, 6)]
    assert moved(timeline, Movement.RECEIVED) == [(90 + 2 + 1 + 4, 6)]
    assert timeline.on_hand.tolist() == [10]
    assert timeline.on_order.tolist() == [0]


def test_or_as_its_truck_arrives():
    _, timeline = run(shop(sellable="arrival"), (90, 0))
    assert moved(timeline, Movement.RECEIVED) == [(90, 6)]
    assert minutes(timeline, "put_away") == [(93, 97)]


def test_a_truck_that_leaves_before_it_is_due_does_not_have_it():
    _, timeline = run(shop(), (59, 0), (200, 0))
    assert moved(timeline, Movement.ARRIVED) == [(200, 6)]
    _, timeline = run(shop(), (60, 0), (200, 0))  # due at the very moment
    assert moved(timeline, Movement.ARRIVED) == [(60, 6)]


def test_a_no_show_makes_it_wait_for_the_next_truck():
    _, timeline = run(shop(), (90, 0), (150, 0), comes=(False, True))
    assert moved(timeline, Movement.ARRIVED) == [(150, 6)]


def test_a_full_pallet_has_so_many_units_and_what_does_not_fit_rides_on_the_next():
    _, timeline = run(shop(units_per_pallet=4), (90, 0))
    assert moved(timeline, Movement.RECEIVED) == [(90 + 6 + 4, 4), (90 + 6 + 8, 2)]
    _, timeline = run(shop(units_per_pallet=4, capacity=1), (90, 0), (150, 0))
    assert moved(timeline, Movement.ARRIVED) == [(90, 4), (150, 2)]


def test_each_case_takes_its_time_on_top():
    _, timeline = run(shop(units_per_pallet=4), (90, 0), per_case=10_000)
    # Cases of one unit: 40 s more for the pallet with 4 units, 20 s for that with 2.
    assert minutes(timeline, "unloading") == [(90, 92 + 40 / 60), (92 + 40 / 60, 95)]


def test_what_is_at_the_dock_counts_as_ordered():
    # At minute 93, on the dock, another order leaves 3 of 5 + 6: 3 + 6 is not at or below 4.
    _, timeline = run(shop(), (90, 0), orders=(0, 93))
    assert moved(timeline, Movement.ORDERED) == [(0, 6)]


def test_a_backorder_waits_for_the_put_away():
    work, timeline = run(shop(), (90, 0), orders=(0, 1, 2, 3, 4, 5))
    assert work.n == 6
    served = timeline.visits["inventory"].ended.tolist()
    assert served[-1] == 97 * MINUTE
    _, early = run(shop(sellable="arrival"), (90, 0), orders=(0, 1, 2, 3, 4, 5))
    assert early.visits["inventory"].ended.tolist()[-1] == 90 * MINUTE


def test_the_table_has_trucks_and_pallets():
    scenario = shop()
    work, timeline = run(scenario, (90, 0), (150, 0), comes=(True, False))
    table = {
        name: list(column) for name, column in receipts_table(scenario, work, timeline).items()
    }
    rows = list(zip(table["truck"], table["activity"], table["units"], strict=True))
    assert [(truck, activity) for truck, activity, _ in rows] == [
        (1, "appointment"), (1, "door"), (1, "unloading"), (1, "checking"), (1, "put_away"),
        (2, "appointment"),
    ]  # fmt: skip
    assert [units for *_, units in rows[2:5]] == [6, 6, 6]
    assert table["done_by"][2:5] == ["dockers"] * 3
    assert str(table["ended_at"][4])[11:16] == "01:37"
    assert str(table["began_at"][5]) == "NaT"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda r: r.units.__iadd__(1), "units arrived at another moment than their pallets"),
        (lambda r: r.came.__isub__(1), "units arrived at another moment than their pallets"),
        (lambda r: r.docked.__iadd__(10), "unloading before its truck had a door"),
        (lambda r: r.log.first["put_away"].ended.__iadd__(1), "units received at another moment"),
        (lambda r: r.log.first["checking"].began.__isub__(MINUTE), "checking out of sequence"),
        (lambda r: r.unloaded.__isub__(MINUTE), "on a truck that had left"),
    ],
)
def test_a_log_that_cannot_be_is_told(change, told):
    scenario = shop()
    work, timeline = run(scenario, (90, 0))
    for column in (timeline.receipts.came, timeline.receipts.docked, timeline.receipts.unloaded):
        column.flags.writeable = True
    change(timeline.receipts)
    with pytest.raises(ConservationError, match=told):
        check(scenario, work, timeline, Observation(scenario, work, timeline))
