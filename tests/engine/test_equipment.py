"""Benches and printers that fail, their outages, lanes; by hand arithmetic."""

from __future__ import annotations

import numpy as np

from simulator.engine.failures import Failures
from simulator.journey import simulate
from simulator.units import HOUR, MINUTE
from tests.model.tiny import SECONDS, heads, scenario, spans, supply, workload

PACKERS = {"packers": {"skills": ["packing"], "heads": 1}}
LONG = 1000 * HOUR


def failures(up, repair, by_use=False):
    """One machine an entry, that fails once after `up`."""
    return Failures(
        by_use,
        tuple(np.array([one, LONG], dtype=np.int64) for one in up),
        tuple(np.array([one, LONG], dtype=np.int64) for one in repair),
    )


def packed(created, benches, down=None, count=1, crews=PACKERS, present=None, **columns):
    stations = {"count": benches, **(columns.pop("stations", {}))}
    shop = scenario(crews=crews, packing={"stations": stations})
    orders = workload(
        created,
        present=present or {name: heads((0, count)) for name in crews},
        failures={} if down is None else {"packing": down},
        **columns,
    )
    return simulate(shop, orders)


def spells(timeline):
    work = timeline.log.stretches
    rows = zip(work.parcel.tolist(), work.began.tolist(), work.ended.tolist(), strict=True)
    return list(rows)


def test_a_bench_that_fails_while_idle_starts_nothing_until_it_is_repaired():
    timeline = packed([2 * MINUTE], 1, failures([MINUTE], [5 * MINUTE]))
    assert spans(timeline, "packing") == [(6 * MINUTE, 7 * MINUTE)]
    assert spells(timeline) == []
    down = timeline.down["packing"]
    assert list(zip(down.time.tolist(), down.down.tolist(), strict=True)) == [
        (0, 0),
        (MINUTE, 1),
        (6 * MINUTE, 0),
    ]
    assert down.failed.tolist() == [MINUTE]


def test_work_on_a_bench_that_fails_goes_on_after_its_repair():
    timeline = packed([0], 1, failures([20 * SECONDS], [5 * MINUTE]))
    again = 20 * SECONDS + 5 * MINUTE
    assert spans(timeline, "packing") == [(0, again + 40 * SECONDS)]
    assert spells(timeline) == [(0, 0, 20 * SECONDS), (0, again, again + 40 * SECONDS)]


def test_work_goes_on_at_a_free_bench_and_before_orders_that_wait():
    timeline = packed([0, 1, 2], 2, failures([20 * SECONDS, LONG], [HOUR, 0]), count=1)
    # Order 0 stops at 20 s on bench 0 and goes on at once on bench 1.
    assert spans(timeline, "packing")[0] == (0, MINUTE)
    assert spans(timeline, "packing")[1] == (MINUTE, 2 * MINUTE)
    assert spells(timeline) == [(0, 0, 20 * SECONDS), (0, 20 * SECONDS, MINUTE)]


def test_the_head_of_a_stopped_order_is_free_for_other_work():
    crews = {"all": {"skills": ["packing", "picking"], "heads": 1}}
    shop = scenario(crews=crews, picking={}, packing={"stations": {"count": 1}})
    orders = workload(
        [0, 10 * SECONDS],
        present={"all": heads((0, 1))},
        pick=[0, 10 * MINUTE],
        pick_setup=[0, 0],
        failures={"packing": failures([30 * SECONDS], [2 * MINUTE])},
    )
    timeline = simulate(shop, orders)
    # Order 0 is packed until 30 s; the head then picks order 1, and comes back after 10 min.
    assert spans(timeline, "picking")[1] == (30 * SECONDS, 10 * MINUTE + 30 * SECONDS)
    assert spans(timeline, "packing")[0] == (0, 11 * MINUTE)


