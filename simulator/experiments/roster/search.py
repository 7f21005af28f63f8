"""The cheapest roster that holds: covered, simulated, repaired where orders were late, trimmed.

The integer program knows nothing of chance within a week. So what it gives is simulated; orders
that were late weigh more in the next program, at the station at which they waited longest. Once a
roster holds, programs between the last two are tried, and then single shifts are taken away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.experiments.alternatives import Alternative
from simulator.experiments.caveats import backlog_grows, evidence
from simulator.experiments.goals import Goal, Judged
from simulator.experiments.roster.cheaper import cheaper_than
from simulator.experiments.roster.cover import Cover, House, cover, does_keep_up
from simulator.experiments.roster.level import needed_heads
from simulator.experiments.roster.needs import Needs, late_weights
from simulator.experiments.roster.week import Line, Roster, shifts_of
from simulator.experiments.running.batch import Batch
from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Work
from simulator.experiments.trials import Trials

Floats = npt.NDArray[np.float64]

ROUNDS = 10
"""Programs until a roster holds, at most."""
BETWEEN = 4
"""Programs between the last that missed and the first that held."""
CLOSE = 0.01
"""Share of cost, within which no program between two is worth its time."""
MORE, FASTER = 0.02, 1.5
"""All work counts so much more after the first program that missed, and each time so many times
that: a week's program has no queues."""
REFUSED = 12
"""Shifts in a row that turned out to be needed, after which no more are taken away."""
LOOKED_AT = 8
"""Replications in which late orders are looked at, those nearest to hold."""


@dataclass(frozen=True)
class Step:
    """A roster that was simulated, why, and how it stands to the goals.

    One that puts off ever more work does not hold (`grows`), whatever the goals.
    """

    why: str
    roster: Roster
    judged: tuple[Judged, ...]
    holds: bool
    grows: bool = False


@dataclass
class Search:
    """What the search knows so far; all rosters are run in the replications `numbers`."""

    base: Alternative
    lines: tuple[Line, ...]
    house: House
    goals: tuple[Goal, ...]
    needs: Needs
    weight: Floats
    """Of the dearest program so far."""
    known: Trials
    batch: Batch[Any]
    numbers: Sequence[int]
    steps: list[Step] = field(default_factory=list)
    first: Cover | None = None
    covers: dict[bytes, Cover] = field(default_factory=dict)
    """By the weights of the work."""
    complete: bool = False
    always_grows: bool = False
    """Whether the backlog grows with every template at its most too, so that no roster stops it."""
    _made: dict[Roster, Alternative] = field(default_factory=dict)
    _steps: dict[Roster, Step] = field(default_factory=dict)

    def made(self, roster: Roster) -> Alternative:
        """The scenario with a roster."""
        if roster not in self._made:
            scenario = self.base.scenario
            written = self.base.loaded.data.get("shifts", {})
            shifts = shifts_of(roster, scenario, written)
            loaded = self.base.loaded.with_({"shifts": shifts})
            self._made[roster] = Alternative("the roster", loaded)
        return self._made[roster]

    def judged(self, alternative: Alternative, numbers: Sequence[int]) -> tuple[Judged, ...]:
        """How a scenario stands to the goals in these replications."""
        self.known.run([(alternative, numbers)])
        return tuple(self.known.judged(alternative, numbers, goal) for goal in self.goals)

    def look(self, roster: Roster, why: str) -> Step:
        """Simulate a roster, once."""
        if roster not in self._steps:
            judged = self.judged(self.made(roster), self.numbers)
            grows = self.grows(self.made(roster)) and not self.always_grows
            good = all(holds(each) for each in judged) and self.keeps_up(roster) and not grows
            step = Step(why, roster, judged, good, grows)
            self._steps[roster] = step
            self.steps.append(step)
        return self._steps[roster]

    def grows(self, alternative: Alternative) -> bool:
        """Whether the backlog grows through the window in the replications that were run."""
        return backlog_grows(alternative.scenario, evidence(self.known.done(alternative)))

    def keeps_up(self, roster: Roster) -> bool:
        """Whether as much is done in a week as comes; to put work off for good looks cheap."""
        return does_keep_up(roster, self.needs.weekly(), self.house)

    @property
    def held(self) -> list[Roster]:
        """Rosters that hold in the search, the cheapest first."""
        held = [step.roster for step in self.steps if step.holds]
        return sorted(held, key=lambda roster: (roster.cost, roster.heads))


