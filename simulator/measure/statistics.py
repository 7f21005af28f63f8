"""Estimates over replications, and the intervals of proportions and quantiles.

Replications are independent, so t intervals hold for their values; orders within one are not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan, nan, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A mean over `n` replications; `half_width` is NaN for fewer than two.

    `left_out` counts the replications in which the figure is undefined.
    """

    mean: float
    half_width: float
    confidence: float
    n: int
    left_out: int = 0

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self.mean + self.half_width

    @property
    def clear(self) -> bool:
        """Whether there is an interval, and it leaves out 0."""
        return abs(self.mean) > self.half_width


def t_quantile(probability: float, freedom: float) -> float:
    """The quantile of Student's t; the degrees of freedom need not be whole."""
    return float(stdtrit(freedom, probability))


def estimate(values: Sequence[float] | Numbers, confidence: float = 0.95) -> Estimate:
    """Mean and t half-width of independent replications; undefined (NaN) ones are left out."""
    given = np.asarray(values, dtype=np.float64)
    known = given[~np.isnan(given)]
    n, left_out = len(known), len(given) - len(known)
    if n == 0:
        return Estimate(nan, nan, confidence, 0, left_out)
    mean = float(known.mean())
    if n == 1:
        return Estimate(mean, nan, confidence, 1, left_out)
    error = float(known.std(ddof=1)) / sqrt(n)
    half_width = t_quantile((1 + confidence) / 2, n - 1) * error
    return Estimate(mean, half_width, confidence, n, left_out)


def paired_difference(
    first: Sequence[float] | Numbers, second: Sequence[float] | Numbers, confidence: float = 0.95
) -> Estimate:
    """first - second by the paired t, for replications under common random numbers.

    A pair with an undefined value is left out.
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError(f"pairs need equally many values; there are {len(a)} and {len(b)}")
    return estimate(a - b, confidence)


@dataclass(frozen=True)
class WelchDifference:
    """A difference of independent means and its approximate degrees of freedom."""

    estimate: Estimate
    freedom: float


def welch_difference(
    first: Sequence[float] | Numbers, second: Sequence[float] | Numbers, confidence: float = 0.95
) -> WelchDifference:
    """first - second for independent samples of unequal variance (Welch 1938; Law 10.2.2)."""
    a, b = (np.asarray(x, dtype=np.float64) for x in (first, second))
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    n = len(a) + len(b)
    if min(len(a), len(b)) < 2:
        mean = float(a.mean() - b.mean()) if len(a) and len(b) else nan
        return WelchDifference(Estimate(mean, nan, confidence, n), nan)
    mean = float(a.mean() - b.mean())
    va, vb = float(a.var(ddof=1)) / len(a), float(b.var(ddof=1)) / len(b)
    if va + vb == 0:
        return WelchDifference(Estimate(mean, 0.0, confidence, n), nan)
    freedom = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half_width = t_quantile((1 + confidence) / 2, freedom) * sqrt(va + vb)
    return WelchDifference(Estimate(mean, half_width, confidence, n), freedom)


def is_precise(estimated: Estimate, precision: float, absolute: float = 0.0) -> bool:
    """Whether the half-width is at most γ/(1+γ) of |mean| (Law 9.4.1), or at most `absolute`.

    γ/(1+γ) makes the *actual* relative error at most γ. `absolute` is for means near zero.
    """
    if isnan(estimated.half_width):
        return False
    allowed = precision / (1 + precision) * abs(estimated.mean)
    return estimated.half_width <= max(allowed, absolute)


def replications_needed(
    values: Sequence[float] | Numbers,
    precision: float,
    confidence: float = 0.95,
    at_most: int = 1_000_000,
) -> int | None:
    """Fewest replications, at least those given, that should reach the relative precision.

    The variance is taken from those given (Law 9.4.1, equation 9.3 with |mean| and γ/(1+γ)). None:
    it cannot be said (fewer than two values, a mean of zero) or more than `at_most`.
    """
    pilot = estimate(values, confidence)
    if pilot.n < 2:
        return None
    if is_precise(pilot, precision):
        return pilot.n
    allowed = precision / (1 + precision) * abs(pilot.mean)
    if allowed == 0:
        return None
    spread = pilot.half_width / t_quantile((1 + confidence) / 2, pilot.n - 1) * sqrt(pilot.n)

    def enough(n: int) -> bool:
        return t_quantile((1 + confidence) / 2, n - 1) * spread / sqrt(n) <= allowed

    return fewest(enough, pilot.n, 2 * pilot.n, at_most)


def fewest(enough: Callable[[int], bool], low: int, high: int, at_most: int) -> int | None:
    """The least number above `low` that is enough, as every larger one is; None above `at_most`.

    `high` is looked at first.
    """
    while not enough(high):
        if high > at_most:
            return None
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high if high <= at_most else None


def wilson(hits: float, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Score interval of a proportion (Wilson 1927) for independent trials; NaN for none."""
    if not trials:
        return nan, nan
    z = float(ndtri((1 + confidence) / 2))
    share, weight = hits / trials, z * z / trials
    center = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * sqrt(share * (1 - share) / trials + weight / (4 * trials))
    return max(0.0, center - half), min(1.0, center + half)
