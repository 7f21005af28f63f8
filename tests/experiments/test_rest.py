"""Shifts with too few breaks or too little rest are told, and what is told to write mends it."""

from __future__ import annotations

import pytest

from simulator.experiments.rest import rest_and_breaks
from simulator.scenario import loads

SHOP = """schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 7 d}
demand: {orders_per_day: 40, classes: {all: {ship_by: none}}}
crews: {people: {skills: [picking]}}
picking: on
shifts:
  day: {days: mon-fri, hours: HOURS, heads: {people: 2}MORE}
"""


def told(hours, more="", **change):
    text = SHOP.replace("HOURS", hours).replace("MORE", f", {more}" if more else "")
    for old, new in change.items():
        text = text.replace(old, new)
    return rest_and_breaks(loads(text).scenario)


@pytest.mark.parametrize(
    ("hours", "more", "due"),
    [
        ("08:00-14:00", "", None),  # 6 h are not above 6 h
        ("08:00-14:01", "", "30 min"),
        ("08:00-17:00", "", "30 min"),  # 9 h are not above 9 h
        ("08:00-17:30", "", "45 min"),
        ("08:00-17:45", 'breaks: [{at: "12:00", for: 45 min}]', None),
        ("08:00-17:31", 'breaks: [{at: "12:00", for: 30 min}]', "45 min"),
        ("22:00-06:00", 'breaks: [{at: "02:00", for: 15 min}]', "30 min"),
        ("22:00-06:00", 'breaks: [{at: "02:00", for: 15 min}, {at: "04:00", for: 15 min}]', None),
        ("08:00-14:00", "overtime: {backlog_above: 5 orders, up_to: 2 h}", "30 min"),
    ],
)
def test_breaks_that_are_due_by_the_hours_of_work(hours, more, due):
    found = told(hours, more)
    assert (due is None) == (found == [])
    if due is not None:
        assert f"of work {due} are the rule" in found[0]


@pytest.mark.parametrize(
    ("there", "written"),
    [
        ("", '[{at: "12:00", for: 45 min}]'),
        ('[{at: "11:00", for: 20 min, waves: 2}]', '[{at: "11:00", for: 45 min, waves: 2}]'),
        (
            '[{at: "10:00", for: 5 min}, {at: "12:00", for: 20 min}]',
            '[{at: "10:00", for: 5 min}, {at: "12:00", for: 40 min}]',
        ),
    ],
)
def test_the_breaks_that_are_told_are_enough_as_they_are_written(there, written):
    """9.5 h ask for 45 min: a break of that length, or the longest is longer by what lacks."""
    (found,) = told("08:00-17:30", there and f"breaks: {there}")
    assert found.endswith(f"Write shifts.day.breaks, such as {written}.")
    assert told("08:00-17:30", f"breaks: {written}") == []


def test_rest_between_two_days_of_a_shift():
    breaks = 'breaks: [{at: "12:00", for: 60 min}]'
    assert told("07:00-20:00", breaks) == []  # 11 h
    (found,) = told("07:00-20:01", breaks)
    assert "Between two days of shift 'day', which lasts 781 min, there are 659 min" in found
    (found,) = told("08:00-17:00", f"overtime: {{backlog_above: 1 h, up_to: 5 h}}, {breaks}")
    assert "which lasts 14 h with overtime, there are 10 h" in found
    assert told("07:00-21:00", breaks, **{"mon-fri": "mon"}) == []


def test_a_shift_without_heads_needs_none():
    assert told("08:00-18:00", **{"people: 2": "people: 0"}) == []
