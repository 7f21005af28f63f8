"""Benches and printers that fail, outages, the label service, lanes; by hand arithmetic."""

from __future__ import annotations

import numpy as np

from simulator.engine.failures import Failures
from simulator.journey import simulate
from simulator.stages.labeling.process import wait_for_answer
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.tiny import SECONDS, heads, scenario, supply, workload

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


def spans(timeline, activity="packing"):
    visit = timeline.visits[activity]
    return list(zip(visit.began.tolist(), visit.ended.tolist(), strict=True))


def spells(timeline):
    work = timeline.log.stretches
    rows = zip(work.parcel.tolist(), work.began.tolist(), work.ended.tolist(), strict=True)
    return list(rows)


def test_a_bench_that_fails_while_idle_starts_nothing_until_it_is_repaired():
    timeline = packed([2 * MINUTE], 1, failures([MINUTE], [5 * MINUTE]))
    assert spans(timeline) == [(6 * MINUTE, 7 * MINUTE)]
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
    assert spans(timeline) == [(0, again + 40 * SECONDS)]
    assert spells(timeline) == [(0, 0, 20 * SECONDS), (0, again, again + 40 * SECONDS)]


def test_work_goes_on_at_a_free_bench_and_before_orders_that_wait():
    timeline = packed([0, 1, 2], 2, failures([20 * SECONDS, LONG], [HOUR, 0]), count=1)
    # Order 0 stops at 20 s on bench 0 and goes on at once on bench 1.
    assert spans(timeline)[0] == (0, MINUTE)
    assert spans(timeline)[1] == (MINUTE, 2 * MINUTE)
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
    assert spans(timeline)[0] == (0, 11 * MINUTE)


def test_by_use_only_time_at_work_counts():
    timeline = packed([0, HOUR], 1, failures([90 * SECONDS], [5 * MINUTE], by_use=True))
    # 60 s on order 0, 30 s on order 1, then the repair.
    stops = HOUR + 30 * SECONDS
    assert spans(timeline) == [(0, MINUTE), (HOUR, stops + 5 * MINUTE + 30 * SECONDS)]


def test_work_that_ends_as_its_bench_fails_is_finished():
    for by_use in (False, True):
        timeline = packed([0, 1], 1, failures([MINUTE], [5 * MINUTE], by_use))
        assert spans(timeline) == [(0, MINUTE), (6 * MINUTE, 7 * MINUTE)]
        assert spells(timeline) == []


def test_an_order_that_comes_as_the_bench_is_repaired_starts_at_once():
    timeline = packed([6 * MINUTE], 1, failures([MINUTE], [5 * MINUTE]))
    assert spans(timeline) == [(6 * MINUTE, 7 * MINUTE)]


def test_what_is_left_is_done_at_the_speed_of_who_does_it():
    crews = {"fast": {"skills": ["packing"], "heads": 1, "speed": 2}}
    timeline = packed([0], 1, failures([20 * SECONDS], [MINUTE]), crews=crews)
    # 60 s of work take 30; 20 are done, 10 are left.
    assert spans(timeline) == [(0, 30 * SECONDS + MINUTE)]


def test_a_planned_outage_lets_work_finish_and_starts_nothing():
    outage = {"outages": [{"at": "2026-03-02 00:00:30", "for": "10 min"}]}
    timeline = packed([0, 1], 1, stations=outage)
    end = 10 * MINUTE + 30 * SECONDS
    assert spans(timeline) == [(0, MINUTE), (end, end + MINUTE)]
    assert timeline.down["packing"].failed.tolist() == []


def test_an_outage_of_some_benches_leaves_the_others():
    outage = {"outages": [{"at": "2026-03-02 00:00", "for": "10 min", "stations": 1}]}
    timeline = packed([0, 0], 2, count=2, stations=outage)
    assert spans(timeline) == [(0, MINUTE), (MINUTE, 2 * MINUTE)]
    assert timeline.down["packing"].down.tolist() == [1, 0]


def test_a_bench_that_fails_within_an_outage_is_down_until_both_are_over():
    outage = {"outages": [{"at": "2026-03-02 00:00", "for": "10 min"}]}
    timeline = packed([0], 1, failures([9 * MINUTE], [5 * MINUTE]), stations=outage)
    assert spans(timeline) == [(14 * MINUTE, 15 * MINUTE)]
    assert timeline.down["packing"].down.tolist() == [1, 1, 1, 0]


def test_printers_fail_without_people_too():
    shop = scenario(labeling={"printers": 1})
    orders = workload([0], failures={"labeling": failures([4 * SECONDS], [MINUTE])})
    timeline = simulate(shop, orders)
    assert spans(timeline, "labeling") == [(0, 70 * SECONDS)]


def test_a_planned_outage_of_printers_lets_a_label_finish():
    outages = [{"at": "2026-03-02 00:00:05", "for": "10 min"}]
    shop = scenario(labeling={"printers": 2, "outages": outages})
    timeline = simulate(shop, workload([0, 5 * SECONDS]))
    back = 5 * SECONDS + 10 * MINUTE
    assert spans(timeline, "labeling") == [(0, 10 * SECONDS), (back, back + 10 * SECONDS)]


