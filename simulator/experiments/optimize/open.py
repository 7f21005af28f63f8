"""What a search leaves open below its answer, and the budget that should settle it.

A roster is open while it may be cheaper than what is confirmed and may meet the goals: undecided in
the search or in fresh replications, met in the search and not tried since, or never simulated.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, inf, isfinite, isnan, log10

import numpy as np

from simulator.experiments.goals import Judged
from simulator.experiments.optimize.search import Roster
from simulator.experiments.optimize.state import Search
from simulator.measure.differences import replications_to_decide

ROOM = 2.0
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
    found = [*search.undecided(), *untried]
    return sorted(found, key=lambda roster: (search.cost(roster), roster))


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
        runs, meets = _more(search, roster)
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


def _more(search: Search, roster: Roster) -> tuple[float, bool]:
    """Further runs until a roster is decided, and whether it should then be confirmed.

    Those of the search, and the fresh ones if it looks as if it were met.
    """
    if roster in search.checked:
        told = search.checked[roster]
        more = _laddered(told.replications, _to_decide(told.judged)) - told.replications
        return more, all(_leans_to_met(each) for each in told.judged)
    seen, judged = search.looked[roster], [search.service(roster, goal) for goal in search.goals]
    meets, more = all(_leans_to_met(each) for each in judged), 0.0
    if search.grid.verdicts[roster] == "undecided":
        more += _laddered(seen, _to_decide(judged)) - seen
    if meets:
        confidence = search.base.scenario.experiment.confidence
        more += _laddered(search.fresh, max(_at(each, confidence) for each in judged))
    return more, meets


def _to_decide(judged: Iterable[Judged]) -> float:
    """Replications in all: one goal that is missed decides, or all that are met."""
    undecided = [each for each in judged if each.verdict == "undecided"]
    missing = [_needed(each) for each in undecided if not _leans_to_met(each)]
    return min(missing) if missing else max(map(_needed, undecided), default=0.0)


def _needed(each: Judged) -> float:
    return inf if isnan(each.needed) else each.needed


def _leans_to_met(each: Judged) -> bool:
    if each.goal.share is not None:
        return each.held.share >= each.goal.share
    sign = 1.0 if each.goal.more_is_safer else -1.0
    return sign * (each.mean.mean - each.goal.value) >= 0


def _at(each: Judged, confidence: float) -> float:
    """Replications that should show it at this confidence, as the mean and spread look now."""
    if each.goal.share is not None:
        return max(each.goal.fewest(confidence) or 0, 0.0 if isnan(each.needed) else each.needed)
    if each.mean.half_width == 0:
        return 0.0
    found = replications_to_decide(each.mean, each.mean.mean - each.goal.value, confidence)
    return inf if found is None else float(found)


def _laddered(first: int, enough: float) -> float:
    """At least `enough`, as the search gets there: twice as many at each look."""
    if not isfinite(enough):
        return inf
    looks = float(first)
    while looks < enough:
        looks *= 2
    return looks


def _rounded_up(runs: float) -> int:
    step = int(10 ** max(int(log10(runs)) - 1, 0))
    return ceil(runs / step) * step
