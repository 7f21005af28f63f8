"""Differences, goals and counts in words, for every experiment."""

from __future__ import annotations

from simulator.analysis.statistics import Estimate
from simulator.experiments.goals import Goal
from simulator.kpi_catalog import kpi
from simulator.reporting.labels import label
from simulator.reporting.numbers import shown


def kpi_text(name: str, scope: str = "all") -> str:
    """A KPI in words, with its class if it has one."""
    return label(name) if scope == "all" else f"{label(name)} ({scope})"


def unit_of(name: str, currency: str) -> str:
    """The unit of a KPI."""
    return kpi(name).unit_in(currency)


def change_text(found: Estimate, unit: str) -> str:
    """A difference with its sign: '+0.9 ± 0.2 points' where the unit is per cent."""
    text = shown(found.mean, found.half_width, "points" if unit == "%" else unit).text
    return f"+{text}" if found.mean > 0 and not text.startswith("n/a") else text


def value_text(found: Estimate, unit: str) -> str:
    """An estimate with its half-width and unit."""
    return shown(found.mean, found.half_width, unit).text


def goal_text(goal: Goal, currency: str) -> str:
    """'On-time ship at least 98 %'."""
    amount = shown(goal.value, None, unit_of(goal.kpi, currency)).text
    return f"{kpi_text(goal.kpi, goal.scope)} {goal.relation} {amount}"


def counted(number: int, noun: str) -> str:
    """'1 run', '2 runs'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
