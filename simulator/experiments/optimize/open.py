"""What a search leaves open below its answer, and the budget that should settle it.

A roster is open while it may be cheaper than what is confirmed and may meet the goals: undecided in
the search or in fresh replications, met in the search and not tried since, or never simulated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, inf, isnan, log10

import numpy as np

from simulator.experiments.goals import Judged
from simulator.experiments.optimize.search import Roster
from simulator.experiments.optimize.standing import Standing, replications_to_be_close
from simulator.experiments.optimize.state import SCREENING, Search
from simulator.experiments.trials import FRESH
from simulator.measure.looks import confidence_of_look, look_of

ROOM = 3.0
"""Times the further runs that the means and spreads ask for: a mean near its goal moves."""
MOST_RUNS = 100_000
"""Beyond so many runs no budget is named: what is open is as near the goals as makes no matter."""


def open_rosters(search: Search) -> list[Roster]:
    """Simulated rosters that are open and that fresh replications were not tried on."""
    limit = inf if search.confirmed is None else search.cost(search.confirmed)
    untried = [
        roster
        for roster in search.met(untried=True)
        if search.cost(roster) < limit and not search.is_outbid(roster)
    ]
    undecided = [*search.undecided(), *untried]
    return sorted(undecided, key=lambda roster: (search.cost(roster), roster))


def unseen_below(search: Search, limit: float) -> int:
    """How many rosters were never simulated, may meet the goals and may cost less than `limit`."""
    return int(search.grid.open_below(search.bounds.of(search.grid.rosters), limit).sum())


def settled_cost(search: Search) -> float:
    """The cost from which on nothing is open: of what is confirmed, or of a cheaper one outbid.

    Infinite while none is confirmed.
    """
    settled = [
        search.cost(roster)
        for roster in search.met()
        if roster == search.confirmed or search.is_outbid(roster)
    ]
    return min(settled, default=inf)


def never_told(search: Search, why: Standing) -> list[tuple[Roster, tuple[Judged, ...]]]:
    """Rosters that are too close to a goal, or of which orders stay open, the cheapest first.

    Those cheaper than what is confirmed, with what says so: fresh replications, or the search's.
    """
    limit = inf if search.confirmed is None else search.cost(search.confirmed)
    untold = [
        roster
        for roster, told in search.grid.verdicts.items()
        if told == why and search.cost(roster) < limit
    ]
    return [
        (
            roster,
            search.checked[roster].judged
            if roster in search.checked
            else tuple(search.service(roster, goal) for goal in search.goals),
        )
        for roster in sorted(untold, key=lambda roster: (search.cost(roster), roster))
    ]


def promises_end(search: Search, rosters: Iterable[Roster]) -> int | None:
    """Milliseconds from the simulation's end until the last promise that decides a goal is over.

    None where nothing that decides one is a promise.
    """
    ends = [
        search.known.replication(search.made(roster), number).measurement.open_ends.get(goal.key)
        for roster in rosters
        for number in range(search.looked[roster])
        for goal in search.goals
    ]
    return max((end.until for end in ends if end and end.until is not None), default=None)


def budget_to_settle(search: Search) -> int | None:
    """Runs in all after which nothing should be open any more, to two digits.

    The open ones are taken in the order of their cost, up to the first that looks as if it would be
    confirmed, by the means and spreads as they are now. What met in the search alone does not end
    the walk once another such one failed in fresh replications: the search's own flatter then. One
    that was never simulated takes what the others took. None where nothing is open, where it cannot
    be said, or beyond MOST_RUNS.
    """
    rosters = sorted(
        [*search.aside(), *open_rosters(search)], key=lambda roster: (search.cost(roster), roster)
    )
    more, limit = 0.0, settled_cost(search)
    flattered = any(told.verdict != "met" for told in search.checked.values())
    for roster in rosters:
        runs, meets = further(search, roster)
        more += runs
        if meets and (roster in search.checked or not flattered):
            limit = min(limit, search.cost(roster))
            break
    more += unseen_below(search, limit) * _runs_of_one(search)
    total = search.known.runs + ROOM * more
    return _rounded_up(total) if more and total <= MOST_RUNS else None


def _runs_of_one(search: Search) -> float:
    """Runs that a roster took so far, and the fresh ones of those that met."""
    met = np.mean([search.grid.verdicts[roster] == "met" for roster in search.looked])
    return float(np.mean(list(search.looked.values())) + met * search.fresh)


def further(search: Search, roster: Roster) -> tuple[float, bool]:
    """Further runs until a roster is decided, and whether it should then be confirmed.

    Fresh ones if it looks as if it were met, which decide alone; else more of the search.
    """
    if roster in search.checked:
        told = search.checked[roster]
        enough = _fresh_until(search, roster, range(FRESH, FRESH + told.replications))
        return enough - told.replications, _all_lean(told.judged)
    numbers = range(search.looked[roster])
    if leans_to_met(search, roster):
        return _fresh_until(search, roster, numbers), True
    at_least = 2 * len(numbers)
    enough = _looked_until(search, roster, numbers, SCREENING, search.first, at_least)
    return enough - len(numbers), False


def leans_to_met(search: Search, roster: Roster) -> bool:
    """Whether a roster is on the good side of every goal in the search so far."""
    return _all_lean(search.service(roster, goal) for goal in search.goals)


def _fresh_until(search: Search, roster: Roster, numbers: range) -> float:
    """Fresh replications in all that should decide a roster, by those of these numbers."""
    confidence = search.base.scenario.experiment.confidence
    at_least = 2 * len(numbers) if numbers.start >= FRESH else search.fresh
    return _looked_until(search, roster, numbers, confidence, search.fresh, at_least)


def _looked_until(
    search: Search, roster: Roster, numbers: range, confidence: float, first: int, at_least: int
) -> float:
    """Replications in all at the look that decides, each look doubling them from `first` on.

    As the mean and the spread of the replications of these `numbers` are now.
    """
    house, goals = search.made(roster), search.goals
    values = [search.known.values(house, numbers, *goal.key) for goal in goals]
    ends = [search.known.ends(house, numbers, goal) for goal in goals]
    then = at_least
    while then <= MOST_RUNS:
        level = confidence_of_look(confidence, look_of(then, first))
        told = [
            goal.judged(each, level, may_be)
            for goal, each, may_be in zip(goals, values, ends, strict=True)
        ]
        enough = max(goal.fewest(level) or 0 for goal in goals) if _all_lean(told) else 0
        if max(enough, _to_decide(told, search.tolerance)) <= then:
            return then
        then *= 2
    return inf


def _to_decide(judged: Sequence[Judged], tolerance: float) -> float:
    """Replications in all: one goal that is missed decides, or all that are met or too close."""
    undecided = [each for each in judged if each.verdict == "undecided"]
    missing = [_needed(each) for each in undecided if not _leans_to_met(each)]
    settled = [
        min(
            replications_to_be_close(each, tolerance),
            _needed(each) if _leans_to_met(each) else inf,
        )
        for each in undecided
    ]
    return min([max(settled, default=0.0), *missing])


def _needed(each: Judged) -> float:
    enough = each.replications_needed(likely=False)
    return inf if isnan(enough) else enough


def _all_lean(judged: Iterable[Judged]) -> bool:
    return all(_leans_to_met(each) for each in judged)


def _leans_to_met(each: Judged) -> bool:
    if each.goal.share is not None:
        return each.held.share >= each.goal.share
    sign = 1.0 if each.goal.more_is_safer else -1.0
    return sign * (each.mean.mean - each.goal.value) >= 0


def _rounded_up(runs: float) -> int:
    step = int(10 ** max(int(log10(runs)) - 1, 0))
    return ceil(runs / step) * step
