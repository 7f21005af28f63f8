"""The state of a search for the cheapest roster: what was simulated, and what that says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan, prod
from typing import Literal

import numpy as np
import numpy.typing as npt

from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.goals import Goal, Judged, known_kpi
from simulator.experiments.optimize.roster_costs import Bounds, bounds, refuse_free_heads
from simulator.experiments.optimize.search import MOST_ROSTERS, Grid, Roster
from simulator.experiments.optimize.staffing import erlang_start
from simulator.experiments.optimize.standing import Standing, standing
from simulator.experiments.optimize.variables import Variable
from simulator.experiments.trials import Trials, measured
from simulator.measure.differences import without_spread
from simulator.measure.looks import confidence_of_look, look_of
from simulator.measure.multiple_comparisons import paired_p
from simulator.measure.statistics import Estimate, estimate, paired_difference
from simulator.mistakes import InputError
from simulator.reporting.labels import setting_words
from simulator.reporting.numbers import set_apart

Method = Literal["exact", "tpe"]
SCREENING = 0.99
"""Confidence of a verdict during the search, all looks at a roster together."""
CLOSE_FROM = 4
"""Times the first replications from which a roster may be too close to tell in the search."""
PROMISING = 2
"""Times the first replications after which a share of periods may count as met in the search."""
CHECKS = 8
"""Times the fresh replications of one roster that a first search leaves for such checks."""
VIOLATION = 1e-4
"""p of a paired t at which more heads count as worse service: rarely by chance in 100 pairs."""


@dataclass(frozen=True)
class Confirmation:
    """What fresh replications say of a roster, goal by goal, at the confidence of that look."""

    judged: tuple[Judged, ...]
    replications: int
    tolerance: float
    confidence: float

    @property
    def verdict(self) -> Standing:
        """Met if every goal is, missed if one is."""
        return standing(self.judged, self.tolerance)


@dataclass(frozen=True)
class Seen:
    """One roster that was simulated in the search."""

    roster: Roster
    settings: tuple[str, ...]
    verdict: Standing
    replications: int
    cost: Estimate
    services: tuple[Judged, ...]

    @property
    def text(self) -> str:
        """'5 pickers, early shift, and 3 pickers, late shift'."""
        return set_apart([setting_words(*setting.split("=", 1)) for setting in self.settings])


@dataclass(frozen=True)
class Now:
    """The answer less the house as it is, paired over fresh replications.

    `weekly` is the difference of all cost of the house, scaled to a week; `judged` says how the
    house as it is stands to the goals there, and `runs` how many replications that took besides.
    """

    weekly: Estimate
    judged: tuple[Judged, ...]
    runs: int


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
    tolerance: float
    grid: Grid = field(init=False)
    bounds: Bounds = field(init=False)
    start: Roster = field(init=False)
    looked: dict[Roster, int] = field(default_factory=dict)
    violations: list[tuple[Roster, Roster, str]] = field(default_factory=list)
    checked: dict[Roster, Confirmation] = field(default_factory=dict)
    confirmed: Roster | None = None
    outbid: dict[Roster, Roster] = field(default_factory=dict)
    _made: dict[Roster, Alternative] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sizes = tuple(len(variable.values) for variable in self.variables)
        self.grid = Grid(sizes, tuple(variable.more_helps for variable in self.variables))
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
        return [each.override(k) for each, k in zip(self.variables, roster, strict=True)]

    @property
    def left(self) -> int:
        """Runs of the budget that are left."""
        return self.budget - self.known.runs

    def affords(self, replications: int) -> bool:
        """Whether the budget has room for so many runs, the feasibility checks set aside.

        Of a first search that is a third of the budget, as far as CHECKS checks take it.
        """
        kept = self.fresh if self.checked else min(CHECKS * self.fresh, self.budget // 3)
        return replications + max(kept, self.fresh) <= self.left

    def look(self, roster: Roster, replications: int) -> Standing:
        """Simulate a roster so often in all, and judge it by all of that."""
        house = self.made(roster)
        self.known.run([(house, range(replications))])
        self.looked[roster] = replications
        if len(self.looked) == 1:
            for name in (self.objective, *(goal.kpi for goal in self.goals)):
                measured(self.known, house, name, "optimize")
        self.bounds.see(house, self.known, range(self.first))
        judgment = self.judged(roster)
        self.grid.verdicts[roster] = judgment
        if self.grid.monotone:
            self._verify(roster)
        return judgment

    def forget_unjudged(self) -> None:
        """Leave out a roster at which the search was interrupted."""
        self.looked = {each: n for each, n in self.looked.items() if each in self.grid.verdicts}

    def judged(self, roster: Roster) -> Standing:
        """Met if every goal is, missed if one is, undecided or too close to tell otherwise.

        A goal in a share of periods counts as met here once that share of PROMISING times the
        first replications held: Wilson's bound would take dozens of each roster, and the fresh
        replications ask for it anyway.
        """
        if roster in self.checked:
            return self.checked[roster].verdict
        judged = [self.service(roster, goal) for goal in self.goals]
        told = standing([each for each in judged if not self._promising(each)], self.tolerance)
        early = self.looked[roster] < CLOSE_FROM * self.first
        return "undecided" if told == "too close" and early else told

    def _promising(self, each: Judged) -> bool:
        if each.goal.share is None or each.verdict != "undecided" or each.hangs_on_open:
            return False
        enough = each.held.trials >= PROMISING * self.first
        return enough and each.held.share >= each.goal.share

    def service(self, roster: Roster, goal: Goal) -> Judged:
        """How the roster stands to a goal so far, at the confidence of this look at it."""
        replications = self.looked[roster]
        confidence = confidence_of_look(SCREENING, look_of(replications, self.first))
        house, numbers = self.made(roster), range(replications)
        ends = self.known.ends(house, numbers, goal)
        return goal.judged(self.known.values(house, numbers, *goal.key), confidence, ends)

    def to_spare(self, roster: Roster) -> float:
        """How far inside its goals a roster was in the search, by the worst of them.

        By the nearer end of its mean's interval, in shares of the goal; a share of periods by the
        lower end of its own.
        """
        return min(_to_spare(self.service(roster, goal)) for goal in self.goals)

    def cost(self, roster: Roster) -> float:
        """The mean objective over the replications that all rosters have in common."""
        values = self.known.values(self.made(roster), range(self.first), self.objective)
        return float(np.nanmean(values)) if not np.isnan(values).all() else np.inf

    def tell(self, roster: Roster, confirmation: Confirmation) -> None:
        """What fresh replications said of a roster, which is its verdict from now on."""
        self.checked[roster] = confirmation
        self.grid.verdicts[roster] = confirmation.verdict
        if confirmation.verdict == "met":
            self.confirmed = roster

    def met(self, untried: bool = False) -> list[Roster]:
        """Rosters that met, cheapest first; `untried` without those of the fresh replications.

        Without those that met in the search and have less than one that was ruled out since.
        """
        holding = [
            roster
            for roster, told in self.grid.verdicts.items()
            if told == "met" and (roster in self.checked or not self.grid.misses(roster))
        ]
        if untried:
            holding = [roster for roster in holding if roster not in self.checked]
        return sorted(holding, key=lambda roster: (self.cost(roster), roster))

    def incumbent(self) -> float:
        """The cost of the cheapest roster that met; infinite where none did."""
        best = self.met()
        return self.cost(best[0]) if best else np.inf

    @property
    def refuted(self) -> list[Roster]:
        """Rosters that met in the search and missed in fresh replications."""
        return [roster for roster, told in self.checked.items() if told.verdict == "missed"]

    def is_outbid(self, roster: Roster) -> bool:
        """Whether what is confirmed was selected before it, as the cheaper of the two."""
        return self.confirmed is not None and self.outbid.get(roster) == self.confirmed

    def aside(self) -> list[Roster]:
        """Rosters that fresh replications left undecided, and no dearer than what is confirmed.

        The cheapest first.
        """
        undecided = [
            roster
            for roster, told in self.checked.items()
            if told.verdict == "undecided" and not self.grid.misses(roster)
        ]
        return self._cheaper(undecided)

    def undecided(self) -> list[Roster]:
        """Rosters that the search left undecided and that may be the cheapest, cheapest first."""
        rosters = [
            roster
            for roster, told in self.grid.verdicts.items()
            if told == "undecided" and roster not in self.checked and not self.grid.misses(roster)
        ]
        return self._cheaper(rosters)

    def _cheaper(self, rosters: Sequence[Roster]) -> list[Roster]:
        limit = np.inf if self.confirmed is None else self.cost(self.confirmed)
        cheaper = [roster for roster in rosters if self.cost(roster) < limit]
        return sorted(cheaper, key=lambda roster: (self.cost(roster), roster))

    def dearer(self, roster: Roster, other: Roster) -> bool:
        """Whether a roster costs more than another on the same replications, beyond doubt."""
        numbers = range(self.first)
        costs, others = (
            self.known.values(self.made(which), numbers, self.objective)
            for which in (roster, other)
        )
        gap = paired_difference(costs, others, SCREENING)
        return gap.low > 0 if not isnan(gap.half_width) else gap.mean > 0

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


def _to_spare(told: Judged) -> float:
    if told.goal.share is not None:
        return told.held.low - told.goal.share
    sign = 1.0 if told.goal.more_is_safer else -1.0
    room = sign * (told.mean.mean - told.goal.value) - told.mean.half_width
    return room / (abs(told.goal.value) or 1.0)


def _shown_worse(gap: npt.NDArray[np.float64]) -> bool:
    """Whether more of what helps made service worse.

    The same loss in every replication counts too, few as they may be: a violation that is none
    only costs runs.
    """
    mean_gap = estimate(gap)
    return mean_gap.mean < 0 and (without_spread(mean_gap) or paired_p(gap) < VIOLATION)


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
    paths = [variable.path for variable in variables]
    for path in paths:
        if paths.count(path) > 1:
            raise InputError(f"--vary {path}: is there twice; keep one")
    size = prod(len(variable.values) for variable in variables)
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
    refuse_free_heads(base.scenario, variables, objective)
    if replications < 2 or check < 2:
        raise InputError("--replications and --check-replications: an interval needs at least 2")
    confidence = base.scenario.experiment.confidence
    checked = max(check, *(goal.fewest(confidence) or 0 for goal in goals))
    if budget < replications + checked:
        raise InputError(
            f"--budget {budget}: one roster needs {replications} runs and {checked} for the check; "
            f"give at least {replications + checked}"
        )
