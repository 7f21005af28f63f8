"""Choices against a baseline, in the ordinary case and under circumstances, all paired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from statistics import median

import numpy as np
import numpy.typing as npt

from simulator.experiments.alternatives import Alternative
from simulator.experiments.compare_advice import Recommended, recommended
from simulator.experiments.compare_prices import Price, prices
from simulator.experiments.compare_selection import selection_rule
from simulator.experiments.compare_states import State, states
from simulator.experiments.crossing import Crossed
from simulator.experiments.goals import goals_of, known_kpi
from simulator.experiments.put_off import GROWTH, PutOff, put_off
from simulator.experiments.together import widened
from simulator.experiments.trials import Trials, common, measured
from simulator.measure.differences import (
    DifferenceVerdict,
    difference,
    difference_verdict,
    replications_to_decide,
    variance_ratio,
)
from simulator.measure.figures import Better
from simulator.measure.kpis import headline, kpi
from simulator.measure.multiple import (
    AgainstBest,
    each_confidence,
    holm,
    paired_p,
    with_the_best,
)
from simulator.measure.selection import Observe, Selection, select_best
from simulator.measure.statistics import Estimate
from simulator.mistakes import InputError
from simulator.reporting.brief import brief

Key = tuple[str, str]
Numbers = npt.NDArray[np.float64]
MARGIN = "total_margin"
CENT = 0.01
ENOUGH_ALIKE = 3
"""Replications in which money must differ alike, to be a price and not chance."""


@dataclass(frozen=True)
class Row:
    """One KPI of one choice less the baseline's in the same case, paired.

    `together` is the difference with the half-width that allows for all rows, so that it agrees
    with the verdict. `needed` are the replications in all that should decide it, None where that
    cannot be said.
    """

    alternative: str
    case: str
    kpi: str
    scope: str
    unit: str
    baseline: Estimate
    value: Estimate
    difference: Estimate
    together: Estimate
    p: float
    adjusted_p: float
    verdict: DifferenceVerdict
    variance_ratio: float
    needed: int | None


@dataclass(frozen=True)
class Best:
    """Which choices may be the best in one KPI, in one case."""

    case: str
    kpi: str
    scope: str
    against: tuple[AgainstBest, ...]

    def who(self, names: Sequence[str]) -> tuple[str, ...]:
        """Those that no other is shown to beat."""
        return tuple(name for name, one in zip(names, self.against, strict=True) if one.may_be_best)


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
    rows: tuple[Row, ...]
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
    def undecided(self) -> tuple[Row, ...]:
        """Rows whose difference is not distinguishable."""
        return tuple(row for row in self.rows if row.verdict == "not distinguishable")

    def state(self, name: str, case: str) -> State:
        """Of a choice in a case."""
        return next(one for one in self.states if (one.name, one.case) == (name, case))


def compare(
    found: Crossed,
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
    first = found.baseline
    for name in kpis:
        known_kpi(first.scenario, name, "--kpi")
    rule = selection_rule(first, select, indifference)
    numbers = common(replications)
    known.run((one, numbers) for one in found.cells.values())
    for name in kpis:
        measured(known, first, name, "--kpi")
    keys = compared_keys(tuple(found.cells.values()), known, numbers, kpis)
    table = states(found, known, numbers)
    return Comparison(
        crossed=found,
        replications=replications,
        confidence=first.scenario.experiment.confidence,
        rows=tuple(_rows(found, known, keys, numbers)),
        best=tuple(
            _best(found, case, known, key, numbers)
            for case in found.cases
            for key in keys
            if _better(key) != "neutral"
        ),
        states=table,
        recommended=recommended(found, table, known, numbers),
        prices=prices(found, known, numbers),
        chosen=()
        if rule is None
        else tuple(_choose(found, case, known, *rule, at_most) for case in found.cases),
        put_off=put_off(
            {one.name: known.values(one, numbers, GROWTH) for one in found.choices},
            first.scenario.experiment.confidence,
        ),
    )


def compared_keys(
    found: Sequence[Alternative],
    known: Trials,
    numbers: Sequence[int],
    extra: Sequence[str] = (),
) -> tuple[Key, ...]:
    """KPIs of targets, headline, growth and those asked for, as far as all alternatives have them.

    The growth of the backlog is one of them: without it costs are not to be compared. So is the
    margin where something is sold: what brings orders costs more, too. What is the same number in
    every replication of every alternative is left out, unless it is a target's or asked for.
    """
    wanted: list[Key] = [goal.key for one in found for goal in goals_of(one.scenario)]
    wanted += [(name, "all") for name in extra]
    every = [set(known.keys_of(one, numbers[0])) for one in found]
    sold = any((known.values(one, numbers, "total_revenue") > 0).any() for one in found)
    others = [(name, "all") for name in (*headline(), GROWTH, *([MARGIN] if sold else []))]
    changing = [key for key in others if _changes(found, known, numbers, key)]
    return tuple(
        key for key in dict.fromkeys([*wanted, *changing]) if all(key in has for has in every)
    )


def _changes(found: Sequence[Alternative], known: Trials, numbers: Sequence[int], key: Key) -> bool:
    table = np.stack([known.values(one, numbers, *key) for one in found])
    return not np.array_equal(table, np.broadcast_to(table[0], table.shape), equal_nan=True)


def rank(row: Row) -> tuple[int, int]:
    """Decided rows first, what is not distinguishable last; then as in the headline."""
    names = (*headline(), GROWTH, MARGIN)
    place = {"not distinguishable": 2, "the same": 1}.get(row.verdict, 0)
    return place, names.index(row.kpi) if row.kpi in names else -1


def _better(key: Key) -> Better:
    return kpi(key[0]).better


def _rows(
    found: Crossed, known: Trials, keys: Sequence[Key], numbers: Sequence[int]
) -> Iterator[Row]:
    """Every choice but the baseline in every case; all of them are one family of tests."""
    confidence = found.baseline.scenario.experiment.confidence
    pairs = [
        (one, found.cells[found.baseline.name, case], case, key)
        for case in found.cases
        for one in found.under(case)[1:]
        for key in keys
    ]
    values = [
        (known.values(one, numbers, *key), known.values(base, numbers, *key))
        for one, base, _, key in pairs
    ]
    p = [_p(mine - theirs, key[0]) for (mine, theirs), (*_, key) in zip(values, pairs, strict=True)]
    strict = each_confidence(confidence, sum(not isnan(each) for each in p))
    gaps = [difference(mine, theirs, confidence) for mine, theirs in values]
    for (one, base, case, key), (mine, theirs), gap, wide, raw, holms in zip(
        pairs, values, gaps, widened(gaps, p, confidence), p, holm(p), strict=True
    ):
        yield Row(
            alternative=one.name,
            case=case,
            kpi=key[0],
            scope=key[1],
            unit=kpi(key[0]).unit_in(base.scenario.currency),
            baseline=known.estimate(base, numbers, *key),
            value=known.estimate(one, numbers, *key),
            difference=gap,
            together=wide,
            p=raw,
            adjusted_p=holms,
            verdict=difference_verdict(gap, holms, _better(key), 1 - confidence),
            variance_ratio=variance_ratio(mine, theirs),
            needed=gap.n if raw == 0.0 else replications_to_decide(gap, gap.mean, strict),
        )


def _p(differences: Numbers, name: str) -> float:
    """Two-sided p of a paired difference; 0 of money that differs alike to the cent.

    Orders may be as many more in a few replications by chance. Money that differs by the same cents
    in ENOUGH_ALIKE of them is a price: the wages of a head more.
    """
    known = differences[~np.isnan(differences)]
    alike = len(known) >= ENOUGH_ALIKE and bool(np.ptp(known) < CENT / 2)
    if "currency" in kpi(name).unit and alike and abs(known[0]) >= CENT / 2:
        return 0.0
    return paired_p(differences)


def _best(found: Crossed, case: str, known: Trials, key: Key, numbers: Sequence[int]) -> Best:
    table = np.stack([known.values(one, numbers, *key) for one in found.under(case)])
    confidence = found.baseline.scenario.experiment.confidence
    return Best(case, *key, tuple(with_the_best(table, confidence, _better(key) == "higher")))


def _choose(
    found: Crossed, case: str, known: Trials, name: str, indifference: float, at_most: int
) -> Chosen:
    choices = found.under(case)
    measured(known, choices[0], name, "--select-best")
    selection = select_best(
        observing(choices, known, name),
        len(choices),
        indifference,
        confidence=found.baseline.scenario.experiment.confidence,
        higher_is_better=kpi(name).better == "higher",
        at_most=at_most,
    )
    unit = kpi(name).unit_in(found.baseline.scenario.currency)
    return Chosen(case, name, indifference, unit, selection)


def observing(
    found: Sequence[Alternative], known: Trials, name: str, option: str = "--select-best"
) -> Observe:
    """What a selection procedure asks; as many replications ahead are run as there are workers.

    InputError, of the option that named the KPI, where it has no value.
    """
    ahead = max(1, known.batch.on.workers)

    def observe(who: Sequence[int], r: int) -> list[float]:
        if any(not known.has(found[k], r) for k in who):
            known.run((found[k], range(r, r + ahead)) for k in who)
        values = [float(known.values(found[k], [r], name)[0]) for k in who]
        if any(isnan(value) for value in values):
            raise InputError(f"{option} {name}: is undefined in replication {r}; choose another")
        return values

    return observe
