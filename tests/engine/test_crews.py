"""Shifts, breaks and what becomes of begun work, by hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

import simulator as sim
from simulator.experiments.explain.crews import crews_of
from simulator.measure.stops import stops_of
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.rosters import at_work, pickers, steps, work
from tests.model.tiny import SECONDS, spans

pytestmark = pytest.mark.usefixtures("by_both_engines")

TOUR = 90 * SECONDS
LATE = 8 * HOUR - MINUTE  # a tour that begins then is not done at eight
TWO_SHIFTS = {
    "early": {"hours": "00:00-08:00", "heads": {"pickers": 1}},
    "late": {"hours": "08:00-16:00", "heads": {"pickers": 1}},
}


def two_shifts(rule: str) -> dict:
    early = TWO_SHIFTS["early"] | {"end_of_shift": rule}
    return pickers({}) | {"shifts": {"early": early, "late": TWO_SHIFTS["late"]}}


def test_finish_keeps_the_early_head_while_the_late_one_starts_the_next_order():
    timeline = at_work([LATE, LATE], two_shifts("finish"))
    assert spans(timeline) == [(LATE, LATE + TOUR), (8 * HOUR, 8 * HOUR + TOUR)]
    assert steps(timeline, "pickers", "overrun") == [
        (0, 0), (8 * HOUR, 1), (8 * HOUR + 30 * SECONDS, 0)
    ]  # fmt: skip


def stops(timeline):
    """(order, stopped, resumed) of the picks, all orders followed."""
    found = stops_of(timeline, "picking", np.arange(timeline.n))
    columns = (found.row, found.stopped, found.resumed)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_handover_lets_the_late_head_take_the_work_on_at_once():
    timeline = at_work([LATE, LATE], two_shifts("handover"))
    assert work(timeline) == [
        (0, 0, LATE, 8 * HOUR),
        (0, 0, 8 * HOUR, LATE + TOUR),
        (1, 0, LATE + TOUR, LATE + 2 * TOUR),
    ]
    assert steps(timeline, "pickers", "overrun") == [(0, 0)]


@pytest.mark.parametrize("rule", ["interrupt", "handover"])
def test_work_that_nobody_takes_on_waits_at_the_head_of_the_queue(rule):
    shop = pickers({"end_of_shift": rule})
    shop["clock"] = {"start": "2026-03-02", "run": "2 d"}
    timeline = at_work([LATE, LATE], shop, priority=[2, 1])
    # The urgent order 1 began first; it comes first again tomorrow, for its last 30 s.
    tomorrow = 24 * HOUR
    assert work(timeline) == [
        (1, 0, LATE, 8 * HOUR),
        (1, 0, tomorrow, tomorrow + 30 * SECONDS),
        (0, 0, tomorrow + 30 * SECONDS, tomorrow + 30 * SECONDS + TOUR),
    ]
    assert stops(timeline) == [(1, 8 * HOUR, tomorrow)]
    assert spans(timeline)[1] == (LATE, tomorrow + 30 * SECONDS)


def test_stopped_work_goes_before_a_more_urgent_order_that_came_later():
    shop = pickers({"end_of_shift": "interrupt"})
    shop["clock"] = {"start": "2026-03-02", "run": "2 d"}
    timeline = at_work([LATE, 9 * HOUR], shop, priority=[2, 1])
    assert [order for order, *_ in work(timeline)] == [0, 0, 1]


def test_work_that_ends_with_the_shift_is_finished():
    timeline = at_work([8 * HOUR - TOUR], pickers({"end_of_shift": "interrupt"}))
    assert spans(timeline) == [(8 * HOUR - TOUR, 8 * HOUR)]


def test_work_stopped_at_the_horizon_of_the_plan_is_in_flight():
    timeline = at_work([LATE], pickers({"days": "mon", "end_of_shift": "interrupt"}))
    assert work(timeline) == [(0, 0, LATE, 8 * HOUR)]
    assert spans(timeline) == [(LATE, NEVER)]
    assert stops(timeline) == [(0, 8 * HOUR, NEVER)]


def test_a_tour_that_is_stopped_stops_every_order_on_it():
    shop = pickers({"end_of_shift": "interrupt"})
    shop |= {"clock": {"start": "2026-03-02", "run": "2 d"}}
    shop["picking"] = {"method": {"batch": {"up_to": 2}}}
    timeline = at_work([LATE, LATE], shop)
    assert sorted(stops(timeline)) == [(0, 8 * HOUR, 24 * HOUR), (1, 8 * HOUR, 24 * HOUR)]


def test_of_two_heads_of_whom_one_goes_the_last_begun_work_stops():
    shop = pickers({}) | {
        "shifts": {
            "long": {"hours": "00:00-12:00", "heads": {"pickers": 1}},
            "short": {
                "hours": "00:00-08:00", "heads": {"pickers": 1}, "end_of_shift": "handover"
            },
        }
    }  # fmt: skip
    timeline = at_work([LATE, LATE + 1000], shop)
    # The long shift's head took order 0; order 1 waits for that head to be free.
    assert work(timeline) == [
        (0, 0, LATE, LATE + TOUR),
        (1, 0, LATE + 1000, 8 * HOUR),
        (1, 0, LATE + TOUR, LATE + TOUR + 31 * SECONDS),
    ]


def test_the_remaining_work_is_kept_to_the_millisecond_at_another_speed():
    crews = {
        "slow": {"skills": ["picking"], "speed": 0.79},
        "fast": {"skills": ["picking"], "speed": 1.3},
    }
    shifts = {
        "a": {"hours": "00:00-08:00", "heads": {"slow": 1}, "end_of_shift": "handover"},
        "b": {"hours": "08:00-09:00", "heads": {"fast": 1}},
    }
    timeline = at_work([LATE], {"crews": crews, "shifts": shifts, "picking": {}})
    whole = round(TOUR / 0.79)
    left = whole - MINUTE
    assert work(timeline) == [
        (0, 0, LATE, 8 * HOUR),
        (0, 1, 8 * HOUR, 8 * HOUR + round(left * 0.79 / 1.3)),
    ]


def test_stopped_and_resumed_at_one_speed_the_stretches_add_up_to_the_whole():
    shop = pickers({"end_of_shift": "interrupt"}, {"speed": 0.7})
    shop["clock"] = {"start": "2026-03-02", "run": "2 d"}
    timeline = at_work([LATE], shop)
    assert sum(ended - began for _, _, began, ended in work(timeline)) == round(TOUR / 0.7)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("finish", [(4 * HOUR - MINUTE, 4 * HOUR + 30 * SECONDS)]),
        (
            "interrupt",
            [(4 * HOUR - MINUTE, 4 * HOUR), (4 * HOUR + 30 * MINUTE, 4 * HOUR + 30.5 * MINUTE)],
        ),
    ],
)
def test_a_break_in_the_middle_of_a_pick(rule, expected):
    pause = {"at": "04:00", "for": "30 min", "begun_work": rule}
    timeline = at_work([4 * HOUR - MINUTE], pickers({"breaks": [pause]}))
    assert [(began, ended) for _, _, began, ended in work(timeline)] == expected
    late = [(0, 0), (4 * HOUR, 1), (4 * HOUR + 30 * SECONDS, 0)]
    assert steps(timeline, "pickers", "late") == (late if rule == "finish" else [(0, 0)])
    assert steps(timeline, "pickers", "on_break") == [
        (0, 0), (4 * HOUR, 1), (4 * HOUR + 30 * MINUTE, 0)
    ]  # fmt: skip


def test_nobody_starts_during_the_break_after_finishing_into_it():
    pause = {"at": "04:00", "for": "30 min"}
    timeline = at_work([4 * HOUR - MINUTE] * 2, pickers({"breaks": [pause]}))
    assert spans(timeline)[1][0] == 4 * HOUR + 30 * MINUTE


def test_waves_leave_somebody_at_work():
    pause = {"at": "04:00", "for": "30 min", "waves": 2}
    shift = {"heads": {"pickers": 3}, "breaks": [pause]}
    timeline = at_work([4 * HOUR] * 3, pickers(shift))
    # Two pause first, then one: one starts at four, one after it, two are back at half past.
    assert steps(timeline, "pickers", "heads") == [
        (0, 3), (4 * HOUR, 1), (4 * HOUR + 30 * MINUTE, 2), (5 * HOUR, 3), (8 * HOUR, 0)
    ]  # fmt: skip
    began = [began for began, _ in spans(timeline)]
    assert began == [4 * HOUR, 4 * HOUR + TOUR, 4 * HOUR + 2 * TOUR]


def test_a_break_handed_over_to_the_second_wave():
    pause = {"at": "04:00", "for": "30 min", "waves": 2, "begun_work": "handover"}
    shift = {"heads": {"pickers": 2}, "breaks": [pause]}
    began = 4 * HOUR - MINUTE
    timeline = at_work([began, began + 1000], pickers(shift, {}), pick=[10 * MINUTE, MINUTE])
    # At four the order begun last is stopped; nobody is free, so it waits until order 0 is done.
    assert work(timeline)[:2] == [
        (0, 0, began, began + 10.5 * MINUTE),
        (1, 0, began + 1000, 4 * HOUR),
    ]
    assert work(timeline)[2][2] == began + 10.5 * MINUTE


@pytest.mark.parametrize(
    ("first", "stopped"),
    [("last begun", 1), ("most left", 0), ("least urgent", 0)],
)
def test_in_a_wave_of_a_break_the_rule_says_whose_work_is_stopped(first, stopped):
    """Order 0 was begun first, is longer and less urgent."""
    pause = {"at": "04:00", "for": "30 min", "waves": 2, "begun_work": "interrupt"}
    shift = {"heads": {"pickers": 2}, "breaks": [pause | {"stops_first": first}]}
    began = 4 * HOUR - MINUTE
    timeline = at_work(
        [began, began + 1000], pickers(shift, {}), pick=[10 * MINUTE, 2 * MINUTE], priority=[2, 1]
    )
    assert {order for order, at, _ in stops(timeline) if at == 4 * HOUR} == {stopped}


@pytest.mark.parametrize("first", ["last begun", "most left", "least urgent"])
def test_of_equals_the_work_that_was_begun_last_is_stopped(first):
    """Both begin at one instant, order 0 before order 1."""
    pause = {"at": "04:00", "for": "30 min", "waves": 2, "begun_work": "interrupt"}
    shift = {"heads": {"pickers": 2}, "breaks": [pause | {"stops_first": first}]}
    began = 4 * HOUR - MINUTE
    timeline = at_work([began, began], pickers(shift, {}), pick=[10 * MINUTE] * 2)
    assert {order for order, at, _ in stops(timeline) if at == 4 * HOUR} == {1}


def test_a_crew_helps_another_at_its_own_speed():
    crews = {
        "pickers": {"skills": {"picking": 1, "packing": 0.5}, "heads": 1},
        "packers": {"skills": ["packing"], "heads": 1},
    }
    timeline = at_work([0, 0], {"crews": crews, "packing": {}}, pack=[MINUTE, MINUTE])
    assert work(timeline, "packing") == [(0, 1, 0, MINUTE), (1, 0, 0, 2 * MINUTE)]


def test_new_hires_get_faster():
    hires = {"share": "50 %", "start": "60 %", "full_after": "8 h"}
    timeline = at_work(
        [0, 4 * HOUR, 8 * HOUR], pickers({"hours": "00:00-24:00"}, {"new_hires": hires})
    )
    lengths = [ended - began for began, ended in spans(timeline)]
    assert lengths == [round(TOUR / 0.8), round(TOUR / 0.9), TOUR]


def test_new_hires_begin_to_learn_on_their_first_day():
    def length(hired: str) -> int:
        hires = {"share": "100 %", "start": "60 %", "full_after": "8 h", "hired": hired}
        timeline = at_work([0], pickers({}, {"new_hires": hires}))
        return spans(timeline)[0][1]

    # At the start: hired six hours before, three quarters of the way to full speed; not yet.
    assert length("2026-03-01 18:00") == round(TOUR / 0.9)
    assert length("2026-03-03") == round(TOUR / 0.6)


def test_new_hires_learn_each_skill_from_its_own_speed():
    hires = {"share": "50 %", "start": "60 %", "full_after": "1 w"}
    crew = {"skills": {"picking": 1, "packing": 0.5}, "speed": 1.25, "new_hires": hires}
    shop = pickers({}, crew) | {"packing": {}}
    timeline = at_work([0], shop)
    (_, picked), (began, packed) = spans(timeline)[0], spans(timeline, "packing")[0]
    # Half of them begin at 60 %: 0.8 of the crew's speed. At packing they know the job better by
    # the part of a week for which the order was picked.
    learned = 0.8 + 0.2 * picked / (7 * 24 * HOUR)
    assert (picked, packed - began) == (
        round(TOUR / (1.25 * 0.8)), round(MINUTE / (1.25 * 0.5 * learned))
    )  # fmt: skip


def test_new_hires_by_heads_weigh_less_among_more():
    hires = {"heads": 1, "start": "60 %", "full_after": "1 w"}
    shift = {"hours": "00:00-24:00", "heads": {"pickers": 4}}
    timeline = at_work([0], pickers(shift, {"new_hires": hires}))
    assert spans(timeline) == [(0, round(TOUR / 0.9))]


TWO_COHORTS = [
    {"hired": "2026-03-02", "heads": 1, "start": "60 %", "full_after": "8 h"},
    {"hired": "2026-03-02 04:00", "heads": 2, "start": "50 %", "full_after": "10 h"},
]


def test_each_cohort_learns_from_its_own_day_on_and_does_not_count_before_it():
    shift = {"hours": "00:00-24:00", "heads": {"pickers": 4}}
    moments = [0, 4 * HOUR - MINUTE * 2, 4 * HOUR, 9 * HOUR, 14 * HOUR]
    timeline = at_work(moments, pickers(shift, {"cohorts": TWO_COHORTS}))
    lengths = [ended - began for began, ended in spans(timeline)]
    # Of four heads one at 0.6 and three at 1; at four o'clock one at 0.8, two at 0.5, one at 1; at
    # nine two at 0.75; at two in the afternoon all know the work.
    early = 0.6 + 0.4 * (4 * HOUR - 2 * MINUTE) / (8 * HOUR)
    paces = [3.6 / 4, (3 + early) / 4, 2.8 / 4, 3.5 / 4, 1]
    assert lengths == [round(TOUR / pace) for pace in paces]


def test_cohorts_larger_than_the_crew_are_all_of_it_in_their_proportions():
    shift = {"hours": "00:00-24:00", "heads": {"pickers": 1}}
    timeline = at_work([4 * HOUR], pickers(shift, {"cohorts": TWO_COHORTS}))
    began, ended = spans(timeline)[0]
    assert ended - began == round(TOUR / ((0.8 + 2 * 0.5) / 3))


def test_a_shop_that_plans_a_crew_with_cohorts_knows_its_hours():
    shift = {"hours": "00:00-24:00", "heads": {"pickers": 4}}
    cohorts = [TWO_COHORTS[0] | {"hired": "2026-03-02 06:00"}]
    parts = pickers(shift, {"cohorts": cohorts}) | {
        "schema": "fulfillment/1",
        "name": "cohorts",
        "demand": {"orders_per_day": 10},
        "clock": {"start": "2026-03-02", "run": "1 d"},
    }
    hours = crews_of(sim.Scenario.model_validate(parts), MINUTE)["pickers"].hours.sum()
    # Three heads for a day, and one who knows the work but for eight hours, at 0.8 on average.
    assert hours == pytest.approx(4 * 24 - 8 * 0.2, abs=0.005)


def test_a_shift_that_ends_with_a_queue_leaves_it_to_the_next_day():
    shop = pickers({})
    shop["clock"] = {"start": "2026-03-02", "run": "2 d"}
    timeline = at_work([LATE, LATE, LATE + 1], shop, priority=[2, 2, 1])
    # Order 0 is finished past the end; the others wait for the morning, the urgent one first.
    tomorrow = 24 * HOUR
    assert spans(timeline) == [
        (LATE, LATE + TOUR),
        (tomorrow + TOUR, tomorrow + 2 * TOUR),
        (tomorrow, tomorrow + TOUR),
    ]


def test_heads_on_dates_and_weekdays():
    shift = {
        "days": "mon-fri",
        "heads": {"pickers": 2},
        "heads_on": [
            {"days": "tue", "heads": {"pickers": 3}},
            {"from": "2026-03-04", "to": "2026-03-08", "heads": {"pickers": 5}},
            {"date": "2026-03-05", "heads": {"pickers": 0}},
            {"date": "2026-03-08", "heads": {"pickers": 1}},
        ],
    }
    shop = pickers(shift)
    shop["clock"] = {"start": "2026-03-02", "run": "7 d"}
    timeline = at_work([0], shop)
    by_day = [heads for moment, heads in steps(timeline, "pickers", "heads") if heads]
    days = [moment // (24 * HOUR) for moment, heads in steps(timeline, "pickers", "heads") if heads]
    assert (days, by_day) == ([0, 1, 2, 4, 6], [2, 3, 5, 5, 1])