def test_by_use_only_time_at_work_counts():
    timeline = packed([0, HOUR], 1, failures([90 * SECONDS], [5 * MINUTE], by_use=True))
    # 60 s on order 0, 30 s on order 1, then the repair.
    stops = HOUR + 30 * SECONDS
    assert spans(timeline, "packing") == [(0, MINUTE), (HOUR, stops + 5 * MINUTE + 30 * SECONDS)]


def test_work_that_ends_as_its_bench_fails_is_finished():
    for by_use in (False, True):
        timeline = packed([0, 1], 1, failures([MINUTE], [5 * MINUTE], by_use))
        assert spans(timeline, "packing") == [(0, MINUTE), (6 * MINUTE, 7 * MINUTE)]
        assert spells(timeline) == []


def test_an_order_that_comes_as_the_bench_is_repaired_starts_at_once():
    timeline = packed([6 * MINUTE], 1, failures([MINUTE], [5 * MINUTE]))
    assert spans(timeline, "packing") == [(6 * MINUTE, 7 * MINUTE)]


def test_what_is_left_is_done_at_the_speed_of_who_does_it():
    crews = {"fast": {"skills": ["packing"], "heads": 1, "speed": 2}}
    timeline = packed([0], 1, failures([20 * SECONDS], [MINUTE]), crews=crews)
    # 60 s of work take 30; 20 are done, 10 are left.
    assert spans(timeline, "packing") == [(0, 30 * SECONDS + MINUTE)]


def test_a_planned_outage_lets_work_finish_and_starts_nothing():
    outage = {"outages": [{"at": "2026-03-02 00:00:30", "for": "10 min"}]}
    timeline = packed([0, 1], 1, stations=outage)
    end = 10 * MINUTE + 30 * SECONDS
    assert spans(timeline, "packing") == [(0, MINUTE), (end, end + MINUTE)]
    assert timeline.down["packing"].failed.tolist() == []


def test_an_outage_of_some_benches_leaves_the_others():
    outage = {"outages": [{"at": "2026-03-02 00:00", "for": "10 min", "stations": 1}]}
    timeline = packed([0, 0], 2, count=2, stations=outage)
    assert spans(timeline, "packing") == [(0, MINUTE), (MINUTE, 2 * MINUTE)]
    assert timeline.down["packing"].down.tolist() == [1, 0]


def test_a_bench_that_fails_within_an_outage_is_down_until_both_are_over():
    outage = {"outages": [{"at": "2026-03-02 00:00", "for": "10 min"}]}
    timeline = packed([0], 1, failures([9 * MINUTE], [5 * MINUTE]), stations=outage)
    assert spans(timeline, "packing") == [(14 * MINUTE, 15 * MINUTE)]
    assert timeline.down["packing"].down.tolist() == [1, 1, 1, 0]


def test_printers_fail_without_people_too():
    shop = scenario(labeling={"printers": 1})
    orders = workload([0], failures={"labeling": failures([4 * SECONDS], [MINUTE])})
    timeline = simulate(shop, orders)
    assert spans(timeline, "labeling") == [(0, 70 * SECONDS)]


def test_a_bench_of_a_lane_fails_for_its_lane_alone():
    stations = {"count": 1, "outages": [{"at": "2026-03-02 00:05", "for": "1 h"}]}
    lanes = {"single_line": {"stations": {"count": 1}}, "multi_line": {"stations": stations}}
    orders = workload(
        [0, 0, 6 * MINUTE, 6 * MINUTE],
        [[(0, 1)], [(0, 1), (1, 1)], [(0, 1)], [(0, 1), (1, 1)]],
        supply=supply([9, 9]),
        present={"packers": heads((0, 4))},
        failures={"packing.single_line": failures([20 * SECONDS], [2 * MINUTE])},
    )
    timeline = simulate(scenario(crews=PACKERS, packing={"lanes": lanes}), orders)
    assert spans(timeline, "packing") == [
        (0, 3 * MINUTE),  # stopped at 20 s, on again at 2:20
        (0, MINUTE),
        (6 * MINUTE, 7 * MINUTE),
        (65 * MINUTE, 66 * MINUTE),
    ]
