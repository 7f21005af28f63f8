"""Trucks that come late or not at all, by hand arithmetic (Monday 0 h is 0)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.measure.waits import Behind
from simulator.results.pick_ups import waited_in_vain
from simulator.scenario import checks_shipping
from simulator.stages.shipping.draws_pick_ups import Seen, planned_at, truck_comes, trucks_of
from simulator.streams import Streams
from simulator.units import DAY, HOUR, MINUTE, NEVER
from simulator.workload.draws import Draws
from tests.measure.test_flow import flow_of
from tests.model.tiny import figures, scenario, workload
from tests.stages.shipping.carriers import DAILY, LONG, TWO_WEEKS, carrier

NOON = 12 * HOUR
LATE = {"share": "30 %", "by": "90 min"}
BAD_DAYS = [NOON + 2 * HOUR, NEVER, *(day * DAY + NOON for day in range(2, 14))]
"""On Monday the truck comes at two in the afternoon, on Tuesday none."""


def shop(pick_ups=DAILY, **more):
    rules = {"no_show": "2 %", "late": LATE} | more
    return scenario(shipping=carrier(pick_ups, **rules), clock=LONG)


def orders(created, comes=BAD_DAYS, **columns):
    trucks = {"carrier": np.array(comes, dtype=np.int64)}
    return workload(created, horizon=TWO_WEEKS, truck_comes=trucks, **columns)


def test_a_late_truck_takes_what_is_ready_by_then_and_without_one_all_wait_for_the_next():
    made = orders([11 * HOUR, 13 * HOUR, 14 * HOUR, 14 * HOUR + 1])
    timeline = simulate(shop(), made)
    assert (timeline.handed_over / HOUR).tolist() == [14, 14, 14, 2 * 24 + 12]
    assert timeline.pick_ups.time.tolist() == [at for at in BAD_DAYS if at != NEVER]
    assert (timeline.pick_ups.planned[:2] / HOUR).tolist() == [12, 2 * 24 + 12]
    assert timeline.pick_ups.loaded.tolist()[:3] == [3, 1, 0]


def test_the_cut_off_is_before_the_truck_that_comes():
    made = orders([13 * HOUR + 30 * MINUTE, 13 * HOUR + 30 * MINUTE + 1])
    timeline = simulate(shop(cut_off="30 min"), made)
    assert (timeline.handed_over / HOUR).tolist() == [14, 60]


def test_a_truck_may_be_overtaken_and_two_that_come_at_once_load_in_turn():
    """Noon's truck comes after that of one, and together with that of two; each takes a parcel."""
    times, late = {"daily": ["12:00", "13:00"]}, [13 * HOUR + MINUTE, 13 * HOUR]
    timeline = simulate(shop(times, capacity=1), orders([0, 1, 2], late + [NEVER] * 26))
    assert timeline.handed_over.tolist() == [13 * HOUR, 13 * HOUR + MINUTE, NEVER]
    at_once = [13 * HOUR, 13 * HOUR, *([NEVER] * 26)]
    timeline = simulate(shop(times, capacity=1), orders([0, 1, 2], at_once))
    assert timeline.handed_over.tolist() == [13 * HOUR, 13 * HOUR, NEVER]
    assert (timeline.pick_ups.planned / HOUR).tolist() == [12, 13]
    assert timeline.pick_ups.waiting.tolist() == [3, 2]


def test_a_truck_has_the_room_of_the_pick_up_for_which_it_was_planned():
    """Monday's truck has room for two, and comes on Tuesday, whose own has room for one."""
    rules = {"capacity": 1, "capacity_on": [{"days": "mon", "capacity": 2}]}
    comes = [DAY + 9 * HOUR, *BAD_DAYS[1:]]
    timeline = simulate(shop(**rules), orders([1, 2, 3], comes))
    assert (timeline.handed_over / HOUR).tolist() == [33, 33, 60]


