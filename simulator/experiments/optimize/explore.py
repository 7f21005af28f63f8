"""A first look at every roster that may be the cheapest, and what a verdict rules out."""

from __future__ import annotations

from simulator.experiments.optimize.search import Roster, most_telling
from simulator.experiments.optimize.state import Search

PROBE = 4
"""Times the first replications, after which an undecided roster waits until one is confirmed."""


def explore(search: Search) -> None:
    """Simulate until no cheaper roster than the cheapest that met is unseen, or the budget ends."""
    if not search.looked:
        _probe(search, search.start)
    while True:
        bound = search.bounds.of(search.grid.rosters)
        open_ = search.grid.open_below(bound, search.incumbent())
        if not open_.any() or not search.affords(search.first):
            return
        _probe(search, most_telling(search.grid, open_, bound))


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
