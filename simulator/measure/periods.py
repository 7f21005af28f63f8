"""In how many replications a target holds: each is one period, as long as the window.

Replications are independent periods of the same house, so that the share of them that hold has
Wilson's interval. It says how sure the next period is; an interval of the mean does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, isnan, nan, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulator.measure.statistics import Numbers, fewest, wilson

TENTHS_FROM = 20
"""Replications from which P10 and P90 are given; of fewer, one in ten is hardly any."""
ROUNDING = 1e-9
"""Relative distance from a goal that only floating point makes: 57 of 100 is 57 %."""
MOST = 100_000
"""Replications beyond which there is no point in saying how many would decide."""


@dataclass(frozen=True)
class Held:
    """How one figure stands to a goal, replication by replication.

    It holds in `hits` of the `trials` in which it is defined; `low` and `high` are Wilson's bounds
    of that share (0 to 1). In `left_out` more it is undefined, which is neither: nothing was due.
    `lowest`, `highest`, `p10` and `p90` are of the figure, in its unit; the last two are NaN below
    TENTHS_FROM trials. Everything but the counts is NaN without a trial.
    """

    hits: int
    trials: int
    low: float
    high: float
    left_out: int
    lowest: float
    highest: float
    p10: float
    p90: float
    confidence: float

    @property
    def share(self) -> float:
        """Of the trials that hold; NaN without any."""
        return self.hits / self.trials if self.trials else nan

    @property
    def has_tenths(self) -> bool:
        """Whether there are trials enough for P10 and P90."""
        return self.trials >= TENTHS_FROM

    @property
    def ends(self) -> tuple[float, float]:
        """P10 and P90 where there are trials enough, else the lowest and the highest."""
        return (self.p10, self.p90) if self.has_tenths else (self.lowest, self.highest)


def reaches(
    values: Sequence[float] | Numbers | float, relation: str, goal: float
) -> npt.NDArray[np.bool_]:
    """Whether each value is 'at least' or 'at most' the goal, rounding aside; NaN is not."""
    given = np.asarray(values, dtype=np.float64)
    slack = ROUNDING * abs(goal)
    return given >= goal - slack if relation == "at least" else given <= goal + slack


def held(
    values: Sequence[float] | Numbers, relation: str, goal: float, confidence: float = 0.95
) -> Held:
    """Count the replications in which a figure is 'at least' or 'at most' the goal.

    P10 and P90 are interpolated between order statistics (type 7 of Hyndman & Fan 1996).
    """
    given = np.asarray(values, dtype=np.float64)
    known = given[~np.isnan(given)]
    hits, trials = int(reaches(known, relation, goal).sum()), len(known)
    low, high = wilson(hits, trials, confidence)
    lowest, highest = (float(known.min()), float(known.max())) if trials else (nan, nan)
    p10, p90 = np.quantile(known, (0.1, 0.9)) if trials >= TENTHS_FROM else (nan, nan)
    return Held(
        hits=hits,
        trials=trials,
        low=low,
        high=high,
        left_out=len(given) - trials,
        lowest=lowest,
        highest=highest,
        p10=float(p10),
        p90=float(p90),
        confidence=confidence,
    )


def with_missing(held: Held) -> Held:
    """The same where a missing value is a period in which what is waited for never came."""
    trials = held.trials + held.left_out
    low, high = wilson(held.hits, trials, held.confidence)
    return replace(held, trials=trials, left_out=0, low=low, high=high)


def fewest_to_meet(share: float, confidence: float = 0.95) -> int:
    """The least n of which n hits show a share: 35 for 90 % at 95 % confidence.

    Wilson's lower bound of n hits in n is n / (n + z²), so that n is share z² / (1 - share).
    """
    z = float(ndtri((1 + confidence) / 2))
    n = max(1, ceil(share * z * z / (1 - share)) - 1)  # one less, since the quotient is rounded
    while wilson(n, n, confidence)[0] < share:
        n += 1
    return n


def trials_to_decide(held: Held, share: float, chance: float = 0.5) -> int | None:
    """Trials in all after which Wilson's interval should lie on one side of an asked share.

    As the share of hits looks now, and at least 2. With a `chance` above one half the hits are
    fewer, or more, than that share says, by what they surpass so often (normal approximation).
    None where the share equals the one asked for, without a trial, or beyond MOST.
    """
    if not held.trials or held.share == share:
        return None
    off = float(ndtri(chance)) * sqrt(held.share * (1 - held.share))

    def decides(n: int) -> bool:
        unlucky = off * sqrt(n) if held.share < share else -off * sqrt(n)
        hits = min(max(held.share * n + unlucky, 0.0), float(n))
        low, high = wilson(hits, n, held.confidence)
        return low >= share if held.share > share else high < share

    return fewest(decides, 1, max(2, held.trials), MOST)


def replications_for(held: Held, trials: int | None) -> float:
    """Replications in all that give so many trials, as often as the figure is undefined now."""
    if trials is None or isnan(held.share):
        return nan
    return float(ceil(trials * (held.trials + held.left_out) / held.trials))
