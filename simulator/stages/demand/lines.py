"""Which SKUs and how many units an order has; the SKUs of an order are distinct."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.kernels import flat, kernel
from simulator.workload.draws import Floats, Integers, OrderDraws, Source

_ROUNDS = 12
_SHORT = 64
"""Lines of an order among which to look back from each is faster than to sort."""


def starts(counts: Integers) -> Integers:
    """(n + 1,) offsets of consecutive groups of these sizes."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def distinct_skus(
    counts: Integers, weights: Floats, first: Source, draws: OrderDraws
) -> npt.NDArray[np.int32]:
    """A SKU for each line, by weight and without repeats within an order.

    `counts` are lines per order, none larger than the number of positive weights; `first` draws
    the SKUs. Repeats are drawn again, a fixed number of times; what still repeats takes the most
    popular SKU that its order lacks. Nothing hangs on other orders.
    """
    order = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    sku, short = first.choose(weights), int(counts.max(initial=0)) <= _SHORT
    lines = np.flatnonzero((counts > 1).take(order))  # of the orders that may still have repeats
    for attempt in range(_ROUNDS):
        again = _repeats(order.take(lines), sku.take(lines), len(weights), short)
        if len(again) == 0:
            return sku.astype(np.int32)
        unsettled = np.zeros(len(counts), dtype=bool)
        repeats = lines.take(again)
        unsettled[order.take(repeats)] = True
        other = draws.lines(f"catalog.sku.again.{attempt}")
        sku[repeats] = other.choose(weights, repeats)
        lines = lines.take(np.flatnonzero(unsettled.take(order.take(lines))))
    again = lines[_repeats(order.take(lines), sku.take(lines), len(weights), short)]
    return _filled(order, sku, again, starts(counts), weights).astype(np.int32)


def _repeats(order: Integers, sku: Integers, skus: int, short: bool) -> Integers:
    """Positions of lines whose order has the same SKU at an earlier line, ascending.

    `short` says that no order has many lines.
    """
    find = _find_repeats() if short else None
    if find is not None:
        again = np.zeros(len(order), dtype=np.bool_)
        find(flat(order, np.int64), flat(sku, np.int64), again)
        return np.flatnonzero(again)
    key = order * skus + sku
    by_key = np.argsort(key, kind="stable")
    same = np.flatnonzero(key[by_key[1:]] == key[by_key[:-1]])
    return np.sort(by_key[1:].take(same))


@kernel("void(int64[::1], int64[::1], boolean[::1])")
def _find_repeats(order: Integers, sku: Integers, again: npt.NDArray[np.bool_]) -> None:
    """Flag the lines whose order, all in a row, has the same SKU at an earlier line."""
    for line in range(len(order)):
        earlier = line - 1
        while earlier >= 0 and order[earlier] == order[line]:
            if sku[earlier] == sku[line]:
                again[line] = True
                break
            earlier -= 1


def _filled(
    order: Integers, sku: Integers, again: Integers, first: Integers, weights: Floats
) -> Integers:
    """The SKUs, with the most popular that an order lacks on its lines in `again`."""
    popular = np.argsort(-weights, kind="stable")[: np.count_nonzero(weights)]
    filled = sku.copy()
    filled[again] = -1
    for i in np.unique(order[again]):
        mine = filled[first[i] : first[i + 1]]
        missing = popular[~np.isin(popular, mine)]
        mine[mine < 0] = missing[: np.count_nonzero(mine < 0)]
    return filled


def zipf(skus: int, exponent: float) -> Floats:
    """Weight of the k-th SKU: k to the power of minus `exponent`."""
    return np.arange(1, skus + 1, dtype=np.float64) ** -exponent


def abc(skus: int, classes: list[tuple[float, float]]) -> Floats:
    """Weights from (share of SKUs, share of demand) by class, even within a class."""
    edges = np.rint(np.cumsum([0.0, *(share for share, _ in classes)]) * skus).astype(np.int64)
    edges[-1] = skus
    weights = np.zeros(skus)
    for (_, demand), first, last in zip(classes, edges[:-1], edges[1:], strict=True):
        if last > first:
            weights[first:last] = demand / (last - first)
    return weights


def order_sums(
    values: npt.NDArray[np.integer[Any]] | npt.NDArray[np.bool_], line_start: Integers
) -> Integers:
    """Sum of a line quantity by order; 0 for an order without lines."""
    add = _add_lines()
    if add is not None:
        sums = np.empty(len(line_start) - 1, dtype=np.int64)
        add(flat(values, np.int64), flat(line_start, np.int64), sums)
        return sums
    total = np.zeros(len(values) + 1, dtype=np.int64)
    np.cumsum(values, out=total[1:])
    return np.diff(total[line_start])


@kernel("void(int64[::1], int64[::1], int64[::1])")
def _add_lines(values: Integers, line_start: Integers, sums: Integers) -> None:
    """The sum of each order's lines, by a running sum: a loop as long as an order is slow."""
    up_to = np.empty(len(values) + 1, np.int64)
    total = np.int64(0)
    for line in range(len(values)):
        up_to[line] = total
        total += values[line]
    up_to[len(values)] = total
    for order in range(len(sums)):
        sums[order] = up_to[line_start[order + 1]] - up_to[line_start[order]]


def orders_of(lines: Integers, line_start: Integers) -> Integers:
    """The orders of some lines."""
    return np.searchsorted(line_start, lines, side="right") - 1


def sums_of_few(
    lines: Integers, values: npt.NDArray[np.integer[Any]] | int, line_start: Integers
) -> Integers:
    """Sum by order of what some lines have: the others are not looked at."""
    sums = np.zeros(len(line_start) - 1, dtype=np.int64)
    np.add.at(sums, orders_of(lines, line_start), values)
    return sums
