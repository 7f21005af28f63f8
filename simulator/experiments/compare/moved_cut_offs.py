"""Orders that gain or lose the promise of the same day where the shop's cut-off is moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.experiments.alternatives import Alternative
from simulator.experiments.trials import Trials
from simulator.measure.same_day import cut_offs_of
from simulator.measure.statistics import Estimate, estimate
from simulator.reporting.comparison import amounts, table, words
from simulator.reporting.tables import NONE, Table
from simulator.scenario.scenario import Scenario
from simulator.units import clock_text
from simulator.workload.sampling import sample

MOST = 20
"""Replications whose customers are looked at; a count of orders needs no more."""
SHARE = "same_day_share"


@dataclass(frozen=True)
class Moved:
    """One class of one alternative against the first, order by order on the same customers.

    `gain` and `lose` are orders a replication that are placed by the cut-off of a working day in
    one of the two only; `before` and `after` the shares that leave that day, None where one of the
    two has no cut-off.
    """

    alternative: str
    order_class: str
    cut_offs: tuple[int | None, int | None]
    gain: Estimate
    lose: Estimate
    before: Estimate | None
    after: Estimate | None

    @property
    def fact(self) -> dict[str, object]:
        """For `--json`."""
        was, now = (NONE if at is None else clock_text(at) for at in self.cut_offs)
        return {
            "alternative": self.alternative,
            "class": self.order_class,
            "cut_off_before": was,
            "cut_off_after": now,
            "gain": self.gain.mean,
            "lose": self.lose.mean,
            "same_day_share_before": None if self.before is None else self.before.mean,
            "same_day_share_after": None if self.after is None else self.after.mean,
        }


def moved_cut_offs(
    found: Mapping[str, Alternative], known: Trials, replications: int
) -> tuple[Moved, ...]:
    """The classes whose cut-off is another than in the first; none where customers differ."""
    (_, first), *others = found.items()
    moved = [
        (name, one) for name, one in others if _cut_offs(one.scenario) != _cut_offs(first.scenario)
    ]
    if not moved:
        return ()
    numbers = range(min(replications, MOST))
    return tuple(each for name, one in moved for each in _against(first, one, name, known, numbers))


def _cut_offs(scenario: Scenario) -> dict[str, int | None]:
    return {name: one.order_cut_off for name, one in scenario.demand.classes.items()}


def _against(
    first: Alternative, other: Alternative, name: str, known: Trials, numbers: Sequence[int]
) -> Iterator[Moved]:
    was, now = _cut_offs(first.scenario), _cut_offs(other.scenario)
    classes = [one for one in was if one in now and was[one] != now[one]]
    counts: dict[str, list[tuple[int, int]]] = {order_class: [] for order_class in classes}
    low, high = first.scenario.clock.window
    for number in numbers:
        a, b = (sample(one.scenario, number) for one in (first, other))
        if a.n != b.n or not np.array_equal(a.placed, b.placed) or a.classes != b.classes:
            return
        before, after = (
            cut_offs_of(one.scenario, work).before for one, work in ((first, a), (other, b))
        )
        placed = (a.placed >= low) & (a.placed < high)
        for one in classes:
            mine = placed & (a.order_class == a.classes.index(one))
            flags = (mine & after & ~before, mine & before & ~after)
            counts[one].append((int(flags[0].sum()), int(flags[1].sum())))
    confidence = first.scenario.experiment.confidence
    for one in classes:
        gain, lose = (estimate([float(row[k]) for row in counts[one]], confidence) for k in (0, 1))
        yield Moved(
            alternative=name,
            order_class=one,
            cut_offs=(was[one], now[one]),
            gain=gain,
            lose=lose,
            before=None if was[one] is None else known.estimate(first, numbers, SHARE, one),
            after=None if now[one] is None else known.estimate(other, numbers, SHARE, one),
        )


def moved_table(found: Sequence[Moved], first: str) -> Table:
    """One row per class and alternative, mean orders of a replication."""

    def share(one: Estimate | None) -> Estimate:
        return estimate([]) if one is None else one

    columns = (
        words("Choice", (one.alternative for one in found)),
        words("Class", (one.order_class for one in found)),
        words("Cut-off", (" to ".join(map(_clock, one.cut_offs)) for one in found)),
        amounts("Gain it", (one.gain for one in found), ""),
        amounts("Lose it", (one.lose for one in found), ""),
        amounts("Left that day, before", (share(one.before) for one in found), "%"),
        amounts("After", (share(one.after) for one in found), "%"),
    )
    caption = f"Orders that gain or lose the same day against '{first}', order by order"
    return table(caption, columns)


def _clock(at: int | None) -> str:
    return "none" if at is None else clock_text(at)
