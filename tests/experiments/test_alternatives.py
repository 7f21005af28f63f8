"""One alternative: a file, a variant of it, or values that are changed."""

from __future__ import annotations

import pytest

from simulator.cli.changes import change
from simulator.experiments.alternatives import changed_by, made
from simulator.mistakes import InputError


def test_several_variants_at_once():
    one = made("absence#one_in_ten+one_more_each")
    assert one.command == "simulator run absence --variant one_in_ten+one_more_each"
    assert one.scenario.shifts["early"].heads["packers"] == 4
    assert one.scenario.crews["packers"].absence == 0.1


def test_further_changes_keep_the_earlier_ones():
    base = made("peak#reinforced", overrides={"demand.scale": 2})
    one = changed_by(base, "x", {"labeling.printers": 9})
    assert one.command == (
        "simulator run peak --variant reinforced --set demand.scale=2 --set labeling.printers=9"
    )
    assert one.scenario.demand.scale == 2
    assert one.scenario.labeling.printers == 9
    assert one.scenario.shifts["early"].heads["pickers"] == 12


def test_a_time_of_day_is_not_taken_for_a_name():
    name, (setting,) = change("shifts.day.hours=08:00-18:00")
    assert name == "hours of the day shift = 08:00-18:00"
    assert (setting.path, setting.value) == ("shifts.day.hours", "08:00-18:00")
    assert setting.text == "shifts.day.hours=08:00-18:00"


def test_a_change_without_a_value_says_how_to_write_one():
    with pytest.raises(InputError, match=r"^--circumstance 'flu': has no value; .*a: b=1"):
        change("flu", "--circumstance", "a: b=1")
