"""Ways to estimate, compared on a later part of the history; and how long the past counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.fitting.history import Floats, Integers
from simulator.units import DAY

HALF_LIVES: tuple[int | None, ...] = (28, 56, None)
"""Days after which an order counts half as much; None, the simplest: all count alike."""


def weights(moments: Integers, end: int, half_life: int | None) -> Floats:
    """(n,) What each order counts, the newest 1."""
    if half_life is None:
        return np.ones(len(moments))
    age = np.maximum(end - moments, 0) / (half_life * DAY)
    weight: Floats = 0.5**age
    return weight


@dataclass(frozen=True, eq=False)
class Tried:
    """One way to estimate, and its error on orders that it was not fitted to; lower is better."""

    name: str
    errors: Floats

    @property
    def error(self) -> float:
        """Mean over the orders."""
        return float(self.errors.mean()) if len(self.errors) else float("inf")


def simplest(tried: Sequence[Tried]) -> int:
    """The last, which is the simplest, of those that are not told from the best one.

    That is within one standard error of the difference (Breiman et al., 1984).
    """
    lowest = min(tried, key=lambda each: each.error)
    chosen = len(tried) - 1 if not len(lowest.errors) else tried.index(lowest)
    for at, item in enumerate(tried):
        if len(item.errors) < 2 or len(item.errors) != len(lowest.errors):
            continue
        more = item.errors - lowest.errors
        if at > chosen and float(more.mean()) <= float(more.std(ddof=1)) / len(more) ** 0.5:
            chosen = at
    return chosen
