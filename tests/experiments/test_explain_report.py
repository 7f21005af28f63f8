"""A run's report says what `explain` says: same lines, same loads, same heads."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.experiments.explain.explain import explain
from simulator.experiments.run import run
from simulator.reporting.curves import spread
from simulator.scenario import loads
from tests.experiments.test_explain_assumed import SHOP


def test_the_report_says_what_is_explained() -> None:
    loaded = loads(SHOP, overrides=["experiment.replications=2"])
    said, results = explain(loaded.scenario, jobs=1), run(loaded, orders="none", jobs=1)
    content = results.report_input
    assert content.rests_on == (
        *(f"{one.text} ({one.path})." for one in said.assumed), said.nothing_varies
    )  # fmt: skip
    assert content.rests_on[0].startswith("60 s set-up assumed: 4")
    rows = content.heads.set_index("who")
    for load in said.loads:
        (shift,) = load.shifts
        assert rows.load[load.name] == load.load
        assert rows.needed[load.name] == shift.needed
        assert rows.scheduled[load.name] == shift.there
        curve = spread(content.series, "load_by_hour_of_week", load.name)
        there = load.capacity > 0
        assert curve.mean[there] == pytest.approx(load.work[there] / load.capacity[there])
        assert np.isnan(curve.mean[~there]).all()
        heads = spread(content.series, "heads_needed_by_hour_of_week", load.name)
        assert heads.mean == pytest.approx(load.needed)
    assert "pickers: at most " in " ".join(
        text.get_text() for text in results.plot.load_map().texts
    )
