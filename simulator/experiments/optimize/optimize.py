"""The cheapest roster that meets every target, found exactly on a grid of whole numbers.

First every roster that may be the cheapest is looked at, a few replications each; then the cheapest
that met is tried in replications that the search has not seen, and the next cheapest while that one
is not confirmed; what budget is left goes to cheaper ones that are still undecided, until each of
them misses a goal or is too close to it to tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from simulator.experiments.alternatives import Alternative
from simulator.experiments.caveats import backlog_grows, evidence
from simulator.experiments.compare.put_off import GROWTH, put_off
from simulator.experiments.compare.states import limits_of
from simulator.experiments.goals import Goal, Judged
from simulator.experiments.optimize.confirm import confirm
from simulator.experiments.optimize.explore import audit, explore
from simulator.experiments.optimize.open import (
    budget_to_settle,
    never_told,
    open_rosters,
    promises_end,
    settled_cost,
    unseen_below,
)
from simulator.experiments.optimize.roster_costs import BOUNDED
from simulator.experiments.optimize.search import Roster
from simulator.experiments.optimize.state import (
    Confirmation,
    Method,
    Now,
    Search,
    Seen,
    refuse_bad_input,
)
from simulator.experiments.optimize.tpe import explore_by_tpe
from simulator.experiments.optimize.variables import Variable
from simulator.experiments.trials import Trials
from simulator.measure.limiting import Limits
from simulator.measure.selection import Selection
from simulator.measure.statistics import Estimate, paired_difference
from simulator.reporting.brief import brief

BUDGET = 5000
"""Runs at most, unless asked otherwise: a search over a few hundred rosters ends by itself."""
TOLERANCE = 0.01
"""Share of a goal within which a roster is too close to it to tell."""


@dataclass(frozen=True)
class Optimum:
    """The answer; `best` is None where no roster is confirmed to meet the goals.

    `check` is what the fresh replications say of `best`, or of the `closest` where none is
    confirmed: the cheapest of those that they left undecided. `aside` were cheaper than the best,
    met in the search and stayed undecided in fresh replications; `open` may be cheaper and feasible
    and were undecided in the search when the budget ended, or met and were not tried any more;
    `close` are cheaper and too close to a goal to tell, with what says so; `hanging` are cheaper
    and meet the goals or not as the orders end that the simulation left open, whose last promise
    is over `promises_end` milliseconds after its end;
    `unseen` is how many were not even simulated, `settled_by` the budget that should leave nothing
    open, None where nothing is or no budget can be named; `refuted` met in the search and missed in
    fresh replications. `violations` are pairs
    where more heads gave worse service, after which pruning by monotonicity was given up.
    `survivors` took part in the selection among rosters of nearly equal cost. `against_start` is
    the best's objective less the start's, paired, None where they are the same; `now` is what the
    answer changes against the house as it is, None where that was not simulated. `limits` is what
    limits the best, and `grows` says that its backlog grows through the window.
    `put_off` is by how many orders its backlog grows more than that of the roster that puts off
    least of those that met in the search, None where none puts off less.
    `interrupted`: all of it is what the search knew by then.
    """

    objective: str
    goals: tuple[Goal, ...]
    variables: tuple[Variable, ...]
    size: int
    start: Roster
    best: Seen | None
    closest: Seen | None
    check: Confirmation | None
    aside: tuple[tuple[Seen, Confirmation], ...]
    seen: tuple[Seen, ...]
    open: tuple[Seen, ...]
    close: tuple[tuple[Seen, tuple[Judged, ...]], ...]
    hanging: tuple[Seen, ...]
    promises_end: int | None
    unseen: int
    pruned_by_service: int
    pruned_by_cost: int
    violations: tuple[tuple[Roster, Roster, str], ...]
    survivors: tuple[Roster, ...]
    selection: Selection | None
    refuted: tuple[Roster, ...]
    runs: int
    budget: int
    tolerance: float
    settled_by: int | None = None
    against_start: Estimate | None = None
    now: Now | None = None
    limits: Limits | None = None
    put_off: Estimate | None = None
    grows: bool = False
    interrupted: bool = False

    def __repr__(self) -> str:
        best = "no roster confirmed" if self.best is None else "; ".join(self.best.settings)
        return brief(self, f"of {self.size:,} rosters in {self.runs:,} runs: {best}")


def optimize(
    base: Alternative,
    variables: Sequence[Variable],
    objective: str,
    goals: Sequence[Goal],
    known: Trials,
    *,
    replications: int = 5,
    budget: int = BUDGET,
    check: int = 20,
    indifference: float | None = None,
    tolerance: float = TOLERANCE,
    method: Method = "exact",
) -> Optimum:
    """Find the roster with the lowest mean objective among those that meet every goal.

    `budget` counts runs, those of the `check` fresh replications included. `indifference` is the
    relative difference of cost that does not matter (0.5 % by default), `tolerance` the share of a
    goal within which a roster is too close to it to tell (`standing`); with 0 none is. `method`
    'tpe' takes Optuna's proposals instead of searching exactly. Interrupted it is what the search
    knew by then. Raises InputError, and KeyboardInterrupt where it knew of no roster.
    """
    refuse_bad_input(base, variables, objective, goals, replications, budget, check, method)
    share = 0.005 if indifference is None else indifference
    search = Search(
        base,
        tuple(variables),
        objective,
        tuple(goals),
        known,
        replications,
        budget,
        check,
        share,
        tolerance,
    )
    exact, survivors, selection = method == "exact", tuple[Roster, ...](), None
    interrupted = False
    try:
        if exact:
            explore(search)
            audit(search)
        else:
            explore_by_tpe(search)
        survivors, selection = confirm(search, exact)
    except KeyboardInterrupt:
        interrupted = True
        search.forget_unjudged()
        if not search.looked:
            raise
    return replace(_optimum(search, survivors, selection, exact), interrupted=interrupted)


def _optimum(
    search: Search,
    survivors: tuple[Roster, ...],
    selection: Selection | None,
    exact: bool,
) -> Optimum:
    best, aside = search.confirmed, search.aside()
    closest = None if best is not None or not aside else aside[0]
    shown = best if best is not None else closest
    unseen, by_service, by_cost = _left_out(search, exact)
    hanging = [roster for roster, _ in never_told(search, "orders open")]
    return Optimum(
        objective=search.objective,
        goals=search.goals,
        variables=search.variables,
        size=prod(search.grid.sizes),
        start=search.start,
        best=None if best is None else _seen(search, best),
        closest=None if closest is None else _seen(search, closest),
        check=None if shown is None else search.checked[shown],
        aside=tuple((_seen(search, roster), search.checked[roster]) for roster in aside),
        seen=tuple(_seen(search, roster) for roster in search.looked),
        open=tuple(_seen(search, roster) for roster in open_rosters(search)),
        close=tuple((_seen(search, each), why) for each, why in never_told(search, "too close")),
        hanging=tuple(_seen(search, each) for each in hanging),
        promises_end=promises_end(search, hanging),
        unseen=unseen,
        pruned_by_service=by_service,
        pruned_by_cost=by_cost,
        violations=tuple(search.violations),
        survivors=survivors,
        selection=selection,
        refuted=tuple(search.refuted),
        runs=search.known.runs,
        budget=search.budget,
        tolerance=search.tolerance,
        settled_by=budget_to_settle(search) if exact else None,
        against_start=_against(search, shown, search.start),
        limits=None if shown is None else _limits(search, shown),
        put_off=None if shown is None else _put_off(search, shown),
        grows=best is not None and _grows(search, best),
    )


def _put_off(search: Search, shown: Roster) -> Estimate | None:
    if search.objective not in BOUNDED:
        return None
    met = [roster for roster in search.looked if search.grid.verdicts[roster] == "met"]
    numbers = range(search.first)
    growths = {
        str(roster): search.known.values(search.made(roster), numbers, GROWTH)
        for roster in dict.fromkeys([shown, *met])
    }
    differing = put_off(growths, search.base.scenario.experiment.confidence)
    less = [each.more for each in differing if each.more.mean < 0]
    if not less:
        return None
    least = min(less, key=lambda more: more.mean)
    return replace(least, mean=-least.mean)


def _grows(search: Search, roster: Roster) -> bool:
    house = search.made(roster)
    return backlog_grows(house.scenario, evidence(search.known.done(house)))


def _limits(search: Search, roster: Roster) -> Limits:
    return limits_of(search.made(roster), search.known, range(search.first))


def _against(search: Search, chosen: Roster | None, other: Roster | None) -> Estimate | None:
    if chosen is None or other is None or chosen == other or other not in search.looked:
        return None
    numbers = range(search.first)
    chosens, others = (
        search.known.values(search.made(roster), numbers, search.objective)
        for roster in (chosen, other)
    )
    return paired_difference(chosens, others, search.base.scenario.experiment.confidence)


def _left_out(search: Search, exact: bool) -> tuple[int, int, int]:
    """Rosters never simulated: those still open, ruled out by service, ruled out by cost."""
    grid = search.grid
    if not exact:
        return prod(grid.sizes) - len(search.looked), 0, 0
    simulated, missing = grid.simulated(), grid.missing()
    unseen, by_service = (
        unseen_below(search, settled_cost(search)),
        int((missing & ~simulated).sum()),
    )
    return unseen, by_service, int((~simulated & ~missing).sum()) - unseen


def _seen(search: Search, roster: Roster) -> Seen:
    house, numbers = search.made(roster), range(search.looked[roster])
    told = search.grid.verdicts[roster]
    return Seen(
        roster=roster,
        settings=tuple(search.settings(roster)),
        verdict="ruled out" if told == "undecided" and search.grid.misses(roster) else told,
        replications=search.looked[roster],
        cost=search.known.estimate(house, numbers, search.objective),
        services=tuple(search.known.judged(house, numbers, goal) for goal in search.goals),
    )
