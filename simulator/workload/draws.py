"""Draws by inverse transform from named streams: one stream per source."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from simulator.distributions import Distribution
from simulator.units import LONGEST

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

Draw = Callable[[str, int], Floats]
"""(name, count) -> uniforms of the replication's stream of that name."""


def integers(distribution: Distribution, u: Floats, where: Flags | None = None) -> Integers:
    """Whole numbers (milliseconds, units) at the quantiles `u`; 0 outside `where`.

    None is above `LONGEST`, which a distribution with an extreme spread may well draw.
    """
    if where is None:
        return np.rint(np.minimum(distribution.ppf(u), LONGEST)).astype(np.int64)
    values = np.zeros(len(u), dtype=np.int64)
    values[where] = integers(distribution, u[where])
    return values


def at_most(product: Floats) -> Integers:
    """A product of two such numbers, worked out in floating point, within the same limit."""
    return np.rint(np.minimum(product, LONGEST)).astype(np.int64)


def choose(u: Floats, weights: Sequence[float] | Floats) -> Integers:
    """Indices with probabilities in proportion to `weights`; a weight of 0 is never chosen."""
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    index = np.searchsorted(cumulative / cumulative[-1], u, side="right")
    chosen: Integers = np.minimum(index, np.flatnonzero(weights)[-1]).astype(np.int64)
    return chosen
