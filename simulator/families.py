"""The families of distributions by their canonical parameters: quantiles, mean and spread.

gamma and erlang (shape, scale); lognormal (mu, sigma); normal, truncated (mu, sigma of the
untruncated one, low, high); triangular (low, mode, high); uniform (low, high); weibull (shape,
scale); beta (a, b, low, high); shifted_geometric (q, max): the smaller of max and 1 + a geometric
number of failures, each with probability q.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Family:
    """Quantile function and (mean, sd) of a family, of its canonical parameters."""

    ppf: Callable[..., Floats]
    moments: Callable[..., tuple[float, float]]


def _normal_ppf(u: Floats, mu: float, sigma: float, low: float, high: float) -> Floats:
    a, b = special.ndtr((low - mu) / sigma), special.ndtr((high - mu) / sigma)
    return np.clip(mu + sigma * special.ndtri(a + u * (b - a)), low, high)


def _normal_moments(mu: float, sigma: float, low: float, high: float) -> tuple[float, float]:
    def density(z: float) -> float:
        return math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)

    a, b = (low - mu) / sigma, (high - mu) / sigma
    mass = float(special.ndtr(b) - special.ndtr(a))
    shift = (density(a) - density(b)) / mass
    edge = (a * density(a) - (b * density(b) if math.isfinite(b) else 0.0)) / mass
    return mu + sigma * shift, sigma * math.sqrt(1 + edge - shift * shift)


def _triangular_ppf(u: Floats, low: float, mode: float, high: float) -> Floats:
    width = high - low
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1 - u) * width * (high - mode))
    return np.where(u < (mode - low) / width, rising, falling)


def _triangular_moments(low: float, mode: float, high: float) -> tuple[float, float]:
    square = low**2 + mode**2 + high**2 - low * mode - low * high - mode * high
    return (low + mode + high) / 3, math.sqrt(square / 18)


def _beta_moments(a: float, b: float, low: float, high: float) -> tuple[float, float]:
    sd = math.sqrt(a * b / (a + b + 1)) / (a + b)
    return low + (high - low) * a / (a + b), (high - low) * sd


def weibull_moments(shape: float, scale: float) -> tuple[float, float]:
    """Mean and sd."""
    first, second = special.gammaln(1 + 1 / shape), special.gammaln(1 + 2 / shape)
    mean = scale * math.exp(first)
    return mean, mean * math.sqrt(max(math.expm1(second - 2 * first), 0.0))


def _shifted_geometric_ppf(u: Floats, q: float, max: float) -> Floats:
    if q == 0:
        return np.ones_like(u)
    values: Floats = np.minimum(1 + np.floor(np.log1p(-u) / math.log(q)), max)
    return values


def _shifted_geometric_moments(q: float, max: float) -> tuple[float, float]:
    if max == math.inf:
        return 1 / (1 - q), math.sqrt(q) / (1 - q)
    j = np.arange(int(max))
    power = q**j
    mean = float(power.sum())
    return mean, math.sqrt(np.maximum(((2 * j + 1) * power).sum() - mean * mean, 0.0))


_GAMMA = Family(
    lambda u, shape, scale: scale * special.gammaincinv(shape, u),
    lambda shape, scale: (shape * scale, math.sqrt(shape) * scale),
)
FAMILIES: dict[str, Family] = {
    "constant": Family(lambda u, value: np.full_like(u, value), lambda value: (value, 0.0)),
    "exponential": Family(lambda u, mean: -mean * np.log1p(-u), lambda mean: (mean, mean)),
    "gamma": _GAMMA,
    "erlang": _GAMMA,
    "lognormal": Family(
        lambda u, mu, sigma: np.exp(mu + sigma * special.ndtri(u)),
        lambda mu, sigma: (
            math.exp(mu + sigma * sigma / 2),
            math.exp(mu + sigma * sigma / 2) * math.sqrt(math.expm1(sigma * sigma)),
        ),
    ),
    "normal": Family(_normal_ppf, _normal_moments),
    "triangular": Family(_triangular_ppf, _triangular_moments),
    "uniform": Family(
        lambda u, low, high: low + (high - low) * u,
        lambda low, high: ((low + high) / 2, (high - low) / math.sqrt(12)),
    ),
    "weibull": Family(
        lambda u, shape, scale: scale * (-np.log1p(-u)) ** (1 / shape), weibull_moments
    ),
    "beta": Family(
        lambda u, a, b, low, high: low + (high - low) * special.betaincinv(a, b, u), _beta_moments
    ),
    "shifted_geometric": Family(_shifted_geometric_ppf, _shifted_geometric_moments),
}
