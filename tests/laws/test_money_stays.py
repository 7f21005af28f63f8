"""A longer cool-down changes neither what the window cost the house nor what an order cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from simulator.measure.costs import HOUSE_COSTS
from simulator.measure.measurement import measure
from simulator.results.order_money import order_money
from tests.laws.drawing import DAY, text
from tests.laws.laws_of_figures import near
from tests.laws.profiles import examples
from tests.laws.runs import Run, run
from tests.laws.scenarios import World, scenarios


def longer(world: World, found: Run) -> World:
    """The same world, simulated for two more days."""
    cool_down = found.scenario.clock.longest_cool_down + 2 * DAY
    return replace(world, data=world.data | {"clock": world.data["clock"] | {
        "cool_down": text(cool_down)}})  # fmt: skip


@settings(max_examples=examples(60))
@given(scenarios())
def test_a_longer_cool_down_leaves_the_money_of_what_has_left(world: World) -> None:
    short = run(world)
    long = run(longer(world, short))
    kpis = [measure(one.scenario, one.workload, one.timeline).kpis for one in (short, long)]
    for part in HOUSE_COSTS:
        assert near(*(each[f"total_cost.{part}", "all"] for each in kpis)), part
    money = [order_money(one.scenario, one.workload, one.timeline) for one in (short, long)]
    left = np.flatnonzero(money[0].left)
    assert money[1].left[left].all()
    for part, cost in money[0].costs.items():
        assert np.allclose(cost[left], money[1].costs[part][left]), part
    assert np.allclose(money[0].revenue[left], money[1].revenue[left])
    assert np.allclose(money[0].goods[left], money[1].goods[left])
