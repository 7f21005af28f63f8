"""Drawn worlds in which orders go to pick-up points: every law holds, in both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from simulator.compiled.covers import not_covered
from simulator.compiled.run import simulate
from simulator.journey import simulate_in_simpy
from simulator.measure.measurement import measure
from simulator.results.events import DETAILS, POINTS, event_rows
from simulator.results.outcomes import Outcome
from simulator.stages.delivery.points import at_point_of
from simulator.units import NEVER
from tests.compiled.timelines import differences
from tests.laws.laws import broken
from tests.laws.profiles import examples
from tests.laws.runs import run
from tests.laws.scenarios import World, in_euros, scenarios
from tests.laws.test_laws import MODULES

SECTIONS = st.fixed_dictionaries(
    {
        "share": st.sampled_from(("50 %", "100 %", "0 %")),
        "collected": st.sampled_from(
            ({"exponential": {"mean": "2 h"}}, "0 s", "3 h", {"values": ["1 h", "9 h"]})
        ),
        "kept": st.sampled_from(("3 h", "20 min", "1 ms", "2 d")),
        "back": st.sampled_from(("0 s", "1 h", {"uniform": {"low": "1 min", "high": "1 d"}})),
        "cost": st.sampled_from(("0 USD", "0.75 USD")),
    },
    optional={
        "reminded": st.sampled_from(("1 h", "3 h")),
        "by_class": st.sampled_from(("0 %", "100 %")),
    },
)


def to_points(world: World, section: dict[str, Any]) -> World:
    """The same world, some of whose orders go to points, and none is split."""
    data, section = dict(world.data), dict(section)
    classes = list(data["demand"].get("classes", {"all": {}}))
    if "by_class" in section:
        section["by_class"] = {classes[0]: section["by_class"]}
    section = in_euros(section) if "currency" in data else section
    data["delivery"] = {**data["delivery"], "points": section}
    if "inventory" in data:
        data["inventory"] = {**data["inventory"], "when_short": "backorder"}
        data["inventory"].pop("parcels_at_most", None)
    if "short_picks" in data.get("picking", {}):
        data["picking"] = {**data["picking"], "short_picks": {"then": "pick again"}}
    return replace(world, data=data)


@seed(29)
@settings(
    max_examples=examples(40),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenarios(), SECTIONS)
def test_every_law_holds_where_orders_go_to_points(world: World, section: dict[str, Any]) -> None:
    assume("returns" in world.data)
    tried = run(to_points(world, section))
    assert MODULES  # which register the laws
    assert broken(tried) == {}
    w, t = tried.workload, tried.timeline
    there = at_point_of(tried.scenario, w, t)
    assert there is not None
    stands = w.added["delivery"]["at_point"] & (t.delivered != NEVER)
    assert (stands | (there.collected == NEVER)).all()
    both = (there.collected != NEVER) & (there.not_collected != NEVER)
    assert not both.any()
    assert (t.outcome[w.added["delivery"]["at_point"]] != Outcome.RETURNED_TO_SENDER).all()
    rows = event_rows(w, t, False, at_point=there)
    seen = [DETAILS.index(name) for name in POINTS]
    mine = np.isin(rows.detail, seen)
    assert (rows.began[mine] >= t.delivered[rows.order[mine]]).all()
    assert measure(tried.scenario, w, t)
    if not_covered(tried.scenario) is None:
        engines = simulate(tried.scenario, w), simulate_in_simpy(tried.scenario, w)
        assert list(differences(*engines)) == []
