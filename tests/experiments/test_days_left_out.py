"""Days on which orders come and nobody works, in a window of less than a week."""

from __future__ import annotations

import pytest

from simulator.experiments.days_left_out import days_left_out
from simulator.scenario import load


def told(*changes):
    return " ".join(days_left_out(load("small").with_(list(changes)).scenario))


def test_three_days_without_the_sunday_say_so_and_a_week_as_it_says_does_not():
    assert "leaves out Sunday, when orders come and nobody works" in told()
    assert told().endswith("Write clock.run: 7 d.")
    assert told("clock.run=7 d") == ""


@pytest.mark.parametrize(
    ("change", "off"),
    [
        ("shifts.day.days=mon-fri", "Saturday and Sunday"),
        ("clock.start=2026-03-05", ""),  # Friday to Sunday
        ("shifts.day.days=daily", ""),
        ("demand.day_of_week=[20, 16, 16, 16, 16, 16, 0]", ""),
    ],
)
def test_only_days_with_orders_and_without_people_that_are_not_measured(change, off):
    said = told(change)
    assert (f"leaves out {off}, when" in said) if off else said == ""
