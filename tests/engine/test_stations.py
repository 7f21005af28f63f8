"""Stations, crews and ties, by hand arithmetic."""

from __future__ import annotations

from simulator.journey import simulate
from simulator.results.timeline import Outcome
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.tiny import SECONDS, heads, scenario, workload

PICKERS = {"pickers": {"skills": ["picking"], "heads": 1}}
TOUR = 90 * SECONDS


def picking(created, heads_, method="one by one", crews=PICKERS, **columns):
    shop = scenario(crews=crews, picking={"method": method})
    orders = workload(created, present={"pickers": heads_}, **columns)
    return simulate(shop, orders)


def spans(timeline, activity):
    visit = timeline.visits[activity]
    return list(zip(visit.began.tolist(), visit.ended.tolist(), strict=True))


def test_one_picker_serves_in_turn():
    timeline = picking([0, 1000, 2000], heads((0, 1)))
    assert spans(timeline, "picking") == [(0, TOUR), (TOUR, 2 * TOUR), (2 * TOUR, 3 * TOUR)]
    assert timeline.outcome.tolist() == [Outcome.COMPLETED] * 3


def test_two_pickers_serve_two_at_once():
    timeline = picking([0, 0, 0], heads((0, 2)))
    assert spans(timeline, "picking") == [(0, TOUR), (0, TOUR), (TOUR, 2 * TOUR)]


def test_priority_goes_first_but_interrupts_nobody():
    timeline = picking([0, 1, 2], heads((0, 1)), priority=[2, 2, 1])
    assert [began for began, _ in spans(timeline, "picking")] == [0, 2 * TOUR, TOUR]


def test_at_one_instant_the_urgent_order_starts_even_if_it_has_the_higher_number():
    timeline = picking([5, 5], heads((0, 1)), priority=[2, 1])
    assert [began for began, _ in spans(timeline, "picking")] == [5 + TOUR, 5]


def test_an_arrival_at_the_end_of_a_service_competes_for_the_free_picker():
    timeline = picking([0, 1, TOUR], heads((0, 1)), priority=[2, 2, 1])
    assert [began for began, _ in spans(timeline, "picking")] == [0, 2 * TOUR, TOUR]


def test_a_faster_crew_divides_the_service_time():
    crews = {"pickers": {"skills": ["picking"], "heads": 1, "speed": 2}}
    timeline = picking([0], heads((0, 1)), crews=crews)
    assert spans(timeline, "picking") == [(0, TOUR // 2)]


def test_work_begun_is_finished_after_the_shift_and_nothing_new_starts():
    timeline = picking([0, 1, 2], heads((0, 1), (MINUTE, 0), (HOUR, 1)))
    assert spans(timeline, "picking") == [
        (0, TOUR),
        (HOUR, HOUR + TOUR),
        (HOUR + TOUR, HOUR + 2 * TOUR),
    ]


def test_zero_heads_leave_orders_waiting():
    timeline = picking([0, 1], heads((0, 0)))
    assert spans(timeline, "picking") == [(NEVER, NEVER)] * 2
    assert timeline.outcome.tolist() == [Outcome.IN_FLIGHT] * 2


def test_a_head_that_comes_at_the_instant_of_an_arrival_serves_it_at_once():
    timeline = picking([HOUR], heads((0, 0), (HOUR, 1)))
    assert spans(timeline, "picking") == [(HOUR, HOUR + TOUR)]


def test_heads_that_leave_as_an_order_comes_do_not_start_it():
    timeline = picking([HOUR], heads((0, 1), (HOUR, 0)))
    assert spans(timeline, "picking") == [(NEVER, NEVER)]


def test_a_shared_crew_takes_the_task_that_waits_longest_wherever_it_is():
    shop = scenario(
        crews={"all_hands": {"skills": ["picking", "packing"], "heads": 1}}, picking={}, packing={}
    )
    orders = workload([0, 1], present={"all_hands": heads((0, 1))})
    timeline = simulate(shop, orders)
    # Order 1 entered picking at 1, before order 0 entered packing at TOUR.
    assert spans(timeline, "picking") == [(0, TOUR), (TOUR, 2 * TOUR)]
    assert spans(timeline, "packing") == [
        (2 * TOUR, 2 * TOUR + MINUTE),
        (2 * TOUR + MINUTE, 2 * TOUR + 2 * MINUTE),
    ]


def test_the_crew_at_its_home_station_goes_first():
    crews = {
        "floaters": {"skills": ["packing", "picking"], "heads": 1},
        "pickers": {"skills": ["picking"], "heads": 1},
    }
    shop = scenario(crews=crews, picking={}, packing={})
    orders = workload([0, 0], present={"floaters": heads((0, 1)), "pickers": heads((0, 1))})
    timeline = simulate(shop, orders)
    assert timeline.visits["picking"].server.tolist() == [1, 0]


def test_printers_limit_labeling_without_a_crew():
    shop = scenario(labeling={"printers": 2})
    timeline = simulate(shop, workload([0, 0, 0]))
    assert [began for began, _ in spans(timeline, "labeling")] == [0, 0, 10 * SECONDS]


def test_packing_needs_a_bench_and_a_head():
    shop = scenario(
        crews={"packers": {"skills": ["packing"], "heads": 3}},
        packing={"stations": {"count": 1}},
    )
    timeline = simulate(shop, workload([0, 0], present={"packers": heads((0, 3))}))
    assert [began for began, _ in spans(timeline, "packing")] == [0, MINUTE]


def batching(created, up_to, wait, **columns):
    method = {"batch": {"up_to": up_to, "wait_at_most": wait}}
    return picking(created, heads((0, 9)), method, **columns)


def test_a_full_batch_leaves_at_once_and_shares_the_set_up():
    timeline = batching([0, 1000], 2, "10 min")
    assert spans(timeline, "picking") == [(1000, 1000 + 150 * SECONDS)] * 2
    assert timeline.batch.tolist() == [0, 0]


def test_a_batch_that_is_not_full_leaves_when_its_oldest_order_waited_enough():
    timeline = batching([0, 1000, 20 * MINUTE], 3, "10 min")
    assert [began for began, _ in spans(timeline, "picking")] == [
        10 * MINUTE,
        10 * MINUTE,
        30 * MINUTE,
    ]
    assert timeline.batch.tolist() == [0, 0, 1]


def test_the_urgent_orders_of_one_instant_fill_the_batch():
    timeline = batching([0, 0, 0], 2, "10 min", priority=[2, 2, 1])
    assert timeline.batch.tolist() == [0, 1, 0]


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
