"""The lines of orders: rows of an order with the same SKU, less what was taken back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.intake.examined import Examined
from simulator.intake.what_ships import NUMBER, Reasons

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Lines:
    """(m,) Lines with units; `of_row` is the line of each row that could ship, -1 without units."""

    order: Integers
    sku: Integers
    units: Integers
    value: Integers
    names: tuple[str, ...]
    of_row: Integers
    sku_of_row: Integers
    netted: int


def lines_of(seen: Examined, rows: Integers) -> Lines:
    """The lines of the rows that could ship."""
    code, names = _skus(seen, rows)
    order, quantity = seen.cells.order[rows], seen.quantity[rows]
    units = quantity.copy()
    netted = int(-quantity[quantity < 0].sum())
    if seen.refunded is not None:
        done = _fulfilled(seen)[order]
        back = np.where(done | (quantity <= 0), 0.0, np.minimum(seen.refunded[rows], quantity))
        units -= back
        netted += int(back.sum())
    key, which = np.unique(order * len(names) + code, return_inverse=True)
    total = np.bincount(which, units, minlength=len(key))
    worth: Floats = np.zeros(len(key))
    if seen.price is not None:
        positive = np.maximum(quantity, 0)
        gross = np.bincount(which, positive, minlength=len(key)).astype(np.float64)
        worth = np.bincount(which, positive * seen.price[rows], minlength=len(key)).astype(float)
        worth = np.where(total == gross, worth, worth / np.maximum(gross, 1) * total)
    left = total > 0
    number = np.where(left, np.cumsum(left) - 1, -1)
    return Lines(
        order=(key // max(len(names), 1))[left],
        sku=(key % max(len(names), 1))[left],
        units=total[left].astype(np.int64),
        value=np.rint(worth[left]).astype(np.int64),
        names=names,
        of_row=number[which],
        sku_of_row=code,
        netted=netted,
    )


def _skus(seen: Examined, rows: Integers) -> tuple[Integers, tuple[str, ...]]:
    """The SKU of each of these rows, numbered in alphabetical order of the names that are there."""
    column = seen.cells.columns["sku"]
    codes, words = column.codes[rows], list(column.words)
    title = seen.cells.columns.get("title")
    if title is not None and column.empty.any():
        empty = column.empty[rows]
        number = {word: k for k, word in enumerate(words)}
        extra = [number.setdefault(word, len(number)) for word in title.words]
        words = list(number)
        codes = np.where(empty, np.array(extra)[title.codes[rows]], codes)
    there = np.unique(codes)
    sequence = sorted(there.tolist(), key=words.__getitem__)
    place = np.zeros(len(words), dtype=np.int64)
    place[sequence] = np.arange(len(sequence))
    return place[codes], tuple(words[k] for k in sequence)


def _fulfilled(seen: Examined) -> Flags:
    """(orders,) Which a column of fulfillment says were fulfilled: refunds came after that."""
    done = np.zeros(seen.cells.orders, dtype=np.bool_)
    if seen.cells.has("fulfilled_at"):
        done |= seen.cells.first("fulfilled_at") >= 0
    return done


def netted_reasons(seen: Examined, lines: Lines) -> Reasons:
    """(rows,) Why each row does not ship, with those that are left without units and bad ones."""
    reason = seen.row_reason.copy()
    rows = np.flatnonzero((reason == 0) & ~seen.bad.bad)
    without = lines.of_row < 0
    back = without & (seen.quantity[rows] != 0)
    reason[rows[without & ~back]] = NUMBER["no units"]
    reason[rows[back]] = NUMBER["taken back"]
    reason[rows[seen.quantity[rows] == 0]] = NUMBER["no units"]
    reason[seen.bad.bad & (reason == 0)] = NUMBER["bad row"]
    return reason


def weights_of(seen: Examined, rows: Integers, lines: Lines) -> Floats | None:
    """Mean grams a unit by SKU, of the rows that tell them."""
    if seen.weight is None:
        return None
    told = ~np.isnan(seen.weight[rows])
    sums = np.bincount(lines.sku_of_row[told], seen.weight[rows][told], len(lines.names))
    counts = np.bincount(lines.sku_of_row[told], minlength=len(lines.names))
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
