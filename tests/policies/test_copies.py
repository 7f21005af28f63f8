"""In any scenario a policy of the user's that does as one that ships gives the same to the byte."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from simulator.experiments.running.replication import replicate
from simulator.own_functions import captured
from simulator.policies import registry
from simulator.policies.kinds import KINDS
from simulator.policies.registry import OwnPolicy
from simulator.scenario import Scenario
from simulator.scenario.policies_used import policies_chosen
from tests.laws.profiles import INDEPENDENT, examples
from tests.laws.runs import load
from tests.laws.scenarios import World, scenarios

COPIES = {
    (kind.name, name): OwnPolicy(kind.name, f"my {name}", captured(function))
    for kind in KINDS.values()
    for name, function in kind.shipped.items()
}
"""Every policy that ships is one that a user could have written."""

BY_NAME = {("release", "when free")}
"""Not by its rule alone: batches form at the station when a picker is free."""


def copies_in(scenario: Scenario) -> dict[str, str]:
    """The copy of each policy that a scenario has, by its path."""
    idle = set(choosing_nothing(scenario))
    return {
        one.path: COPIES[one.kind, one.name].name
        for one in policies_chosen(scenario)
        if (one.kind, one.name) not in BY_NAME and one.path not in idle
    }


def choosing_nothing(scenario: Scenario) -> Iterator[str]:
    """Paths of policies that are never asked as the scenario stands; others are refused there."""
    services = [one for each in scenario.carriers.values() for one in each.services.values()]
    if any(way.by_promise for one in services for way in one.transit.values()):
        yield "shipping.choice"
    wave = scenario.picking.method.wave if scenario.picking else None
    if wave is not None and wave.before_pick_ups is None:
        yield "picking.method.wave.timing"
    for name, shift in scenario.shifts.items():
        for number, pause in enumerate(shift.breaks, start=1):
            if pause.waves == 1 or pause.begun_work == "finish":
                yield f"shifts.{name}.breaks.#{number}.stops_first"


@pytest.mark.slow
@settings(max_examples=examples(30), backend=INDEPENDENT)
@given(scenarios())
def test_copies_give_the_same_in_every_scenario(world: World) -> None:
    loaded = load(world)
    shipped = replicate(loaded.scenario, 0, "all")
    with registry.known_as(COPIES.values()):
        copied = loaded.with_(copies_in(loaded.scenario))
        mine = replicate(copied.scenario, 0, "all")
    assert repr(mine.measurement.kpis) == repr(shipped.measurement.kpis)
    assert repr(mine.signs) == repr(shipped.signs)


def test_all_that_ship_are_copied() -> None:
    assert {(policy.kind, policy.name.removeprefix("my ")) for policy in COPIES.values()} == {
        (kind.name, name) for kind in KINDS.values() for name in kind.shipped
    }
