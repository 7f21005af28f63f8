"""Drawn worlds in which each box of an order has a transit of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, Phase, assume, given, seed, settings

from simulator.measure.measurement import measure
from simulator.results.outcomes import Outcome
from simulator.workload.workload import TOLD
from tests.laws.profiles import examples
from tests.laws.runs import run
from tests.laws.scenarios import World, scenarios

ENOUGH = {"box": {"volume": "3 l", "max_weight": "3 kg"}}


def apart(world: World) -> World:
    """The same world, where most orders take several boxes and none is split."""
    data = dict(world.data)
    data["packing"] = {**data["packing"], "boxes": ENOUGH, "fits_no_box": "ship unboxed"}
    data["delivery"] = {**data.get("delivery", {}), "by_box": True}
    data["catalog"] = {"unit_volume": "1 l", "unit_weight": "700 g", **data.get("catalog", {})}
    if "inventory" in data:
        data["inventory"] = {**data["inventory"], "when_short": "backorder"}
    if "short_picks" in data.get("picking", {}):
        data["picking"] = {**data["picking"], "short_picks": {"then": "pick again"}}
    return replace(world, data=data)


@seed(23)
@settings(
    max_examples=examples(15),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenarios())
def test_an_order_is_complete_with_its_last_box(world: World) -> None:
    has = all(isinstance(world.data.get(name), dict) for name in ("packing", "shipping"))
    assume(has and "state" not in world.data and "rate_cards" not in world.data["shipping"])
    tried = run(apart(world))
    w, t = tried.workload, tried.timeline
    first = w.added["delivery"]
    gone = ~w.abandons  # who leaves at a promise has no way any more
    assert (first["first_transit"] <= w.transit)[gone].all()
    assert ((first["first_days"] <= w.transit_days) | (w.transit_days == TOLD))[gone].all()
    one = gone & (w.parcels == 1)
    assert (first["first_transit"][one] == w.transit[one]).all()
    assert (first["first_days"][one] == w.transit_days[one]).all()
    found = measure(tried.scenario, w, t).kpis
    done = np.count_nonzero(t.outcome == Outcome.DELIVERED)
    share = found.get(("delivery.in_full_at_first", "all"), np.nan)
    assert not done or np.isnan(share) or 0 <= share <= 100
    days = found.get(("delivery.first_to_last.mean", "all"), np.nan)
    assert np.isnan(days) or days >= 0
