"""Choices against a baseline, in the ordinary case and under circumstances, all paired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from statistics import median

import numpy as np

from simulator.experiments.alternatives import Alternative
from simulator.experiments.compare.advice import Recommended, extra, recommended
from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.crossing import Crossed
from simulator.experiments.compare.prices import Price, prices
from simulator.experiments.compare.put_off import GROWTH, PutOff, as_in_the_table, put_off
from simulator.experiments.compare.selection import selection_rule
from simulator.experiments.compare.states import State, states
from simulator.experiments.goals import goals_of, known_kpi
from simulator.experiments.trials import Trials, common, measured
from simulator.experiments.unpriced import MARGIN, sold
from simulator.measure.changes import Change, Pair, changes
from simulator.measure.figures import Better
from simulator.measure.kpis import headline, kpi
from simulator.measure.multiple_comparisons import AgainstBest, with_the_best
from simulator.measure.selection import Observe, Selection, select_best
from simulator.mistakes import InputError
from simulator.reporting.brief import brief
from simulator.reporting.comparison import LAST

Key = tuple[str, str]


@dataclass(frozen=True)
class Best:
    """Which choices may be the best in one KPI, in one case."""

    case: str
    kpi: str
    scope: str
    against: tuple[AgainstBest, ...]

    def who(self, names: Sequence[str]) -> tuple[str, ...]:
        """Those that no other is shown to beat."""
        return tuple(
            name for name, each in zip(names, self.against, strict=True) if each.may_be_best
        )


@dataclass(frozen=True)
class Chosen:
    """What the selection procedure found for one KPI in one case."""

    case: str
    kpi: str
    indifference: float
    unit: str
    selection: Selection


@dataclass(frozen=True)
class Comparison:
    """All of it; the first choice is the baseline, and the first case is the ordinary one.

    `put_off` are the choices whose backlog grows otherwise than the baseline's in the ordinary
    case, so that their costs are not like for like.
    """

    crossed: Crossed
    replications: int
    confidence: float
    rows: tuple[Change, ...]
    best: tuple[Best, ...]
    states: tuple[State, ...]
    recommended: Recommended
    prices: tuple[Price, ...] = ()
    chosen: tuple[Chosen, ...] = ()
    put_off: tuple[PutOff, ...] = ()

    def __repr__(self) -> str:
        choices, cases = len(self.crossed.choices), len(self.crossed.cases)
        return brief(
            self, f"of {choices} choices x {cases} cases x {self.replications} replications"
        )

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The choices in the ordinary case."""
        return self.crossed.choices

    @property
    def same_orders(self) -> tuple[Alternative, ...]:
        """The choices, and the baseline under each circumstance that leaves the orders alone."""
        base = self.crossed.baseline.name
        alike = [
            replace(self.crossed.cells[base, price.case], name=price.case)
            for price in self.prices
            if price.choice == base and not price.other_demand
        ]
        return (*self.alternatives, *alike)

    @property
    def currency(self) -> str:
        """Of all money in it."""
        return self.crossed.baseline.scenario.currency

    @property
    def variance_ratio(self) -> float:
        """Median over the rows that have one: what common random numbers were worth."""
        known = [row.variance_ratio for row in self.rows if not isnan(row.variance_ratio)]
        return median(known) if known else nan

    @property
    def undecided(self) -> tuple[Change, ...]:
        """Rows whose difference is not distinguishable."""
        return tuple(row for row in self.rows if row.verdict == "not distinguishable")

    def state(self, name: str, case: str) -> State:
        """Of a choice in a case."""
        return next(state for state in self.states if (state.name, state.case) == (name, case))


def compare(
    crossed: Crossed,
    known: Trials,
    replications: int,
    *,
    kpis: Sequence[str] = (),
    select: str | None = None,
    indifference: str | None = None,
    at_most: int = 200,
) -> Comparison:
    """Run all choices in all cases on the same replications; compare them with the baseline's.

    The KPIs are the headline's, those of targets, and `kpis`. `select` names the KPI by which the
    best is selected, in each case, at the given indifference. Raises InputError.
    """
    if replications < 2:
        raise InputError("--replications: an interval needs at least 2")
    first = crossed.baseline
    for name in kpis:
        known_kpi(first.scenario, name, "--kpi")
    rule = selection_rule(first, select, indifference)
    numbers = common(replications)
    known.run((cell, numbers) for cell in crossed.cells.values())
    for name in kpis:
        measured(known, first, name, "--kpi")
    keys = compared_keys(tuple(crossed.cells.values()), known, numbers, kpis)
    table = states(crossed, known, numbers)
    rows = _rows(crossed, known, keys, numbers)
    return Comparison(
        crossed=crossed,
        replications=replications,
        confidence=first.scenario.experiment.confidence,
        rows=rows,
        best=tuple(
            _best(crossed, case, known, key, numbers)
            for case in crossed.cases
            for key in keys
            if _better(key) != "neutral"
        ),
        states=table,
        recommended=recommended(crossed, table, known, numbers),
        prices=prices(crossed, known, numbers),
        chosen=()
        if rule is None
        else tuple(_choose(crossed, case, known, *rule, at_most) for case in crossed.cases),
        put_off=_put_off(crossed, known, numbers, [row for row in rows if row.case == ORDINARY]),
    )


