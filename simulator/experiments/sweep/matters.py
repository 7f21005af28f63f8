"""What moves a figure of a sweep most, and whether the house can decide on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import isnan
from typing import Any

import numpy as np

from simulator.experiments.sweep.effects import Index, Morris, Sobol, effect, elementary, sobol
from simulator.experiments.sweep.sweep import Key, Sweep
from simulator.reporting.labels import path_words, unit_of
from simulator.reporting.numbers import most_change, number, shown

HAPPENS = re.compile(
    r"demand\..*|.*\.(absence|outages|failures)(\..*)?|payment\.(declined|fraud_review\.share).*"
    r"|returns\.(share|after).*|(checkout\.abandonment|picking\.mispick|catalog\.popularity).*"
)
"""Keys of what happens to a house; nobody can decide on them."""


def outside_of(sweep: Sweep) -> list[bool]:
    """Of each factor, whether it happens to the house and is not decided by it."""
    return [HAPPENS.fullmatch(factor.path) is not None for factor in sweep.design.factors]


def indices_of(sweep: Sweep, key: Key) -> list[tuple[str, Any]]:
    """(factor in words, Morris or Sobol), the largest first; nothing for other designs."""
    if sweep.design.kind not in ("morris", "sobol"):
        return []
    rule: Callable[..., Sequence[Any]] = elementary if sweep.design.kind == "morris" else sobol
    means = np.array([sweep.estimate(k, key).mean for k in range(len(sweep.design.points))])
    seed = sweep.base.scenario.experiment.seed
    results = rule(sweep.design, means, sweep.confidence, seed)
    names = [path_words(factor.path) for factor in sweep.design.factors]
    by_name = list(zip(names, results, strict=True))
    return sorted(by_name, key=lambda each: -np.nan_to_num(largest_of(each[1]).value))


def largest_of(morris: Morris | Sobol) -> Index:
    """By which factors are ranked: mu*, or what a factor makes with all others."""
    return morris.mu_star if isinstance(morris, Morris) else morris.total


def drawn_share(index: Index) -> tuple[float, float, float]:
    """A share of the variance and its ends, within 0 and 1: few points estimate beyond them."""
    value, low, high = (min(max(end, 0.0), 1.0) for end in (index.value, index.low, index.high))
    return value, low, high


def within(index: Index, unit: str) -> Index:
    """An effect and its ends, no larger than can be: over its whole range a step is extrapolated.

    A step of a Morris design is two thirds of the range, so that a share that falls by 80 points
    in one would be told to fall by 120.
    """
    limit = most_change(unit)
    value, low, high = (
        min(max(end, -limit), limit) for end in (index.value, index.low, index.high)
    )
    return Index(value, low, high)


def index_text(index: Index, unit: str | None) -> str:
    """An index with its interval, '5.6 points (2.3 to 9.5)'; 'n/a' where it has none."""
    if isnan(index.value):
        return "n/a"
    if unit is None:
        value, low, high = (number(end, 2) for end in drawn_share(index))
        return f"{value} ({low} to {high})"
    index = within(index, "%" if unit == "points" else unit)
    ends = (index.value, index.low, index.high)
    width = (index.high - index.low) / 2
    told = [shown(end, width, unit, like=index.value) for end in ends]
    value, low, high = (each.value for each in told)
    return f"{value} {told[0].unit} ({low} to {high})"


def most(sweep: Sweep, key: Key) -> dict[str, object] | None:
    """The factor that matters most to a KPI, if there are several to choose from.

    By the index that the design is for, with the factors that its interval does not tell it apart
    from; else by its effect over the range.
    """
    if ranked := [(name, largest_of(each)) for name, each in indices_of(sweep, key)]:
        (name, top), *others = ranked
        if not others or isnan(top.value):
            return None
        alike = [other for other, index in others if not index.high < top.low]
        unit = unit_of(key[0], sweep.base.scenario.currency)
        told = (
            index_text(top, "points" if unit == "%" else unit)
            if sweep.design.kind == "morris"
            else "{:.0f} % ({:.0f} to {:.0f} %)".format(*(100 * end for end in drawn_share(top)))
        )
        outside = dict(
            zip(
                (path_words(factor.path) for factor in sweep.design.factors),
                outside_of(sweep),
                strict=True,
            )
        )
        return {
            "name": name, "index": told, "alike": alike, "kpi": key[0], "outside": outside[name],
        }  # fmt: skip
    factors = sweep.design.factors
    effects = [
        effect(sweep.design, sweep.of(key), k, sweep.confidence) for k in range(len(factors))
    ]
    if len(effects) < 2 or any(isnan(effect.half_width) for effect in effects):
        return None
    if not any(abs(effect.mean) > effect.half_width for effect in effects):
        return None
    best = max(range(len(effects)), key=lambda k: abs(effects[k].mean))
    name = path_words(factors[best].path)
    return {"name": name, "effect": effects[best], "index": None, "kpi": key[0]}
