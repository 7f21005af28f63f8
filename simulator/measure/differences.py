"""What distinguishes two alternatives on common random numbers, and what would decide it."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan, sqrt
from typing import Literal

import numpy as np

from simulator.measure.figures import Better
from simulator.measure.multiple_comparisons import NO_SPREAD, signs_p
from simulator.measure.statistics import (
    Estimate,
    Numbers,
    fewest,
    paired_difference,
    t_quantile,
)

LIKELY = 0.8
"""Chance with which replications that are advised should decide: the power that trials are commonly
planned with (Cohen 1988, section 2.4). Those whose half-width just reaches the gap decide in half
of all cases, since the next mean lies as often nearer as further away."""
AT_LEAST = 5
"""Further replications that are advised at least: a spread of few is hardly known (assumption)."""

DifferenceVerdict = Literal["better", "worse", "higher", "lower", "the same", "not distinguishable"]


def variance_ratio(first: Sequence[float] | Numbers, second: Sequence[float] | Numbers) -> float:
    """What common random numbers were worth: (Var X + Var Y) / Var(X - Y).

    4 means a quarter of the replications of independent runs for the same interval, and half the
    half-width for as many. Undefined pairs are left out; NaN where the differences do not vary.
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    known = ~(np.isnan(a) | np.isnan(b))
    if known.sum() < 2:
        return nan
    a, b = a[known], b[known]
    paired = float((a - b).var(ddof=1))
    return float(a.var(ddof=1) + b.var(ddof=1)) / paired if paired > 0 else nan


def difference(
    alternative: Sequence[float] | Numbers,
    baseline: Sequence[float] | Numbers,
    confidence: float = 0.95,
) -> Estimate:
    """alternative - baseline by the paired t."""
    return paired_difference(alternative, baseline, confidence)


def difference_verdict(
    estimated: Estimate, adjusted_p: float, better: Better, level: float = 0.05
) -> DifferenceVerdict:
    """In words, by the adjusted p; 'the same' only where every pair is equal."""
    if isnan(estimated.mean) or isnan(adjusted_p):
        return "not distinguishable"
    if estimated.mean == 0 and estimated.half_width == 0:
        return "the same"
    if adjusted_p > level:
        return "not distinguishable"
    if better == "neutral":
        return "higher" if estimated.mean > 0 else "lower"
    return "better" if (estimated.mean > 0) == (better == "higher") else "worse"


def without_spread(estimated: Estimate) -> bool:
    """Whether a difference other than 0 is the same in every replication.

    Then no half-width can be estimated: one of 0 would say that further replications are known.
    """
    return (
        estimated.n >= 2
        and estimated.mean != 0
        and _spread(estimated) <= NO_SPREAD * abs(estimated.mean)
    )


def _spread(estimated: Estimate) -> float:
    """The standard deviation that its half-width comes from."""
    return (
        estimated.half_width
        / t_quantile((1 + estimated.confidence) / 2, estimated.n - 1)
        * sqrt(estimated.n)
    )


def likely_to_decide(
    estimated: Estimate, gap: float, confidence: float | None = None
) -> int | None:
    """Replications in all that are worth to be advised: they decide with a chance of LIKELY.

    At least AT_LEAST more than there are; None where it cannot be said.
    """
    enough = replications_to_decide(estimated, gap, confidence, chance=LIKELY)
    if enough is None or enough <= estimated.n or without_spread(estimated):
        return enough
    return max(enough, estimated.n + AT_LEAST)


def replications_to_decide(
    estimated: Estimate,
    gap: float,
    confidence: float | None = None,
    at_most: int = 100_000,
    chance: float = 0.5,
) -> int | None:
    """Replications in all after which the interval should no longer reach across `gap`.

    As the mean and the spread look now: the smallest n whose half-width is at most |gap|, or, where
    all are the same, whose n equal signs decide (`paired_p`). With a `chance` above one half the
    smallest n that decides so often: (t of the confidence + t of the chance) s / sqrt(n) is at most
    |gap| (Cohen 1988, section 2.4, with t's of n - 1 degrees of freedom). None if it cannot be
    said, or would be more than `at_most`.
    """
    if estimated.n < 2 or isnan(estimated.half_width) or gap == 0 or isnan(gap):
        return None
    level = estimated.confidence if confidence is None else confidence
    spread, same = _spread(estimated), without_spread(estimated)

    def enough(n: int, chance: float = chance) -> bool:
        if same:
            return signs_p(n) <= 1 - level
        room = t_quantile((1 + level) / 2, n - 1) + t_quantile(chance, n - 1)
        return room * spread / sqrt(n) <= abs(gap)

    if enough(estimated.n, 0.5):
        return estimated.n
    return fewest(enough, estimated.n, 2 * estimated.n, at_most)
