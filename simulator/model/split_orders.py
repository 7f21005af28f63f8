"""What the parcels of split orders make of their order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.model.shop import Shop
from simulator.results.outcomes import FAILED, GOES_ON, Outcome
from simulator.results.timeline import ParcelTable
from simulator.units import NEVER
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def parcel_table(
    shop: Shop, in_order: Integers, outcome: npt.NDArray[np.int8], ended: Integers, horizon: int
) -> ParcelTable:
    """All parcels as they are at the horizon; `outcome` and `ended` of orders in one."""
    parcels = shop.parcels
    order = parcels.orders_of(in_order)
    if shop.splits is None or len(in_order) == parcels.n:
        ones = np.ones(parcels.n, dtype=np.int16)
        return ParcelTable(order, ones, np.full(parcels.n, NEVER), outcome, ended)
    made = np.full(len(order), NEVER, dtype=np.int64)
    outcome, ended = outcome[order], ended[order]
    ends, of_split = shop.splits.ends, np.isin(order, list(parcels.of_split))
    for row in np.flatnonzero(of_split).tolist():
        parcel = int(in_order[row])
        if parcel >= parcels.n:
            made[row] = parcels.made[parcel - parcels.n]
        how, when = ends.get(parcel, (Outcome.IN_FLIGHT, NEVER))
        outcome[row], ended[row] = (how, when) if when <= horizon else (Outcome.IN_FLIGHT, NEVER)
    numbers = parcels.numbers_of(in_order).astype(np.int16)
    return ParcelTable(order, numbers, made, outcome, ended)


@dataclass(frozen=True)
class WholeOrders:
    """(k,) Split orders as wholes: each is as far as that live parcel which is least far."""

    outcome: npt.NDArray[np.int8]
    ended: Integers
    handed_over: Integers
    delivered: Integers


def whole_orders(parcels: ParcelTable, handed_over: Integers) -> WholeOrders:
    """Of the live parcels the worst outcome and the last moment; OUT_OF_STOCK if there is none.

    `handed_over` has one row per parcel.
    """
    live, ends = parcels.live, parcels.outcome[parcels.of_split]
    outcome = np.full(len(parcels.split), Outcome.OUT_OF_STOCK, dtype=np.int8)
    for end in reversed(GOES_ON):
        outcome[parcels.any((ends == end) & live)] = end
    ended = parcels.last(parcels.ended)
    empty = ~parcels.any(live)
    ended[empty] = parcels.most(parcels.ended[parcels.of_split])[empty]
    ended[outcome == Outcome.IN_FLIGHT] = NEVER
    delivered = np.where(outcome == Outcome.DELIVERED, ended, NEVER)
    return WholeOrders(outcome, ended, parcels.last(handed_over), delivered)


def refunds_of(
    parcels: ParcelTable,
    workload: Workload,
    given_back: Integers,
    canceled: Flags,
    line_parcel: npt.NDArray[np.int32],
    kept: Flags | None = None,
) -> Integers:
    """(k,) Cents given back: lines taken out or returned, and what is in parcels that failed.

    `given_back` has what was for the lines of every order, (n,); `kept` are parcels, lost ones,
    that are sent again and not paid back.
    """
    value = workload.values()
    failed = np.isin(parcels.outcome, FAILED)
    if kept is not None:
        failed &= ~kept
    refunded: list[int] = []
    for order in parcels.split.tolist():
        lines = slice(workload.line_start[order], workload.line_start[order + 1])
        back = failed[line_parcel[lines]] & ~canceled[lines]
        refunded.append(int(given_back[order]) + int(value[lines][back].sum()))
    return np.array(refunded, dtype=np.int64)
