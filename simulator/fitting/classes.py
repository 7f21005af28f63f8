"""Which order classes a history has: its services, its promises, or one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulator.fitting.history import Floats, History, Integers, happened
from simulator.units import DAY, HOUR, NEVER

FEWEST = 100
"""Orders of a class; with fewer the promises are not split."""
BINS = 8
"""Classes by promise, of about as many orders each."""
TELLS = 0.15
"""Rank correlation of promise and transit from which promises make classes."""
MOST_SERVICES = 12


@dataclass(frozen=True, eq=False)
class Classes:
    """Names of the classes and what they go by; `edges` are days of promise between them.

    `correlation` is that of the ranks of promise and transit.
    """

    by: str
    names: tuple[str, ...]
    edges: Floats
    correlation: float

    def of(self, history: History) -> Integers:
        """(n,) The class of each order; the first where nothing tells it."""
        if self.by == "promise":
            days = promise_days(history)
            bins = np.searchsorted(self.edges, np.nan_to_num(days), side="left")
            return np.where(np.isnan(days), 0, bins)
        if self.by == "service" and history.service is not None:
            return np.maximum(history.service.codes, 0)
        return np.zeros(history.n, dtype=np.int64)


def classes(history: History, by: str = "auto") -> Classes:
    """The services of a history with several, else its promises if transit goes by them, else one.

    `by` is one of auto, service, promise and none.
    """
    correlation = rank_correlation(history)
    none = Classes("none", ("all",), np.zeros(0), correlation)
    if by in ("auto", "service") and history.service is not None:
        names = tuple(label(word) for word in history.service.names)
        if 2 <= len(names) <= MOST_SERVICES and len(set(names)) == len(names):
            return Classes("service", names, np.zeros(0), correlation)
    if by in ("none", "service") or (by == "auto" and abs(correlation) <= TELLS):
        return none
    edges = _edges(history, is_asked=by == "promise")
    if not len(edges):
        return none
    days = [int(edge) for edge in edges]
    names = (
        f"promise_up_to_{days[0]}_d",
        *(_between(low + 1, high) for low, high in pairwise(days)),
        f"promise_from_{days[-1] + 1}_d",
    )
    return Classes("promise", names, edges, correlation)


def _between(first: int, last: int) -> str:
    return f"promise_{first}_d" if first == last else f"promise_{first}_to_{last}_d"


def label(word: str) -> str:
    """A word of a file as the name of a class or region."""
    return re.sub(r"[^\w -]+", " ", word).strip(" -")[:80] or "other"


def promise_days(history: History) -> Floats:
    """(n,) Days from placing to the promise; NaN where there is none."""
    if history.promised is None:
        return np.full(history.n, np.nan)
    days = (history.promised - history.placed) / DAY
    return np.where(history.promised == NEVER, np.nan, days)


def promised_within(history: History, codes: Integers, weight: Floats, count: int) -> list[int]:
    """Of each class the median time from placing to the promise, in whole hours; 0 for none."""
    days = promise_days(history)
    limits = []
    for code in range(count):
        mine = (codes == code) & ~np.isnan(days)
        if not mine.any():
            limits.append(0)
            continue
        by = np.argsort(days[mine])
        share = np.cumsum(weight[mine][by]) / weight[mine].sum()
        middle = days[mine][by][int(np.searchsorted(share, 0.5))]
        limits.append(max(round(middle * DAY / HOUR), 1))
    return limits


def rank_correlation(history: History) -> float:
    """Of promise and transit, over what was delivered (Spearman, ties at their mean rank)."""
    if history.promised is None or history.delivered is None or history.handed_over is None:
        return 0.0
    days = promise_days(history)
    kept = happened(history.delivered) & happened(history.handed_over) & ~np.isnan(days)
    if kept.sum() < FEWEST:
        return 0.0
    took = (history.delivered - history.handed_over)[kept].astype(float)
    ranks = [_ranks(np.rint(days[kept])), _ranks(took)]
    if min(rank.std() for rank in ranks) == 0:
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _ranks(values: Floats) -> Floats:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    means: Floats = np.cumsum(counts) - (counts - 1) / 2
    return means[inverse]


def _edges(history: History, is_asked: bool) -> Floats:
    """Days of promise between classes, none where there are too few promises.

    Where promises are asked for, the first part of a history has classes too, if fewer: else the
    proof would be of a scenario that is not split by them.
    """
    days = promise_days(history)
    told = np.rint(days[~np.isnan(days)])
    bins = min(BINS, len(told) // FEWEST)
    if bins < (2 if is_asked else BINS):
        return np.zeros(0)
    edges: Floats = np.unique(np.floor(np.quantile(told, np.arange(1, bins) / bins)) + 0.5)
    return edges