def holds(judged: Judged) -> bool:
    """Whether a goal holds in the replications that there are, whatever it may be in others."""
    goal = judged.goal
    if goal.share is not None:
        return judged.held.trials > 0 and judged.held.hits >= goal.share * judged.held.trials - 1e-9
    mean = judged.mean.mean
    return bool(mean >= goal.value if goal.more_is_safer else mean <= goal.value)


def search(searched: Search) -> None:
    """Cover and repair until a roster holds, then look for cheaper ones."""
    last: Floats | None = None
    now = searched.needs.weight * _level(searched)
    for number in range(ROUNDS):
        searched.weight = now
        covered = _covered(searched, now)
        step = searched.look(covered.roster, "cover" if number == 0 else "repaired")
        if step.holds:
            break
        last, now = now, _repaired(searched, now, covered.roster, FASTER**number)
    else:
        return
    if last is None:
        now, last = _lowered(searched, now)
    if last is not None:
        _between(searched, last, now)
    trim(searched, now)
    exhaust(searched)


def safer(search: Search) -> Roster | None:
    """A dearer roster than any so far, for when fresh replications do not confirm those that held.

    None where the templates give no more.
    """
    dearest = max(step.roster.cost for step in search.steps)
    for _ in range(BETWEEN):
        search.weight = search.weight * (1 + 2 * MORE)
        roster = _covered(search, search.weight).roster
        if roster.cost > dearest + 1e-9:
            search.look(roster, "safer")
            return roster
    return None


def _level(search: Search) -> float:
    """How much more work than on average comes in the fullest of the weeks that have to hold."""
    shares = [goal.share for goal in search.goals if goal.share is not None]
    if not shares:
        return 1.0
    needs = search.needs
    total = np.bincount(needs.number, needs.hours * needs.share)[list(search.numbers)]
    return float(max(np.quantile(total, max(shares)) / total.mean(), 1.0))


def _covered(search: Search, weight: Floats) -> Cover:
    key = weight.tobytes()
    if key not in search.covers:
        search.covers[key] = cover(search.lines, search.needs.weekly(weight), search.house)
        search.first = search.first or search.covers[key]
    return search.covers[key]


def _lowered(search: Search, now: Floats) -> tuple[Floats, Floats | None]:
    """Less work than there is until a roster misses: the last that held, the one that missed."""
    for _ in range(BETWEEN):
        less = now / (1 + 2 * MORE)
        if not search.look(_covered(search, less).roster, "cheaper").holds:
            return now, less
        now = less
    return now, None


def _between(search: Search, misses: Floats, hits: Floats) -> None:
    for _ in range(BETWEEN):
        costs = [_covered(search, weight).roster.cost for weight in (misses, hits)]
        if costs[1] - costs[0] <= CLOSE * costs[1]:
            return
        middle = (misses + hits) / 2
        if search.look(_covered(search, middle).roster, "cheaper").holds:
            hits = middle
        else:
            misses = middle


def _repaired(search: Search, weight: Floats, roster: Roster, more: float) -> Floats:
    """Weights in which all counts a little more, and what made orders late a good deal more."""
    numbers = to_repair(search, roster)
    late = late_orders(search, roster, numbers)
    # The late orders of some weeks count as if every week had as many of them.
    each = more * len(search.numbers) / max(len(numbers), 1)
    return weight * (1 + MORE * more) + late_weights(search.needs, late, each) - search.needs.weight


def to_repair(search: Search, roster: Roster) -> list[int]:
    """The replications that miss and are nearest to hold: as many as have to hold, and no more."""
    house, wanted = search.made(roster), set[int]()
    for goal in search.goals:
        values = search.known.values(house, search.numbers, *goal.key)
        values = np.where(np.isnan(values), -np.inf if goal.more_is_safer else np.inf, values)
        far = goal.value - values if goal.more_is_safer else values - goal.value
        order = np.argsort(far, kind="stable")
        share = 1.0 if goal.share is None else goal.share
        asked = order[: ceil(share * len(order) - 1e-9)]
        wanted |= {search.numbers[k] for k in asked[far[asked] > 0][:LOOKED_AT].tolist()}
    return sorted(wanted)


