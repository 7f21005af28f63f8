"""What a comparison is asked for: choices, circumstances, and what cannot be crossed."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.cli.changes import alternatives, circumstances
from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.crossing import Crossed, crossed, forecast
from simulator.mistakes import InputError

HOUSE = """\
schema: fulfillment/1
name: house
clock: {start: 2026-03-02, run: 1 d}
demand: {orders_per_day: 10}
crews: {pickers: {skills: [picking], heads: 2}}
picking: on
experiment: {seed: 5}
variants:
  three: {set: {crews.pickers.heads: 3}}
  four: {set: {crews.pickers.heads: 4}}
  flu: {kind: circumstance, set: {crews.pickers.absence: 10 %}}
  sale: {kind: circumstance, set: {demand.scale: 2}}
"""


@pytest.fixture
def house(tmp_path: Path) -> str:
    path = tmp_path / "house.yaml"
    path.write_text(HOUSE)
    return str(path)


def as_written(sources: list[str], **given: list[str]) -> Crossed:
    """What the command line asks: the texts of its options are read first."""
    read = {"changed": alternatives, "circumstances": circumstances}
    return crossed(sources, **{name: read.get(name, list)(it) for name, it in given.items()})


def names(found: Crossed) -> tuple[list[str], list[str]]:
    return [one.name for one in found.choices], list(found.circumstances)


def heads(found: Crossed, choice: str, case: str) -> tuple[float, float, float]:
    scenario = found.cells[choice, case].scenario
    crew = scenario.crews["pickers"]
    return crew.heads, crew.absence, scenario.demand.scale


def test_every_choice_stands_under_every_circumstance_and_under_none(house):
    found = crossed([house], variants=["all"])
    assert names(found) == (["house", "three", "four"], ["flu", "sale"])
    assert found.cases == (ORDINARY, "flu", "sale")
    assert {
        key: heads(found, *key) for key in found.cells
    } == {
        ("house", ORDINARY): (2, 0, 1), ("house", "flu"): (2, 0.1, 1), ("house", "sale"): (2, 0, 2),
        ("three", ORDINARY): (3, 0, 1), ("three", "flu"): (3, 0.1, 1), ("three", "sale"): (3, 0, 2),
        ("four", ORDINARY): (4, 0, 1), ("four", "flu"): (4, 0.1, 1), ("four", "sale"): (4, 0, 2),
    }  # fmt: skip
    assert found.cells["three", "flu"].command == (
        f"simulator run {house} --variant three+flu --set experiment.seed=5"
    )
    assert found.equal == ()


@pytest.mark.parametrize(
    ("sources", "given", "choices", "circumstances"),
    [
        (["{}", "{}#three"], {}, ["house", "three"], []),
        (["{}", "{}#flu"], {}, ["house"], ["flu"]),
        (["{}#flu"], {}, ["house"], ["flu"]),
        (["{}#flu", "{}"], {}, ["house", "house (2)"], ["flu"]),
        (["{}", "{}#three+flu"], {}, ["house", "three"], ["flu"]),
        (["{}#three"], {"variants": ["four,flu"]}, ["three", "four"], ["flu"]),
        (["{}"], {"variants": ["three+sale"]}, ["house", "three"], ["sale"]),
        (["{}"], {"variants": ["flu+sale"]}, ["house"], ["flu+sale"]),
        (["{}"], {"variants": ["flu", "flu+three"]}, ["house", "three"], ["flu"]),
        (["{}"], {"circumstances": ["hot: demand.scale=1.5"]}, ["house"], ["hot"]),
        (["{}"], {"circumstances": ["demand.scale=1.5"]}, ["house"], ["1.5 times the demand"]),
        (
            ["{}"],
            {"changed": ["a: crews.pickers.heads=5"], "circumstances": ["a: demand.scale=3"]},
            ["house", "a"],
            ["a"],
        ),
    ],
)
def test_what_is_a_choice_and_what_happens(house, sources, given, choices, circumstances):
    found = as_written([text.format(house) for text in sources], **given)
    same = [one.name for one in found.equal]
    assert names(found) == ([name for name in choices if name not in same], circumstances)


def test_circumstances_of_values_hold_for_variants_and_values(house):
    found = crossed(
        [house],
        variants=["three"],
        changed=alternatives(["five: crews.pickers.heads=5"]),
        circumstances=circumstances(["ill: crews.pickers.absence=20 %; demand.scale=3"]),
        overrides=["demand.orders_per_day=20"],
        seed=9,
    )
    assert heads(found, "three", "ill") == (3, 0.2, 3)
    assert heads(found, "five", "ill") == (5, 0.2, 3)
    assert found.cells["five", "ill"].command == (
        f"simulator run {house} --set demand.orders_per_day=20 --set crews.pickers.heads=5 "
        "--set 'crews.pickers.absence=20 %' --set demand.scale=3 --set experiment.seed=9"
    )
    assert {one.scenario.demand.orders_per_day for one in found.cells.values()} == {20}


def test_a_file_without_the_circumstance_gets_what_it_sets(house, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(HOUSE.partition("variants:")[0].replace("name: house", "name: other"))
    found = crossed([house, str(other)], variants=["flu"], changed=[])
    assert heads(found, "house", "flu") == (2, 0.1, 1)
    assert [one.of for one in found.equal] == ["house"]
    other.write_text(other.read_text().replace("heads: 2", "heads: 6"))
    found = crossed([house, str(other)], variants=["flu"])
    assert heads(found, "other", "flu") == (6, 0.1, 1)
    event = "{name: sale, from: 2026-03-02, to: 2026-03-02, factor: 2}"
    adds = HOUSE.replace("set: {demand.scale: 2}", f"add: {{demand.events: [{event}]}}")
    Path(house).write_text(adds)
    with pytest.raises(InputError, match=r"has no circumstance 'sale', .* write it into .*other"):
        crossed([house, str(other)], variants=["sale"])


def test_a_child_has_its_own_meaning_of_a_circumstance(house, tmp_path):
    child = tmp_path / "child.yaml"
    child.write_text(
        "extends: house.yaml\nname: child\nset: {crews.pickers.heads: 7}\n"
        "variants: {flu: {kind: circumstance, set: {crews.pickers.absence: 30 %}}}\n"
    )
    found = crossed([house, str(child)], variants=["flu"])
    assert heads(found, "house", "flu")[1] == 0.1
    assert heads(found, "child", "flu") == (7, 0.3, 1)


def test_what_is_the_same_is_left_out_and_named(house):
    found = crossed(
        [house],
        variants=["three"],
        changed=alternatives(["a: crews.pickers.heads=2", "b: crews.pickers.heads=3"]),
        circumstances=circumstances(
            ["still: demand.scale=1", "x: demand.scale=2", "y: demand.scale=2.0"]
        ),
    )
    assert names(found) == (["house", "three"], ["x"])
    assert [one.text for one in found.equal] == [
        "'a' equals 'house' (crews.pickers.heads=2 holds already)",
        "'b' equals 'three'",
        "'still' changes nothing (demand.scale=1 holds already)",
        "'y' equals 'x'",
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"changed": ["a: crews.pickers.heads=2"]},
            r"^there is nothing to compare: 'a' equals 'house' \(crews.pickers.heads=2 holds "
            r"already\); change another value, or give a second scenario",
        ),
        (
            {"circumstances": ["c: demand.scale=1"]},
            r"'c' changes nothing \(demand.scale=1 holds already\); change another value",
        ),
        ({}, "^there is nothing to compare: give a second scenario, --variants"),
        (
            {
                "changed": ["a: crews.pickers.heads=3"],
                "circumstances": ["b: crews.pickers.heads=1"],
            },
            "^--circumstance 'b: crews.pickers.heads=1': 'a' and 'b' both change "
            "crews.pickers.heads, and only one",
        ),
        (
            {
                "changed": ["a: crews.pickers={skills: [picking], heads: 3, absence: 5 %}"],
                "variants": ["flu"],
            },
            "replaces crews.pickers as a whole and with it crews.pickers.absence, which the "
            "circumstance 'flu' changes; write .* crews.pickers.KEY=VALUE$",
        ),
        (
            {"variants": ["flu"], "overrides": ["crews.pickers.absence=5 %"]},
            "^--set: crews.pickers.absence is what the circumstance 'flu' changes; leave one",
        ),
        ({"circumstances": ["long: clock.run=3 d"]}, "'long' changes clock.run"),
        ({"circumstances": ["x: currency=EUR"]}, "'house' is in EUR and 'house' in USD"),
        (
            {"circumstances": ["x: demand.scal=2"]},
            "^--circumstance 'x: demand.scal=2': demand.scal",
        ),
        ({"circumstances": ["x"]}, "^--circumstance 'x': has no value"),
        ({"variants": ["flu+threee"]}, "--variants flu.threee: there is no such .*mean three"),
        ({"variants": ["fluu"]}, "did you mean flu"),
        ({"variants": ["three,"]}, "a name is empty"),
        ({"changed": ["more"]}, "has no value"),
        ({"changed": ["a=1; b"]}, "'b' has no value"),
        ({"changed": ["b: a=1"]}, "^--alternative 'b: a=1': a: there is no"),
        ({"overrides": ["a=1"], "changed": ["b=1"]}, "^--set: a: there"),
        ({"changed": ["crews.picker.heads=1"]}, "did you mean pickers"),
    ],
)
def test_mistakes(house, given, message):
    with pytest.raises(InputError, match=message):
        as_written([house], **given)


@pytest.mark.parametrize(
    ("sources", "variants", "message"),
    [
        ([], [], "nothing to compare"),
        (["small"], ["all"], "small has none"),
        (["small#x"], [], "there is no variant 'x'"),
        (["small#"], [], "there is no variant ''"),
        (["small", "small"], [], "'small .2.' equals 'small'; change"),
    ],
)
def test_mistakes_in_sources(sources, variants, message):
    with pytest.raises(InputError, match=message):
        crossed(sources, variants=variants)


def test_the_remedies_for_conflicts_work(house):
    whole = "a: crews.pickers={heads: 3, skills: [picking]}"
    with pytest.raises(InputError, match=r"one by one, as crews\.pickers\.KEY=VALUE"):
        crossed([house], variants=["flu"], changed=alternatives([whole]))
    found = crossed([house], variants=["flu"], changed=alternatives(["a: crews.pickers.heads=3"]))
    assert heads(found, "a", "flu") == (3, 0.1, 1)
    event = "fewer: crews.pickers.heads=1; demand.scale=3"
    with pytest.raises(InputError, match="take it out of one of the two"):
        crossed([house], variants=["three"], circumstances=circumstances([event]))
    found = crossed(
        [house], variants=["three"], circumstances=circumstances(["fewer: demand.scale=3"])
    )
    assert heads(found, "three", "fewer") == (3, 0, 3)


def test_the_baseline_s_seed_is_for_all():
    found = crossed(["peak", "baseline", "peak#reinforced"])
    assert [one.name for one in found.choices] == ["peak", "baseline", "reinforced"]
    assert {one.scenario.experiment.seed for one in found.choices} == {20261127}
    assert found.choices[2].scenario.shifts["early"].heads["pickers"] == 12


def test_many_runs_are_announced(house):
    found = crossed([house], variants=["all"])
    assert list(forecast(found, 11, 1)) == []
    (line,) = forecast(found, 12, 2)
    assert line.startswith("3 choices x 3 cases x 12 replications = 108 runs, about ")
