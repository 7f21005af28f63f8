"""Which choice is recommended: in the ordinary case, under each circumstance, and in all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.crossing import Crossed
from simulator.experiments.compare.states import COST, State
from simulator.experiments.trials import Trials
from simulator.measure.multiple_comparisons import with_the_best
from simulator.measure.statistics import Estimate, paired_difference
from simulator.units import DAY

TOTAL_COST = "total_cost"


@dataclass(frozen=True)
class Advice:
    """What is recommended in one case.

    `meeting` are the choices that meet every target, the least mean cost first; `cheapest` are
    those of them that are not shown to be dearer than another (multiple comparisons with the best);
    where some put off ever more work, `growing`, of the others.
    `choice` is the baseline if it is one of these, since a change needs a reason, else the first of
    them; None where none meets. `nearest` comes nearest to the targets, met or not. `ranked` is
    False where there is no cost to rank by.
    """

    case: str
    meeting: tuple[str, ...]
    cheapest: tuple[str, ...]
    choice: str | None
    nearest: str
    ranked: bool
    growing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recommended:
    """What is recommended in each case, the ordinary one first, and in all of them.

    `everywhere` are the choices that meet every target in every case, and `choice` the one that is
    recommended of these, by its cost in the ordinary case. `extra` is what it costs a day, in the
    ordinary case, beyond the choice that would do there; None where it is the same choice.
    """

    cases: tuple[Advice, ...]
    everywhere: tuple[str, ...]
    choice: str | None
    extra: Estimate | None = None

    @property
    def ordinary(self) -> Advice:
        """Without a circumstance."""
        return self.cases[0]


def recommended(
    crossed: Crossed, states: Sequence[State], known: Trials, numbers: Sequence[int]
) -> Recommended:
    """By the states of every choice in every case."""
    cases = tuple(_advice(crossed, case, states, known, numbers) for case in crossed.cases)
    ordinary = cases[0]
    everywhere = tuple(
        name for name in ordinary.meeting if all(name in advice.meeting for advice in cases)
    )
    if everywhere == ordinary.meeting:
        choice = ordinary.choice
    else:
        steady = tuple(name for name in everywhere if name not in ordinary.growing) or everywhere
        choice = _chosen(crossed, _cheapest(crossed, ORDINARY, steady, known, numbers))
    return Recommended(
        cases, everywhere, choice, extra(crossed, choice, ordinary.choice, known, numbers)
    )


def _advice(
    crossed: Crossed, case: str, states: Sequence[State], known: Trials, numbers: Sequence[int]
) -> Advice:
    mine = [state for state in states if state.case == case]
    ranked = not any(np.isnan(state.cost.mean) for state in mine) and any(
        state.cost.mean for state in mine
    )
    meeting = [state for state in mine if state.meets]
    if ranked:
        meeting = sorted(meeting, key=lambda state: state.cost.mean)
    names = tuple(state.name for state in meeting)
    growing = tuple(state.name for state in meeting if state.grows)
    steady = tuple(name for name in names if name not in growing) or names
    cheapest = _cheapest(crossed, case, steady, known, numbers) if ranked else steady
    return Advice(
        case=case,
        meeting=names,
        cheapest=cheapest,
        choice=_chosen(crossed, cheapest),
        nearest=max(mine, key=_rank).name,
        ranked=ranked,
        growing=growing if steady != names else (),
    )


def _rank(state: State) -> tuple[object, float]:
    """How near to the targets; of choices that are equally near the cheaper one."""
    cost = state.cost.mean
    return state.nearness, 0.0 if np.isnan(cost) else -cost


def _chosen(crossed: Crossed, cheapest: Sequence[str]) -> str | None:
    if crossed.baseline.name in cheapest:
        return crossed.baseline.name
    return cheapest[0] if cheapest else None


def _cheapest(
    crossed: Crossed, case: str, names: Sequence[str], known: Trials, numbers: Sequence[int]
) -> tuple[str, ...]:
    """Those, of names by their mean cost, that no other is shown to undercut."""
    if len(names) < 2:
        return tuple(names)
    table = np.stack([known.values(crossed.cells[name, case], numbers, COST) for name in names])
    confidence = crossed.baseline.scenario.experiment.confidence
    against = with_the_best(table, confidence, higher_is_better=False)
    return tuple(
        name
        for place, (name, each) in enumerate(zip(names, against, strict=True))
        if place == 0 or each.may_be_best
    )


def extra(
    crossed: Crossed, choice: str | None, other: str | None, known: Trials, numbers: Sequence[int]
) -> Estimate | None:
    """Cost a day of one choice less another's in the ordinary case."""
    if choice is None or other is None or choice == other:
        return None
    mine, theirs = (
        known.values(crossed.cells[each, ORDINARY], numbers, TOTAL_COST) for each in (choice, other)
    )
    gap = paired_difference(mine, theirs, crossed.baseline.scenario.experiment.confidence)
    days = crossed.baseline.scenario.clock.run / DAY
    return replace(gap, mean=gap.mean / days, half_width=gap.half_width / days)
