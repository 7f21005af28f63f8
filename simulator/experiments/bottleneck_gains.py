"""What one more of each resource gains on the same customers, and whether that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isnan

import numpy as np
import numpy.typing as npt

from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.goals import Judged
from simulator.experiments.resources import Resource, resources
from simulator.experiments.together import widened
from simulator.experiments.trials import Trials
from simulator.measure.differences import (
    DifferenceVerdict,
    difference_verdict,
    replications_to_decide,
    variance_ratio,
)
from simulator.measure.figures import Better
from simulator.measure.multiple import each_confidence, holm, paired_p
from simulator.measure.statistics import Estimate, paired_difference

Floats = npt.NDArray[np.float64]
BACKLOG, COST = "backlog.mean", "total_cost"


@dataclass(frozen=True)
class Gain:
    """What one more of a resource changes, paired: a target's KPI, the backlog and cost.

    The verdict is by the target's KPI (without one by the backlog), adjusted for all resources
    (Holm); `by_goal` is the change of that figure, `together` the same with the half-width that
    allows for all resources and so agrees with the verdict, `values` the same replication by
    replication.
    """

    resource: Resource
    by_goal: Estimate
    together: Estimate
    backlog: Estimate
    cost: Estimate
    values: Floats
    adjusted_p: float
    verdict: DifferenceVerdict
    variance_ratio: float
    needed: int | None


def gains_of(
    one: Alternative, worst: Judged | None, known: Trials, numbers: range
) -> tuple[Gain, ...]:
    """One more of each resource on the same customers, the most helpful first."""
    confidence = one.scenario.experiment.confidence
    found = resources(one.scenario)
    more = [changed_by(one, f"one more {each.name}", [each.relief]) for each in found]
    known.run((each, numbers) for each in more)
    judged_by = (BACKLOG, "all") if worst is None else worst.goal.key
    better: Better = "higher" if worst is not None and worst.goal.more_is_safer else "lower"

    def gap(which: Alternative, name: str, scope: str = "all") -> Floats:
        change = known.values(which, numbers, name, scope)
        return np.asarray(change - known.values(one, numbers, name, scope))

    p = [paired_p(gap(each, *judged_by)) for each in more]
    strict = each_confidence(confidence, len(found))
    gains = []
    changes = [_estimate(gap(each, *judged_by), confidence) for each in more]
    for resource, which, change, wide, adjusted in zip(
        found, more, changes, widened(changes, p, confidence), holm(p), strict=True
    ):
        gains.append(
            Gain(
                resource=resource,
                by_goal=change,
                together=wide,
                backlog=_estimate(gap(which, BACKLOG), confidence),
                cost=_estimate(gap(which, COST), confidence),
                values=gap(which, *judged_by),
                adjusted_p=adjusted,
                verdict=difference_verdict(change, adjusted, better, 1 - confidence),
                variance_ratio=variance_ratio(
                    known.values(which, numbers, *judged_by), known.values(one, numbers, *judged_by)
                ),
                needed=replications_to_decide(change, change.mean, strict),
            )
        )
    sign = -1.0 if better == "higher" else 1.0
    return tuple(sorted(gains, key=lambda gain: _rank(sign * float(np.mean(gain.values)))))


def _rank(gain: float) -> float:
    return inf if isnan(gain) else gain


def _estimate(gap: Floats, confidence: float) -> Estimate:
    return paired_difference(gap, np.zeros(len(gap)), confidence)
