"""How alternatives are written, and what goes wrong when they are written wrong."""

from __future__ import annotations

import pytest

from simulator.experiments.alternatives import alternatives, change, changed_by, made
from simulator.mistakes import InputError


def test_a_variant_behind_the_file_and_the_baseline_s_seed_for_all():
    found = alternatives(["peak", "baseline", "peak#reinforced"])
    assert [one.name for one in found] == ["peak", "baseline", "reinforced"]
    assert {one.scenario.experiment.seed for one in found} == {20261127}
    assert found[2].scenario.shifts["early"].heads["pickers"] == 12


def test_all_variants_of_the_first():
    found = alternatives(["carrier_capacity"], variants=["all"])
    assert [one.name for one in found] == ["carrier_capacity", "another_pick_up", "another_carrier"]


def test_changed_values_under_a_name_or_their_own():
    found = alternatives(
        ["small"],
        changed=["more pickers: shifts.day.heads.pickers=3; labeling.printers=2", "demand.scale=2"],
        overrides=["demand.orders_per_day=100"],
        seed=9,
    )
    assert [one.name for one in found] == ["small", "more pickers", "demand.scale=2"]
    assert found[1].scenario.shifts["day"].heads["pickers"] == 3
    assert found[1].scenario.labeling.printers == 2
    assert [one.scenario.demand.orders_per_day for one in found] == [100, 100, 100]
    assert found[1].command == (
        "simulator run small --set demand.orders_per_day=100 "
        "--set shifts.day.heads.pickers=3 --set labeling.printers=2 --set experiment.seed=9"
    )


def test_further_changes_keep_the_earlier_ones():
    base = made("peak#reinforced", overrides=["demand.scale=2"])
    one = changed_by(base, "x", ["labeling.printers=9"])
    assert one.scenario.demand.scale == 2
    assert one.scenario.labeling.printers == 9
    assert one.scenario.shifts["early"].heads["pickers"] == 12


def test_equal_names_are_told_apart():
    found = alternatives(["small", "small"])
    assert [one.name for one in found] == ["small", "small (2)"]


def test_a_time_of_day_is_not_taken_for_a_name():
    assert change("shifts.day.hours=08:00-18:00") == (
        "shifts.day.hours=08:00-18:00",
        ["shifts.day.hours=08:00-18:00"],
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"sources": []}, "nothing to compare"),
        ({"sources": ["small"], "variants": ["all"]}, "small has none"),
        ({"sources": ["peak"], "variants": ["reinforce"]}, "did you mean reinforced"),
        ({"sources": ["small"], "changed": ["more"]}, "has no value"),
        ({"sources": ["small"], "changed": ["a=1; b"]}, "'b' has no value"),
        ({"sources": ["small#x"]}, "there is no variant 'x'"),
        ({"sources": ["small#"]}, "there is no variant ''"),
        ({"sources": ["peak"], "variants": ["reinforced,"]}, "a name is empty"),
        ({"sources": ["small"], "changed": ["b: a=1"]}, "^--alternative 'b: a=1': a: there is no"),
        ({"sources": ["small"], "overrides": ["a=1"], "changed": ["b=1"]}, "^--set: a: there"),
        ({"sources": ["small"], "changed": ["crews.picker.wage=1"]}, "did you mean pickers"),
    ],
)
def test_mistakes(given, message):
    with pytest.raises(InputError, match=message):
        alternatives(**given)
