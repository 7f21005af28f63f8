"""Targets and constraints: as people write them, and how a scenario's replications meet them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiments.targets import (
    Verdict,
    needed,
    needed_for_periods,
    relation_and_goal,
    verdict,
    verdict_of_periods,
)
from simulator.measure.figures import Kpi
from simulator.measure.kpis import UnknownKpiError, kpi, kpi_names
from simulator.measure.periods import Held, fewest_to_meet, held, with_missing
from simulator.measure.statistics import Estimate, Numbers, estimate
from simulator.mistakes import InputError
from simulator.reading import meant
from simulator.reading.mistakes import MisreadingError, did_you_mean, one_of, suggestion
from simulator.reading.periods import share_of_periods
from simulator.reading.quantities import Quantity, quantity
from simulator.reporting.report_input import TARGET_COLUMNS
from simulator.scenario import Scenario
from simulator.scenario.checks_figures import DEFINED, limit_of
from simulator.scenario.settings import plain
from simulator.units import TIME_UNITS, shown

if TYPE_CHECKING:
    import pandas as pd

_GOAL = re.compile(
    r"\s*([\w.]+)\s*(?:\[\s*([^\]]+?)\s*\])?\s*(>=|<=)\s*(.+?)\s*(?:\bin\s+(.+?)\s*)?"
)

Constraints = Mapping[str, Mapping[str, Any]] | Sequence[str] | str
"""What must hold: {KPI: {at_least: VALUE}}, or texts KPI>=VALUE."""
Written = tuple[str, str, str, str, str | None]
"""KPI, class, relation, value and share of periods of a constraint, as they are written."""
_RELATIONS = {"at_least": "at least", "at_most": "at most"}


@dataclass(frozen=True)
class Goal:
    """A KPI of all orders or one class that must be at least, or at most, a value in its unit.

    `share` (0 to 1) of the periods must hold; None: the mean over the replications decides.
    """

    kpi: str
    scope: str
    relation: str
    value: float
    share: float | None = None

    def judged(
        self,
        values: Sequence[float] | Numbers,
        confidence: float,
        ends: Numbers | None = None,
    ) -> Judged:
        """How these replications, one value each, stand to it; NaN where the KPI is undefined.

        `ends` are (n, 2): the same should all orders still open end badly, and well.
        """
        if ends is not None and not np.array_equal(ends[:, 0], ends[:, 1], equal_nan=True):
            worst, best = (self.judged(ends[:, k], confidence) for k in (0, 1))
            return replace(self.judged(values, confidence), ends=(worst, best))
        periods = held(values, self.relation, self.value, confidence)
        if kpi(self.kpi).missing_is_never:
            periods = with_missing(periods)
        return Judged(self, estimate(values, confidence), periods)

    def fewest(self, confidence: float) -> int | None:
        """The least replications that can show it met; None where the mean decides."""
        return None if self.share is None else fewest_to_meet(self.share, confidence)

    @property
    def more_is_safer(self) -> bool:
        """A larger value is further inside."""
        return self.relation == "at least"

    @property
    def key(self) -> tuple[str, str]:
        """KPI and scope."""
        return self.kpi, self.scope


@dataclass(frozen=True)
class Judged:
    """One goal in the replications of one scenario: in how many it holds, and its mean.

    `ends` has the same should all orders that are still open end badly, and well; None where none
    of them matters.
    """

    goal: Goal
    mean: Estimate
    held: Held
    ends: tuple[Judged, Judged] | None = None

    @property
    def verdict(self) -> Verdict:
        """By Wilson's bounds where the goal asks for a share of periods, else by the mean.

        Undecided where orders still open could turn it.
        """
        told = self._as_it_is
        if self.ends is None or told == "undecided":
            return told
        worst, best = self.ends
        return told if (worst if told == "met" else best).verdict == told else "undecided"

    @property
    def hangs_on_open(self) -> bool:
        """Whether the orders still open decide it, so that no more replications do."""
        if self.ends is None:
            return False
        worst, best = self.ends
        if self._as_it_is == "undecided":
            return worst.verdict != best.verdict
        return self.verdict == "undecided"

    @property
    def hangs_for_good(self) -> bool:
        """Whether it is missed should all orders still open end badly, and met should they not.

        Beyond doubt: a wider or narrower interval changes nothing, where `hangs_on_open` may end.
        """
        if self.ends is None:
            return False
        worst, best = self.ends
        return worst.verdict == "missed" and best.verdict == "met"

    @property
    def _as_it_is(self) -> Verdict:
        """Of the orders that have ended."""
        if self.goal.share is not None:
            return verdict_of_periods(self.held, self.goal.share)
        if self.mean.left_out and kpi(self.goal.kpi).missing_is_never:
            return "missed"  # whatever the mean of the others is
        return verdict(self.mean, self.goal.relation, self.goal.value)

    @property
    def needed(self) -> float:
        """Replications in all that should decide it; NaN where it is decided or cannot be said."""
        return self.replications_needed(likely=True)

    def replications_needed(self, *, likely: bool) -> float:
        """The same; unless `likely`, the least that may decide it."""
        if self.hangs_on_open:
            return nan
        if self.goal.share is not None:
            return needed_for_periods(self.held, self.goal.share, likely=likely)
        return needed(self.mean, self.goal.relation, self.goal.value, likely=likely)


def judged_frame(
    judged: Sequence[Judged], currency: str, beside: Sequence[Mapping[str, Any]] = ()
) -> pd.DataFrame:
    """One row per goal with TARGET_COLUMNS (see `ReportInput`): the targets of a run, check.csv.

    `beside` has what stands before them in each row, such as the point of a sweep.
    """
    import pandas as pd

    before = list(beside) or [{}] * len(judged)
    rows = [{**first, **_row(each, currency)} for first, each in zip(before, judged, strict=True)]
    columns = [*(rows[0] if rows else ()), *TARGET_COLUMNS]
    frame = pd.DataFrame(rows, columns=list(dict.fromkeys(columns)))
    return frame.astype({"in_periods": float, "replications_needed": float})


def _row(each: Judged, currency: str) -> dict[str, Any]:
    goal, periods = each.goal, each.held
    return {
        "kpi": goal.kpi,
        "scope": goal.scope,
        "relation": goal.relation,
        "target": goal.value,
        "unit": kpi(goal.kpi).unit_in(currency),
        "in_periods": None if goal.share is None else 100 * goal.share,
        "hits": periods.hits,
        "trials": periods.trials,
        "left_out": periods.left_out,
        "share_low": 100 * periods.low,
        "share_high": 100 * periods.high,
        "mean": each.mean.mean,
        "half_width": each.mean.half_width,
        "lowest": periods.lowest,
        "highest": periods.highest,
        "p10": periods.p10,
        "p90": periods.p90,
        "verdict": each.verdict,
        "replications_needed": each.needed,
    }


def verdict_of_all(judged: Sequence[Judged]) -> Verdict:
    """Met if every goal is, missed if one is, undecided otherwise."""
    verdicts = {each.verdict for each in judged}
    return "missed" if "missed" in verdicts else "undecided" if "undecided" in verdicts else "met"


def word_of_all(judged: Sequence[Judged]) -> tuple[str, str]:
    """The verdict on every goal and its words: 'missed' and 'Missed on average'.

    'On average' where the worst of them asks for no share of periods; two empty texts for none.
    """
    if not judged:
        return "", ""
    verdict = verdict_of_all(judged)
    how = any(each.goal.share is None for each in judged if each.verdict == verdict)
    return verdict, f"{verdict.capitalize()}{' on average' if how else ''}"


def split_goal(text: str, option: str) -> Written:
    """KPI, scope, relation, value and share of 'x[express]<=48 h in 90 % of periods', as written.

    The share is None where nothing is said of periods.
    """
    match = _GOAL.fullmatch(text)
    if match is None:
        raise InputError(
            f'{option} {text!r}: cannot be read; write "KPI>=VALUE" or "KPI<=VALUE", such as '
            '"on_time_ship>=98%", "cycle_time.p95[express]<=48 h" or '
            '"on_time_ship>=98% in 90% of periods"'
        )
    name, scope, relation, value, share = match.groups()
    return name, scope or "all", "at least" if relation == ">=" else "at most", value, share


def amount_of(text: str, unit: str, option: str) -> float:
    """A written amount in the KPI's unit; only a count, or money, needs no unit."""
    try:
        amount = quantity(text.strip())
        if not amount.unit and (unit == "%" or unit in TIME_UNITS):
            raise MisreadingError(f"{amount} has no unit; write {amount} {unit}")
        return amount.value if not amount.unit else _converted(amount, unit)
    except (MisreadingError, ValueError) as problem:
        remedy = "" if "write" in str(problem) else f"; write a number of {unit}"
        raise InputError(f"{option} {text!r}: {problem}{remedy}") from None


