"""What the house as it is would have done in the same fresh replications as the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.estimate import long, size
from simulator.experiments.optimize.optimize import Optimum
from simulator.experiments.optimize.state import Now
from simulator.experiments.optimize.variables import Variable
from simulator.experiments.trials import FRESH, Trials
from simulator.measure.statistics import paired_difference
from simulator.scenario import Scenario
from simulator.units import WEEK

MOST = 20
"""Fresh replications of the house as it is, of as many as the answer has (assumption)."""
TOTAL_COST = "total_cost"


def forecast(scenario: Scenario, variables: Sequence[Variable], budget: int, workers: int) -> str:
    """'300 rosters, at most 5,000 runs: at most about 42 min on 2 processes, mostly far less'."""
    rosters = prod(len(variable.values) for variable in variables)
    took = long(size(scenario, workers).seconds_each * budget, workers)
    return f"{rosters:,} rosters, at most {budget:,} runs: at most {took}, mostly far less"


def with_now(optimum: Optimum, base: Alternative, known: Trials) -> Optimum:
    """The same with what it changes against the house as it is, which is simulated for that.

    Unchanged where there is no answer, where that is the house as it is, or after an interruption.
    The runs are not of the budget: the search does not go by them.
    """
    shown = optimum.best or optimum.closest
    if shown is None or optimum.check is None or optimum.interrupted:
        return optimum
    chosen = changed_by(base, "", shown.settings, "--vary")
    if known.key(chosen) == known.key(base):
        return optimum
    numbers = range(FRESH, FRESH + min(optimum.check.replications, MOST))
    before = known.runs
    try:
        known.run([(base, numbers)])
    except KeyboardInterrupt:
        return replace(optimum, interrupted=True)
    chosens, others = (known.values(each, numbers, TOTAL_COST) for each in (chosen, base))
    gap = paired_difference(chosens, others, base.scenario.experiment.confidence)
    weeks = base.scenario.clock.run / WEEK
    weekly = replace(gap, mean=gap.mean / weeks, half_width=gap.half_width / weeks)
    judged = tuple(known.judged(base, numbers, goal) for goal in optimum.goals)
    return replace(optimum, now=Now(weekly, judged, known.runs - before))
