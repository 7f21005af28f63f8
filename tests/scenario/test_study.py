"""The section `study`: what a file says of itself, told apart from what is simulated."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.experiments.store.store import replication_key
from simulator.scenario import load, loads, resolve, scenario_hash
from simulator.scenario.study import LONGEST_TEXT, Study
from tests.scenario.texts import SMALL, mistakes


def of(text: str, more: str = "") -> list[str]:
    """The mistakes of a scenario with this study."""
    return mistakes(f"{SMALL}study:\n{text}{more}")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("purpose: 5", "6:12: study.purpose: 5 is not text; write '5'"),
        (
            'purpose: "  "',
            "6:12: study.purpose: the text is empty; remove the line, or write a sentence",
        ),
        (
            f"contact: {'x' * (LONGEST_TEXT + 1)}",
            "6:12: study.contact: the text has 2,001 characters; write at most 2,000",
        ),
        ("aims: one", "6:9: study.aims: 'one' is not a list; write it in brackets, [one]"),
        ("authors: [me, 5]", "6:17: study.authors.#2: 5 is not text; write '5'"),
        ("purposes: x", "6:3: study.purposes: unknown key; did you mean purpose?"),
        (
            "outputs: [on_tme_ship]",
            "6:13: study.outputs.#1: there is no KPI 'on_tme_ship'; did you mean on_time_ship?",
        ),
        (
            "outputs: [in_full, in_full]",
            "6:22: study.outputs.#2: in_full is there twice; remove one",
        ),
        (
            "outputs: [fill_rate.line]",
            "6:13: study.outputs.#1: fill_rate.line is not measured, inventory is off; write "
            "inventory: {policy: {cover_s: 5 d, cover_S: 10 d}}, or another KPI",
        ),
    ],
)
def test_mistakes_have_a_place_and_a_remedy(written: str, said: str) -> None:
    assert of(f"  {written}\n") == [f"s.yaml:{said}"]


def test_mistakes_come_with_those_of_other_sections() -> None:
    found = of("  purpose: 5\n", "targets: [{kpi: fill_rate.line, at_least: 9 %}]\n")
    paths = [line.split(": ")[1] for line in found]
    assert paths == ["study.purpose", 'targets."fill_rate.line".kpi']


def test_everything_may_be_left_out() -> None:
    assert loads(SMALL).scenario.study == Study()
    assert loads(f"{SMALL}study: {{purpose: none}}\n").scenario.study == Study()


def test_a_child_answers_another_question(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(f"{SMALL}study: {{purpose: The parent's, aims: [a]}}\n")
    text = "extends: parent.yaml\nname: child\n"
    assert loads(text, directory=tmp_path).scenario.study == Study()
    own = loads(f"{text}study: {{purpose: Its own}}\n", directory=tmp_path).scenario.study
    assert own == Study(purpose="Its own")


def test_a_variant_may_change_it() -> None:
    text = f"{SMALL}study: {{aims: [a]}}\nvariants: {{v: {{set: {{study.purpose: Why}}}}}}\n"
    study = loads(text, variant="v").scenario.study
    assert (study.purpose, study.aims) == ("Why", ("a",))


def test_it_is_resolved_and_read_again() -> None:
    loaded = load("baseline")
    assert loads(resolve(loaded)).scenario.study == loaded.scenario.study
    assert loaded.scenario.study.purpose


def test_it_is_part_of_the_scenario_and_not_of_a_replication() -> None:
    plain, told = loads(SMALL), loads(f"{SMALL}study: {{purpose: Why}}\n")
    assert scenario_hash(plain) != scenario_hash(told)
    assert replication_key(plain.scenario) == replication_key(told.scenario)
