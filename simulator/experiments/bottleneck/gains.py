"""What one more of each resource gains on the same customers, and whether that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isnan

import numpy as np

from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.bottleneck.resources import Resource, resources
from simulator.experiments.goals import Judged
from simulator.experiments.trials import Trials
from simulator.measure.changes import Change, Pair, changes
from simulator.measure.figures import Better
from simulator.measure.statistics import Estimate, Numbers, paired_difference

BACKLOG, COST = "backlog.mean", "total_cost"


@dataclass(frozen=True)
class Gain:
    """What one more of a resource changes, paired: a target's KPI, the backlog and cost.

    `change` is that of the target's KPI (without a target of the backlog), judged together with
    those of all resources; `values` are its differences replication by replication.
    """

    resource: Resource
    change: Change
    values: Numbers
    backlog: Estimate
    cost: Estimate

    @property
    def helps(self) -> bool:
        """It is shown to."""
        return self.change.verdict == "better"


def gains_of(
    alternative: Alternative, worst: Judged | None, known: Trials, numbers: range
) -> tuple[Gain, ...]:
    """One more of each resource on the same customers, the most helpful first."""
    confidence, currency = alternative.scenario.experiment.confidence, alternative.scenario.currency
    reliefs = resources(alternative.scenario)
    more = [changed_by(alternative, f"one more {each.name}", [each.relief]) for each in reliefs]
    known.run((each, numbers) for each in more)
    key = (BACKLOG, "all") if worst is None else worst.goal.key
    better: Better = "higher" if worst is not None and worst.goal.more_is_safer else "lower"
    before = known.values(alternative, numbers, *key)
    pairs = [
        Pair(each.path, "", *key, known.values(which, numbers, *key), before, better)
        for each, which in zip(reliefs, more, strict=True)
    ]

    def gap(which: Alternative, name: str) -> Estimate:
        after, now = (known.values(each, numbers, name) for each in (which, alternative))
        return paired_difference(after, now, confidence)

    gains = [
        Gain(each, change, pair.values - before, gap(which, BACKLOG), gap(which, COST))
        for each, which, pair, change in zip(
            reliefs, more, pairs, changes(pairs, confidence, currency), strict=True
        )
    ]
    sign = -1.0 if better == "higher" else 1.0
    return tuple(sorted(gains, key=lambda gain: _rank(sign * float(np.mean(gain.values)))))


def _rank(gain: float) -> float:
    return inf if isnan(gain) else gain
