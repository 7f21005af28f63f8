"""Targets against estimates: met, missed or undecided."""

from __future__ import annotations

from math import isnan, nan
from typing import Literal

from simulator.analysis.differences import replications_to_decide
from simulator.analysis.statistics import Estimate
from simulator.scenario.experiment import Target

Verdict = Literal["met", "missed", "undecided"]


def verdict(found: Estimate, relation: str, goal: float) -> Verdict:
    """Whether the whole interval lies on the good side, on the bad side, or on both.

    Without an interval (one replication) or without a value nothing is decided.
    """
    if isnan(found.mean) or isnan(found.half_width):
        return "undecided"
    if relation == "at least":
        return "met" if found.low >= goal else "missed" if found.high < goal else "undecided"
    return "met" if found.high <= goal else "missed" if found.low > goal else "undecided"


def needed(found: Estimate, relation: str, goal: float) -> float:
    """Replications in all that should decide an undecided target; NaN where that cannot be said.

    As the mean and the spread look now: the least whose half-width is at most the distance from the
    goal. NaN too for what is decided.
    """
    if verdict(found, relation, goal) != "undecided":
        return nan
    enough = replications_to_decide(found, found.mean - goal)
    return nan if enough is None else float(enough)


def relation_and_goal(target: Target, unit: str) -> tuple[str, float]:
    """'at least' or 'at most', and the value in the KPI's unit."""
    if target.at_least is not None:
        return "at least", target.at_least.in_unit(unit)
    assert target.at_most is not None, "the scenario's checks ask for one of the two"
    return "at most", target.at_most.in_unit(unit)
