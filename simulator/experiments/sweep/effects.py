"""What matters in a sweep: main effects, elementary effects and Sobol' indices, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.experiments.sweep.designs import Design
from simulator.measure.statistics import Estimate, estimate
from simulator.streams import uniforms

Floats = npt.NDArray[np.float64]

BOOTSTRAPS = 1000


@dataclass(frozen=True)
class Level:
    """The mean over all points at which a factor has a value."""

    value: str
    estimate: Estimate


def by_level(design: Design, values: Floats, factor: int, confidence: float) -> list[Level]:
    """Means by the value of a factor over the others; `values` are (points, replications)."""
    column = [point[factor] for point in design.points]
    levels = []
    for value in dict.fromkeys(column):
        rows = [k for k, each in enumerate(column) if each == value]
        levels.append(Level(value, estimate(_mean(values[rows]), confidence)))
    return levels


def _mean(rows: Floats) -> Floats:
    """Means over points, by replication; a replication in which one is undefined is undefined."""
    return np.asarray(rows.mean(axis=0))


def effect(design: Design, values: Floats, factor: int, confidence: float) -> Estimate:
    """From the lowest to the highest of a factor, paired over the replications.

    Of a grid: the difference of the means at its last and first value. Else the slope of a plane
    fitted to the points of each replication, over the factor's whole range.
    """
    if design.kind == "grid":
        listed = design.factors[factor].values
        column = np.array([point[factor] for point in design.points])
        last, first = values[column == listed[-1]], values[column == listed[0]]
        return estimate(_mean(last) - _mean(first), confidence)
    known = ~np.isnan(values).any(axis=1)
    plane = np.column_stack([np.ones(known.sum()), design.unit[known]])
    if len(plane) <= len(design.factors):
        return estimate([], confidence)
    slopes = np.linalg.lstsq(plane, values[known], rcond=None)[0]
    return estimate(slopes[1 + factor], confidence)


@dataclass(frozen=True)
class Index:
    """A sensitivity index with its bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Morris:
    """Elementary effects of one factor, over its range: mean of their sizes, mean and spread."""

    mu_star: Index
    mu: Index
    sigma: Index


def elementary(design: Design, values: Floats, confidence: float, seed: int) -> list[Morris]:
    """Morris 1991 with mu* of Campolongo, Cariboni & Saltelli 2007; `values` are (points,).

    An elementary effect is the change of a step over its length in the unit cube. The intervals
    are bootstraps over the paths; of a single path sigma is undefined.
    """
    d, n = len(design.factors), design.n
    unit, result = design.unit.reshape(n, d + 1, d), values.reshape(n, d + 1)
    moved = design.moved.reshape(n, d)
    rows = np.arange(n)
    effects = np.empty((n, d))
    for k in range(d):
        column = moved[:, k]
        length = unit[rows, k + 1, column] - unit[rows, k, column]
        effects[rows, column] = (result[:, k + 1] - result[:, k]) / length
    by_factor = []
    picks = _picks(n, seed)
    for i in range(d):
        mine = effects[:, i]
        again = mine[picks]
        sizes = _index(np.abs(mine).mean(), np.abs(again).mean(axis=1), confidence)
        mean = _index(mine.mean(), again.mean(axis=1), confidence)
        spread = Index(float("nan"), float("nan"), float("nan"))
        if n > 1:
            spread = _index(mine.std(ddof=1), again.std(axis=1, ddof=1), confidence)
        by_factor.append(Morris(sizes, mean, spread))
    return by_factor


def _index(value: np.floating, again: Floats, confidence: float) -> Index:
    """A value with the middle part of its bootstrap samples."""
    low, high = np.quantile(again, _tails(confidence))
    return Index(float(value), float(low), float(high))


@dataclass(frozen=True)
class Sobol:
    """Shares of the variance that a factor explains alone, and with all others together."""

    first: Index
    total: Index


def sobol(design: Design, values: Floats, confidence: float, seed: int) -> list[Sobol]:
    """First-order indices by Saltelli et al. 2010, table 2 (b); total ones by Jansen 1999, (f).

    S_i = mean(f_B (f_ABi - f_A)) / V and T_i = mean((f_A - f_ABi)²) / 2 V, with f less its mean and
    V the variance of A and B together; `values` are (points,). The interval is a bootstrap over the
    n rows. NaN where the figure does not vary.
    """
    d, n = len(design.factors), design.n
    blocks = values.reshape(d + 2, n)
    picks = _picks(n, seed)
    by_factor = []
    for i in range(d):
        a, b, mixed = blocks[0], blocks[1], blocks[2 + i]
        point = _shares(a[None], b[None], mixed[None])
        again = _shares(a[picks], b[picks], mixed[picks])
        indices = [
            Index(float(each[0]), *(float(x) for x in np.nanquantile(many, _tails(confidence))))
            if np.isfinite(each[0])
            else Index(float("nan"), float("nan"), float("nan"))
            for each, many in zip(point, again, strict=True)
        ]
        by_factor.append(Sobol(*indices))
    return by_factor


def _shares(a: Floats, b: Floats, mixed: Floats) -> tuple[Floats, Floats]:
    """First-order and total index of each row."""
    both = np.concatenate([a, b], axis=1)
    center = both.mean(axis=1, keepdims=True)
    variance = both.var(axis=1)
    first = ((b - center) * (mixed - a)).mean(axis=1)
    total = ((a - mixed) ** 2).mean(axis=1) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(variance > 0, [first / variance, total / variance], np.nan)
    return shares[0], shares[1]


def _picks(n: int, seed: int) -> npt.NDArray[np.int64]:
    """(BOOTSTRAPS, n) rows drawn with replacement."""
    drawn = uniforms(seed, 0, "sweep.bootstrap", BOOTSTRAPS * n)
    return np.floor(drawn * n).astype(np.int64).reshape(BOOTSTRAPS, n)


def _tails(confidence: float) -> list[float]:
    return [(1 - confidence) / 2, (1 + confidence) / 2]
