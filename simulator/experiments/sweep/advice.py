"""Which point of a sweep to take, where its targets break, and what moves its first KPI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulator.experiments.goals import Goal, Judged, goals_of, verdict_of_all
from simulator.experiments.sweep.matters import most, outside_of
from simulator.experiments.sweep.sweep import Sweep, distinct
from simulator.experiments.targets import Verdict
from simulator.experiments.wording import all_of, told
from simulator.reporting.labels import SCALE, kpi_text, setting_words
from simulator.reporting.numbers import listed, set_apart

COST = ("cost_per_order", "all")
MOST_POINTS = 6
"""Points that the conclusion names one by one."""


def conclusion(sweep: Sweep) -> str:
    """Which point to take, where the targets break, and what moves the first KPI."""
    goals = measured_goals(sweep)
    own = distinct(sweep.design)
    verdicts = verdicts_of(sweep)
    met = [point for point in own if goals and verdicts[point] == "met"]
    growing = [point for point in met if sweep.grows(point)]
    given = outside_of(sweep)
    grid = sweep.design.kind == "grid"  # elsewhere no two settings meet the same
    happens = bool(given) and (all(given) if grid else any(given))
    mixed = any(given) and not happens
    steady = [point for point in met if point not in growing] or met
    best = _least_sure(sweep, steady) if happens else advised(sweep)
    cheaper = _cheaper(sweep, met, best) if best is not None and not happens else 0
    least = None if best is None else _hardest(sweep, best)
    costed = best is not None and COST in sweep.keys and not happens
    return told(
        "sweep",
        sweep.base.scenario,
        [{"reach": None}, {"most": None}],
        happens=happens,
        settings=_settings(sweep, given, verdicts) if mixed and goals else None,
        points=_points(sweep, steady),
        met=f"{len(met)}" if met else "",
        alone=len(steady) == 1,
        size=len(own),
        missed=sum(verdicts[point] == "missed" for point in own) if goals else 0,
        open=sum(verdicts[point] == "undecided" for point in own) if goals else 0,
        what=all_of(goals) if goals else "",
        best="" if best is None else where(sweep, best),
        at_best="" if best is None else _value(sweep, best),
        counted=given and any(given) and not grid,
        cheap=_cheap(sweep, met),
        least=least,
        grows=best in growing,
        growing=_points(sweep, growing) if happens and 0 < len(growing) < len(met) else "",
        cheaper=cheaper,
        cost=sweep.estimate(best, COST) if best is not None and costed else None,
        edge=_edge(sweep),
        reach=_reach(sweep),
        most=most(sweep, sweep.keys[0]) if sweep.keys else None,
        design=sweep.design.kind,
    )


def measured_goals(sweep: Sweep) -> list[Goal]:
    """The targets whose KPIs have a value somewhere."""
    return [goal for goal in goals_of(sweep.base.scenario) if goal.key in sweep.keys]


def verdicts_of(sweep: Sweep) -> dict[int, Verdict]:
    """What each point meets of all targets together."""
    goals = measured_goals(sweep)
    return {
        point: verdict_of_all(sweep.judged(point, goals))
        for point in range(len(sweep.design.points))
    }


def verdict(sweep: Sweep) -> tuple[str, str]:
    """At how many points the targets are met, and whether that is the answer.

    Of what happens to a house it is one only where all, or none, of the points are met.
    """
    if not measured_goals(sweep):
        return "", ""
    own, verdicts = distinct(sweep.design), verdicts_of(sweep)
    met, missed = (sum(verdicts[k] == word for k in own) for word in ("met", "missed"))
    if met:
        outside = any(outside_of(sweep)) and met < len(own)
        return "undecided" if outside else "met", f"Met at {met} of {len(own)} points"
    return ("missed", "Missed at every point") if missed == len(own) else ("undecided", "Undecided")


def where(sweep: Sweep, point: int, of: Sequence[bool] = ()) -> str:
    """'3 pickers, early shift, and 1.2 times the demand'; of all factors, or of those marked."""
    factors, values = sweep.design.factors, sweep.design.points[point]
    marked = of or [True] * len(factors)
    return set_apart(
        [
            setting_words(each.path, each.words(written))
            for each, written, told_of in zip(factors, values, marked, strict=True)
            if told_of
        ]
    )


def _hardest(sweep: Sweep, point: int) -> Judged:
    """The target that holds there in the fewest periods."""
    return min(sweep.judged(point, measured_goals(sweep)), key=lambda each: each.held.share)


def advised(sweep: Sweep) -> int | None:
    """The point that is recommended; None without one, or where a factor is not to be decided."""
    if not measured_goals(sweep) or any(outside_of(sweep)):
        return None
    verdicts = verdicts_of(sweep)
    return _cheapest(sweep, [point for point in distinct(sweep.design) if verdicts[point] == "met"])


def _cheapest(sweep: Sweep, met: list[int]) -> int | None:
    """Of the points that meet every target; the first where no cost is measured.

    One whose backlog grows is cheap by what it puts off: it is the last to be taken.
    """
    ranked = _ranked(sweep, met)
    return next(
        (point for point in ranked if not sweep.grows(point)), ranked[0] if ranked else None
    )


def _cheap(sweep: Sweep, met: list[int]) -> dict[str, object] | None:
    """The cheapest of the points that meet every target, with what an order costs there."""
    point = _cheapest(sweep, met)
    if point is None or COST not in sweep.keys:
        return None
    cost = sweep.estimate(point, COST)
    return {"name": where(sweep, point), "cost": cost, "grows": sweep.grows(point)}


def _ranked(sweep: Sweep, met: list[int]) -> list[int]:
    """By cost, where it is measured."""
    if COST not in sweep.keys:
        return met
    return sorted(met, key=lambda point: sweep.estimate(point, COST).mean)


def _cheaper(sweep: Sweep, met: list[int], best: int) -> int:
    """How many points before the recommended one were passed over, since their backlog grows."""
    ranked = _ranked(sweep, met)
    return ranked.index(best) if best in ranked else 0


def _settings(
    sweep: Sweep, given: list[bool], verdicts: Mapping[int, Verdict]
) -> dict[str, object]:
    """The setting that meets the targets in most of what may happen, of these the cheapest.

    `points` and `met` count its points. Where its backlog grows, no target counts as met.
    """
    own = distinct(sweep.design)
    met = {k: verdicts[k] == "met" for k in own}
    steady = {k: met[k] and not sweep.grows(k) for k in own}
    sound = steady if any(steady.values()) else met
    of_setting: dict[tuple[str, ...], list[int]] = {}
    for k in own:
        point = sweep.design.points[k]
        decided = tuple(value for value, outside in zip(point, given, strict=True) if not outside)
        of_setting.setdefault(decided, []).append(k)

    def rank(points: list[int]) -> tuple[float, float]:
        share = sum(sound[k] for k in points) / len(points)
        return -share, _mean_cost(sweep, points)

    setting, points = min(of_setting.items(), key=lambda each: rank(each[1]))
    factors = [
        factor for factor, outside in zip(sweep.design.factors, given, strict=True) if not outside
    ]
    texts = [
        setting_words(factor.path, factor.words(value))
        for factor, value in zip(factors, setting, strict=True)
    ]
    least = _least_sure(sweep, [k for k in points if sound[k]])
    return {
        "name": set_apart(texts),
        "least": None if least is None else _hardest(sweep, least),
        "at": "" if least is None else where(sweep, least, given),
        "cost": None if least is None or COST not in sweep.keys else sweep.estimate(least, COST),
        "met": sum(sound[k] for k in points),
        "points": len(points),
        "grows": sound is met and any(met.values()),
        "others": len(of_setting) - 1,
    }


def _mean_cost(sweep: Sweep, points: list[int]) -> float:
    if COST not in sweep.keys:
        return 0.0
    return float(np.mean([sweep.estimate(k, COST).mean for k in points]))


def _least_sure(sweep: Sweep, met: list[int]) -> int | None:
    """Of the points that meet every target, the one where a target holds in the fewest periods."""
    if not met:
        return None
    goals = measured_goals(sweep)

    def share(point: int) -> float:
        return min(each.held.share for each in sweep.judged(point, goals))

    return min(reversed(met), key=share)


def _points(sweep: Sweep, met: list[int]) -> str:
    """'1, 1.5 and 2 times the demand'; '40 of 64 points' of several factors, or of many points."""
    if len(sweep.design.factors) == 1 and len(met) <= MOST_POINTS:
        factor = sweep.design.factors[0]
        written = listed([factor.words(sweep.design.points[point][0]) for point in met])
        return setting_words(factor.path, written)
    return f"{len(met)} of {len(distinct(sweep.design))} points"


def _value(sweep: Sweep, point: int) -> str:
    """The value of the only factor, where its name has been said; else all of them by name."""
    if len(sweep.design.factors) > 1:
        return where(sweep, point)
    (factor,), (value,) = sweep.design.factors, sweep.design.points[point]
    return f"{factor.words(value)}{' times' if factor.path == SCALE else ''}"


def _edge(sweep: Sweep) -> dict[str, object] | None:
    """Where one factor goes from met to missed, or to what is open; None unless once."""
    if len(sweep.design.factors) != 1 or sweep.design.kind != "grid":
        return None
    told, points = verdicts_of(sweep), sweep.design.points
    edges = [
        (k, k + 1) if told[k] == "met" else (k + 1, k)
        for k in range(len(points) - 1)
        if (told[k] == "met") != (told[k + 1] == "met")
    ]
    if len(edges) != 1:
        return None
    ((holds, other),) = edges
    return {
        "holds": where(sweep, holds),
        "other": _value(sweep, other),
        "open": told[other] != "missed",
    }


def _reach(sweep: Sweep) -> dict[str, object] | None:
    """From where to where the first KPI goes; None without any."""
    for key in sweep.keys[:1]:
        found_there = [sweep.estimate(k, key) for k in range(len(sweep.design.points))]
        means = np.array([each.mean for each in found_there])
        if np.isnan(means).all():
            return None
        low, high = int(np.nanargmin(means)), int(np.nanargmax(means))
        return {
            "name": kpi_text(*key),
            "kpi": key[0],
            "low": found_there[low],
            "high": found_there[high],
            "at_low": where(sweep, low),
            "at_high": where(sweep, high),
        }
    return None
