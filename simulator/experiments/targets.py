"""Targets against estimates: met, missed or undecided."""

from __future__ import annotations

from math import isnan, nan
from typing import Literal

from simulator.measure.differences import LIKELY, likely_to_decide, replications_to_decide
from simulator.measure.periods import Held, reaches, replications_for, trials_to_decide
from simulator.measure.statistics import Estimate
from simulator.scenario.experiment import Target

Verdict = Literal["met", "missed", "undecided"]


def verdict(estimated: Estimate, relation: str, goal: float) -> Verdict:
    """Whether the mean's whole interval lies on the good side, on the bad side, or on both.

    Without an interval (one replication) or without a value nothing is decided.
    """
    if isnan(estimated.mean) or isnan(estimated.half_width):
        return "undecided"
    low, high = (bool(reaches(end, relation, goal)) for end in (estimated.low, estimated.high))
    return "met" if low and high else "undecided" if low or high else "missed"


def verdict_of_periods(held: Held, share: float) -> Verdict:
    """Whether the goal holds in at least that share of all periods, by Wilson's bounds.

    One replication decides nothing, as it does nothing for a mean.
    """
    if held.trials < 2:
        return "undecided"
    return "met" if held.low >= share else "missed" if held.high < share else "undecided"


def needed(estimated: Estimate, relation: str, goal: float, *, likely: bool = True) -> float:
    """Replications in all that should decide an undecided target; NaN where that cannot be said.

    As the mean and the spread look now: those that decide with a chance of `differences.LIKELY`,
    or, unless `likely`, the least whose half-width is at most the distance from the goal. NaN too
    for what is decided.
    """
    if verdict(estimated, relation, goal) != "undecided":
        return nan
    enough = (likely_to_decide if likely else replications_to_decide)(
        estimated, estimated.mean - goal
    )
    return nan if enough is None else float(enough)


def needed_for_periods(held: Held, share: float, *, likely: bool = True) -> float:
    """The same where a share of the periods is asked for: as the share that holds looks now."""
    if verdict_of_periods(held, share) != "undecided":
        return nan
    trials = trials_to_decide(held, share, LIKELY if likely else 0.5)
    return replications_for(held, trials)


def relation_and_goal(target: Target, unit: str) -> tuple[str, float]:
    """'at least' or 'at most', and the value in the KPI's unit."""
    if target.at_least is not None:
        return "at least", target.at_least.in_unit(unit)
    assert target.at_most is not None, "the scenario's checks ask for one of the two"
    return "at most", target.at_most.in_unit(unit)
