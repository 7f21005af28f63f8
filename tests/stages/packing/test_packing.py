"""Benches, lanes, checks and what is packed again, by hand arithmetic."""

from __future__ import annotations

from simulator.journey import simulate
from simulator.units import MINUTE
from tests.model.tiny import SECONDS, heads, scenario, spans, supply, workload

TOUR = 90 * SECONDS
PACKERS = {"packers": {"skills": ["packing"], "heads": 1}}


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
    assert spans(timeline, "packing") == [
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
    assert spans(timeline, "packing") == [(0, MINUTE), (MINUTE, 2 * MINUTE)]
    assert timeline.visits["packing"].server.tolist() == [0, 0]


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
    assert timeline.ended.tolist() == [3 * (TOUR + 70 * SECONDS)]
    assert timeline.log.further.visit.tolist() == [2, 2, 3, 3]
    assert timeline.wrong_items.tolist() == [True]


def test_packing_needs_a_bench_and_a_head():
    shop = scenario(
        crews={"packers": {"skills": ["packing"], "heads": 3}},
        packing={"stations": {"count": 1}},
    )
    timeline = simulate(shop, workload([0, 0], present={"packers": heads((0, 3))}))
    assert [began for began, _ in spans(timeline, "packing")] == [0, MINUTE]


def test_a_mispick_that_is_found_is_picked_and_packed_again():
    shop = scenario(
        crews={
            "pickers": {"skills": ["picking"], "heads": 1},
            "packers": {"skills": ["packing"], "heads": 1},
        },
        picking={},
        packing={"quality_check": {"share": "100 %", "time": "40 s"}},
    )
    orders = workload(
        [0],
        mispicked=[True],
        checked=[True],
        check_finds=[True],
        present={"pickers": heads((0, 1)), "packers": heads((0, 1))},
    )
    timeline = simulate(shop, orders)
    checked = TOUR + 100 * SECONDS
    assert spans(timeline, "packing") == [(TOUR, checked)]
    repeats = timeline.log.further
    assert repeats.began.tolist() == [checked, checked + TOUR]
    assert repeats.ended.tolist() == [checked + TOUR, checked + TOUR + MINUTE]
    assert timeline.ended.tolist() == [checked + TOUR + MINUTE]
    assert not timeline.wrong_items[0]
