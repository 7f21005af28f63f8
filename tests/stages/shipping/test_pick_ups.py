"""Pick-ups and those that orders plan with, by hand arithmetic (Monday 0 h is 0)."""

from __future__ import annotations

import pytest

from simulator.journey import simulate
from simulator.scenario import checks_shipping
from simulator.stages.shipping.deadlines import NO_DEADLINE, planned_pick_up
from simulator.stages.shipping.draws_pick_ups import comes_at, room_at
from simulator.units import DAY, HOUR, MINUTE, NEVER
from tests.model.tiny import scenario, workload
from tests.stages.shipping.carriers import DAILY, LONG, TWO_WEEKS, carrier


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


def test_on_some_days_and_at_some_times_another_truck_comes_and_the_last_that_fits_counts():
    """Monday to Wednesday one parcel at noon, two at six; the rule for Tuesdays comes last."""
    others = [{"at": "18:00", "capacity": 2}, {"days": "tue", "capacity": "3 parcels"}]
    one = carrier({"daily": ["12:00", "18:00"]}, capacity=1, capacity_on=others)
    shop = scenario(shipping=one, clock=LONG)
    comes = shop.clock, shop.carriers["carrier"]
    rooms = room_at(*comes, comes_at(*comes))[:6]
    assert [room.parcels for room in rooms] == [1, 2, 3, 3, 1, 2]
    timeline = simulate(shop, workload(list(range(1, 9)), horizon=TWO_WEEKS))
    assert (timeline.handed_over // HOUR).tolist() == [12, 18, 18, 36, 36, 36, 42, 42]
    assert timeline.pick_ups.capacity.tolist()[:4] == [1, 2, 3, 3]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"capacity": 3}, "it does not say when; write days: sat (or at: '18:00')"),
        ({"days": "sun", "capacity": 3}, "carrier does not come on these days; write days: mon"),
        ({"at": "18:00", "capacity": 3}, "does not come then on these days; write at: '12:00'"),
    ],
)
def test_another_truck_is_that_of_a_pick_up(other, said):
    shop = scenario(shipping=carrier({"mon-sat": ["12:00"]}, capacity_on=[other]), clock=LONG)
    ((_, misfit),) = checks_shipping.rooms(shop)
    assert said in misfit


@pytest.mark.parametrize(
    ("loading", "turn"),
    [
        ("priority", [2, 1, 0]),
        ("fifo", [0, 1, 2]),
        ("promise", [1, 2, 0]),  # who has none comes last
    ],
)
def test_a_carrier_loads_by_its_rule(loading, turn):
    shop = scenario(shipping=carrier(DAILY, capacity=1, loading=loading), clock=LONG)
    promised = [NEVER, 20 * HOUR, 30 * HOUR]
    orders = workload([1, 2, 3], priority=[3, 2, 1], ship_by=promised, horizon=TWO_WEEKS)
    timeline = simulate(shop, orders)
    assert timeline.handed_over.argsort().tolist() == turn


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


def test_planned_is_the_last_pick_up_from_the_release_to_the_promise():
    pick_ups = [100, 200, 300]
    assert planned_pick_up(pick_ups, 50, 250) == 200
    assert planned_pick_up(pick_ups, 200, 300) == 300
    assert planned_pick_up(pick_ups, 200, 200) == 200


def test_without_a_promise_or_a_pick_up_in_time_it_is_the_first_after_the_release():
    pick_ups = [100, 200, 300]
    assert planned_pick_up(pick_ups, 150, NEVER) == 200
    assert planned_pick_up(pick_ups, 150, 180) == 200
    assert planned_pick_up(pick_ups, 301, 400) == NO_DEADLINE
