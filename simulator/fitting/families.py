"""A family for few observations, chosen by the likelihood of those left out, and how well it fits.

Below `EMPIRICAL_FROM` observations a family stands for them unless its bootstrap p is below
`REJECTED`; from there on their own values are drawn, and the nearest family is told alone. Its p is
that of the largest difference of the distribution functions, over samples of the family whose
parameters are estimated anew (Stute et al., 1993). Above `MANY` every family is refused by a test,
so that the share of orders that it puts elsewhere is told in place of p.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from simulator.fitting.estimate import Estimate
from simulator.fitting.history import Floats
from simulator.fitting.survival import Durations
from simulator.streams import uniforms
from simulator.units import HOUR

EMPIRICAL_FROM = 200
"""Observations from which their own values are drawn."""
FEWEST = 20
"""Observations below which the fit of a family is not told."""
MANY = 2000
"""Observations above which the share of orders elsewhere is told in place of p."""
ELSEWHERE = 0.02
"""Share of orders elsewhere up to which a family would do."""
REJECTED = 0.05
"""Bootstrap p below which a family does not stand for the values, however few."""
SAMPLES = 199
FOLDS = 5
NAMES = ("lognormal", "gamma")


@dataclass(frozen=True)
class Family:
    """A distribution by its mean (hours) and cv, and what tells how well it fits.

    `apart` is the largest difference of the distribution functions, `p` its bootstrap p; NaN where
    there are too many observations for it, or too few.
    """

    name: str
    mean: float
    cv: float
    apart: float
    p: float
    n: int


def is_few(durations: Durations) -> bool:
    """Whether a family stands for the values, which are too few to be drawn themselves."""
    if durations.ended >= EMPIRICAL_FROM or len(durations.times) < 2 or durations.times[0] <= 0:
        return False
    nearest = nearest_family(durations)
    return bool(np.isnan(nearest.p) or nearest.p >= REJECTED)


def family(durations: Durations) -> dict[str, Any]:
    """A lognormal or a gamma distribution as a scenario has it, by five-fold likelihood."""
    nearest = nearest_family(durations)
    if nearest.cv <= 1e-9:
        return {"constant": f"{nearest.mean:.4f} h"}
    return {nearest.name: {"mean": f"{nearest.mean:.4f} h", "cv": round(nearest.cv, 4)}}


def nearest_family(durations: Durations) -> Family:
    """The family that is likelier for values that it was not fitted to, and how far it is off."""
    values = durations.quantiles((np.arange(durations.ended) + 0.5) / durations.ended) / HOUR
    values = np.maximum(values, values[values > 0].min(initial=1e-6))
    likelihood = _likelihoods(values)
    name = max(NAMES, key=lambda each: likelihood[each])
    mean, cv = _moments(name, values)
    if cv <= 1e-9:
        return Family(name, mean, cv, 0.0, float("nan"), len(values))
    apart = _apart(name, values[None, :])[0]
    p = _p(name, mean, cv, apart, len(values)) if FEWEST <= len(values) <= MANY else float("nan")
    return Family(name, mean, cv, float(apart), p, len(values))


def shape(what: str, durations: Durations, of: str = "orders") -> tuple[Estimate, ...]:
    """How the values are drawn, and how well the nearest family fits; none for none or one."""
    if len(durations.times) < 2 or durations.ended < 2:
        return ()
    nearest = nearest_family(durations)
    drawn = nearest.name if is_few(durations) else "its own values"
    if durations.ended < FEWEST:
        method = f"n below {FEWEST}: too few to tell how well it fits"
    elif durations.ended > MANY:
        share = f"{100 * nearest.apart:.2g} % of {of} elsewhere"
        method = f"a {nearest.name} would put up to {share} (at most 2 % would do)"
    else:
        verdict = "does not fit" if nearest.p < REJECTED else "fits"
        method = f"a {nearest.name} {verdict}, bootstrap p = {nearest.p:.3f}"
    return (Estimate("", f"shape of {what}", None, "", durations.ended, method, told=drawn),)


def _likelihoods(values: Floats) -> dict[str, float]:
    order = np.argsort(uniforms(0, 0, "fit.folds", len(values)), kind="stable")
    fold = np.empty(len(values), dtype=np.int64)
    fold[order] = np.arange(len(values)) % FOLDS
    likelihood = dict.fromkeys(NAMES, 0.0)
    for k in range(FOLDS):
        inside, outside = values[fold != k], values[fold == k]
        if len(inside) < 2 or not len(outside):
            continue
        for name in likelihood:
            likelihood[name] += float(_logarithm(name, inside, outside).sum())
    return likelihood


def _p(name: str, mean: float, cv: float, apart: float, n: int) -> float:
    """The share of samples of the family that are as far from the family fitted to them."""
    u = uniforms(0, 0, f"fit.family.{name}", SAMPLES * n).reshape(SAMPLES, n)
    if name == "lognormal":
        sigma = np.sqrt(np.log1p(cv**2))
        samples = mean / np.exp(sigma**2 / 2) * np.exp(sigma * special.ndtri(u))
    else:
        samples = mean * cv**2 * special.gammaincinv(cv**-2, u)
    samples = np.sort(samples, axis=1)
    return float((1 + (_apart(name, samples) >= apart - 1e-12).sum()) / (SAMPLES + 1))


def _apart(name: str, values: Floats) -> Floats:
    """(samples,) The largest difference of each sample and the family fitted to it.

    `values` are (samples, n), ascending.
    """
    n = values.shape[1]
    if name == "lognormal":
        logs = np.log(np.maximum(values, 1e-300))
        spread = np.maximum(logs.std(axis=1, ddof=1, keepdims=True), 1e-12)
        by = special.ndtr((logs - logs.mean(axis=1, keepdims=True)) / spread)
    else:
        mean = values.mean(axis=1, keepdims=True)
        cv = np.maximum(values.std(axis=1, ddof=1, keepdims=True) / mean, 1e-6)
        by = special.gammainc(cv**-2, values / (mean * cv**2))
    above, below = np.arange(1, n + 1) / n - by, by - np.arange(n) / n
    gaps: Floats = np.maximum(above.max(axis=1), below.max(axis=1))
    return gaps


def _moments(name: str, values: Floats) -> tuple[float, float]:
    """Mean and cv: of a lognormal by its logarithms, of a gamma by its own."""
    if name == "lognormal":
        mu, sigma = float(np.log(values).mean()), float(np.log(values).std(ddof=1))
        return float(np.exp(mu + sigma**2 / 2)), float(np.sqrt(np.exp(sigma**2) - 1))
    return float(values.mean()), float(values.std(ddof=1) / values.mean())


def _logarithm(name: str, inside: Floats, outside: Floats) -> Floats:
    """Logarithms of the density of some values, of the family fitted to others."""
    mean, cv = _moments(name, inside)
    if cv <= 1e-9:
        return np.zeros(len(outside))
    if name == "lognormal":
        sigma = float(np.sqrt(np.log1p(cv**2)))
        z = (np.log(outside / mean) + sigma**2 / 2) / sigma
        density = -(z**2) / 2 - np.log(outside * sigma * np.sqrt(2 * np.pi))
    else:
        k, scale = cv**-2, mean * cv**2
        density = (k - 1) * np.log(outside) - outside / scale - special.gammaln(k)
        density -= k * np.log(scale)
    return np.asarray(density)
