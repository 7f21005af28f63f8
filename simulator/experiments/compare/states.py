"""Each choice in each case by itself: what it meets, what it costs and what limits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.experiments.alternatives import Alternative
from simulator.experiments.caveats import backlog_grows, evidence
from simulator.experiments.compare.crossing import Crossed
from simulator.experiments.compare.put_off import GROWTH
from simulator.experiments.goals import Goal, Judged, goals_of, verdict_of_all
from simulator.experiments.targets import Verdict
from simulator.experiments.trials import Trials
from simulator.measure.limiting import Limits, limits
from simulator.measure.periods import Held, held, reaches
from simulator.measure.statistics import Estimate

COST = "cost_per_order"


@dataclass(frozen=True)
class State:
    """One choice in one case.

    `together` says in how many replications all targets hold at once; `growth` is that of the
    backlog over the window, without a mean where nothing measures it; `grows` says that it no
    longer falls to where it was, so that what is shown hangs on the length of the run.
    """

    name: str
    case: str
    targets: tuple[Judged, ...]
    together: Held
    cost: Estimate
    growth: Estimate
    limits: Limits
    grows: bool = False

    @property
    def verdict(self) -> Verdict | None:
        """Of all targets; None without any."""
        return verdict_of_all(self.targets) if self.targets else None

    @property
    def meets(self) -> bool:
        """Every target, if there are any, is shown to be met."""
        return self.verdict in ("met", None)

    @property
    def nearness(self) -> tuple[int, int, float]:
        """More targets met is nearer, then fewer missed, then more periods in which all hold."""
        verdicts = [each.verdict for each in self.targets]
        share = self.together.share if self.together.trials else 0.0
        return verdicts.count("met"), -verdicts.count("missed"), share


def states(crossed: Crossed, known: Trials, numbers: Sequence[int]) -> tuple[State, ...]:
    """Of every choice in every case, case by case, by the baseline's targets."""
    goals = goals_of(crossed.baseline.scenario)
    return tuple(
        _state(each, case, goals, known, numbers)
        for case in crossed.cases
        for each in crossed.under(case)
    )


def _state(
    alternative: Alternative,
    case: str,
    goals: Sequence[Goal],
    known: Trials,
    numbers: Sequence[int],
) -> State:
    return State(
        name=alternative.name,
        case=case,
        targets=tuple(known.judged(alternative, numbers, goal) for goal in goals),
        together=_together(alternative, goals, known, numbers),
        cost=known.estimate(alternative, numbers, COST),
        growth=known.estimate(alternative, numbers, GROWTH),
        limits=limits_of(alternative, known, numbers),
        grows=backlog_grows(alternative.scenario, evidence(known.done(alternative))),
    )


def _together(
    alternative: Alternative, goals: Sequence[Goal], known: Trials, numbers: Sequence[int]
) -> Held:
    """The replications in which every goal holds; left out where one is undefined, none missed."""
    hits = [np.full(len(numbers), np.nan)] if not goals else []
    for goal in goals:
        values = known.values(alternative, numbers, *goal.key)
        reached = reaches(values, goal.relation, goal.value).astype(np.float64)
        hits.append(np.where(np.isnan(values), np.nan, reached))
    table = np.stack(hits)
    unknown = np.where(np.isnan(table).any(axis=0), np.nan, 1.0)
    each = np.where((table == 0).any(axis=0), 0.0, unknown)
    return held(each, "at least", 1.0, alternative.scenario.experiment.confidence)


def limits_of(alternative: Alternative, known: Trials, numbers: Sequence[int]) -> Limits:
    """What limits an alternative by these replications, by who could have served its orders."""
    measured = [known.replication(alternative, number).measurement for number in numbers]
    return limits(alternative.scenario, measured)
