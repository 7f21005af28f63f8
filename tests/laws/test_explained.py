"""What is explained of every drawn scenario: it can be said, it is possible, its advice works."""

from __future__ import annotations

from math import inf

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.experiments.explain.advice import with_value
from simulator.experiments.explain.crews import groups
from simulator.experiments.explain.explain import load_of
from simulator.experiments.explain.explained import conclusion
from simulator.experiments.explain.work import Station
from simulator.scenario import loads
from tests.laws.profiles import INDEPENDENT, examples
from tests.laws.runs import load
from tests.laws.scenarios import World, scenarios
from tests.reporting.conclusion_rules import assert_plain


@settings(max_examples=examples(15), backend=INDEPENDENT)
@given(scenarios())
def test_every_scenario_can_be_explained(world: World) -> None:
    scenario = load(world).scenario
    found = load_of(scenario)
    assert_plain(conclusion(found))
    for one in found.loads:
        assert one.load >= 0
        assert np.isnan(one.utilization) or 0 <= one.utilization <= 1 + 1e-6
        assert (one.work >= 0).all()
        assert (one.work[one.capacity == 0] == 0).all()
        # Somebody who has time over the whole window is there to be asked.
        assert one.load == inf or one.capacity.sum() > 0 or not one.work.sum()
    changed = scenario
    for advised in found.advice:
        changed = with_value(changed, tuple(advised.path.split(".")), advised.then)
    if found.advice:
        worst = max(one.load for one in found.loads)
        assert max(one.load for one in load_of(changed).loads) < worst


ABLE = loads(
    """
schema: fulfillment/1
name: able
clock: {start: 2026-03-02, run: 1 d}
demand: {orders_per_day: 10}
crews:
  a: {skills: [picking], heads: 1}
  b: {skills: [picking], heads: 1}
  c: {skills: [picking], heads: 1}
  d: {skills: [picking], heads: 1}
picking: {}
"""
).scenario
CREWS = ("a", "b", "c", "d")
WORK = st.tuples(st.sets(st.sampled_from(CREWS), min_size=1), st.integers(0, 40))


@settings(max_examples=examples(200))
@given(
    st.lists(WORK, min_size=1, max_size=5),
    st.lists(st.integers(1, 20), min_size=4, max_size=4),
)
def test_no_set_of_crews_has_more_to_do_than_is_said(
    asked: list[tuple[set[str], int]], size: list[int]
) -> None:
    """By brute force: the highest load is that of the set of crews whose own work is the most."""
    stations = tuple(
        Station(f"picking.{k}", tuple(sorted(able)), None, ()) for k, (able, _) in enumerate(asked)
    )
    work = np.array([float(hours) for _, hours in asked])
    capacity = dict(zip(CREWS, map(float, size), strict=True))
    found = groups(ABLE, stations, work, capacity)
    highest = 0.0
    for chosen in range(1, 16):
        crews = {name for k, name in enumerate(CREWS) if chosen >> k & 1}
        own = sum(hours for able, hours in asked if able <= crews)
        highest = max(highest, own / sum(capacity[name] for name in crews))
    assert np.isclose(max(one.load for one in found), highest, rtol=1e-6, atol=1e-9)
    # Every station is in one group, and the groups' work is all of it.
    assert sorted(name for one in found for name in one.stations) == sorted(
        one.name for one in stations
    )
    total = sum(one.load * sum(capacity[name] for name in one.crews) for one in found)
    assert np.isclose(total, work.sum(), rtol=1e-6, atol=1e-9)
