"""Whatever people give: an answer or exit code 2 with its place, in bounded work and memory.

`make fuzz` runs ten times as many cases with a new seed; `FUZZ` and `FUZZ_SEED` choose both.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.fuzz import commands, heavy, scenarios, tables, worlds
from tests.fuzz.harness import Answer, Case, failures, run_cases, scaled

SEED = int(os.environ.get("FUZZ_SEED", "20260302"))


def answered(cases: Iterable[Case], place: Path) -> list[Answer]:
    answers = run_cases(list(cases), place)
    assert not (said := failures(answers)), said
    return answers


def codes(answers: list[Answer]) -> set[object]:
    return {answer.code for answer in answers}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2))
def test_scenario_files(part: int, tmp_path: Path) -> None:
    answers = answered(scenarios.cases(scaled(300), SEED + part), tmp_path)
    assert codes(answers) == {0, 2}


def test_tables(tmp_path: Path) -> None:
    answers = answered(tables.cases(scaled(270), SEED), tmp_path)
    assert codes(answers) == {0, 2}


def test_tables_are_right_before_they_are_mutated(tmp_path: Path) -> None:
    assert codes(answered(tables.originals(), tmp_path)) == {0}


@pytest.mark.slow
def test_command_lines(tmp_path: Path) -> None:
    answers = answered(commands.cases(scaled(270), SEED), tmp_path)
    assert codes(answers) >= {0, 2}


def test_worlds_that_are_valid_run(tmp_path: Path) -> None:
    answers = answered(worlds.cases(scaled(120), SEED), tmp_path)
    assert codes(answers) == {0, 2}


@pytest.mark.slow
def test_heavy_files(tmp_path: Path) -> None:
    answered(heavy.cases(), tmp_path)  # asserts that each is refused or runs, in time