def _put_off(
    crossed: Crossed, known: Trials, numbers: Sequence[int], rows: Sequence[Change]
) -> tuple[PutOff, ...]:
    growths = {choice.name: known.values(choice, numbers, GROWTH) for choice in crossed.choices}
    first = crossed.baseline
    differing = put_off(growths, first.scenario.experiment.confidence)
    return tuple(
        replace(each, daily=extra(crossed, each.alternative, first.name, known, numbers))
        for each in as_in_the_table(differing, rows)
    )


def compared_keys(
    alternatives: Sequence[Alternative],
    known: Trials,
    numbers: Sequence[int],
    extra: Sequence[str] = (),
) -> tuple[Key, ...]:
    """KPIs of targets, headline, growth and those asked for, as far as all alternatives have them.

    The growth of the backlog is one of them: without it costs are not to be compared. So is the
    margin where something is sold: what brings orders costs more, too. What is the same number in
    every replication of every alternative is left out, unless it is a target's or asked for.
    """
    wanted: list[Key] = [goal.key for each in alternatives for goal in goals_of(each.scenario)]
    wanted += [(name, "all") for name in extra]
    every = [set(known.keys_of(each, numbers[0])) for each in alternatives]
    others = [(name, "all") for name in (*headline(), GROWTH)]
    if sold(known, alternatives, numbers):
        others.append((MARGIN, "all"))
    changing = [key for key in others if _changes(alternatives, known, numbers, key)]
    return tuple(
        key for key in dict.fromkeys([*wanted, *changing]) if all(key in has for has in every)
    )


def _changes(
    alternatives: Sequence[Alternative], known: Trials, numbers: Sequence[int], key: Key
) -> bool:
    table = np.stack([known.values(each, numbers, *key) for each in alternatives])
    return not np.array_equal(table, np.broadcast_to(table[0], table.shape), equal_nan=True)


def rank(row: Change) -> tuple[int, int]:
    """Decided rows first, what is not distinguishable last; then as in the headline."""
    names = (*headline(), GROWTH, MARGIN)
    return LAST.get(row.verdict, 0), names.index(row.kpi) if row.kpi in names else -1


def _better(key: Key) -> Better:
    return kpi(key[0]).better


def _rows(
    crossed: Crossed, known: Trials, keys: Sequence[Key], numbers: Sequence[int]
) -> tuple[Change, ...]:
    """Every choice but the baseline in every case; all of them are one family of tests."""
    first, pairs = crossed.baseline, []
    for case in crossed.cases:
        base, *others = crossed.under(case)
        for other in others:
            for key in keys:
                values, theirs = (known.values(each, numbers, *key) for each in (other, base))
                pairs.append(Pair(other.name, case, *key, values, theirs, _better(key)))
    confidence, currency = first.scenario.experiment.confidence, first.scenario.currency
    return changes(pairs, confidence, currency, priced=True)


def _best(crossed: Crossed, case: str, known: Trials, key: Key, numbers: Sequence[int]) -> Best:
    table = np.stack([known.values(each, numbers, *key) for each in crossed.under(case)])
    confidence = crossed.baseline.scenario.experiment.confidence
    return Best(case, *key, tuple(with_the_best(table, confidence, _better(key) == "higher")))


def _choose(
    crossed: Crossed, case: str, known: Trials, name: str, indifference: float, at_most: int
) -> Chosen:
    choices = crossed.under(case)
    measured(known, choices[0], name, "--select-best")
    selection = select_best(
        observing(choices, known, name),
        len(choices),
        indifference,
        confidence=crossed.baseline.scenario.experiment.confidence,
        higher_is_better=kpi(name).better == "higher",
        at_most=at_most,
    )
    unit = kpi(name).unit_in(crossed.baseline.scenario.currency)
    return Chosen(case, name, indifference, unit, selection)


def observing(
    alternatives: Sequence[Alternative], known: Trials, name: str, option: str = "--select-best"
) -> Observe:
    """What a selection procedure asks; as many replications ahead are run as there are workers.

    InputError, of the option that named the KPI, where it has no value.
    """
    ahead = max(1, known.batch.on.workers)

    def observe(who: Sequence[int], r: int) -> list[float]:
        if any(not known.has(alternatives[k], r) for k in who):
            known.run((alternatives[k], range(r, r + ahead)) for k in who)
        values = [float(known.values(alternatives[k], [r], name)[0]) for k in who]
        if any(isnan(value) for value in values):
            raise InputError(f"{option} {name}: is undefined in replication {r}; choose another")
        return values

    return observe
