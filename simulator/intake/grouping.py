"""Which rows of a file are of the same order, and when each order was placed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.units import NEVER

Integers = npt.NDArray[np.int64]


def numbered(key: Integers) -> tuple[Integers, Integers]:
    """A number from 0 for each key, by its first row; and that row of each number."""
    import pandas as pd

    order, values = pd.factorize(key)
    first = np.full(len(values), len(key), dtype=np.int64)
    np.minimum.at(first, order, np.arange(len(key)))
    return order.astype(np.int64), first


def first_told(order: Integers, instant: Integers, n: int) -> Integers:
    """(n,) The first row of each order that tells when it was placed; -1 where none does."""
    told = np.flatnonzero(instant != NEVER)
    orders, at = np.unique(order[told], return_index=True)
    row = np.full(n, -1, dtype=np.int64)
    row[orders] = told[at]
    return row


def carried(name: Integers, instant: Integers) -> Integers:
    """The instants, where a row tells none that of the row before it with the same name.

    The first rows of a name have that of the first that tells one.
    """
    if (instant != NEVER).all():
        return instant
    by_name = np.argsort(name, kind="stable")
    names, values = name[by_name], instant[by_name]
    told = values != NEVER
    last = np.maximum.accumulate(np.where(told, np.arange(len(values)), -1))
    fits = (last >= 0) & (names[np.maximum(last, 0)] == names)
    coming = np.minimum.accumulate(np.where(told, np.arange(len(values)), len(values))[::-1])[::-1]
    ahead = np.minimum(coming, len(values) - 1)
    fits_ahead = (coming < len(values)) & (names[ahead] == names)
    filled = np.where(fits, values[np.maximum(last, 0)], np.where(fits_ahead, values[ahead], NEVER))
    carried = np.empty_like(instant)
    carried[by_name] = filled
    return carried


def nth(name: Integers, instant: Integers) -> Integers:
    """Which order of its name each is, by when it was placed."""
    sequence = np.lexsort((instant, name))
    names = name[sequence]
    new = np.ones(len(names), dtype=np.bool_)
    new[1:] = names[1:] != names[:-1]
    begin = np.maximum.accumulate(np.where(new, np.arange(len(names)), 0))
    nth = np.empty(len(names), dtype=np.int64)
    nth[sequence] = np.arange(len(names)) - begin
    return nth
