"""Alternatives against a baseline, on common random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan
from statistics import median

import numpy as np

from simulator.analysis.differences import (
    DifferenceVerdict,
    difference,
    difference_verdict,
    replications_to_decide,
    variance_ratio,
)
from simulator.analysis.limiting import what_limits
from simulator.analysis.multiple import (
    AgainstBest,
    each_confidence,
    holm,
    paired_p,
    with_the_best,
)
from simulator.analysis.selection import Observe, Selection, select_best
from simulator.analysis.statistics import Estimate
from simulator.experiments.alternatives import Alternative
from simulator.experiments.goals import Judged, amount_of, goals_of, known_kpi, verdict_of_all
from simulator.experiments.put_off import GROWTH, PutOff, put_off
from simulator.experiments.trials import Trials, common, measured
from simulator.kpi_catalog import Better, headline, kpi
from simulator.mistakes import InputError

Key = tuple[str, str]
COST = "cost_per_order"


@dataclass(frozen=True)
class Row:
    """One KPI of one alternative less the baseline's, paired.

    `needed` are the replications in all that should decide it, None where that cannot be said.
    """

    alternative: str
    kpi: str
    scope: str
    unit: str
    baseline: Estimate
    value: Estimate
    difference: Estimate
    p: float
    adjusted_p: float
    verdict: DifferenceVerdict
    variance_ratio: float
    needed: int | None


@dataclass(frozen=True)
class Best:
    """Which alternatives may be the best in one KPI."""

    kpi: str
    scope: str
    against: tuple[AgainstBest, ...]

    def who(self, names: Sequence[str]) -> tuple[str, ...]:
        """Those that no other is shown to beat."""
        return tuple(name for name, one in zip(names, self.against, strict=True) if one.may_be_best)


@dataclass(frozen=True)
class Chosen:
    """What the selection procedure found for one KPI."""

    kpi: str
    indifference: float
    unit: str
    selection: Selection


@dataclass(frozen=True)
class State:
    """One alternative by itself: its targets, its cost, what it puts off and what limits it."""

    name: str
    targets: tuple[Judged, ...]
    cost: Estimate
    growth: Estimate  # of the backlog over the window, in orders
    limits: str


@dataclass(frozen=True)
class Comparison:
    """All of it; the first alternative is the baseline.

    `cheapest` are those that meet every target and are not shown to be dearer than another that
    does (multiple comparisons with the best among them), by their mean cost. `put_off` are those
    whose backlog grows otherwise than the baseline's, so that their costs are not like for like.
    """

    alternatives: tuple[Alternative, ...]
    replications: int
    confidence: float
    rows: tuple[Row, ...]
    best: tuple[Best, ...]
    states: tuple[State, ...]
    cheapest: tuple[str, ...] = ()
    chosen: Chosen | None = None
    put_off: tuple[PutOff, ...] = ()

    @property
    def variance_ratio(self) -> float:
        """Median over the rows that have one: what common random numbers were worth."""
        known = [row.variance_ratio for row in self.rows if not isnan(row.variance_ratio)]
        return median(known) if known else nan

    @property
    def undecided(self) -> tuple[Row, ...]:
        """Rows whose difference is not distinguishable."""
        return tuple(row for row in self.rows if row.verdict == "not distinguishable")


def compare(
    found: Sequence[Alternative],
    known: Trials,
    replications: int,
    *,
    kpis: Sequence[str] = (),
    select: str | None = None,
    indifference: str | None = None,
    at_most: int = 200,
) -> Comparison:
    """Run all alternatives on the same replications and compare them with the first.

    The KPIs are the headline's, those of targets, and `kpis`. `select` names the KPI by which the
    best is selected, at the given indifference. Raises InputError.
    """
    if select is None and indifference is not None:
        raise InputError("--indifference: belongs to --select-best; give it too")
    if len({known.key(one) for one in found}) < 2:
        raise InputError(
            "there is nothing to compare: give a second scenario, --variants or --alternative"
        )
    if replications < 2:
        raise InputError("--replications: an interval needs at least 2")
    for name in kpis:
        known_kpi(found[0].scenario, name, "--kpi")
    rule = None if select is None else _rule(found[0], select, indifference)
    numbers = common(replications)
    known.run((one, numbers) for one in found)
    for name in kpis:
        measured(known, found[0], name, "--kpi")
    keys = compared_keys(found, known, kpis)
    rows = _rows(found, known, keys, numbers)
    states = tuple(_state(one, found[0], known, numbers) for one in found)
    return Comparison(
        alternatives=tuple(found),
        replications=replications,
        confidence=found[0].scenario.experiment.confidence,
        rows=tuple(rows),
        best=tuple(_best(found, known, key, numbers) for key in keys if _better(key) != "neutral"),
        states=states,
        cheapest=_cheapest(found, states, known, numbers),
        chosen=None if rule is None else _choose(found, known, *rule, at_most),
        put_off=put_off(
            {one.name: known.values(one, numbers, GROWTH) for one in found},
            found[0].scenario.experiment.confidence,
        ),
    )


def compared_keys(
    found: Sequence[Alternative], known: Trials, extra: Sequence[str] = ()
) -> tuple[Key, ...]:
    """KPIs of the targets, the headline and those asked for, as far as all alternatives have them.

    The growth of the backlog is one of them: without it costs are not to be compared.
    What is the same number in every replication of every alternative is left out of the headline.
    """
    wanted: list[Key] = [goal.key for one in found for goal in goals_of(one.scenario)]
    wanted += [(name, "all") for name in (*headline(), GROWTH, *extra)]
    measured_by = [set(known.keys_of(one, 0)) for one in found]
    return tuple(dict.fromkeys(key for key in wanted if all(key in has for has in measured_by)))


def _better(key: Key) -> Better:
    return kpi(key[0]).better


def _rows(
    found: Sequence[Alternative], known: Trials, keys: Sequence[Key], numbers: Sequence[int]
) -> list[Row]:
    baseline, confidence = found[0], found[0].scenario.experiment.confidence
    pairs = [(one, key) for one in found[1:] for key in keys]
    values = {(id(one), key): known.values(one, numbers, *key) for one in found for key in keys}
    p = [paired_p(values[id(one), key] - values[id(baseline), key]) for one, key in pairs]
    adjusted = holm(p)
    strict = each_confidence(confidence, sum(not isnan(each) for each in p))
    rows = []
    for (one, key), raw, holms in zip(pairs, p, adjusted, strict=True):
        mine, theirs = values[id(one), key], values[id(baseline), key]
        gap = difference(mine, theirs, confidence)
        rows.append(
            Row(
                alternative=one.name,
                kpi=key[0],
                scope=key[1],
                unit=kpi(key[0]).unit_in(baseline.scenario.currency),
                baseline=known.estimate(baseline, numbers, *key),
                value=known.estimate(one, numbers, *key),
                difference=gap,
                p=raw,
                adjusted_p=holms,
                verdict=difference_verdict(gap, holms, _better(key), 1 - confidence),
                variance_ratio=variance_ratio(mine, theirs),
                needed=replications_to_decide(gap, gap.mean, strict),
            )
        )
    return rows


def _best(found: Sequence[Alternative], known: Trials, key: Key, numbers: Sequence[int]) -> Best:
    table = np.stack([known.values(one, numbers, *key) for one in found])
    confidence = found[0].scenario.experiment.confidence
    return Best(*key, tuple(with_the_best(table, confidence, _better(key) == "higher")))


def _state(one: Alternative, baseline: Alternative, known: Trials, numbers: Sequence[int]) -> State:
    judged = tuple(known.judged(one, numbers, goal) for goal in goals_of(baseline.scenario))
    cost, growth = (known.estimate(one, numbers, name) for name in (COST, GROWTH))
    return State(one.name, judged, cost, growth, limits_of(one, known, numbers))


def _cheapest(
    found: Sequence[Alternative], states: Sequence[State], known: Trials, numbers: Sequence[int]
) -> tuple[str, ...]:
    meeting = [
        (state.cost.mean, one)
        for one, state in zip(found, states, strict=True)
        if state.targets and verdict_of_all(state.targets) == "met"
    ]
    if not meeting or any(isnan(mean) for mean, _ in meeting):
        return ()
    ranked = [one for _, one in sorted(meeting, key=lambda pair: pair[0])]
    table = np.stack([known.values(one, numbers, COST) for one in ranked])
    confidence = found[0].scenario.experiment.confidence
    against = with_the_best(table, confidence, higher_is_better=False)
    return tuple(
        one.name
        for place, (one, mine) in enumerate(zip(ranked, against, strict=True))
        if place == 0 or mine.may_be_best
    )


def limits_of(one: Alternative, known: Trials, numbers: Sequence[int]) -> str:
    """What limits an alternative by these replications, in words."""
    return what_limits(
        {
            name: known.estimate(one, numbers, name).mean
            for name, scope in known.keys_of(one, numbers[0])
            if scope == "all" and name.startswith(("time_hours.", "utilization."))
        }
    )


def _rule(baseline: Alternative, name: str, indifference: str | None) -> tuple[str, float]:
    found = known_kpi(baseline.scenario, name, "--select-best")
    if found.better == "neutral":
        raise InputError(f"--select-best {name}: is neither good nor bad; choose another KPI")
    if indifference is None:
        raise InputError(
            f"--select-best {name}: needs --indifference, the smallest difference that matters, "
            f"in {found.unit_in(baseline.scenario.currency)}"
        )
    value = amount_of(indifference, found.unit_in(baseline.scenario.currency), "--indifference")
    if not value > 0:
        raise InputError(f"--indifference {indifference}: is not positive; write such as 0.5 %")
    return name, value


def _choose(
    found: Sequence[Alternative], known: Trials, name: str, indifference: float, at_most: int
) -> Chosen:
    measured(known, found[0], name, "--select-best")
    selection = select_best(
        observing(found, known, name),
        len(found),
        indifference,
        confidence=found[0].scenario.experiment.confidence,
        higher_is_better=kpi(name).better == "higher",
        at_most=at_most,
    )
    unit = kpi(name).unit_in(found[0].scenario.currency)
    return Chosen(name, indifference, unit, selection)


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
