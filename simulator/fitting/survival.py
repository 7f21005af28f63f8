"""Times of which some are not over yet: Kaplan and Meier's estimate, with weights.

Kaplan & Meier (1958); its variance is Greenwood's (1926), an interval of a quantile Brookmeyer &
Crowley's (1982).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.fitting.history import Flags, Floats

Z = 1.959963984540054
"""Of a 95 % interval."""


@dataclass(frozen=True, eq=False)
class Durations:
    """(k,) Different times at which something ended, ascending, with the share that ended then.

    `beyond` is the share that had not ended at the last of them; `spread` the standard error of the
    share that lasts longer than each. `ended` of `n` were over.
    """

    times: Floats
    shares: Floats
    spread: Floats
    beyond: float
    ended: int
    n: int

    @property
    def longer(self) -> Floats:
        """(k,) The share that lasts longer than each time."""
        return 1.0 - np.cumsum(self.shares)

    def quantile(self, p: float) -> float:
        """The first time within which a share `p` of those that end at all has ended."""
        if not len(self.times):
            return float("nan")
        done = np.cumsum(self.shares) / self.shares.sum()
        return float(self.times[min(int(np.searchsorted(done, p - 1e-12)), len(done) - 1)])

    def quantiles(self, p: Floats) -> Floats:
        """The same for several shares."""
        done = np.cumsum(self.shares) / self.shares.sum()
        places: Floats = self.times[np.minimum(np.searchsorted(done, p - 1e-12), len(done) - 1)]
        return places

    def interval(self, p: float) -> tuple[float, float]:
        """95 % interval of a quantile."""
        if not len(self.times):
            return float("nan"), float("nan")
        left = 1.0 - p * self.shares.sum()
        near = np.flatnonzero(np.abs(self.longer - left) <= Z * np.maximum(self.spread, 1e-12))
        if not len(near):
            return self.quantile(p), self.quantile(p)
        after = min(int(near[-1]) + 1, len(self.times) - 1)
        return float(self.times[near[0]]), float(self.times[after])

    def by(self, times: Floats) -> Floats:
        """The share of those that end at all that has ended by each time."""
        done = np.concatenate([[0.0], np.cumsum(self.shares)]) / max(self.shares.sum(), 1e-300)
        shares: Floats = done[np.searchsorted(self.times, times, side="right")]
        return shares

    @property
    def lost(self) -> float:
        """The share that never ends, as far as the times reach at which enough are looked at."""
        return max(self.beyond, 0.0) if self.ended else 0.0

    @property
    def mean(self) -> float:
        """Mean of those that end."""
        return float(self.times @ self.shares / self.shares.sum())


def durations(time: Floats, over: Flags, weight: Floats | None = None) -> Durations:
    """The distribution of times of which those that are not `over` last longer than they say."""
    n = len(time)
    weight = np.ones(n) if weight is None else weight
    by = np.lexsort((~over, time))
    t, done, w = time[by], over[by], weight[by]
    at_risk = np.cumsum(w[::-1])[::-1]
    times, first = np.unique(t, return_index=True)
    ended = np.add.reduceat(w * done, first) if n else np.zeros(0)
    risk = at_risk[first] if n else np.zeros(0)
    kept = ended > 0
    times, ended, risk = times[kept], ended[kept], risk[kept]
    hazard = np.minimum(ended / risk, 1.0)
    survival = np.cumprod(1.0 - hazard)
    before = np.concatenate([[1.0], survival[:-1]])
    size = w.sum() ** 2 / max((w**2).sum(), 1e-300) / max(w.sum(), 1e-300)  # effective over given
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(risk > ended, ended / (risk * (risk - ended)), 0.0)
    spread = survival * np.sqrt(np.cumsum(terms) / size)
    beyond = float(survival[-1]) if len(survival) else 1.0
    return Durations(times, before * hazard, spread, beyond, int(done.sum()), n)
