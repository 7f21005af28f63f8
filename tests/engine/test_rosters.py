"""Heads over time, by hand arithmetic."""

from __future__ import annotations

import pytest

from simulator.engine.rosters import Extra, Pause, Stint, head_count
from simulator.units import DAY, HOUR
from tests.model.rosters import planned
from tests.model.tiny import scenario


def test_a_shift_with_a_break_and_an_absence():
    shift = Stint(6 * HOUR, 14 * HOUR, 5, 1, (Pause(10 * HOUR, 11 * HOUR, 4),))
    heads = head_count([shift], DAY)
    assert heads.time.tolist() == [0, 6 * HOUR, 10 * HOUR, 11 * HOUR, 14 * HOUR]
    assert heads.heads.tolist() == [0, 4, 0, 4, 0]
    assert heads.on_break.tolist() == [0, 0, 4, 0, 0]
    assert heads.absent.tolist() == [0, 1, 1, 1, 0]
    assert heads.paid.tolist() == [0, 4, 4, 4, 0]


def test_an_unpaid_break_is_not_paid():
    shift = Stint(0, 4 * HOUR, 2, 0, (Pause(HOUR, 2 * HOUR, 2, paid=False),))
    assert head_count([shift], DAY).paid.tolist() == [2, 0, 2, 0]


def test_overlapping_shifts_add_up_and_are_cut_to_the_horizon():
    shifts = [Stint(-2 * HOUR, 6 * HOUR, 2), Stint(4 * HOUR, 12 * HOUR, 3), Stint(DAY, 2 * DAY, 9)]
    heads = head_count(shifts, 10 * HOUR)
    assert heads.time.tolist() == [0, 4 * HOUR, 6 * HOUR]
    assert heads.heads.tolist() == [2, 5, 3]


def test_shifts_that_meet_leave_no_step():
    heads = head_count([Stint(0, HOUR, 2), Stint(HOUR, 3 * HOUR, 2)], DAY)
    assert heads.time.tolist() == [0, 3 * HOUR]
    assert heads.heads.tolist() == [2, 0]


def test_nobody_at_all():
    heads = head_count([], DAY)
    assert (heads.time.tolist(), heads.heads.tolist()) == ([0], [0])


def test_overtime_adds_heads_that_are_not_scheduled_nor_paid_plainly():
    heads = head_count([Stint(0, HOUR, 2)], DAY, [Extra("overtime", HOUR, 3 * HOUR, 2)])
    assert heads.time.tolist() == [0, HOUR, 3 * HOUR]
    assert heads.heads.tolist() == [2, 2, 0]
    assert heads.overtime.tolist() == [0, 2, 0]
    assert heads.paid.tolist() == [2, 0, 0]
    assert heads.scheduled.tolist() == [2, 0, 0]


def test_who_finishes_past_the_end_or_into_a_break_is_beside_the_heads():
    extras = [Extra("overrun", HOUR, 2 * HOUR, 1), Extra("late", 0, HOUR, 2)]
    heads = head_count([Stint(0, HOUR, 2)], DAY, extras)
    assert heads.heads.tolist() == [2, 0, 0]
    assert heads.most_busy.tolist() == [4, 1, 0]
    assert heads.scheduled.tolist() == [2, 0, 0]


@pytest.mark.parametrize(("paid", "wages"), [(True, [2, 2, 2, 2, 0]), (False, [2, 1, 0, 2, 0])])
def test_who_finishes_into_a_break_is_paid_once(paid: bool, wages: list[int]):
    shift = Stint(0, 4 * HOUR, 2, 0, (Pause(HOUR, 3 * HOUR, 2, paid=paid),))
    extra = Extra("late", HOUR, 2 * HOUR, 1, shift.pays_pauses)
    heads = head_count([shift], DAY, [extra])
    assert heads.paid.tolist() == wages
    assert heads.late.tolist() == [0, 1, 0, 0, 0]


def test_rows_of_changes_count_as_stints_and_extras_do():
    shift = Stint(0, 4 * HOUR, 3, 1, (Pause(HOUR, 2 * HOUR, 2),))
    assert shift.changes[:, :2].tolist() == [[0, 2], [4 * HOUR, -2], [HOUR, -2], [2 * HOUR, 2]]
    rows = Stint(2 * HOUR, 5 * HOUR, 1).changes
    assert head_count([shift], DAY, further=[rows]).heads.tolist() == [2, 0, 3, 1, 0]


@pytest.mark.parametrize(
    ("waves", "present", "sizes"), [(1, 5, [5]), (2, 5, [3, 2]), (4, 2, [1, 1])]
)
def test_waves_share_the_heads(waves: int, present: int, sizes: list[int]):
    world = scenario(
        crews={"pickers": {"skills": ["picking"]}},
        shifts={
            "day": {
                "hours": "06:00-14:00",
                "heads": {"pickers": present},
                "breaks": [{"at": "10:00", "for": "15 min", "waves": waves}],
            }
        },
    )
    stint = planned(world)["pickers"][0]
    assert [pause.heads for pause in stint.pauses] == sizes
    begins = [pause.begin for pause in stint.pauses]
    assert begins == [10 * HOUR + k * HOUR // 4 for k in range(len(sizes))]
