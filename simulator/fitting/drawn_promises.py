"""Promises that follow no rule, as they were made: days by class and region, to be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from simulator.fitting.classes import FEWEST, Classes
from simulator.fitting.estimate import Estimate
from simulator.fitting.history import Flags, History, Integers
from simulator.fitting.promise_rules import FOLLOWED, Rule, words_of
from simulator.fitting.transits import Group, regions_of
from simulator.scenario.below import shown_path
from simulator.units import DAY, NEVER

Drawn = Mapping[Group, Integers]
"""Orders by the days that they were promised, of a class and region; -1: all regions of it."""


def drawn_promises(
    history: History, codes: Integers, rules: Sequence[Rule | None], count: int
) -> Drawn:
    """Of each of `count` classes without a rule the days promised, region by region.

    None of those with fewer than `FEWEST` promises, or that do not last until the end of a day.
    Regions with fewer have what all of their class have. `codes` are the classes of the orders.
    """
    if history.promised is None:
        return {}
    told, at_end = history.promised != NEVER, history.promised % DAY == 0
    regions, days = regions_of(history), _days(history, history.promised)
    drawn: dict[Group, Integers] = {}
    for k in range(count):
        rule = rules[k] if k < len(rules) else None
        promised: Flags = told & (codes == k)
        mine = promised & at_end
        if rule is not None and rule.is_followed:
            continue
        if mine.sum() < FEWEST or mine.sum() < FOLLOWED * promised.sum():
            continue
        drawn[k, -1] = np.bincount(days[mine])
        for region in np.unique(regions[mine & (regions >= 0)]).tolist():
            here = mine & (regions == region)
            if here.sum() >= FEWEST:
                drawn[k, region] = np.bincount(days[here])
    return drawn


def drawn_again(history: History, codes: Integers, like: Drawn) -> Drawn:
    """Of other orders the days of the same groups; a group without any has those of `like`."""
    if history.promised is None:
        return like
    mine = (history.promised != NEVER) & (history.promised % DAY == 0)
    regions, days = regions_of(history), _days(history, history.promised)
    again = dict(like)
    for k, region in like:
        here = mine & (codes == k) & ((regions == region) | (region < 0))
        if here.any():
            again[k, region] = np.bincount(days[here])
    return again


def _days(history: History, promised: Integers) -> Integers:
    """Days from that of the order to the one by whose end it is promised; 0 where none is."""
    days = np.where(promised == NEVER, 0, promised // DAY - 1 - history.placed // DAY)
    return np.maximum(days, 0)


def drawn_estimates(
    drawn: Drawn, classes: Classes, rules: Sequence[Rule | None]
) -> Iterator[Estimate]:
    """What each class of which promises are drawn is promised, and how far that spreads."""
    for k, region in drawn:
        if region < 0:
            yield _of_class(drawn, k, classes, rules[k] if k < len(rules) else None)


def _of_class(drawn: Drawn, code: int, classes: Classes, rule: Rule | None) -> Estimate:
    days = np.repeat(np.arange(len(drawn[code, -1])), drawn[code, -1])
    name, n = classes.names[code], len(days)
    p10, p50, p90 = np.quantile(days, [0.1, 0.5, 0.9]).tolist()
    half = 1.96 * n**0.5 / 2  # of the rank of the median, binomial
    low, high = (days[int(np.clip(rank, 0, n - 1))] for rank in (n / 2 - half, n / 2 + half))
    own = sum(1 for k, region in drawn if k == code and region >= 0)
    by = f"{own} regions with {FEWEST} promises by themselves" if own > 1 else "all regions alike"
    why = ""
    if rule is not None:
        why = f"; no rule of days: {100 * rule.share:.0f} % follow {words_of(rule.days)}"
    of_class = "" if classes.by == "none" else f" to class '{name}'"
    return Estimate(
        shown_path(("demand", "classes", name, "promised_days")),
        f"days promised{of_class}, median; P10 {p10:.0f} d, P90 {p90:.0f} d", p50, "d", n,
        f"drawn as they were promised, {by}{why}", low=float(low), high=float(high),
    )  # fmt: skip
