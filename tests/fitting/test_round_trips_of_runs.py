"""Round trips: what a run leaves says of its scenario what made it, as often as it says.

`make laws` fits 200 runs of `small` and of `baseline`, of each their orders, events and OCEL log,
and asks of each value that 179 of its 95 % intervals have it. `make test` tries three of `small`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from scipy import stats

from tests.fitting.runs_of import NOT_TOLD, SOURCES, covered, of_scenario, world
from tests.laws.profiles import examples

EXPLORING = examples(400) > 400
RUNS = 200 if EXPLORING else 3
PER_DAY, DAYS = (60, 28) if EXPLORING else (30, 21)
NAMES = ("small", "baseline") if EXPLORING else ("small",)


def least(runs: int) -> int:
    """The most that intervals of 95 % fall short of in less than one of 1,000 times."""
    return max(k for k in range(runs + 1) if stats.binom.cdf(k - 1, runs, 0.95) < 1e-3)


def test_the_least_that_is_asked_for() -> None:
    assert [least(runs) for runs in (3, 20, 200)] == [1, 15, 179]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_run_leaves_says_what_made_it_as_often_as_it_says(name: str, tmp_path: Path) -> None:
    scenario = world(name, PER_DAY, DAYS)
    have: Counter[tuple[str, str]] = Counter()
    for number in range(RUNS):
        for source, key, there in covered(scenario, number, tmp_path):
            have[source, key] += there
    asked = {
        (source, key)
        for source in SOURCES
        for key in of_scenario(scenario)
        if key not in NOT_TOLD[source]
    }
    assert {*have} == asked
    few = {pair: have[pair] for pair in asked if have[pair] < least(RUNS)}
    assert not few, f"of {RUNS} runs of {name} so few intervals have what made them: {few}"
