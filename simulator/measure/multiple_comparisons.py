"""Several comparisons at once: families of p values, and comparison with the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isnan, nan, sqrt

import numpy as np
import numpy.typing as npt
from numpy.polynomial.hermite_e import hermegauss
from numpy.polynomial.legendre import leggauss
from scipy.special import gammaln, ndtr, stdtr

Numbers = npt.NDArray[np.float64]

NO_SPREAD = 1e-9
"""Of |mean|: a standard deviation up to this is the rounding of equal figures."""


def paired_p(differences: Sequence[float] | Numbers) -> float:
    """Two-sided p of the paired t test that the mean difference is 0, or of the sign test.

    The t test needs a spread. Where all n differences are the same, p is 1 if they are 0, else that
    of n equal signs, 2^(1 - n) (exact sign test; Conover 1999, section 3.4): equal figures of a few
    replications do not show that others would equal them. Undefined pairs are left out; NaN for
    fewer than two.
    """
    given = np.asarray(differences, dtype=np.float64)
    known = given[~np.isnan(given)]
    n = len(known)
    if n < 2:
        return nan
    spread = float(known.std(ddof=1))
    mean = float(known.mean())
    if spread <= NO_SPREAD * abs(mean):
        return 1.0 if mean == 0 else signs_p(n)
    return float(2 * stdtr(n - 1, -abs(mean) / (spread / sqrt(n))))


def signs_p(n: int) -> float:
    """Two-sided p of n differences of one sign (exact sign test; Conover 1999, section 3.4)."""
    return 2.0 ** (1 - n)


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p values (Holm 1979): rejecting those at most α errs at all with chance α at most.

    A p that is NaN is not a test and not counted in the family.
    """
    tested = sorted((p, k) for k, p in enumerate(p_values) if not isnan(p))
    adjusted = [nan] * len(p_values)
    highest = 0.0
    for place, (p, k) in enumerate(tested):
        highest = max(highest, min(1.0, (len(tested) - place) * p))
        adjusted[k] = highest
    return adjusted


def each_confidence(confidence: float, intervals: int) -> float:
    """The confidence of each interval so that all hold together (Bonferroni)."""
    return 1 - (1 - confidence) / max(intervals, 1)


@lru_cache(maxsize=256)
def dunnett_quantile(confidence: float, others: int, freedom: float) -> float:
    """One-sided quantile of the largest of `others` t's with correlation 1/2 (Dunnett 1955).

    Integrated numerically: over the common mean's error, and over the estimate of the variance.
    """
    shared, shared_weight = hermegauss(80)
    shared_weight = shared_weight / shared_weight.sum()
    node, weight = leggauss(120)
    # The ratio of estimated to true standard deviation: chi over the root of its freedom.
    half = min(0.999, 8 / sqrt(2 * freedom))
    top = 1 + 12 / sqrt(2 * freedom)
    ratio = (1 - half) + (node + 1) / 2 * (top - (1 - half))
    log_density = (freedom - 1) * np.log(ratio) - freedom * ratio**2 / 2
    log_density += freedom / 2 * np.log(freedom / 2) - gammaln(freedom / 2) + np.log(2)
    ratio_weight = np.exp(log_density) * weight / 2 * (top - (1 - half))
    ratio_weight = ratio_weight / ratio_weight.sum()

    from scipy.optimize import brentq  # a fifth of the time in which a command starts

    def missed(quantile: float) -> float:
        inner = ndtr(shared[:, None] + sqrt(2) * quantile * ratio[None, :]) ** others
        return float(shared_weight @ inner @ ratio_weight) - confidence

    return float(brentq(missed, 0.0, 200.0, xtol=1e-9))


@dataclass(frozen=True)
class AgainstBest:
    """How far an alternative may be from the best of the others, as a simultaneous interval.

    `low` <= 0 <= `high`, in the direction of better: `low` is 0 only for the best, `high` is 0 for
    what is not the best, unless both are: then nothing is better and nothing varies.
    """

    low: float
    high: float

    @property
    def may_be_best(self) -> bool:
        """The interval does not rule it out; of equals without any spread, each may be."""
        return not (self.low < 0 and self.high <= 0)


def with_the_best(
    values: npt.ArrayLike, confidence: float = 0.95, higher_is_better: bool = True
) -> list[AgainstBest]:
    """Multiple comparisons with the best, one interval an alternative, all holding together.

    `values` has one row per alternative and one column per replication, on common random numbers:
    the variance is that of what alternative and replication do not explain (Nelson 1993, with
    (k - 1)(n - 1) degrees of freedom), which holds exactly where all differences have one variance,
    and nearly elsewhere. Where nothing varies, n equal signs must decide at that confidence for
    every other one; else it is NaN.
    """
    table = np.asarray(values, dtype=np.float64)
    table = table[:, ~np.isnan(table).any(axis=0)]
    k, n = table.shape
    if k < 2 or n < 2:
        return [AgainstBest(nan, nan)] * k
    table = table if higher_is_better else -table
    mean = table.mean(axis=1)
    rest = table - mean[:, None] - table.mean(axis=0)[None, :] + table.mean()
    freedom = (k - 1) * (n - 1)
    variance = float((rest**2).sum()) / freedom
    gaps = float(np.ptp(mean))
    nothing_varies = sqrt(variance) <= NO_SPREAD * gaps
    if nothing_varies and gaps > 0 and (k - 1) * signs_p(n) / 2 > 1 - confidence:
        return [AgainstBest(nan, nan)] * k
    width = dunnett_quantile(confidence, k - 1, freedom) * sqrt(2 * variance / n)
    among_best = []
    for i in range(k):
        ahead = float(mean[i] - np.delete(mean, i).max())
        among_best.append(AgainstBest(min(0.0, ahead - width), max(0.0, ahead + width)))
    return among_best
