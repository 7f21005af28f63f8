"""Both engines give the same timeline: of what ships, of the verification, of what is drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings

import simulator as sim
from simulator.compiled.covers import not_covered
from simulator.compiled.run import simulate
from simulator.journey import simulate_in_simpy
from simulator.units import MINUTE
from simulator.workload import Workload
from tests.compiled.timelines import (
    ROOT,
    assert_same,
    differences,
    loaded,
    rounded,
    saved_worlds,
)
from tests.laws.profiles import FEW, INDEPENDENT, THOROUGH, examples
from tests.laws.runs import load
from tests.laws.scenarios import World, scenarios
from tests.model.test_ties import crowded_worlds

pytest.importorskip("numba")

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ORDERS = 3000
"""About as many carts a replication: of all of the simulated time, so that outages happen."""
FEWER = 20
"""How many carts a scenario has is told by one in so many of them."""


def _shipped() -> list[tuple[Path, str | None]]:
    """Every scenario that ships and every variant of one."""
    paths = sorted((ROOT / "scenarios").glob("*.yaml"))
    paths += sorted((ROOT / "scenarios" / "verification").glob("*.yaml"))
    return [
        (path, variant)
        for path in paths
        for variant in (None, *yaml.load(path.read_text(), LOADER).get("variants", {}))
    ]


def _small(path: Path, variant: str | None) -> sim.Scenario:
    """With so few orders that it is simulated in a moment; a trace as it is."""
    scenario = sim.load(path, variant=variant).scenario
    if scenario.demand.trace is not None:
        return scenario
    scale = scenario.demand.scale
    few = sim.sample(scenario.with_({"demand.scale": scale / FEWER}), 0).n
    return scenario.with_({"demand.scale": min(scale * ORDERS / (FEWER * max(few, 1)), 1.0)})


def _skip_unless_covered(scenario: sim.Scenario) -> None:
    rule = not_covered(scenario)
    if rule is not None:
        pytest.skip(f"the compiled engine does not know {rule}")


@pytest.mark.parametrize(
    ("path", "variant"), _shipped(), ids=lambda value: getattr(value, "stem", value)
)
def test_shipped_scenarios_are_the_same(path: Path, variant: str | None) -> None:
    try:
        scenario = _small(path, variant)
    except sim.ScenarioError as error:
        pytest.skip(f"its order file is not here: {error}")
    _skip_unless_covered(scenario)
    assert_same(scenario)


WORLDS = saved_worlds()


@pytest.mark.parametrize("number", range(len(WORLDS)))
def test_saved_worlds_are_the_same(number: int, tmp_path: Path) -> None:
    scenario = loaded(WORLDS[number], tmp_path)
    _skip_unless_covered(scenario)
    assert_same(scenario)


@pytest.mark.parametrize("minutes", [1, 15])
@pytest.mark.parametrize("number", range(1, len(WORLDS), 8))
def test_where_much_happens_at_once_they_are_the_same(
    number: int, minutes: int, tmp_path: Path
) -> None:
    scenario = loaded(WORLDS[number], tmp_path)
    _skip_unless_covered(scenario)
    workload = rounded(sim.sample(scenario, 0), minutes * MINUTE)
    by_simpy = simulate_in_simpy(scenario, workload)
    assert list(differences(by_simpy, simulate(scenario, workload))) == []


@settings(max_examples=5000 if settings().max_examples == THOROUGH else FEW, backend=INDEPENDENT)
@given(scenarios())
def test_drawn_worlds_are_the_same(world: World) -> None:
    scenario = load(world).scenario
    if not_covered(scenario) is None:
        assert_same(scenario)


@settings(max_examples=examples(100), backend=INDEPENDENT)
@given(crowded_worlds())
def test_crowded_worlds_are_the_same(world: tuple[sim.Scenario, Workload]) -> None:
    """Tiny ones in which most moments coincide and nearly every rule is in use."""
    assert list(differences(simulate_in_simpy(*world), simulate(*world))) == []


def test_a_difference_is_seen() -> None:
    scenario = sim.load("small").scenario
    timeline = sim.simulate(scenario, sim.sample(scenario, 0))
    other = sim.simulate(scenario, sim.sample(scenario, 1))
    assert len(list(differences(timeline, other))) > 20
    assert list(differences(timeline, timeline)) == []
    ended = timeline.ended.copy()
    ended[7] += 1
    assert list(differences({"ended": timeline.ended}, {"ended": ended})) != []
    assert list(differences({"a": np.int8([1])}, {"a": np.int16([1])})) != []
