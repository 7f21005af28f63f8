"""Orders in several parcels: both engines, where many are split and nearly everything is in use."""

from __future__ import annotations

import pytest

import simulator as sim
from simulator.compiled.covers import not_covered
from simulator.compiled.run import simulate
from simulator.journey import simulate_in_simpy
from simulator.scenario import Scenario
from simulator.units import MINUTE
from tests.compiled.test_walks import METHODS
from tests.compiled.timelines import both, differences, rounded

pytest.importorskip("numba")

SHORT: dict[str, object] = {
    "inventory.when_short": "split",
    "inventory.policy": {"kind": "s S", "cover_s": "8 h", "cover_S": "16 h"},
    "inventory.lead_time": {"exponential": {"mean": "14 h"}},
    "demand.lines": {"shifted_geometric": {"mean": 4, "max": 9}},
    "inventory.backorder_limit": "20 h",
    "inventory.record_accuracy": "90 %",
    "picking.short_picks": {"then": "split", "count": "30 min"},
    "packing.boxes": {"box": {"volume": "1500 cm3", "max_weight": "2 kg"}},
    "catalog.unit_volume": "900 cm3",
    "catalog.unit_weight": "300 g",
    "shipping.carriers.parcelco.capacity": 60,
    "shipping.carriers.parcelco.loading": "fewest boxes",
    "returns.share": "40 %",
    "returns.after": {"exponential": {"mean": "6 h"}},
    "clock.warm_up": "0 d",
    "clock.run": "1 d",
    "clock.cool_down": "2 d",
}
ZONES = {"assign": "random", "areas": {"a": {"skus": "30 %"}, "b": {"skus": "70 %"}}}
WORLDS: dict[str, dict[str, object]] = {
    "two parcels": {},
    "four parcels": {"inventory.parcels_at_most": 4},
    "most of it": {"inventory.goes_ahead": "most of it"},
    "only picked short": {"inventory.when_short": "backorder"},
    "short of all": {"inventory.when_short": "cancel order"},
    "picked again": {"picking.short_picks": {"then": "pick again", "count": "0 s"}},
    "taken out": {"picking.short_picks": {"then": "cancel line"}},
    "zones and lanes": {
        "picking.method": {"zones": {"consolidation": "20 s", **ZONES}},
        "packing.lanes": {"single_line": {}, "multi_line": {}},
    },
    "batches": {"picking.method": METHODS["when free"]},
    "stops early": {"clock.cool_down": {"until_done": "at most 9 d"}, "demand.scale": 0.3},
    "no stages": {"picking": "off", "packing": "off", "labeling": "off", "shipping": "off"}
    | {"delivery": "off", "returns": "off"},
}

MOST = {"four parcels": 4}


def split_world(changes: dict[str, object]) -> Scenario:
    """The small shop with little stock that is often not where it is on record."""
    given = {
        path: value for path, value in SHORT.items() if changes.get(path.split(".")[0]) != "off"
    }
    if changes.get("picking") == "off":
        given |= {"inventory.record_accuracy": "100 %", "crews": {}, "shifts": {}}
    return sim.load("small").with_(given | changes).scenario


@pytest.mark.parametrize("name", WORLDS)
def test_orders_in_several_parcels_are_the_same(name: str) -> None:
    scenario = split_world(WORLDS[name])
    assert not_covered(scenario) is None
    by_simpy, compiled = both(scenario)
    assert len(by_simpy.parcels.split) > 40
    assert by_simpy.parcels.number.max() == MOST.get(name, 2)
    assert list(differences(by_simpy, compiled)) == []


@pytest.mark.parametrize("name", ["four parcels", "zones and lanes"])
def test_where_much_happens_at_once_they_are_the_same_too(name: str) -> None:
    scenario = split_world(WORLDS[name])
    workload = rounded(sim.sample(scenario, 0), 15 * MINUTE)
    by_simpy = simulate_in_simpy(scenario, workload)
    assert len(by_simpy.parcels.split) > 40
    assert list(differences(by_simpy, simulate(scenario, workload))) == []


def test_where_boxes_travel_by_themselves_they_are_the_same_too() -> None:
    """Both read the same transits, those of last boxes, drawn before the run."""
    whole = {"inventory.when_short": "backorder", "picking.short_picks": {"then": "pick again"}}
    scenario = split_world({**whole, "delivery.by_box": True})
    assert not_covered(scenario) is None
    by_simpy, compiled = both(scenario)
    assert list(differences(by_simpy, compiled)) == []


def test_where_orders_go_to_points_they_are_the_same_too() -> None:
    """Both read the same returns, those of orders that nobody collects among them."""
    rule = {"share": "60 %", "collected": {"exponential": {"mean": "1 d"}}, "kept": "1 d"}
    scenario = sim.load("small").with_({"delivery.points": rule}).scenario
    assert not_covered(scenario) is None
    by_simpy, compiled = both(scenario)
    assert list(differences(by_simpy, compiled)) == []