def late_orders(
    search: Search, roster: Roster, numbers: Sequence[int]
) -> dict[int, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """By replication the rows of orders that were late, and the station each waited at longest."""
    late: dict[int, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = {}
    house, stations = search.made(roster), search.needs.stations
    classes = {goal.scope for goal in search.goals} - {"all"}

    def take(number: int, replication: Replication) -> None:
        import pandas as pd

        tables = replication.tables
        orders, visits = (pd.DataFrame(dict(tables[name])) for name in ("orders", "events"))
        is_late = (orders.shipped_on_time == False).fillna(value=False).to_numpy(bool)  # noqa: E712
        if len(classes) == len(search.goals):
            is_late &= orders["class"].astype(str).isin(classes).to_numpy()
        row = visits.order.cat.codes.to_numpy()
        visits = visits[is_late[row] & visits.activity.isin(stations) & visits.began_at.notna()]
        wait = (visits.began_at - visits.queued_at).rename("wait")
        place = visits.activity.astype(str).map(stations.index).rename("station")
        table = pd.concat([visits.order.cat.codes.rename("row"), wait, place], axis=1)
        table = table.sort_values(["row", "wait", "station"]).drop_duplicates("row", keep="last")
        late[number] = table.row.to_numpy(np.int64), table.station.to_numpy(np.int64)

    search.batch.run(
        ((k, Work(house.scenario, k, house.command, keep="all")) for k in numbers), take
    )
    return late


def trim(search: Search, weight: Floats) -> None:
    """Take shifts away, and whole persons where they have to work so many days, while it holds.

    Those with most to spare first: one that the goal needs is not tried again.
    """
    if not search.held:
        return
    best, refused = search.held[0], set[Any]()
    work = search.needs.weekly(weight)
    needed = needed_heads(search.lines, work, search.house, _covered(search, weight))
    in_a_row = 0
    while in_a_row < REFUSED:
        moves = [move for move in _moves(best, needed) if move[0] not in refused]
        if not moves:
            return
        key, less = moves[0]
        if not search.keeps_up(less):
            refused.add(key)
        elif search.look(less, "trimmed").holds:
            best, in_a_row = less, 0
        else:
            refused.add(key)
            in_a_row += 1


def _moves(roster: Roster, needed: Any) -> list[tuple[Any, Roster]]:
    """Allowed rosters with a shift, or a person's days, less; those with most to spare first."""
    spare = {crew: roster.scheduled(crew) - needed[crew] for crew in needed}
    moves: list[tuple[float, Any, Roster]] = []
    for k, line in enumerate(roster.lines):
        days = [day for day in range(7) if roster.heads[k][day]]
        room = {day: float(spare[line.template.crew] @ line.presence[day]) for day in days}
        for day in days:
            less = roster.with_(k, day, -1)
            if less.is_allowed:
                moves.append((-line.template.cost * (1 + room[day] / 100), (k, day), less))
        fewest = line.template.days[0]
        freest = sorted(days, key=lambda day: (-room[day], day))[:fewest]
        if fewest > 1 and len(freest) == fewest:
            less = roster
            for day in freest:
                less = less.with_(k, day, -1)
            if less.is_allowed:
                worth = -line.template.cost * sum(1 + room[day] / 100 for day in freest)
                moves.append((worth, (k, tuple(freest)), less))
    ranked = sorted(moves, key=lambda move: (move[0], str(move[1])))
    return [(key, less) for _, key, less in ranked]


def exhaust(search: Search) -> None:
    """Where all cheaper rosters can be counted, look at each, unless one with more heads missed."""
    if not search.held:
        return
    left = cheaper_than(search.held[0])
    if left is None:
        return
    missed = [np.array(step.roster.heads) for step in search.steps if not step.holds]
    while left:
        roster = left.pop()
        if roster.cost >= search.held[0].cost - 1e-9 or any(
            (np.array(roster.heads) <= other).all() for other in missed
        ):
            continue
        if not (search.keeps_up(roster) and search.look(roster, "looked at all").holds):
            missed.append(np.array(roster.heads))
    search.complete = True


def all_templates(lines: Sequence[Line], ample: int) -> Roster:
    """As many at every start of every day as there may be of a template: more than anybody can."""
    heads = []
    for line in lines:
        most = ample if line.template.at_most is None else line.template.at_most
        heads.append(tuple(most if day in line.template.weekdays else 0 for day in range(7)))
    return Roster(tuple(lines), tuple(heads))
