"""Whether what orders have goes with their class: Cramér's V, less what chance makes of it."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtrc

from simulator.fitting.history import Integers

BY_CHANCE = 0.001
"""Probability of mixes that differ so much among classes that are alike."""
MATTERS = 0.1
"""Cramér's V, less what chance makes of it, from which classes have a mix of their own."""
LEAST = 5
"""That are expected of a column in each class; columns with fewer are one."""


def association(by_class: Integers) -> float:
    """Cramér's V of (classes, columns) counts, less what chance makes of it; 0 if it may be chance.

    The bias is taken off as Bergsma (2013) does.
    """
    known = by_class.sum(axis=1) > 0
    table = by_class[known]
    if len(table) < 2:
        return 0.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    rare = expected.min(axis=0) < LEAST
    table = np.column_stack([table[:, ~rare], table[:, rare].sum(axis=1)])
    table = table[:, table.sum(axis=0) > 0]
    freedom = (table.shape[0] - 1) * (table.shape[1] - 1)
    if not freedom:
        return 0.0
    total = table.sum()
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / total
    statistic = float(((table - expected) ** 2 / expected).sum())
    if chdtrc(freedom, statistic) > BY_CHANCE:
        return 0.0
    squared = max(statistic / total - freedom / (total - 1), 0.0)
    return float((squared / (min(table.shape) - 1)) ** 0.5)