# The label service: orders take 10 s, by hand 100 s; tried again twice, after 30 s


def labeled(created, down):
    service = {"retries": 2, "retry_after": "30 s", "outages": []}
    shop = scenario(labeling={"printers": 9, "service": service})
    orders = workload(
        created,
        label_by_hand=[100 * SECONDS] * len(created),
        label_service_down=[[begin * SECONDS, end * SECONDS] for begin, end in down],
    )
    return simulate(shop, orders)


def test_a_label_waits_for_the_service_and_is_written_by_hand_in_the_end():
    timeline = labeled([0, 41 * SECONDS, 100 * SECONDS], [(0, 100)])
    # Order 0 tries at 0, 30 and 60 s; order 1 at 41, 71 and 101 s; order 2 finds it back.
    assert spans(timeline, "labeling") == [
        (0, 160 * SECONDS),
        (41 * SECONDS, 111 * SECONDS),
        (100 * SECONDS, 110 * SECONDS),
    ]
    assert timeline.label_by_hand.tolist() == [True, False, False]


def test_the_service_is_down_from_its_failure_and_up_from_its_return():
    assert wait_for_answer([10, 20], 9, 0, 5) == (0, True)
    assert wait_for_answer([10, 20], 10, 0, 5) == (0, False)
    assert wait_for_answer([10, 20], 10, 2, 5) == (10, True)
    assert wait_for_answer([10, 20, 21, 40], 12, 2, 5) == (10, False)
    assert wait_for_answer([], 0, 3, 5) == (0, True)


# Lanes


def test_orders_of_one_line_have_benches_of_their_own():
    lanes = {"single_line": {"stations": {"count": 1}}, "multi_line": {"stations": {"count": 1}}}
    shop = scenario(crews=PACKERS, packing={"lanes": lanes})
    orders = workload(
        [0, 0, 0, 0],
        [[(0, 1)], [(0, 1)], [(0, 1), (1, 1)], [(0, 1)]],
        supply=supply([9, 9]),
        present={"packers": heads((0, 4))},
    )
    timeline = simulate(shop, orders)
    assert spans(timeline) == [
        (0, MINUTE),
        (MINUTE, 2 * MINUTE),
        (0, MINUTE),
        (2 * MINUTE, 3 * MINUTE),
    ]
    assert timeline.equipment == {"packing": 2}


def test_lanes_may_have_crews_of_their_own():
    crews = {name: {"skills": ["packing"], "heads": 1} for name in ("ones", "manys")}
    lanes = {"single_line": {"crews": ["ones"]}, "multi_line": {"crews": ["manys"]}}
    shop = scenario(crews=crews, packing={"lanes": lanes})
    orders = workload(
        [0, 0],
        [[(0, 1)], [(0, 1)]],
        present={"ones": heads((0, 1)), "manys": heads((0, 5))},
    )
    timeline = simulate(shop, orders)
    assert spans(timeline) == [(0, MINUTE), (MINUTE, 2 * MINUTE)]
    assert timeline.visits["packing"].server.tolist() == [0, 0]


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
    assert spans(timeline) == [
        (0, 3 * MINUTE),  # stopped at 20 s, on again at 2:20
        (0, MINUTE),
        (6 * MINUTE, 7 * MINUTE),
        (65 * MINUTE, 66 * MINUTE),
    ]


def test_disciplines_are_those_of_each_station():
    shop = scenario(crews=PACKERS, packing={"discipline": "shortest"})
    orders = workload([0, 1, 2], present={"packers": heads((0, 1))}, pack=[10, 30, 20])
    assert [began for began, _ in spans(simulate(shop, orders))] == [0, 30, 10]


def test_by_deadline_goes_the_order_of_the_earlier_pick_up():
    carrier = {
        name: {"pick_ups": {"daily": [at]}, "services": {"ground": {"transit": "1 h"}}}
        for name, at in (("early", "10:00"), ("late", "12:00"))
    }
    shop = scenario(
        crews=PACKERS, packing={"discipline": "deadline"}, shipping={"carriers": carrier}
    )
    orders = workload(
        [0, 1, 2],
        present={"packers": heads((0, 1))},
        services=(("early", "ground"), ("late", "ground")),
        service=[0, 1, 0],
    )
    began = [began for began, _ in spans(simulate(shop, orders))]
    assert began == [0, 2 * MINUTE, MINUTE]
    assert NEVER not in began


def test_orders_found_wrong_again_and_again_are_packed_that_often():
    shop = scenario(
        crews={"all": {"skills": ["picking", "packing"], "heads": 1}},
        picking={"mispick": "1 %"},
        packing={"quality_check": {"time": "10 s", "recheck": True}},
    )
    orders = workload(
        [0],
        present={"all": heads((0, 1))},
        mispicked=[True],
        checked=[True],
        check_finds=[True],
        found_again=[1],
        wrong_again=[True],
    )
    timeline = simulate(shop, orders)
    tour, pack = 90 * SECONDS, 70 * SECONDS
    assert timeline.ended.tolist() == [3 * (tour + pack)]
    assert timeline.log.further.visit.tolist() == [2, 2, 3, 3]
    assert timeline.wrong_items.tolist() == [True]
