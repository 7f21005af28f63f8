"""Which point of a sweep to take, where its targets break, and what moves its first KPI."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isnan

import numpy as np

from simulator.experiments.goals import Goal, goals_of, verdict_of_all
from simulator.experiments.sweep.effects import effect
from simulator.experiments.sweep.sweep import Key, Sweep, distinct
from simulator.experiments.targets import Verdict
from simulator.experiments.wording import all_of, told
from simulator.reporting.labels import kpi_text, path_words
from simulator.reporting.numbers import listed

COST = ("cost_per_order", "all")
HAPPENS = re.compile(
    r"demand\..*|.*\.(absence|outages|failures)(\..*)?|payment\.(declined|fraud_review\.share).*"
    r"|returns\.(share|after).*|(checkout\.abandonment|picking\.mispick|catalog\.popularity).*"
)
"""Keys of what happens to a house; nobody can decide on them."""
MOST_POINTS = 6
"""Points that the conclusion names one by one."""


def conclusion(found: Sweep) -> str:
    """Which point to take, where the targets break, and what moves the first KPI."""
    goals = measured_goals(found)
    own = distinct(found.design)
    verdicts = verdicts_of(found)
    met = [point for point in own if goals and verdicts[point] == "met"]
    given = _happens(found)
    grid = found.design.kind == "grid"  # elsewhere no two settings meet the same
    happens = bool(given) and (all(given) if grid else any(given))
    mixed = any(given) and not happens
    best = _hardest(found, met) if happens else None if mixed else _cheapest(found, met)
    least = None if best is None else min(found.judged(best, goals), key=lambda one: one.held.share)
    costed = best is not None and COST in found.keys and not happens
    return told(
        "sweep",
        found.base.scenario,
        happens=happens,
        settings=_settings(found, given, verdicts) if mixed and goals else None,
        points=_points(found, met),
        met=f"{len(met)}" if met else "",
        size=len(own),
        missed=sum(verdicts[point] == "missed" for point in own) if goals else 0,
        what=all_of(goals) if goals else "",
        best="" if best is None else where(found, best),
        least=least,
        cost=found.estimate(best, COST) if best is not None and costed else None,
        edge=_edge(found),
        reach=_reach(found),
        most=_most(found, found.keys[0]) if found.keys else None,
    )


def measured_goals(found: Sweep) -> list[Goal]:
    """The targets whose KPIs have a value somewhere."""
    return [goal for goal in goals_of(found.base.scenario) if goal.key in found.keys]


def verdicts_of(found: Sweep) -> dict[int, Verdict]:
    """What each point meets of all targets together."""
    goals = measured_goals(found)
    return {
        point: verdict_of_all(found.judged(point, goals))
        for point in range(len(found.design.points))
    }


def verdict(found: Sweep) -> tuple[str, str]:
    """At how many points the targets are met, and whether that is the answer.

    Of what happens to a house it is one only where all, or none, of the points are met.
    """
    if not measured_goals(found):
        return "", ""
    own, verdicts = distinct(found.design), verdicts_of(found)
    met, missed = (sum(verdicts[k] == word for k in own) for word in ("met", "missed"))
    if met:
        outside = any(_happens(found)) and met < len(own)
        return "undecided" if outside else "met", f"Met at {met} of {len(own)} points"
    return ("missed", "Missed at every point") if missed == len(own) else ("undecided", "Undecided")


def where(found: Sweep, point: int) -> str:
    """'pickers, early shift = 3 and demand = 1.2'."""
    return listed(
        [
            f"{path_words(one.path)} = {one.words(written)}"
            for one, written in zip(found.design.factors, found.design.points[point], strict=True)
        ]
    )


def _cheapest(found: Sweep, met: list[int]) -> int | None:
    """Of the points that meet every target; the first where no cost is measured."""
    if not met:
        return None
    if COST not in found.keys:
        return met[0]
    return min(met, key=lambda point: found.estimate(point, COST).mean)


def _happens(found: Sweep) -> list[bool]:
    """Of each factor, whether it happens to the house and is not decided by it."""
    return [HAPPENS.fullmatch(factor.path) is not None for factor in found.design.factors]


def _settings(
    found: Sweep, given: list[bool], verdicts: Mapping[int, Verdict]
) -> dict[str, object]:
    """The setting that meets the targets in most of what may happen, of these the cheapest.

    `points` and `met` count its points; `cost` is its mean over them, None where none is measured.
    """
    of_setting: dict[tuple[str, ...], list[int]] = {}
    for k in distinct(found.design):
        point = found.design.points[k]
        decided = tuple(value for value, outside in zip(point, given, strict=True) if not outside)
        of_setting.setdefault(decided, []).append(k)

    def rank(points: list[int]) -> tuple[float, float]:
        share = sum(verdicts[k] == "met" for k in points) / len(points)
        return -share, _mean_cost(found, points)

    setting, points = min(of_setting.items(), key=lambda one: rank(one[1]))
    factors = [
        factor for factor, outside in zip(found.design.factors, given, strict=True) if not outside
    ]
    texts = [
        f"{path_words(factor.path)} = {factor.words(value)}"
        for factor, value in zip(factors, setting, strict=True)
    ]
    return {
        "name": listed(texts),
        "met": sum(verdicts[k] == "met" for k in points),
        "points": len(points),
        "others": len(of_setting) - 1,
    }


def _mean_cost(found: Sweep, points: list[int]) -> float:
    if COST not in found.keys:
        return 0.0
    return float(np.mean([found.estimate(k, COST).mean for k in points]))


def _hardest(found: Sweep, met: list[int]) -> int | None:
    """Of the points that meet every target, the one where a target holds in the fewest periods."""
    if not met:
        return None
    goals = measured_goals(found)

    def share(point: int) -> float:
        return min(each.held.share for each in found.judged(point, goals))

    return min(reversed(met), key=share)


def _points(found: Sweep, met: list[int]) -> str:
    """'demand = 1, 1.5 and 2'; '40 of 64 points' where there are several factors or many."""
    if len(found.design.factors) == 1 and len(met) <= MOST_POINTS:
        factor = found.design.factors[0]
        written = listed([factor.words(found.design.points[point][0]) for point in met])
        return f"{path_words(factor.path)} = {written}"
    return f"{len(met)} of {len(distinct(found.design))} points"


def _edge(found: Sweep) -> dict[str, str] | None:
    """Where one factor goes from met to missed, or to what is open; None unless once."""
    if len(found.design.factors) != 1 or found.design.kind != "grid":
        return None
    told, points = verdicts_of(found), found.design.points
    edges = [
        (k, k + 1) if told[k] == "met" else (k + 1, k)
        for k in range(len(points) - 1)
        if (told[k] == "met") != (told[k + 1] == "met")
    ]
    if len(edges) != 1:
        return None
    ((holds, other),) = edges
    return {
        "name": path_words(found.design.factors[0].path),
        "holds": points[holds][0],
        "fails": points[other][0],
        "open": "" if told[other] == "missed" else points[other][0],
    }


def _reach(found: Sweep) -> dict[str, object] | None:
    """From where to where the first KPI goes; None without any."""
    for key in found.keys[:1]:
        found_there = [found.estimate(k, key) for k in range(len(found.design.points))]
        means = np.array([one.mean for one in found_there])
        if np.isnan(means).all():
            return None
        low, high = int(np.nanargmin(means)), int(np.nanargmax(means))
        return {
            "name": kpi_text(*key),
            "kpi": key[0],
            "low": found_there[low],
            "high": found_there[high],
            "at_low": where(found, low),
            "at_high": where(found, high),
        }
    return None


def _most(found: Sweep, key: Key) -> dict[str, object] | None:
    """The factor with the largest effect on a KPI, if there are several to choose from."""
    factors = found.design.factors
    effects = [
        effect(found.design, found.of(key), k, found.confidence) for k in range(len(factors))
    ]
    if len(effects) < 2 or any(isnan(one.half_width) for one in effects):
        return None
    if not any(abs(one.mean) > one.half_width for one in effects):
        return None
    best = max(range(len(effects)), key=lambda k: abs(effects[k].mean))
    return {"name": path_words(factors[best].path), "effect": effects[best], "kpi": key[0]}