def test_figures_of_trucks_that_were_late_or_did_not_come():
    """Of 14 trucks one is 2 h late and two do not come: for one two parcels were ready, for the
    last a third, which is there for good.

    Who was ready in time and has no truck is neither missed nor bumped; who goes with the late
    truck has made it, whether it was ready by noon or later; who is ready at noon tomorrow has not.
    """
    created = [11 * HOUR, 13 * HOUR, 15 * HOUR, DAY + 11 * HOUR, DAY + 13 * HOUR, 13 * DAY]
    promised = [NOON, NOON, DAY + NOON, DAY + NOON, DAY + NOON, NEVER]
    made = orders(created, [*BAD_DAYS[:-1], NEVER], ship_by=promised)
    found = figures(shop(pick_up_cost="7 USD"), made)
    assert found["shipping.late_pick_ups"] == pytest.approx(100 / 14)
    assert found["shipping.missed_pick_ups"] == pytest.approx(200 / 14)
    assert found["shipping.pick_up_delay.mean"] == 120
    assert found["shipping.left_behind"] == 1.5
    assert found["cut_off_miss_rate.no_show"] == 50
    assert found["cut_off_miss_rate.missed"] == found["cut_off_miss_rate.bumped"] == 0
    assert found["cut_off_miss_rate"] == 50
    assert found["on_time_ship"] == 0
    assert found["total_cost.pick_ups"] == 12 * 7


def test_to_wait_for_a_late_truck_is_the_carriers():
    """Ready at 11 for noon, gone at 14; ready at 13 for tomorrow noon, and gone at 14 too."""
    created = [11 * HOUR, 13 * HOUR, 15 * HOUR]
    house, made = shop(), orders(created, transit=[HOUR] * 3)
    _, flow = flow_of(house, made, simulate(house, made))
    spent = {behind.cause: (ms / HOUR).tolist() for behind, ms in flow.behind.items()}
    assert spent["pick_up"] == [1, 1, 21]
    assert spent["late_pick_up"] == [2, 0, 24]
    assert not np.any(spent.get("pick_up_capacity", 0))
    assert Behind("late_pick_up", who="carrier") in flow.behind


def test_a_promise_is_the_carriers_to_break_where_its_truck_was_not_there():
    house = shop(cut_off="30 min")
    made = orders([11 * HOUR, NOON - 30 * MINUTE + 1, 15 * HOUR])
    timeline = simulate(house, made)
    for noon, whose in ((NOON, [True, False, False]), (DAY + NOON, [True, True, True])):
        at = np.full(3, noon, dtype=np.int64)
        assert waited_in_vain(house, made, timeline, at).tolist() == whose
    at = np.full(3, 2 * DAY + NOON, dtype=np.int64)
    assert not waited_in_vain(house, made, timeline, at).any()


def test_a_punctual_house_has_no_row_of_late_trucks():
    found = figures(scenario(shipping=carrier(DAILY), clock=LONG), workload([1], horizon=TWO_WEEKS))
    names = ("shipping.late_pick_ups", "cut_off_miss_rate.no_show", "time_hours.late_pick_up")
    assert not {*names} & {*found}


def comes(rules, seen=None, seed=3, days=2):
    house = scenario(
        shipping=carrier({"daily": ["09:00", "12:00", "15:00"]}, **rules),
        clock={"start": "2026-03-02", "run": f"{days} d"},
    )
    seen = {} if seen is None else {"carrier": seen}
    drawn = truck_comes(house, Draws(Streams(seed, 1)), seen)["carrier"]
    return planned_at(house.clock, house.carriers["carrier"]), drawn


def test_shares_of_trucks_are_late_or_do_not_come():
    """Of 1200 trucks 20 % do not come, of the others 30 % are 90 min late: within 4 deviations."""
    planned, drawn = comes({"no_show": "20 %", "late": LATE}, days=400)
    missing = drawn == NEVER
    late = ~missing & (drawn > planned)
    assert abs(missing.mean() - 0.2) < 4 * (0.2 * 0.8 / 1200) ** 0.5
    assert abs(late[~missing].mean() - 0.3) < 4 * (0.3 * 0.7 / 960) ** 0.5
    assert set((drawn - planned)[late].tolist()) == {90 * MINUTE}


