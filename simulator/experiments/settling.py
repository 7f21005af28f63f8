"""Whether the start still shows in the window of replications, or the backlog grows through it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from simulator.measure.statistics import paired_difference
from simulator.scenario import Scenario
from simulator.units import DAY, WEEK

Ends = npt.NDArray[np.float64]
"""(n, 2) A level at the window's begin and at its end, one row per replication; see `Signs`."""

SETTLED = 0.15
"""Drift of a curve over the window, as a share of its mean, below which it has settled."""
CONFIDENCE = 0.99
GROWN = 0.2
"""Backlog, as a share of a day's orders, below which it does not count as growing."""


def grows(run: int, placed: float, lowest_backlog: Ends, growth: npt.NDArray[np.float64]) -> bool:
    """Whether the backlog no longer falls to where it fell to when the window began.

    `run` is the length of the window, `placed` the mean orders placed in it, `growth` (n,) what
    came into the backlog less what left it. A house that is closed at weekends ends its week with
    more than it began: where the window has whole weeks, and so begins and ends at one moment of
    the week, more must have come than left, too.
    """
    if np.isnan(lowest_backlog).any():
        return False
    first, last = np.median(lowest_backlog, axis=0)
    enough = GROWN * placed / (run / DAY)
    if run % WEEK == 0 and not np.isnan(growth).any() and np.median(growth) <= enough:
        return False
    return bool(last > 2 * first and last > enough)


def short_warm_up(scenario: Scenario, curves: Mapping[str, Ends]) -> list[str]:
    """A sentence if the window's first and last weeks differ, over the replications, by too much.

    `curves` are by what they are of, in words. For windows of two weeks and more of a demand that
    does not change by itself.
    """
    replications = min(map(len, curves.values()))
    if scenario.clock.run < 2 * WEEK or replications < 3 or _changes(scenario):
        return []
    drifting = [what for what, ends in curves.items() if _drifts(ends)]
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
    trace = scenario.demand.trace
    fixed = trace is not None and trace.resample is None
    return fixed or bool(scenario.demand.events or outages)


def _drifts(ends: Ends) -> bool:
    if np.isnan(ends).any():
        return False
    change = paired_difference(ends[:, 0], ends[:, 1], CONFIDENCE)
    known = change.low > 0 or change.high < 0
    return bool(known and abs(change.mean) > SETTLED * ends.mean())
