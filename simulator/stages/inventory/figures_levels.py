"""How much stock there was over time, from the log of its movements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.measure.cohort import Cohort
from simulator.results.timeline import Movement, StockLog

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
ON_ORDER = {Movement.ORDERED: 1, Movement.RECEIVED: -1}


def changes(log: StockLog, effect: dict[Movement, int]) -> Numbers:
    """(movements,) Signed units by which each movement changes one kind of stock."""
    sign = np.zeros(len(Movement), dtype=np.int64)
    for kind, direction in effect.items():
        sign[kind] = direction
    return sign[log.kind] * log.units


@dataclass(frozen=True)
class BySku:
    """The movements sorted by SKU and time: their rows in the log, SKUs and moments."""

    row: Numbers
    sku: npt.NDArray[np.int32]
    time: Numbers
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
    return BySku(row, sku, time, first, settled)


def levels(sorted_log: BySku, change: Numbers, initial: Numbers) -> Numbers:
    """The level of its SKU after each sorted movement; only those that are `settled` were real."""
    step = change[sorted_log.row]
    running = np.cumsum(step)
    starts = np.flatnonzero(sorted_log.first)
    before = np.repeat((running - step)[starts], np.diff(np.append(starts, len(step))))
    return running - before + initial[sorted_log.sku]


def time_average(cohort: Cohort, log: StockLog, change: Numbers, initial: int) -> float:
    """Time average over the window of a total that starts at `initial`."""
    low, high = cohort.window
    open_time = np.clip(high - log.time, 0, high - low)
    return initial + float((change * open_time).sum()) / (high - low)


def time_at_zero(cohort: Cohort, log: StockLog, change: Numbers, initial: Numbers) -> float:
    """Share of SKU-time in the window at a level of 0 or less."""
    low, high = cohort.window
    movements = by_sku(log, len(initial))
    settled = movements.settled
    sku, time = movements.sku[settled], movements.time[settled]
    level = levels(movements, change, initial)[settled]
    following = np.append(time[1:], high)[: len(time)]
    changes_sku = sku[1:] != sku[:-1]
    last_of_sku = np.append(changes_sku, True)[: len(sku)]
    following = np.where(last_of_sku, high, following)
    length = np.clip(following, low, high) - np.clip(time, low, high)
    empty = int(length[level <= 0].sum())
    first = np.full(len(initial), high, dtype=np.int64)
    first_of_sku = np.append(True, changes_sku)[: len(sku)]
    first[sku[first_of_sku]] = np.minimum(time[first_of_sku], high)
    empty += int((np.clip(first, low, high) - low)[initial <= 0].sum())
    return empty / ((high - low) * len(initial)) if len(initial) else float("nan")
