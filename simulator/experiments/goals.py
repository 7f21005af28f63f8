"""Constraints and amounts as people write them on the command line, in the KPI's unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.analysis.statistics import Estimate
from simulator.experiments.targets import Verdict, relation_and_goal, verdict
from simulator.kpi_catalog import Kpi, UnknownKpiError, kpi, kpi_names
from simulator.mistakes import InputError
from simulator.scenario import Scenario
from simulator.scenario.checks_figures import impossible
from simulator.scenario.mistakes import MisreadingError, did_you_mean, suggestion
from simulator.scenario.quantities import quantity
from simulator.units import TIME_UNITS

_GOAL = re.compile(r"\s*([\w.]+)\s*(?:\[\s*([^\]]+?)\s*\])?\s*(>=|<=)\s*(.+?)\s*")


@dataclass(frozen=True)
class Goal:
    """A KPI of all orders or one class that must be at least, or at most, a value in its unit."""

    kpi: str
    scope: str
    relation: str
    value: float

    def judged(self, found: Estimate) -> Verdict:
        """By the whole interval: met, missed or undecided."""
        return verdict(found, self.relation, self.value)

    def holds(self, value: float) -> bool:
        """Whether one replication's figure reaches it; an undefined one does not."""
        return value >= self.value if self.relation == "at least" else value <= self.value

    @property
    def more_is_safer(self) -> bool:
        """A larger value is further inside."""
        return self.relation == "at least"

    @property
    def key(self) -> tuple[str, str]:
        """KPI and scope."""
        return self.kpi, self.scope


def split_goal(text: str, option: str) -> tuple[str, str, str, str]:
    """KPI, scope, relation and the written value of 'on_time_ship>=98%' or 'x[express]<=48 h'."""
    match = _GOAL.fullmatch(text)
    if match is None:
        raise InputError(
            f'{option} {text!r}: cannot be read; write "KPI>=VALUE" or "KPI<=VALUE", '
            'such as "on_time_ship>=98%" or "cycle_time.p95[express]<=48 h"'
        )
    name, scope, relation, value = match.groups()
    return name, scope or "all", "at least" if relation == ">=" else "at most", value


def amount_of(text: str, unit: str, option: str) -> float:
    """A written amount in the KPI's unit; only a count, or money, needs no unit."""
    try:
        found = quantity(text.strip())
        if not found.unit and (unit == "%" or unit in TIME_UNITS):
            raise MisreadingError(f"{found} has no unit; write {found} {unit}")
        return found.value if not found.unit else found.in_unit(unit)
    except (MisreadingError, ValueError) as problem:
        remedy = "" if "write" in str(problem) else f"; write a number of {unit}"
        raise InputError(f"{option} {text!r}: {problem}{remedy}") from None


def goals_of(scenario: Scenario) -> tuple[Goal, ...]:
    """The targets of a scenario."""
    found = []
    for target in scenario.targets:
        unit = kpi(target.kpi).unit_in(scenario.currency)
        relation, value = relation_and_goal(target, unit)
        found.append(Goal(target.kpi, target.class_ or "all", relation, value))
    return tuple(found)


def goal_of(text: str, scenario: Scenario, option: str) -> Goal:
    """A constraint of the command line, read in this scenario's KPIs, classes and currency."""
    name, scope, relation, value = split_goal(text, option)
    found = known_kpi(scenario, name, option)
    classes = ("all", *scenario.demand.classes)
    if scope not in classes:
        raise InputError(
            f"{option} {text!r}: there is no class {scope!r}; {did_you_mean(scope, classes)}"
        )
    amount = amount_of(value, found.unit_in(scenario.currency), option)
    wrong = impossible(found, amount, value)
    if wrong is not None:
        raise InputError(f"{option} {text!r}: {wrong}")
    return Goal(name, scope, relation, amount)


def known_kpi(scenario: Scenario, name: str, option: str) -> Kpi:
    """The KPI of that name in this scenario; InputError with the nearest name if there is none."""
    crews = tuple(scenario.crews)
    try:
        return kpi(name, crews)
    except UnknownKpiError:
        close = suggestion(name, kpi_names(crews))
        remedy = f"did you mean {close}?" if close else "kpis.csv of any run lists them"
        raise InputError(f"{option} {name or repr(name)}: there is no such KPI; {remedy}") from None
