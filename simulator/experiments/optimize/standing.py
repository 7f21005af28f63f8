"""How a roster stands to the goals: met, missed, undecided, or too close to a goal to tell."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Literal

from simulator.experiments.goals import Goal, Judged, verdict_of_all
from simulator.measure.differences import replications_to_decide
from simulator.measure.kpis import kpi
from simulator.measure.periods import MOST, replications_for
from simulator.measure.statistics import fewest, wilson

Standing = Literal["met", "missed", "undecided", "too close", "orders open", "ruled out"]
"""The last of an undecided one that has less than one that missed or can never be told."""
NEVER_TOLD = ("too close", "orders open")
"""No more replications decide those."""
OF_PERIODS = 5.0
"""Times the tolerance, for a share of periods, which takes many more replications than a mean."""


def standing(judged: Sequence[Judged], tolerance: float) -> Standing:
    """Met if every goal is, missed if one is; too close if nothing but such a goal is open.

    "orders open" where the orders that the simulation left open decide a goal.

    An indifference zone, as in feasibility checks of ranking and selection (Batur & Kim 2010;
    Andradóttir & Kim 2010): what is shown to be within the zone need not be told from the goal. No
    roster takes more replications than a half-width of half the zone does.
    """
    told = verdict_of_all(judged)
    open_ = [each for each in judged if each.verdict == "undecided"]
    if told != "undecided":
        return told
    if any(each.hangs_for_good for each in open_):
        return "orders open"
    return "too close" if all(is_close(each, tolerance) for each in open_) else told


def is_close(each: Judged, tolerance: float) -> bool:
    """Whether the whole interval of an undecided goal lies within the zone around it."""
    zone = zone_of(each.goal, tolerance)
    if each.goal.share is not None:
        return _within(each.held.low, each.held.high, each.goal.share, zone)
    return abs(each.mean.mean - each.goal.value) + each.mean.half_width <= zone


def replications_to_be_close(each: Judged, tolerance: float) -> float:
    """In all, as the mean or the share and the spread look now; infinite where it cannot be."""
    goal, zone = each.goal, zone_of(each.goal, tolerance)
    if goal.share is None:
        room = zone - abs(each.mean.mean - goal.value)
        enough = replications_to_decide(each.mean, room) if room > 0 else None
        return inf if enough is None else float(enough)
    held, share = each.held, goal.share
    if not held.trials or abs(held.share - share) >= zone:
        return inf

    def close(n: int) -> bool:
        return _within(*wilson(held.share * n, n, held.confidence), share, zone)

    return replications_for(held, fewest(close, held.trials, 2 * held.trials, MOST))


def _within(low: float, high: float, share: float, zone: float) -> bool:
    return share - zone <= low and high <= share + zone


def zone_of(goal: Goal, tolerance: float) -> float:
    """The zone's half: in the goal's unit, or of all periods where it asks for a share (0 to 1).

    It leaves room for half of what is better than the goal, so that 99.9 % can be shown to be met.
    """
    if goal.share is not None:
        return min(tolerance * OF_PERIODS, (1 - goal.share) / 2)
    best = kpi(goal.kpi).bounds[goal.more_is_safer]
    return min(tolerance * abs(goal.value), abs(best - goal.value) / 2)
