"""A demand that can be promised: it holds in replications that the search has not seen.

All demands of a search meet the same customers, so that a few easy weeks move its whole interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.experiments.bottleneck.demand_root import Point, Root, nearest, rounded
from simulator.experiments.bottleneck.ramps import Ramp
from simulator.experiments.trials import FRESH

FEWEST = 20
"""Fresh replications of a demand, before they are doubled once."""
DOWN = 1.05
"""Ratio of a demand that is not confirmed to the next one that is tried."""
MOST = 8
"""Demands tried at the most: down to seven tenths of the first."""


@dataclass(frozen=True)
class Promise:
    """The demand that was tried last; `shown` says whether fresh replications show it to hold."""

    point: Point
    replications: int
    shown: bool


def promised(
    look: Callable[[float, range], Point], root: Root, ramp: Ramp, fewest: int
) -> Promise | None:
    """From the largest demand that held in the search downwards, until one is confirmed.

    `look` runs one demand in these replications, `fewest` of them or FEWEST at first. None where
    no demand held in the search, not even on average.
    """
    factor, tried = root.promising, None
    for _ in range(MOST):
        if factor is None:
            break
        tried = _tried(look, factor, max(FEWEST, fewest))
        if tried.shown:
            break
        factor = _below(factor, ramp)
    return tried


def _tried(look: Callable[[float, range], Point], factor: float, trials: int) -> Promise:
    for count in (trials, 2 * trials):
        point = look(factor, range(FRESH, FRESH + count))
        if point.verdict != "undecided":
            break
    return Promise(point, count, point.verdict == "met")


def _below(factor: float, ramp: Ramp) -> float | None:
    """The next demand below; None at the end of the range."""
    lower: Sequence[float] = [each for each in ramp.among if each < factor]
    if ramp.among:
        return nearest(factor / DOWN, lower) if lower else None
    return max(rounded(factor / DOWN), ramp.low) if factor > ramp.low else None
