"""A family for few observations, chosen by the likelihood of those left out."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.fitting.history import Floats
from simulator.fitting.survival import Durations
from simulator.streams import uniforms
from simulator.units import HOUR

EMPIRICAL_FROM = 200
"""Observations from which their own values are drawn."""
FOLDS = 5


def is_few(found: Durations) -> bool:
    """Whether a family stands for the values, which are too few to be drawn themselves."""
    return found.ended < EMPIRICAL_FROM and len(found.times) > 1 and found.times[0] > 0


def family(found: Durations) -> dict[str, Any]:
    """A lognormal or a gamma distribution as a scenario has it, by five-fold likelihood."""
    values = found.quantiles((np.arange(found.ended) + 0.5) / found.ended) / HOUR
    order = np.argsort(uniforms(0, 0, "fit.folds", len(values)), kind="stable")
    fold = np.empty(len(values), dtype=np.int64)
    fold[order] = np.arange(len(values)) % FOLDS
    likelihood = dict.fromkeys(("lognormal", "gamma"), 0.0)
    for k in range(FOLDS):
        inside, outside = values[fold != k], values[fold == k]
        if len(inside) < 2 or not len(outside):
            continue
        for name in likelihood:
            likelihood[name] += float(_logarithm(name, inside, outside).sum())
    mean, cv = _moments(max(likelihood, key=lambda name: likelihood[name]), values)
    name = max(likelihood, key=lambda each: likelihood[each])
    if cv <= 1e-9:
        return {"constant": f"{mean:.4f} h"}
    return {name: {"mean": f"{mean:.4f} h", "cv": round(cv, 4)}}


def _moments(name: str, values: Floats) -> tuple[float, float]:
    """Mean and cv: of a lognormal by its logarithms, of a gamma by its own."""
    if name == "lognormal":
        mu, sigma = float(np.log(values).mean()), float(np.log(values).std(ddof=1))
        return float(np.exp(mu + sigma**2 / 2)), float(np.sqrt(np.exp(sigma**2) - 1))
    return float(values.mean()), float(values.std(ddof=1) / values.mean())


def _logarithm(name: str, inside: Floats, outside: Floats) -> Floats:
    from scipy import stats

    mean, cv = _moments(name, inside)
    if cv <= 1e-9:
        return np.zeros(len(outside))
    if name == "lognormal":
        sigma = float(np.sqrt(np.log(1 + cv**2)))
        density = stats.lognorm.logpdf(outside, sigma, scale=mean / np.exp(sigma**2 / 2))
    else:
        density = stats.gamma.logpdf(outside, cv**-2, scale=mean * cv**2)
    return np.asarray(density)
