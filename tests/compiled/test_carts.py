"""Carts that are left and hold no stock are not simulated, and are in the timeline all the same."""

from __future__ import annotations

import numpy as np
import pytest

import simulator as sim
from simulator.compiled.carts import without_idle_carts
from tests.compiled.timelines import assert_same

pytest.importorskip("numba")

SHORT = {"clock.warm_up": "0 d", "clock.run": "2 d", "clock.cool_down": "1 d"}


SCARCE = {"kind": "s S", "cover_s": "1 d", "cover_S": "2 d"}
AISLES = {
    "aisles": 10,
    "aisle_length": "30 m",
    "aisle_spacing": "4 m",
    "storage": "random",
    "routing": "s-shape",
    "speed": "1 m/s",
}


def _scenario(**more: object) -> sim.Scenario:
    return sim.load("baseline", overrides={**SHORT, "demand.scale": 0.2, **more}).scenario


def test_orders_are_simulated_in_the_same_sequence_without_the_carts_that_are_left() -> None:
    scenario = _scenario()
    workload = sim.sample(scenario, 0)
    orders = without_idle_carts(scenario, workload)
    stay = np.flatnonzero(~workload.abandons)
    assert 0 < orders.n == len(stay) < workload.n
    assert orders.created.tolist() == workload.created[stay].tolist()
    assert_same(scenario)


@pytest.mark.parametrize(
    "more",
    [
        {"checkout.reserve": "at cart"},
        {"clock.cool_down": {"until_done": "at most 3 d"}},
        {"checkout.abandonment": "0 %"},
    ],
    ids=["hold stock", "decide when it ends", "are none"],
)
def test_all_carts_are_simulated_where_they(more: dict[str, object]) -> None:
    scenario = _scenario(**more)
    workload = sim.sample(scenario, 0)
    assert without_idle_carts(scenario, workload) is workload


@pytest.mark.parametrize(
    "more",
    [
        {"inventory.when_short": "split", "inventory.policy": SCARCE},
        {"picking.method": {}, "picking.layout": AISLES},
        {"picking.method": {"batch": {"up_to": 4}}, "picking.layout": AISLES},
    ],
    ids=["parcels", "tours of their own", "tours"],
)
def test_the_rows_of_carts_come_back_with(more: dict[str, object]) -> None:
    assert_same(_scenario(**more))