def test_who_waits_for_hourly_trucks_of_which_some_do_not_come_waits_a_geometric_time():
    """Half an hour to the next truck, and an hour more for each that does not come: q / (1 - q).

    Of 400 orders a day apart the mean wait is within 4 deviations, sqrt(q) / (1 - q) / 20 each.
    """
    q, clock = 0.3, {"start": "2026-03-02", "run": "401 d"}
    hourly = {"daily": [f"{hour:02}:00" for hour in range(24)]}
    house = scenario(shipping=carrier(hourly, no_show="30 %"), clock=clock)
    made = workload([day * DAY + HOUR // 2 for day in range(400)], horizon=401 * DAY)
    made = replace(made, truck_comes=truck_comes(house, Draws(Streams(5, 1)), {}))
    waits = (simulate(house, made).handed_over - made.created) / HOUR
    assert abs(waits.mean() - (0.5 + q / (1 - q))) < 4 * q**0.5 / (1 - q) / 20
    assert abs((waits == 0.5).mean() - (1 - q)) < 4 * (q * (1 - q) / 400) ** 0.5


def test_another_pick_up_changes_no_truck():
    few, drawn = comes({"no_show": "20 %", "late": LATE}, days=400)
    without_noon = few % DAY != NOON
    house = scenario(
        shipping=carrier({"daily": ["09:00", "15:00"]}, no_show="20 %", late=LATE),
        clock={"start": "2026-03-02", "run": "400 d"},
    )
    again = truck_comes(house, Draws(Streams(3, 1)), {})["carrier"]
    assert again.tolist() == drawn[without_noon].tolist()


def seen(until, ready=(), left=()):
    return Seen(until, np.array(ready, dtype=np.int64), np.array(left, dtype=np.int64))


def test_a_truck_that_a_state_tells_of_is_out_or_has_come():
    """At half past noon a parcel stands since eight: the trucks of 9 and 12 are late, or missing.

    They are 4 h late if they are late, so that of 9 comes at 13 and that of 12 at 16. If one left
    at noon both have come. If it stands since ten, only of that of noon is anything told.
    """
    rules = {"late": {"share": "50 %", "by": "4 h"}}
    now = 12 * HOUR + 30 * MINUTE
    for seed in range(9):
        _, drawn = comes(rules, seen(now, ready=[8 * HOUR]), seed)
        assert (drawn[:2] / HOUR).tolist() == [13, 16]
        _, drawn = comes(rules, seen(now, ready=[8 * HOUR], left=[NOON]), seed)
        assert (drawn[:2] / HOUR).tolist() == [9, 12]
    first = {tuple(comes(rules, seen(now, ready=[10 * HOUR]), k)[1][:2] / HOUR) for k in range(9)}
    assert first == {(9, 16), (13, 16)}
    late_for_good = seen(14 * HOUR, ready=[8 * HOUR])
    assert comes(rules, late_for_good)[1][0] == NEVER


def test_how_long_a_truck_is_still_out_hangs_on_how_long_it_is():
    """Late by up to 4 h, evenly, one in two; one in two none comes. At 11 that of 9 is out 2 h:
    that it comes after all has the chance 0.125 / (0.5 + 0.125) = 0.2, between 11 and 13."""
    rules = {"no_show": "50 %", "late": {"share": "50 %", "by": {"uniform": {"low": "0 h",
             "high": "4 h"}}}}  # fmt: skip
    first = [comes(rules, seen(11 * HOUR, ready=[8 * HOUR]), k)[1][0] / HOUR for k in range(150)]
    still = [at for at in first if at > 0]
    assert abs(len(still) / 150 - 0.2) < 4 * (0.2 * 0.8 / 150) ** 0.5
    assert 11 < min(still) < 11.5
    assert 12.5 < max(still) <= 13


def test_that_no_truck_ever_comes_is_refused():
    ((path, said),) = checks_shipping.pick_ups(shop(no_show="100 %"))
    assert path == ("shipping", "carriers", "carrier", "no_show")
    assert said == "no truck ever comes; write less, such as 2 % (or outages: where it does later)"


def test_the_trucks_of_a_carrier_come_in_turn():
    house, made = shop({"daily": ["12:00", "13:00"]}), [DAY, NEVER, DAY, *([NEVER] * 25)]
    assert [truck[:2] for truck in trucks_of(house, orders([1], made), "carrier")] == [
        (DAY, 12 * HOUR),
        (DAY, DAY + 12 * HOUR),
    ]
