"""Whether sizes of orders go with their class: lines and units of each that draws its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from simulator.fitting.classes import FEWEST, Classes
from simulator.fitting.estimate import Estimate
from simulator.fitting.history import Floats, History, Integers
from simulator.fitting.sizes import mean_lines, mean_units, shares_of_lines, shares_of_units
from simulator.scenario.below import shown_path

BY_CHANCE = 0.001
"""Probability of means that differ so much among classes that are alike."""
MATTERS = 1.1
"""The largest mean over the least from which classes draw their own."""


@dataclass(frozen=True, eq=False)
class OwnSizes:
    """Shares of a class's orders with 1, 2, ... lines, and of its lines by units; None: as all."""

    lines: Floats | None = None
    units: Floats | None = None


def sizes_by_class(
    history: History, classes: Classes
) -> tuple[Mapping[str, OwnSizes], tuple[Estimate, ...]]:
    """The classes that draw their own sizes, with the mean of each; none where all are alike.

    Means of classes with `FEWEST` orders are compared by the sum of squares of their distances
    from the common one, in standard errors (Cochran, 1937); those with fewer draw what all do.
    """
    if not history.lines_told or len(classes.names) < 2:
        return {}, ()
    codes = classes.of(history)
    enough = {name: history.only(np.flatnonzero(codes == k))
              for k, name in enumerate(classes.names) if (codes == k).sum() >= FEWEST}  # fmt: skip
    lines = _differ([own.lines.astype(np.float64) for own in enough.values()])
    units = _differ([own.units / np.maximum(own.lines, 1) for own in enough.values()])
    told, estimates = {}, []
    for name, own in enough.items() if lines or units else ():
        told[name] = OwnSizes(
            shares_of_lines(own) if lines else None, shares_of_units(own) if units else None
        )
        if lines:
            estimates.append(_of_class(mean_lines(own), name, "lines"))
        if units:
            estimates.append(_of_class(mean_units(own), name, "units_per_line"))
    return told, tuple(estimates)


def own_sizes_again(
    history: History, codes: Integers, classes: Classes, like: Mapping[str, OwnSizes]
) -> Mapping[str, OwnSizes]:
    """Of other orders, `codes` their classes, what `like` has; a class without any has that."""
    again = dict(like)
    for name, own in like.items():
        rows = np.flatnonzero(codes == classes.names.index(name))
        if len(rows):
            mine = history.only(rows)
            again[name] = OwnSizes(
                None if own.lines is None else shares_of_lines(mine),
                None if own.units is None else shares_of_units(mine),
            )
    return again


def _differ(by_class: list[Floats]) -> bool:
    """Whether the means of two or more classes differ by more than chance, and enough to matter."""
    if len(by_class) < 2:
        return False
    means = np.array([own.mean() for own in by_class])
    errors = np.array([max(own.std(ddof=1), 1e-9) / len(own) ** 0.5 for own in by_class])
    common = (means / errors**2).sum() / (1 / errors**2).sum()
    statistic = float((((means - common) / errors) ** 2).sum())
    by_chance = chdtrc(len(by_class) - 1, statistic) > BY_CHANCE
    return not by_chance and bool(means.max() >= MATTERS * means.min())


def _of_class(estimate: Estimate, name: str, key: str) -> Estimate:
    """The estimate of all orders as one of a class."""
    what = estimate.what.replace(",", f" of class '{name}',")
    path = shown_path(("demand", "classes", name, key))
    return Estimate(path, what, estimate.value, estimate.unit, estimate.n,
                    f"{estimate.method}; classes differ", low=estimate.low,
                    high=estimate.high)  # fmt: skip
