"""Stations, crews and ties, by hand arithmetic."""

from __future__ import annotations

from simulator.journey import simulate
from simulator.results.outcomes import Outcome
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.tiny import SECONDS, heads, scenario, spans, workload

PICKERS = {"pickers": {"skills": ["picking"], "heads": 1}}
TOUR = 90 * SECONDS


def picking(created, heads_, method="one by one", crews=PICKERS, **columns):
    shop = scenario(crews=crews, picking={"method": method})
    orders = workload(created, present={"pickers": heads_}, **columns)
    return simulate(shop, orders)


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
