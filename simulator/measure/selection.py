"""Select the best of several systems, fully sequentially (Kim & Nelson 2001)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Observe = Callable[[Sequence[int], int], Sequence[float]]
"""Values of these alternatives in replication r (from 0), on common random numbers."""

FIRST_STAGE = 10
"""Replications from which the variances of the differences are estimated."""


def kn_constant(alternatives: int, confidence: float, first_stage: int = FIRST_STAGE) -> float:
    """h squared of the procedure, with c = 1; holds for common random numbers too."""
    spend = 2 * (1 - confidence) / (alternatives - 1)
    eta = (spend ** (-2 / (first_stage - 1)) - 1) / 2
    return float(2 * eta * (first_stage - 1))


@dataclass(frozen=True)
class Selection:
    """The alternatives still in, best mean first, and how many replications each was given.

    `decided` if only one is left; with the promised confidence it is the best wherever the best is
    better by at least the indifference. Otherwise the replications ran out. `dropped_at` has the
    number of replications after which each was dropped, None for those still in.
    """

    survivors: tuple[int, ...]
    replications: int
    dropped_at: tuple[int | None, ...]
    used: int

    @property
    def decided(self) -> bool:
        """One alternative is left."""
        return len(self.survivors) == 1


def select_best(
    observe: Observe,
    alternatives: int,
    indifference: float,
    *,
    confidence: float = 0.95,
    higher_is_better: bool = True,
    first_stage: int = FIRST_STAGE,
    at_most: int = 1000,
) -> Selection:
    """Drop alternatives as soon as they are clearly not the best (Kim & Nelson 2001, section 2).

    `observe` is asked only for alternatives that are still in. Undefined values are an error.
    """
    if alternatives == 1:
        return Selection((0,), 0, (None,), 0)
    sign = 1.0 if higher_is_better else -1.0
    h2 = kn_constant(alternatives, confidence, first_stage)
    everyone = list(range(alternatives))
    columns = [sign * _asked(observe, everyone, r) for r in range(first_stage)]
    values = np.stack(columns, axis=1)
    differences = values[:, None, :] - values[None, :, :]
    variance = differences.var(axis=2, ddof=1)
    total = values.sum(axis=1)
    enough = np.floor(h2 * variance / indifference**2)
    np.fill_diagonal(enough, 0)
    alive = everyone
    dropped_at: list[int | None] = [None] * alternatives
    used = alternatives * first_stage
    r = first_stage
    while True:
        alive, out = _screened(alive, total / r, variance, h2, indifference, r)
        for k in out:
            dropped_at[k] = r
        if len(alive) > 1 and r > enough[np.ix_(alive, alive)].max():
            best = max(alive, key=lambda k: (total[k], -k))
            for k in alive:
                dropped_at[k] = None if k == best else r
            alive = [best]
        if len(alive) == 1 or r >= at_most:
            break
        total[alive] += sign * _asked(observe, alive, r)
        used += len(alive)
        r += 1
    ranked = sorted(alive, key=lambda k: (-total[k], k))
    return Selection(tuple(ranked), r, tuple(dropped_at), used)


def _asked(observe: Observe, alternatives: Sequence[int], r: int) -> npt.NDArray[np.float64]:
    values = np.asarray(observe(alternatives, r), dtype=np.float64)
    if np.isnan(values).any():
        raise ValueError(f"a value is undefined in replication {r}; choose a figure that never is")
    return values


def _screened(
    alive: list[int],
    mean: npt.NDArray[np.float64],
    variance: npt.NDArray[np.float64],
    h2: float,
    indifference: float,
    r: int,
) -> tuple[list[int], list[int]]:
    """Who stays and who goes: those that some other beats by more than the shrinking margin."""
    stay: list[int] = []
    out: list[int] = []
    for i in alive:
        margin = indifference / (2 * r) * (h2 * variance[i, alive] / indifference**2 - r)
        beaten = mean[i] < mean[alive] - np.maximum(margin, 0)
        (out if beaten.any() else stay).append(i)
    return stay, out
