"""From the records of split orders to the Timeline: what their two parcels make of an order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.model.books import Books
from simulator.model.shop import Shop
from simulator.results.timeline import Outcome, Splits
from simulator.units import NEVER
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

WORST_FIRST = (
    Outcome.IN_FLIGHT,
    Outcome.LOST,
    Outcome.RETURNED_TO_SENDER,
    Outcome.DELIVERED,
    Outcome.COMPLETED,
)
"""The outcome of a split order is the first of these that one of its live parcels has."""
FAILED = (Outcome.LOST, Outcome.RETURNED_TO_SENDER)


def splits_of(shop: Shop, horizon: int) -> Splits:
    """The orders that were split, with their parcels as they are at the horizon."""
    n = shop.workload.n
    at = shop.splits.at if shop.splits is not None else {}
    order = np.array(sorted(at), dtype=np.int64)
    handed_over = np.full((len(order), 2), NEVER, dtype=np.int64)
    ended = handed_over.copy()
    outcome = np.full((len(order), 2), Outcome.IN_FLIGHT, dtype=np.int8)
    for row, number in enumerate(order.tolist()):
        for column, parcel in enumerate((number, number + n)):
            if shop.shipping is not None:
                handed_over[row, column] = shop.shipping.left_at(parcel)
            assert shop.splits is not None
            how, when = shop.splits.ends.get(parcel, (Outcome.IN_FLIGHT, NEVER))
            if when <= horizon:
                outcome[row, column], ended[row, column] = how, when
    moments = np.array([at[number] for number in order.tolist()], dtype=np.int64)
    return Splits(order, moments, handed_over, ended, outcome)


@dataclass(frozen=True)
class WholeOrders:
    """(k,) Split orders as wholes: each is as far as that live parcel which is less far."""

    outcome: npt.NDArray[np.int8]
    ended: Integers
    handed_over: Integers
    delivered: Integers


def whole_orders(splits: Splits) -> WholeOrders:
    """Of the live parcels the worst outcome and the last moment; OUT_OF_STOCK if there is none."""
    live = splits.live
    outcome = np.full(len(splits.order), Outcome.OUT_OF_STOCK, dtype=np.int8)
    for one in reversed(WORST_FIRST):
        outcome[((splits.outcome == one) & live).any(axis=1)] = one
    handed_over, ended = _last(splits.handed_over, live), _last(splits.ended, live)
    empty = ~live.any(axis=1)
    ended[empty] = splits.ended[empty].max(axis=1)
    ended[outcome == Outcome.IN_FLIGHT] = NEVER
    delivered = np.where(outcome == Outcome.DELIVERED, ended, NEVER)
    return WholeOrders(outcome, ended, handed_over, delivered)


def _last(moments: Integers, live: Flags) -> Integers:
    """(k,) The last moment of the live parcels; NEVER while it has not come for one of them."""
    last: Integers = np.where(live, moments, NEVER).max(axis=1)
    last[(live & (moments == NEVER)).any(axis=1)] = NEVER
    return last


def refunds_of(
    splits: Splits, workload: Workload, books: Books, canceled: Flags, second: Flags
) -> Integers:
    """(k,) Cents given back: lines taken out or returned, and what is in parcels that failed."""
    refunded: list[int] = []
    value = workload.supply.price[workload.line_sku] * workload.line_units
    for row, order in enumerate(splits.order.tolist()):
        lines = slice(workload.line_start[order], workload.line_start[order + 1])
        back = books.refunded[order]
        for column in (0, 1):
            if splits.outcome[row, column] in FAILED:
                mine = (second[lines] == bool(column)) & ~canceled[lines]
                back += int(value[lines][mine].sum())
        refunded.append(back)
    return np.array(refunded, dtype=np.int64)
