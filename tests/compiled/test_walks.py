"""Tours that walk, and boxes that are counted anew: both engines, where much of it happens."""

from __future__ import annotations

import numpy as np
import pytest

import simulator as sim
from simulator.compiled.covers import not_covered
from simulator.scenario import Scenario
from tests.compiled.timelines import both, differences

pytest.importorskip("numba")

ROUTINGS = ("s-shape", "return", "largest gap")
DAYS = {"clock.warm_up": "0 d", "clock.run": "2 d", "clock.cool_down": "2 d"}
METHODS: dict[str, object] = {
    "one by one": "one by one",
    "batch": {"batch": {"up_to": 5, "wait_at_most": "20 min"}},
    "when free": {"batch": {"up_to": 5, "wait_at_most": "20 min", "form": "when free"}},
    "zones": {
        "batch": {"up_to": 6, "wait_at_most": "20 min"},
        "zones": {"assign": "aisles", "areas": {"a": {"skus": "30 %"}, "b": {"skus": "70 %"}}},
    },
    "pick and pass": {
        "zones": {
            "assign": "random",
            "style": "pick and pass",
            "areas": {"a": {"skus": "30 %"}, "b": {"skus": "70 %"}},
        }
    },
}


def walking(routing: str, middle: bool, depot: str, method: str) -> Scenario:
    """A small shop with seven aisles; a tour has stops in few of them or in all."""
    layout = {
        "aisles": 7,
        "aisle_length": "23.001 m",
        "middle_aisle": middle,
        "depot": depot,
        "routing": routing,
        "speed": "1.3 m/s",
    }
    changes = {"picking.layout": layout, "picking.time.per_line": "10 s", **DAYS}
    changes["picking.method"] = METHODS[method]
    return sim.load("small").with_(changes).scenario


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("depot", ["left", "middle"])
@pytest.mark.parametrize("middle", [False, True])
@pytest.mark.parametrize("routing", ROUTINGS)
def test_every_tour_walks_as_far(routing: str, middle: bool, depot: str, method: str) -> None:
    scenario = walking(routing, middle, depot, method)
    assert not_covered(scenario) is None
    by_simpy, compiled = both(scenario)
    assert len(np.unique(by_simpy.tours.walk)) > 50
    assert list(differences(by_simpy, compiled)) == []


@pytest.mark.parametrize("loading", ["priority", "fewest boxes"])
@pytest.mark.parametrize("labels", [True, False])
def test_orders_that_lose_lines_take_fewer_boxes(loading: str, labels: bool) -> None:
    changes: dict[str, object] = {
        "inventory.when_short": "cancel line",
        "inventory.policy": {"kind": "s S", "cover_s": "1 d", "cover_S": "2 d"},
        "packing.boxes": {"box": {"volume": "1500 cm3", "max_weight": "2 kg"}},
        "catalog.unit_volume": "900 cm3",
        "catalog.unit_weight": "300 g",
        "shipping.carriers.parcelco.capacity": 40,
        "shipping.carriers.parcelco.loading": loading,
        **({} if labels else {"labeling": "off"}),
        **DAYS,
    }
    scenario = sim.load("small").with_(changes).scenario
    assert not_covered(scenario) is None
    by_simpy, compiled = both(scenario)
    workload = sim.sample(scenario, 0)
    several = np.repeat(workload.parcels > 1, workload.lines)
    assert (by_simpy.line_canceled & several).sum() > 20
    assert list(differences(by_simpy, compiled)) == []
