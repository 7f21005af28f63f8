"""The sets of parameters by which distributions are known, and the canonical ones they stand for.

Called by `distributions.make`, which has checked that every number is finite and non-negative.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy import special

from simulator.families import weibull_moments

Numbers = tuple[float, ...]

_Z90 = float(special.ndtri(0.9))


def _bisect(f: Callable[[float], float], target: float, low: float, high: float) -> float:
    """The x in [low, high] with f(x) = target, f monotone, to the last bit or so."""
    rising = f(high) > f(low)
    for _ in range(200):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        low, high = (middle, high) if (f(middle) < target) == rising else (low, middle)
    return 0.5 * (low + high)


def _gamma_p50_p90(p50: float, p90: float) -> Numbers:
    _ordered("gamma", p50, p90)
    ratio = math.log(p90 / p50)

    def spread(log_shape: float) -> float:
        k = math.exp(log_shape)
        return math.log(special.gammaincinv(k, 0.9)) - math.log(special.gammaincinv(k, 0.5))

    low, high = math.log(0.02), math.log(1e6)
    if not spread(high) <= ratio <= spread(low):
        raise ValueError(f"gamma: no shape fits p50 {p50:g} and p90 {p90:g}; write a lognormal")
    shape = math.exp(_bisect(spread, ratio, low, high))
    return shape, p50 / float(special.gammaincinv(shape, 0.5))


def _gamma_median_cv(median: float, cv: float) -> Numbers:
    shape = cv**-2
    below = float(special.gammaincinv(shape, 0.5))
    if below <= 0:
        raise ValueError(f"gamma: cv {cv:g} is too large for a median; write mean and cv")
    return shape, median / below


def _erlang(k: float, mean: float) -> Numbers:
    if k != int(k):
        raise ValueError(f"erlang: k is {k:g}; it must be a whole number (or write a gamma)")
    return k, mean / k


def _erlang_mean_cv(mean: float, cv: float) -> Numbers:
    k = round(cv**-2)
    if k < 1 or not math.isclose(k**-0.5, cv, rel_tol=5e-3):
        raise ValueError(f"erlang: cv {cv:g} is not 1 / sqrt(k) of a whole k; write a gamma")
    return _erlang(k, mean)


def _lognormal_mean_cv(mean: float, cv: float) -> Numbers:
    variance = math.log1p(cv * cv)
    return math.log(mean) - variance / 2, math.sqrt(variance)


def _lognormal_p50_p90(p50: float, p90: float) -> Numbers:
    _ordered("lognormal", p50, p90)
    return math.log(p50), math.log(p90 / p50) / _Z90


def _ordered(kind: str, p50: float, p90: float) -> None:
    if p90 <= p50:
        raise ValueError(f"{kind}: p90 {p90:g} is not above p50 {p50:g}; write the larger as p90")


def _below(t: float) -> tuple[float, float]:
    """Mean and variance, in sigmas, of Z + t given Z + t > 0 (Z standard normal)."""
    hazard = math.exp(-0.5 * t * t - float(special.log_ndtr(t))) / math.sqrt(2 * math.pi)
    return t + hazard, 1 - hazard * (t + hazard)


def _normal_mean_sd(mean: float, sd: float, low: float, high: float) -> Numbers:
    """(mu, sigma) such that mean and sd hold after truncation at `low`."""
    if high < math.inf:
        raise ValueError("normal: with a high limit write mu, sigma, low and high")
    if mean <= low:
        raise ValueError(f"normal: mean {mean:g} is not above low {low:g}")
    cv = sd / (mean - low)
    if cv > 0.9:
        raise ValueError(
            f"normal: sd {sd:g} is too wide for mean {mean:g} and low {low:g}; "
            "write a gamma or a lognormal"
        )
    t = (
        1 / cv
        if cv < 0.1
        else _bisect(lambda x: math.sqrt(_below(x)[1]) / _below(x)[0], cv, -9, 11)
    )
    sigma = (mean - low) / _below(t)[0]
    return low + t * sigma, sigma, low, high


def _normal(mu: float, sigma: float, low: float, high: float) -> Numbers:
    _rising("normal", low, high)
    if special.ndtr((high - mu) / sigma) - special.ndtr((low - mu) / sigma) < 1e-3:
        raise ValueError(
            f"normal: next to nothing of mu {mu:g}, sigma {sigma:g} is within its limits"
        )
    return mu, sigma, low, high


def _rising(kind: str, low: float, high: float) -> None:
    if low >= high:
        raise ValueError(f"{kind}: low {low:g} is not below high {high:g}")


def _uniform(low: float, high: float) -> Numbers:
    _rising("uniform", low, high)
    return low, high


def _uniform_mean_sd(mean: float, sd: float) -> Numbers:
    half = sd * math.sqrt(3)
    if half > mean:
        raise ValueError(
            f"uniform: sd {sd:g} reaches below 0 (mean {mean:g}); at most mean / sqrt(3)"
        )
    return mean - half, mean + half


def _triangular(low: float, mode: float, high: float) -> Numbers:
    _rising("triangular", low, high)
    if not low <= mode <= high:
        raise ValueError(f"triangular: mode {mode:g} is not between low {low:g} and high {high:g}")
    return low, mode, high


def _beta(a: float, b: float, low: float, high: float) -> Numbers:
    _rising("beta", low, high)
    return a, b, low, high


def _beta_mean_sd(mean: float, sd: float, low: float, high: float) -> Numbers:
    _rising("beta", low, high)
    m, s = (mean - low) / (high - low), sd / (high - low)
    if not 0 < m < 1 or s * s >= m * (1 - m):
        raise ValueError(
            f"beta: mean {mean:g} and sd {sd:g} do not fit between low {low:g} and high {high:g}"
        )
    total = m * (1 - m) / (s * s) - 1
    return m * total, (1 - m) * total, low, high


def _weibull_shape(cv: float) -> float:
    def spread(log_shape: float) -> float:
        mean, sd = weibull_moments(math.exp(log_shape), 1.0)
        return sd / mean

    low, high = math.log(0.1), math.log(1e4)
    if not spread(high) <= cv <= spread(low):
        raise ValueError(f"weibull: no shape gives cv {cv:g}; write a lognormal")
    return math.exp(_bisect(spread, cv, low, high))


def _weibull_mean_cv(mean: float, cv: float) -> Numbers:
    shape = _weibull_shape(cv)
    return shape, mean / math.gamma(1 + 1 / shape)


def _weibull_median_cv(median: float, cv: float) -> Numbers:
    shape = _weibull_shape(cv)
    return shape, median / math.log(2) ** (1 / shape)


def _weibull_p50_p90(p50: float, p90: float) -> Numbers:
    _ordered("weibull", p50, p90)
    shape = math.log(math.log(10) / math.log(2)) / math.log(p90 / p50)
    return shape, p50 / math.log(2) ** (1 / shape)


def _shifted_geometric(mean: float, max: float) -> Numbers:
    if mean < 1:
        raise ValueError(f"shifted_geometric: mean {mean:g} is below 1, its smallest value")
    if max < math.inf and (max != int(max) or max < 1):
        raise ValueError(f"shifted_geometric: max {max:g} must be a whole number, at least 1")
    if 1e6 < max < math.inf:
        raise ValueError(f"shifted_geometric: max {max:g} is above a million; leave it out")
    if mean > 1 and mean >= max:
        raise ValueError(f"shifted_geometric: mean {mean:g} is not below max {max:g}")
    if max == math.inf or mean == 1:
        return 1 - 1 / mean, max
    return _bisect(lambda q: (1 - q**max) / (1 - q), mean, 0.0, 1 - 1e-12), max


FORMS: dict[str, dict[tuple[str, ...], Callable[..., Numbers]]] = {
    "constant": {("value",): lambda value: (value,)},
    "exponential": {("mean",): lambda mean: (mean,), ("scale",): lambda scale: (scale,)},
    "gamma": {
        ("mean", "cv"): lambda mean, cv: (cv**-2, mean * cv * cv),
        ("mean", "sd"): lambda mean, sd: ((mean / sd) ** 2, sd * sd / mean),
        ("median", "cv"): _gamma_median_cv,
        ("p50", "p90"): _gamma_p50_p90,
        ("shape", "scale"): lambda shape, scale: (shape, scale),
        ("mean", "shape"): lambda mean, shape: (shape, mean / shape),
    },
    "erlang": {
        ("mean", "k"): lambda mean, k: _erlang(k, mean),
        ("mean", "cv"): _erlang_mean_cv,
        ("k", "scale"): lambda k, scale: _erlang(k, k * scale),
    },
    "lognormal": {
        ("mean", "cv"): _lognormal_mean_cv,
        ("mean", "sd"): lambda mean, sd: _lognormal_mean_cv(mean, sd / mean),
        ("median", "cv"): lambda median, cv: (math.log(median), math.sqrt(math.log1p(cv * cv))),
        ("median", "sigma"): lambda median, sigma: (math.log(median), sigma),
        ("p50", "p90"): _lognormal_p50_p90,
        ("mu", "sigma"): lambda mu, sigma: (mu, sigma),
        ("mean", "sigma"): lambda mean, sigma: (math.log(mean) - sigma * sigma / 2, sigma),
    },
    "normal": {
        ("mean", "cv"): lambda mean, cv, low, high: _normal_mean_sd(mean, cv * mean, low, high),
        ("mean", "sd"): _normal_mean_sd,
        ("mu", "sigma"): _normal,
    },
    "triangular": {("low", "mode", "high"): _triangular},
    "uniform": {
        ("low", "high"): _uniform,
        ("mean", "cv"): lambda mean, cv: _uniform_mean_sd(mean, cv * mean),
        ("mean", "sd"): _uniform_mean_sd,
    },
    "weibull": {
        ("mean", "cv"): _weibull_mean_cv,
        ("mean", "sd"): lambda mean, sd: _weibull_mean_cv(mean, sd / mean),
        ("median", "cv"): _weibull_median_cv,
        ("p50", "p90"): _weibull_p50_p90,
        ("shape", "scale"): lambda shape, scale: (shape, scale),
        ("mean", "shape"): lambda mean, shape: (shape, mean / math.gamma(1 + 1 / shape)),
    },
    "beta": {
        ("a", "b"): _beta,
        ("mean", "cv"): lambda mean, cv, low, high: _beta_mean_sd(mean, cv * mean, low, high),
        ("mean", "sd"): _beta_mean_sd,
    },
    "empirical": {("values",): lambda values: values, ("values", "weights"): lambda **_: ()},
    "shifted_geometric": {("mean",): _shifted_geometric},
}
"""By kind: each accepted set of parameter names and what makes canonical parameters of it."""

OPTIONAL: dict[str, dict[str, float]] = {
    "normal": {"low": 0.0, "high": math.inf},
    "beta": {"low": 0.0, "high": 1.0},
    "shifted_geometric": {"max": math.inf},
}
SPREADS = frozenset({"cv", "sd", "sigma"})
POSITIVE = frozenset({"mean", "median", "p50", "p90", "shape", "scale", "k", "a", "b", "max"})

_UNITS = frozenset({"value", "mean", "sd", "median", "p50", "p90", "scale", "low", "high", "mode"})
DIMENSIONED: dict[str, frozenset[str]] = {
    kind: _UNITS | {"values"} | (frozenset({"mu", "sigma"}) if kind == "normal" else frozenset())
    for kind in FORMS
}
"""By kind: the parameters that carry the unit of the values (`6 min`); others are bare."""
