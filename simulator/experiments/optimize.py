"""The cheapest roster that meets every target, found exactly on a grid of whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, prod

import numpy as np

from simulator.analysis.selection import FIRST_STAGE, Selection, select_best
from simulator.analysis.statistics import Estimate, paired_difference
from simulator.experiments.alternatives import Alternative
from simulator.experiments.compare import limits_of, observing
from simulator.experiments.goals import Goal, Judged, verdict_of_all
from simulator.experiments.optimize_search import (
    Roster,
    most_telling,
)
from simulator.experiments.optimize_state import (
    SCREENING,
    Method,
    Search,
    Seen,
    refuse_bad_input,
)
from simulator.experiments.optimize_tpe import explore_by_tpe
from simulator.experiments.trials import Trials
from simulator.experiments.variables import Variable

FRESH = 100_000
"""Number of the first replication of the feasibility check, which the search never sees."""
PROBE = 4
"""Times the first replications, after which an undecided roster waits until all others are seen."""


@dataclass(frozen=True)
class Optimum:
    """The answer; `best` is None where no roster of the grid is shown to meet the goals.

    `open` are rosters that may be cheaper and feasible and were left undecided when the budget
    ended; `unseen` how many were not even simulated. `violations` are pairs where more heads gave
    worse service, after which pruning by monotonicity was given up. `survivors` took part in the
    selection among rosters of nearly equal cost. `against_start` is the best's objective less the
    start's, paired, None where they are the same; `limits` is what limits the best, in words.
    """

    objective: str
    goals: tuple[Goal, ...]
    variables: tuple[Variable, ...]
    size: int
    start: Roster
    best: Seen | None
    held: tuple[Judged, ...]
    seen: tuple[Seen, ...]
    open: tuple[Seen, ...]
    unseen: int
    pruned_by_service: int
    pruned_by_cost: int
    violations: tuple[tuple[Roster, Roster, str], ...]
    survivors: tuple[Roster, ...]
    selection: Selection | None
    refuted: tuple[Roster, ...]
    runs: int
    budget: int
    against_start: Estimate | None = None
    limits: str = ""


def optimize(
    base: Alternative,
    variables: Sequence[Variable],
    objective: str,
    goals: Sequence[Goal],
    known: Trials,
    *,
    replications: int = 5,
    budget: int = 2000,
    check: int = 20,
    indifference: float | None = None,
    method: Method = "exact",
) -> Optimum:
    """Find the roster with the lowest mean objective among those that meet every goal.

    `budget` counts runs, those of the `check` fresh replications included. `indifference` is the
    relative difference of cost that does not matter (0.5 % by default). `method` 'tpe' takes
    Optuna's proposals instead of searching exactly. Raises InputError.
    """
    refuse_bad_input(base, variables, objective, goals, replications, budget, check, method)
    share = 0.005 if indifference is None else indifference
    search = Search(
        base, tuple(variables), objective, tuple(goals), known, replications, budget, check, share
    )
    if method == "tpe":
        explore_by_tpe(search)
    else:
        explore(search)
        audit(search)
    while True:
        chosen, survivors, selection = clean_up(search)
        if chosen is None:
            held: tuple[Judged, ...] = ()
            break
        held = feasible(search, chosen)
        if all(one.verdict != "missed" for one in held):
            break
        search.refuted.append(chosen)
        search.grid.verdicts[chosen] = "missed"
        if method == "exact":
            explore(search)
    return _optimum(search, chosen, held, survivors, selection, method == "exact")


def explore(search: Search) -> None:
    """Simulate until nothing cheaper than the cheapest feasible roster is open, or the budget ends.

    First what was never simulated; then the undecided, cheapest first, with twice the replications.
    """
    grid = search.grid
    if not search.looked:
        _probe(search, search.start)
    while True:
        bound = search.bounds.of(grid.rosters)
        open_ = grid.open_below(bound, incumbent(search)[1])
        if open_.any():
            if not search.affords(search.first):
                return
            _probe(search, most_telling(grid, open_, bound))
            continue
        waiting = undecided(search)
        if not waiting:
            return
        roster = waiting[0]
        more = search.looked[roster]
        if not search.affords(more):
            more = search.budget - search.fresh - search.known.runs
        if more <= 0:
            return
        search.look(roster, search.looked[roster] + more)


def audit(search: Search) -> None:
    """Look at what monotonicity alone ruled out, just below the best roster that missed.

    One less, and the least, of each thing that helps. If any of them does better than the larger
    roster, nothing is ruled out that way any more, and the search goes on.
    """
    grid, goal = search.grid, search.goals[0]
    missed = [roster for roster, told in grid.verdicts.items() if told == "missed"]
    if not missed or not grid.monotone:
        return
    sign = 1.0 if goal.more_is_safer else -1.0

    def good(roster: Roster) -> float:
        return sign * search.service(roster, goal).mean.mean

    nearest = max(missed, key=lambda roster: (good(roster), roster))
    for k, helps in enumerate(grid.helps):
        for index in {0, nearest[k] - 1} if helps and nearest[k] > 0 else ():
            less = (*nearest[:k], index, *nearest[k + 1 :])
            if less not in search.looked and search.affords(search.first):
                search.look(less, search.first)
    explore(search)


def _probe(search: Search, roster: Roster) -> None:
    """A first look, and more while it stays undecided: a verdict rules out many other rosters."""
    for replications in (search.first, 2 * search.first, PROBE * search.first):
        more = replications - search.looked.get(roster, 0)
        if not search.affords(more) or search.look(roster, replications) != "undecided":
            return


def incumbent(search: Search) -> tuple[Roster | None, float]:
    """The cheapest roster that meets the goals, and its cost."""
    met = [roster for roster, found in search.grid.verdicts.items() if found == "met"]
    best = min(met, key=search.cost, default=None)
    return best, np.inf if best is None else search.cost(best)


def undecided(search: Search) -> list[Roster]:
    """Undecided rosters that are not shown to be dearer than the incumbent, cheapest first."""
    found = [
        roster
        for roster, told in search.grid.verdicts.items()
        if told == "undecided" and not search.grid.misses(roster)
    ]
    best, _ = incumbent(search)
    if best is not None:
        found = [roster for roster in found if not _dearer(search, roster, best)]
    return sorted(found, key=lambda roster: (search.cost(roster), roster))


def _dearer(search: Search, roster: Roster, best: Roster) -> bool:
    """Whether a roster costs more than another on the same replications, beyond doubt."""
    numbers = range(search.first)
    mine, theirs = (
        search.known.values(search.made(which), numbers, search.objective)
        for which in (roster, best)
    )
    gap = paired_difference(mine, theirs, SCREENING)
    return gap.low > 0 if not isnan(gap.half_width) else gap.mean > 0


def clean_up(search: Search) -> tuple[Roster | None, tuple[Roster, ...], Selection | None]:
    """Of the feasible rosters that are not shown to be dearer, the cheapest by Kim & Nelson."""
    best, cost = incumbent(search)
    if best is None:
        return None, (), None
    met = [roster for roster, found in search.grid.verdicts.items() if found == "met"]
    near = sorted(
        (roster for roster in met if roster == best or not _dearer(search, roster, best)),
        key=search.cost,
    )
    if len(near) == 1:
        return best, (best,), None
    room = (search.budget - search.fresh - search.known.runs) // len(near)
    if room + search.first < FIRST_STAGE:
        return best, tuple(near), None
    selection = select_best(
        observing(
            [search.made(roster) for roster in near], search.known, search.objective, "--minimize"
        ),
        len(near),
        search.indifference * abs(cost),
        higher_is_better=False,
        at_most=search.first + room,
    )
    return near[selection.survivors[0]], tuple(near), selection


def feasible(search: Search, roster: Roster) -> tuple[Judged, ...]:
    """Each goal in replications that the search has not seen; more of them while undecided."""
    one, trials = search.made(roster), search.fresh
    while True:
        numbers = range(FRESH, FRESH + trials)
        search.known.run([(one, numbers)])
        held = tuple(search.known.judged(one, numbers, goal) for goal in search.goals)
        left = search.budget - search.known.runs
        if verdict_of_all(held) != "undecided" or left <= 0:
            return held
        trials += min(trials, left)


def _optimum(
    search: Search,
    chosen: Roster | None,
    held: tuple[Judged, ...],
    survivors: tuple[Roster, ...],
    selection: Selection | None,
    exact: bool,
) -> Optimum:
    unseen, by_service, by_cost = _left_out(search, exact)
    numbers = range(search.first)
    return Optimum(
        objective=search.objective,
        goals=search.goals,
        variables=search.variables,
        size=prod(search.grid.sizes),
        start=search.start,
        best=None if chosen is None else _seen(search, chosen),
        held=held,
        seen=tuple(_seen(search, roster) for roster in search.looked),
        open=tuple(_seen(search, roster) for roster in undecided(search)),
        unseen=unseen,
        pruned_by_service=by_service,
        pruned_by_cost=by_cost,
        violations=tuple(search.violations),
        survivors=survivors,
        selection=selection,
        refuted=tuple(search.refuted),
        runs=search.known.runs,
        budget=search.budget,
        against_start=None if chosen is None else _against_start(search, chosen),
        limits="" if chosen is None else limits_of(search.made(chosen), search.known, numbers),
    )


def _against_start(search: Search, chosen: Roster) -> Estimate | None:
    if chosen == search.start:
        return None
    numbers = range(search.first)
    mine, theirs = (
        search.known.values(search.made(roster), numbers, search.objective)
        for roster in (chosen, search.start)
    )
    return paired_difference(mine, theirs, search.base.scenario.experiment.confidence)


def _left_out(search: Search, exact: bool) -> tuple[int, int, int]:
    """Rosters never simulated: those still open, ruled out by service, ruled out by cost."""
    grid = search.grid
    if not exact:
        return prod(grid.sizes) - len(search.looked), 0, 0
    limit = incumbent(search)[1]
    simulated, missing = grid.simulated(), grid.missing()
    open_ = grid.open_below(search.bounds.of(grid.rosters), limit)
    by_service = missing & ~simulated
    return int(open_.sum()), int(by_service.sum()), int((~simulated & ~missing & ~open_).sum())


def _seen(search: Search, roster: Roster) -> Seen:
    one, numbers = search.made(roster), range(search.looked[roster])
    return Seen(
        roster=roster,
        settings=tuple(search.settings(roster)),
        verdict=search.grid.verdicts[roster],
        replications=search.looked[roster],
        cost=search.known.estimate(one, numbers, search.objective),
        services=tuple(search.known.judged(one, numbers, goal) for goal in search.goals),
    )
