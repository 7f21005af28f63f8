"""The state of a search for the cheapest roster: what was simulated, and what that says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Literal

import numpy as np
import numpy.typing as npt

from simulator.analysis.differences import without_spread
from simulator.analysis.multiple import paired_p
from simulator.analysis.statistics import Estimate, estimate
from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.goals import Goal, Judged, known_kpi, verdict_of_all
from simulator.experiments.optimize_search import MOST_ROSTERS, Grid, Roster
from simulator.experiments.roster_costs import Bounds, bounds
from simulator.experiments.staffing import erlang_start
from simulator.experiments.targets import Verdict
from simulator.experiments.trials import Trials, measured
from simulator.experiments.variables import Variable
from simulator.mistakes import InputError

Method = Literal["exact", "tpe"]
SCREENING = 0.99
"""Confidence of a verdict during the search; above 95 %, since a roster may be looked at often."""
VIOLATION = 1e-4
"""p of a paired t at which more heads count as worse service: rarely by chance in 100 pairs."""


@dataclass(frozen=True)
class Seen:
    """One roster that was simulated in the search."""

    roster: Roster
    settings: tuple[str, ...]
    verdict: Verdict
    replications: int
    cost: Estimate
    services: tuple[Judged, ...]


@dataclass
class Search:
    """The state of one optimization."""

    base: Alternative
    variables: tuple[Variable, ...]
    objective: str
    goals: tuple[Goal, ...]
    known: Trials
    first: int
    budget: int
    fresh: int
    indifference: float
    grid: Grid = field(init=False)
    bounds: Bounds = field(init=False)
    start: Roster = field(init=False)
    looked: dict[Roster, int] = field(default_factory=dict)
    violations: list[tuple[Roster, Roster, str]] = field(default_factory=list)
    refuted: list[Roster] = field(default_factory=list)
    _made: dict[Roster, Alternative] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sizes = tuple(len(one.values) for one in self.variables)
        self.grid = Grid(sizes, tuple(one.more_helps for one in self.variables))
        self.bounds = bounds(self.objective, self.variables, self.made, range(self.first))
        self.start = erlang_start(self.base.scenario, self.variables)

    def made(self, roster: Roster) -> Alternative:
        """The scenario of a roster."""
        if roster not in self._made:
            name = ", ".join(self.settings(roster))
            self._made[roster] = changed_by(self.base, name, self.settings(roster), "--vary")
        return self._made[roster]

    def settings(self, roster: Roster) -> list[str]:
        """What is set for it."""
        return [one.override(k) for one, k in zip(self.variables, roster, strict=True)]

    def affords(self, replications: int) -> bool:
        """Whether the budget has room for so many runs, the feasibility check set aside."""
        return self.known.runs + replications + self.fresh <= self.budget

    def look(self, roster: Roster, replications: int) -> Verdict:
        """Simulate a roster so often in all, and judge it by all of that."""
        one = self.made(roster)
        self.known.run([(one, range(replications))])
        self.looked[roster] = replications
        if len(self.looked) == 1:
            for name in (self.objective, *(goal.kpi for goal in self.goals)):
                measured(self.known, one, name, "optimize")
        self.bounds.see(one, self.known, range(self.first))
        found = self.judged(roster)
        self.grid.verdicts[roster] = found
        if self.grid.monotone:
            self._verify(roster)
        return found

    def judged(self, roster: Roster) -> Verdict:
        """Met if every goal is, missed if one is, undecided otherwise."""
        if roster in self.refuted:
            return "missed"
        return verdict_of_all([self.service(roster, goal) for goal in self.goals])

    def service(self, roster: Roster, goal: Goal) -> Judged:
        """How the roster stands to a goal so far, at the confidence of the search."""
        numbers = range(self.looked[roster])
        return goal.judged(self.known.values(self.made(roster), numbers, *goal.key), SCREENING)

    def cost(self, roster: Roster) -> float:
        """The mean objective over the replications that all rosters have in common."""
        values = self.known.values(self.made(roster), range(self.first), self.objective)
        return float(np.nanmean(values)) if not np.isnan(values).all() else np.inf

    def _verify(self, roster: Roster) -> None:
        """More of what helps must not make service worse; where it does, nothing rests on it."""
        for other in list(self.looked):
            for smaller, larger in ((roster, other), (other, roster)):
                if not self.grid.comparable(smaller, larger):
                    continue
                for goal in self.goals:
                    sign = 1.0 if goal.more_is_safer else -1.0
                    few, more = (
                        self.known.values(self.made(which), range(self.first), *goal.key)
                        for which in (smaller, larger)
                    )
                    gap = sign * (more - few)
                    if _shown_worse(gap):
                        self.violations.append((smaller, larger, goal.kpi))
                        self.grid.monotone = False


def _shown_worse(gap: npt.NDArray[np.float64]) -> bool:
    """Whether more of what helps made service worse.

    The same loss in every replication counts too, few as they may be: a violation that is none
    only costs runs.
    """
    found = estimate(gap)
    return found.mean < 0 and (without_spread(found) or paired_p(gap) < VIOLATION)


def refuse_bad_input(
    base: Alternative,
    variables: Sequence[Variable],
    objective: str,
    goals: Sequence[Goal],
    replications: int,
    budget: int,
    check: int,
    method: Method,
) -> None:
    """InputError for what cannot be searched."""
    if not variables:
        raise InputError("--vary: say what may change, such as shifts.early.heads.pickers=3..9")
    paths = [one.path for one in variables]
    for path in paths:
        if paths.count(path) > 1:
            raise InputError(f"--vary {path}: is there twice; keep one")
    size = prod(len(one.values) for one in variables)
    if size > MOST_ROSTERS and method == "exact":
        raise InputError(
            f"--vary: {size:,} rosters are too many for an exact search, which takes at most "
            f"{MOST_ROSTERS:,}; narrow the ranges, or take --method tpe"
        )
    if not goals:
        raise InputError(
            'there is nothing to meet; give --subject-to "on_time_ship>=98%", or targets'
        )
    if known_kpi(base.scenario, objective, "--minimize").better == "higher":
        raise InputError(f"--minimize {objective}: more of it is better; choose a cost")
    if replications < 2 or check < 2:
        raise InputError("--replications and --check-replications: an interval needs at least 2")
    if budget < replications + check:
        raise InputError(
            f"--budget {budget}: one roster needs {replications} runs and {check} for the check; "
            f"give at least {replications + check}"
        )