def _converted(written: Quantity, unit: str) -> float:
    try:
        return written.in_unit(unit)
    except ValueError:
        wrong = one_of(meant.limits(written.value, written.unit, unit)) or f"one such as 1 {unit}"
        raise MisreadingError(f"{written} is not in {unit}; write {wrong}") from None


def goals_of(scenario: Scenario) -> tuple[Goal, ...]:
    """The targets of a scenario."""
    goals = []
    for target in scenario.targets:
        unit = kpi(target.kpi).unit_in(scenario.currency)
        relation, value = relation_and_goal(target, unit)
        goals.append(Goal(target.kpi, target.class_ or "all", relation, value, target.in_))
    return tuple(goals)


def goals_given(given: Constraints, scenario: Scenario, option: str) -> tuple[Goal, ...]:
    """Constraints of {KPI: {at_least: VALUE}} or of texts KPI>=VALUE; raises InputError."""
    if isinstance(given, Mapping):
        return tuple(_goal(_limit(*each, option), scenario, option) for each in given.items())
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, Iterable) or not all(isinstance(text, str) for text in texts):
        example = '{"on_time_ship": {"at_least": "98 %"}}'
        raise InputError(f"{option}: {shown(str(given))} says no KPI; write {example}")
    return tuple(goal_of(text, scenario, option) for text in texts)


