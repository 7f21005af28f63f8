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
    alternatives: Mapping[str, Alternative], known: Trials, replications: int
) -> tuple[Moved, ...]:
    """The classes whose cut-off is another than in the first; none where customers differ."""
    (_, first), *others = alternatives.items()
    moved = [
        (name, other)
        for name, other in others
        if _cut_offs(other.scenario) != _cut_offs(first.scenario)
    ]
    if not moved:
        return ()
    numbers = range(min(replications, MOST))
    return tuple(
        each for name, item in moved for each in _against(first, item, name, known, numbers)
    )


def _cut_offs(scenario: Scenario) -> dict[str, int | None]:
    return {name: class_.order_cut_off for name, class_ in scenario.demand.classes.items()}


def _against(
    first: Alternative, other: Alternative, name: str, known: Trials, numbers: Sequence[int]
) -> Iterator[Moved]:
    was, now = _cut_offs(first.scenario), _cut_offs(other.scenario)
    classes = [each for each in was if each in now and was[each] != now[each]]
    counts: dict[str, list[tuple[int, int]]] = {order_class: [] for order_class in classes}
    low, high = first.scenario.clock.window
    for number in numbers:
        a, b = (sample(each.scenario, number) for each in (first, other))
        if a.n != b.n or not np.array_equal(a.placed, b.placed) or a.classes != b.classes:
            return
        before, after = (
            cut_offs_of(each.scenario, work).before for each, work in ((first, a), (other, b))
        )
        placed = (a.placed >= low) & (a.placed < high)
        for class_ in classes:
            mine = placed & (a.order_class == a.classes.index(class_))
            flags = (mine & after & ~before, mine & before & ~after)
            counts[class_].append((int(flags[0].sum()), int(flags[1].sum())))
    confidence = first.scenario.experiment.confidence
    for class_ in classes:
        gain, lose = (
            estimate([float(row[k]) for row in counts[class_]], confidence) for k in (0, 1)
        )
        yield Moved(
            alternative=name,
            order_class=class_,
            cut_offs=(was[class_], now[class_]),
            gain=gain,
            lose=lose,
            before=None if was[class_] is None else known.estimate(first, numbers, SHARE, class_),
            after=None if now[class_] is None else known.estimate(other, numbers, SHARE, class_),
        )


def moved_table(shifts: Sequence[Moved], first: str) -> Table:
    """One row per class and alternative, mean orders of a replication."""

    def share(estimated: Estimate | None) -> Estimate:
        return estimate([]) if estimated is None else estimated

    columns = (
        words("Choice", (each.alternative for each in shifts)),
        words("Class", (each.order_class for each in shifts)),
        words("Cut-off", (" to ".join(map(_clock, each.cut_offs)) for each in shifts)),
        amounts("Gain it", (each.gain for each in shifts), ""),
        amounts("Lose it", (each.lose for each in shifts), ""),
        amounts("Left that day, before", (share(each.before) for each in shifts), "%"),
        amounts("After", (share(each.after) for each in shifts), "%"),
    )
    caption = f"Orders that gain or lose the same day against '{first}', order by order"
    return table(caption, columns)


def _clock(at: int | None) -> str:
    return "none" if at is None else clock_text(at)
