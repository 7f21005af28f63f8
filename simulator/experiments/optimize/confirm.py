"""The cheapest roster that met, tried in replications that the search has not seen.

A roster is confirmed when those say that it meets every goal. While it is not and budget is left,
the next cheapest is tried; once one is confirmed, what is left goes to cheaper ones that are
undecided. All rosters of a search meet the same customers, so that weeks of luck flatter all of
them alike: when one fails, and the budget is too short to try all that met, the safest is
tried next, and then, by halving, those between it and the dearest that failed.
"""

from __future__ import annotations

from math import inf

from simulator.experiments.compare.compare import observing
from simulator.experiments.optimize.explore import explore
from simulator.experiments.optimize.open import further, leans_to_met
from simulator.experiments.optimize.search import Roster
from simulator.experiments.optimize.state import Confirmation, Search
from simulator.experiments.trials import FRESH
from simulator.measure.looks import confidence_of_look, look_of
from simulator.measure.selection import FIRST_STAGE, Selection, select_best

LOOKS = 3
"""Looks at a roster (20, 40, 80 fresh replications) before the next cheapest is tried."""
SELECTED = 4
"""Times the first stage of a selection by cost, after which it ends undecided."""


def confirm(search: Search, exact: bool) -> tuple[tuple[Roster, ...], Selection | None]:
    """Until the cheapest that can be told is confirmed, or the budget ends.

    Returns the rosters of nearly equal cost among which the last one tried was selected.
    """
    survivors: tuple[Roster, ...] = ()
    selection: Selection | None = None
    while search.left > 0:
        near = candidates(search)
        if near and search.left >= search.fresh and flattered(search):
            try_out(search, halfway(search), 1 if search.confirmed else LOOKS)
        elif near and search.left >= search.fresh:
            candidate, selection = cheapest(search, near)
            survivors = tuple(near)
            try_out(search, candidate)
        elif not (exact and press(search)):
            break
        if exact and not flattered(search):
            explore(search)
    return survivors, selection


def candidates(search: Search) -> list[Roster]:
    """Rosters that met, were not tried and cost less than what is confirmed.

    The cheapest first, and of the others those that are not shown to be dearer.
    """
    met = [roster for roster in search.met(untried=True) if not search.is_outbid(roster)]
    if not met or (search.confirmed and search.cost(met[0]) >= search.cost(search.confirmed)):
        return []
    return [roster for roster in met if roster == met[0] or not search.dearer(roster, met[0])]


def flattered(search: Search) -> bool:
    """Whether the search's replications flatter, and runs are too few to try all that met."""
    between = _between(search)
    return bool(_failed(search) and between) and len(between) * LOOKS * search.fresh > search.left


def _failed(search: Search) -> list[Roster]:
    """Those that met in the search and did not in fresh replications."""
    return [roster for roster, told in search.checked.items() if told.verdict != "met"]


def halfway(search: Search) -> Roster:
    """What met with most to spare while none is confirmed; then the middle one by cost."""
    untried = _between(search)
    if search.confirmed is None:
        return max(untried, key=lambda roster: (search.to_spare(roster), -search.cost(roster)))
    return untried[len(untried) // 2]


def _between(search: Search) -> list[Roster]:
    """Untried ones that met, cheaper than what is confirmed, dearer than what failed."""
    least = max((search.cost(roster) for roster in _failed(search)), default=-inf)
    most = inf if search.confirmed is None else search.cost(search.confirmed)
    untried = search.met(untried=True)
    return [roster for roster in untried if least <= search.cost(roster) < most]


def cheapest(search: Search, near: list[Roster]) -> tuple[Roster, Selection | None]:
    """The cheapest of rosters that cost nearly the same, by Kim & Nelson where runs are left."""
    room = (search.left - search.fresh) // len(near)
    if len(near) == 1 or room + search.first < FIRST_STAGE:
        return near[0], None
    selection = select_best(
        observing(
            [search.made(roster) for roster in near], search.known, search.objective, "--minimize"
        ),
        len(near),
        search.indifference * abs(search.cost(near[0])),
        higher_is_better=False,
        at_most=min(search.first + room, SELECTED * FIRST_STAGE),
    )
    best = near[selection.survivors[0]]
    search.outbid |= {roster: best for roster in near if roster != best}
    return best, selection


def try_out(search: Search, roster: Roster, looks: int = LOOKS) -> None:
    """Fresh replications of a roster, twice as many at each look while it is undecided.

    While none is confirmed, runs to try another one are left.
    """
    trials = search.fresh
    for _ in range(looks):
        if _checked(search, roster, trials).verdict != "undecided" or search.left <= 0:
            return
        more = min(trials, search.left)
        if search.confirmed is None and _between(search) and search.left - more < search.fresh:
            return
        trials += more


def press(search: Search) -> bool:
    """Twice the replications for an undecided roster; False where there is none left.

    Of those with the most heads, which rule out the others, the one that should take the fewest
    further runs. What leans to be met is decided by fresh replications, which it needs anyway.
    """
    for roster in _easiest_first(search, [*search.undecided(), *search.aside()]):
        if roster in search.checked:
            trials = search.checked[roster].replications
            _checked(search, roster, trials + min(trials, search.left))
            return True
        if leans_to_met(search, roster):
            _checked(search, roster, min(search.fresh, search.left))
            return True
        seen, room = search.looked[roster], search.left
        search.look(roster, seen + min(seen, room))
        return True
    return False


def _easiest_first(search: Search, rosters: list[Roster]) -> list[Roster]:
    def rank(roster: Roster) -> tuple[bool, float, float, Roster]:
        below = search.grid.monotone and any(
            search.grid.comparable(roster, other) for other in rosters
        )
        return below, further(search, roster)[0], search.cost(roster), roster

    return sorted(rosters, key=rank)


def _checked(search: Search, roster: Roster, trials: int) -> Confirmation:
    house, numbers = search.made(roster), range(FRESH, FRESH + trials)
    search.known.run([(house, numbers)])
    confidence = confidence_of_look(
        search.base.scenario.experiment.confidence, look_of(trials, search.fresh)
    )
    judged = tuple(
        goal.judged(
            search.known.values(house, numbers, *goal.key),
            confidence,
            search.known.ends(house, numbers, goal),
        )
        for goal in search.goals
    )
    confirmation = Confirmation(judged, trials, search.tolerance, confidence)
    search.tell(roster, confirmation)
    return confirmation
