"""Whether the start still shows in the window of replications, or the backlog grows through it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.analysis.statistics import paired_difference
from simulator.experiments.replication import Replication
from simulator.scenario import Scenario
from simulator.units import DAY, WEEK

SETTLED = 0.15
"""Drift of a curve over the window, as a share of its mean, below which it has settled."""
CONFIDENCE = 0.99
CURVES = {"mean_backlog": "the backlog", "mean_stock": "the stock"}
GROWN = 0.2
"""Lowest backlog, as a share of a day's orders, below which it does not count as growing."""


def grows(scenario: Scenario, done: Sequence[Replication]) -> bool:
    """Whether the backlog no longer falls to where it fell to when the window began."""
    lowest = np.array([one.signs.lowest_backlog for one in done])
    if np.isnan(lowest).any():
        return False
    first, last = np.median(lowest, axis=0)
    placed = np.mean([one.measurement.kpis["orders.placed", "all"] for one in done])
    daily = placed / (scenario.clock.run / DAY)
    return bool(last > 2 * first and last > GROWN * daily)


def short_warm_up(scenario: Scenario, done: Sequence[Replication]) -> list[str]:
    """A sentence if the window's first and last weeks differ, over the replications, by too much.

    For windows of two weeks and more of a demand that does not change by itself.
    """
    if scenario.clock.run < 2 * WEEK or len(done) < 3 or _changes(scenario):
        return []
    drifting = [what for name, what in CURVES.items() if _drifts(name, done)]
    if not drifting:
        return []
    return [
        f"The warm_up of {scenario.clock.warm_up / DAY:g} d looks too short: "
        f"{' and '.join(drifting)} still {'drifts' if len(drifting) == 1 else 'drift'} from the "
        "window's first weeks to its last. `simulator warmup` suggests a longer one, `simulator "
        "explain` says whether more comes than can be done."
    ]


def _changes(scenario: Scenario) -> bool:
    """Whether the scenario itself is different from week to week."""
    outages = scenario.payment.outages if scenario.payment else ()
    return scenario.demand.trace is not None or bool(scenario.demand.events or outages)


def _drifts(name: str, done: Sequence[Replication]) -> bool:
    ends = np.array([getattr(one.signs, name) for one in done])
    if np.isnan(ends).any():
        return False
    change = paired_difference(ends[:, 0], ends[:, 1], CONFIDENCE)
    known = change.low > 0 or change.high < 0
    return bool(known and abs(change.mean) > SETTLED * ends.mean())