def _limit(name: str, limit: Any, option: str) -> Written:
    """{"at_least": "98 %", "in": "90 % of periods", "class": "express"}: the keys of a target."""
    keys = set(limit) if isinstance(limit, Mapping) else set()
    if len(keys & _RELATIONS.keys()) != 1 or not keys <= {*_RELATIONS, "in", "class"}:
        raise InputError(
            f'{option}: {name}: {shown(str(limit))} is not a limit; write {{"at_least": "98 %"}} '
            'or {"at_most": "48 h"}, with "in" and "class" as in a target'
        )
    written = {key: str(value) for key, value in plain(limit, name, option).items()}
    (key,) = keys & _RELATIONS.keys()
    return name, written.get("class", "all"), _RELATIONS[key], written[key], written.get("in")


def goal_of(text: str, scenario: Scenario, option: str) -> Goal:
    """A constraint of the command line, read in this scenario's KPIs, classes and currency."""
    return _goal(split_goal(text, option), scenario, option, text)


def _goal(written: Written, scenario: Scenario, option: str, text: str = "") -> Goal:
    name, scope, relation, value, share = written
    wrong = text or f"{name} {relation} {value}"
    measured = known_kpi(scenario, name, option)
    classes = ("all", *scenario.demand.classes)
    if scope not in classes:
        raise InputError(
            f"{option} {wrong!r}: there is no class {scope!r}; {did_you_mean(scope, classes)}"
        )
    if scope != "all" and not measured.by_class:
        remedy = text.replace(f"[{scope}]", "") or "it without a class"
        raise InputError(f"{option} {wrong!r}: {name} is not measured by class; write {remedy}")
    unit = measured.unit_in(scenario.currency)
    try:
        limit = quantity(value)
        if not limit.unit and unit != "%" and unit not in TIME_UNITS:
            limit = Quantity(limit.value, unit)
        amount = limit_of(measured, limit, scenario.currency)
        asked = None if share is None else share_of_periods(share)
    except (MisreadingError, ValueError) as problem:
        remedy = "" if "write" in str(problem) else f"; write a number of {unit}"
        raise InputError(f"{option} {wrong!r}: {problem}{remedy}") from None
    return Goal(name, scope, relation, amount, asked)


def known_kpi(scenario: Scenario, name: str, option: str) -> Kpi:
    """The KPI of that name in this scenario; InputError with the nearest name if there is none."""
    crews = tuple(scenario.crews)
    try:
        return kpi(name, crews)
    except UnknownKpiError:
        close = suggestion(name, kpi_names(crews))
        remedy = f"did you mean {close}?" if close else f"kpis.csv of any run lists them{DEFINED}"
        raise InputError(f"{option} {name or repr(name)}: there is no such KPI; {remedy}") from None
