"""Whether the start still shows in a run's window: a warning, from the curves that a run keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.analysis.statistics import paired_difference
from simulator.scenario import Scenario
from simulator.units import DAY, HOUR, WEEK

if TYPE_CHECKING:
    from simulator.experiments.replication import Replication
    from simulator.experiments.results import Results

SETTLED = 0.15
"""Drift of a curve over the window, as a share of its mean, below which it has settled."""
CONFIDENCE = 0.99
CURVES = {"backlog": "the backlog", "stock_level": "the stock"}


def short_warm_up(results: Results) -> list[str]:
    """A sentence if the window's first and last weeks differ, over the replications, by too much.

    For windows of two weeks and more of a demand that does not change by itself.
    """
    scenario, done = results.scenario, results.replications
    weeks = (scenario.clock.run // WEEK) // 3 or 1
    if scenario.clock.run < 2 * WEEK or len(done) < 3 or _changes(scenario):
        return []
    drifting = [what for name, what in CURVES.items() if _drifts(name, scenario, done, weeks)]
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


def _drifts(name: str, scenario: Scenario, done: tuple[Replication, ...], weeks: int) -> bool:
    low, high = (moment / HOUR for moment in scenario.clock.window)
    part = weeks * WEEK / HOUR
    ends = np.array([_ends(one, name, (low, low + part), (high - part, high)) for one in done])
    if np.isnan(ends).any():
        return False
    change = paired_difference(ends[:, 0], ends[:, 1], CONFIDENCE)
    known = change.low > 0 or change.high < 0
    return bool(known and abs(change.mean) > SETTLED * ends.mean())


def _ends(
    one: Replication, name: str, first: tuple[float, float], last: tuple[float, float]
) -> tuple[float, float]:
    """Means of a curve in two stretches of hours; NaN where there is no such curve."""
    series = one.measurement.series
    mine = series["series"] == name
    x = np.asarray(series["x"], dtype=np.float64)[mine]
    values = np.asarray(series["value"], dtype=np.float64)[mine]
    parts = [values[(x >= low) & (x < high)] for low, high in (first, last)]
    means = [float(part.mean()) if len(part) else float("nan") for part in parts]
    return means[0], means[1]
