"""How much stock there was over time, from the log of its movements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.kernels import flat
from simulator.results.timeline import Movement, StockLog
from simulator.stages.inventory.figures_levels_compiled import compiled_course

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

ON_HAND = {
    Movement.RECEIVED: 1,
    Movement.PICKED: -1,
    Movement.RESTOCKED: 1,
    Movement.WRITTEN_OFF: -1,
}
RESERVED = {
    Movement.RESERVED: 1,
    Movement.RELEASED: -1,
    Movement.PICKED: -1,
    Movement.WRITTEN_OFF: -1,
}
BACKORDERED = {Movement.BACKORDERED: 1, Movement.BACKORDER_ENDED: -1}
AVAILABLE = {kind: ON_HAND.get(kind, 0) - RESERVED.get(kind, 0) for kind in {**ON_HAND, **RESERVED}}
"""On hand and not reserved."""
ON_ORDER = {Movement.ORDERED: 1, Movement.RECEIVED: -1}
LEVELS = (ON_HAND, RESERVED, BACKORDERED, ON_ORDER, AVAILABLE)
"""What there is of each SKU; on hand and available begin with the stock at the start."""
_FROM_THE_START = (0, 4)


@dataclass(frozen=True)
class StockCourse:
    """What the movements make of the stock at the start.

    `ended` are the levels after them and `below_zero` whether one was ever negative, (5, skus) in
    the order of `LEVELS`; only what is left at the end of a moment counts. Of the window: mean
    units on hand and backordered, share of SKU-time with nothing available (NaN without SKUs), and
    how often it was reordered.
    """

    ended: Numbers
    below_zero: Flags
    on_hand: float
    backordered: float
    at_zero: float
    reorders: int


def stock_course(
    log: StockLog, initial: Numbers, window: tuple[int, int], begins: int = 0
) -> StockCourse:
    """The course of all SKUs; `initial` is their stock at the start.

    Where a run begins with a state, what was over by then, at `begins`, is below zero nowhere: a
    past that is lived again keeps for the orders in the house what others had in their hands.
    """
    signs = np.stack([_signs(effect) for effect in LEVELS])
    ended = np.zeros((len(LEVELS), len(initial)), dtype=np.int64)
    ended[_FROM_THE_START, :] = initial
    below_zero = np.zeros(ended.shape, dtype=np.bool_)
    follow, areas = compiled_course(), np.zeros(4, dtype=np.int64)
    if follow is None:
        _follow(log, signs, window, begins, ended, below_zero, areas)
    else:
        columns = (flat(log.sku, np.int32), flat(log.time, np.int64), flat(log.kind, np.int8))
        units = flat(log.units, np.int32)
        follow(*columns, units, signs, *window, begins, ended, below_zero, areas)
    length, (more, owed, empty, reorders) = window[1] - window[0], areas.tolist()
    return StockCourse(
        ended=ended,
        below_zero=below_zero,
        on_hand=int(initial.sum()) + float(more) / length,
        backordered=float(owed) / length,
        at_zero=empty / (length * len(initial)) if len(initial) else float("nan"),
        reorders=reorders,
    )


def _follow(
    log: StockLog,
    signs: Numbers,
    window: tuple[int, int],
    begins: int,
    level: Numbers,
    below_zero: Flags,
    areas: Numbers,
) -> None:
    """Level by level, of movements sorted by SKU.

    `level` is that of the start, and at the end that of the end. `areas` are of the window: unit
    milliseconds on hand, more than at the start, and backordered; SKU milliseconds with nothing
    available; reorders.
    """
    low, high = window
    movements = by_sku(log, level.shape[1])
    last = np.append(movements.first[1:], True)[: len(movements.first)]
    until = np.append(movements.time[1:], begins + 1)[: len(last)]
    lasting = movements.settled & (last | (until > begins))
    available = LEVELS.index(AVAILABLE)
    for k, sign in enumerate(signs):
        course = levels(movements, sign[movements.kind] * movements.units, level[k])
        below_zero[k, movements.sku[lasting & (course < 0)]] = True
        if k == available:
            areas[2] = _empty(movements, course, level[k], window)
        level[k, movements.sku[last]] = course[last]
    open_time = np.clip(high - log.time, 0, high - low)
    for k, effect in enumerate((ON_HAND, BACKORDERED)):
        areas[k] = (changes(log, effect) * open_time).sum()
    ordered = (log.kind == Movement.ORDERED) & (log.time >= low) & (log.time < high)
    areas[3] = np.count_nonzero(ordered)


def changes(log: StockLog | BySku, effect: Mapping[Movement, int]) -> Numbers:
    """(movements,) Signed units by which each movement changes one kind of stock."""
    return _signs(effect)[log.kind] * log.units


def _signs(effect: Mapping[Movement, int]) -> Numbers:
    sign = np.zeros(len(Movement), dtype=np.int64)
    for kind, direction in effect.items():
        sign[kind] = direction
    return sign


@dataclass(frozen=True)
class BySku:
    """The movements sorted by SKU and time."""

    sku: npt.NDArray[np.int32]
    time: Numbers
    kind: npt.NDArray[np.int8]
    units: npt.NDArray[np.int32]
    first: npt.NDArray[np.bool_]  # of its SKU
    settled: npt.NDArray[np.bool_]  # the last of its SKU and moment


def by_sku(log: StockLog, skus: int) -> BySku:
    """Sort the log once for all its running levels."""
    # NumPy sorts 16-bit keys by radix, ten times as fast.
    key = log.sku.astype(np.uint16) if skus <= 65536 else log.sku
    row = np.argsort(key, kind="stable")
    sku, time = log.sku[row], log.time[row]
    first = np.ones(len(sku), dtype=np.bool_)
    first[1:] = sku[1:] != sku[:-1]
    settled = np.ones(len(sku), dtype=np.bool_)
    settled[:-1] = first[1:] | (time[1:] != time[:-1])
    return BySku(sku, time, log.kind[row], log.units[row], first, settled)


def levels(sorted_log: BySku, change: Numbers, initial: Numbers) -> Numbers:
    """The level of its SKU after each sorted movement; only those that are `settled` were real.

    `change` is that of the sorted movements. The first of a SKU also goes from the last level of
    the SKU before to its own initial one, so that one running sum is the levels of all.
    """
    starts = np.flatnonzero(sorted_log.first)
    if not len(starts):
        return change
    began = initial[sorted_log.sku[starts]]
    ended = began + np.add.reduceat(change, starts)
    step = change.copy()
    step[starts] += began
    step[starts[1:]] -= ended[:-1]
    return np.cumsum(step)


def _empty(movements: BySku, course: Numbers, initial: Numbers, window: tuple[int, int]) -> int:
    """SKU milliseconds of the window in which the level, at first `initial`, is 0 or below."""
    low, high = window
    settled = movements.settled
    sku, time = movements.sku[settled], movements.time[settled]
    level = course[settled]
    following = np.append(time[1:], high)[: len(time)]
    changes_sku = sku[1:] != sku[:-1]
    last_of_sku = np.append(changes_sku, True)[: len(sku)]
    following = np.where(last_of_sku, high, following)
    length = np.clip(following, low, high) - np.clip(time, low, high)
    empty = int(length[level <= 0].sum())
    first = np.full(len(initial), high, dtype=np.int64)
    first_of_sku = np.append(True, changes_sku)[: len(sku)]
    first[sku[first_of_sku]] = np.minimum(time[first_of_sku], high)
    return empty + int((np.clip(first, low, high) - low)[initial <= 0].sum())
