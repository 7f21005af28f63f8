"""The parcels of orders: what of an order is picked, packed and sent together.

Every order has one to begin with, which has its order's number; what is left behind when an order
is split becomes a further one. Further parcels are numbered as they are made.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simulator.engine.record import Record

Numbers = npt.NDArray[np.int64]


class Parcels:
    """Whose parcels they are, and which an order has."""

    def __init__(self, n: int, record: Record, priority: list[int]) -> None:
        self.n = n
        self._record = record
        self._priority = priority
        self._order: list[int] = []
        self.made: list[int] = []
        self.of_split: dict[int, list[int]] = {}

    def add(self, order: int, now: int) -> int:
        """A further parcel of an order; the number is its own."""
        mine = self.of_split.setdefault(order, [order])
        parcel = self._record.add_parcel(order, len(mine) + 1)
        self._priority.append(self._priority[order])
        self._order.append(order)
        self.made.append(now)
        mine.append(parcel)
        return parcel

    def order(self, parcel: int) -> int:
        """Whose parcel it is."""
        return parcel if parcel < self.n else self._order[parcel - self.n]

    def of(self, order: int) -> Sequence[int]:
        """All parcels of an order, the first one first."""
        return self.of_split.get(order, (order,))

    def is_split(self, order: int) -> bool:
        """Whether the order has several."""
        return order in self.of_split

    def number(self, parcel: int) -> int:
        """Which of its order's parcels it is, from 1."""
        return self.of(self.order(parcel)).index(parcel) + 1

    def orders_of(self, parcels: Numbers) -> Numbers:
        """The orders of several parcels."""
        if not self._order:
            return parcels
        further = parcels >= self.n
        orders = parcels.copy()
        orders[further] = np.array(self._order, dtype=np.int64)[parcels[further] - self.n]
        return orders

    def numbers_of(self, parcels: Numbers) -> Numbers:
        """Which of their orders' parcels they are, from 1."""
        numbers = np.ones(len(parcels), dtype=np.int64)
        for row in np.flatnonzero(parcels >= self.n).tolist():
            numbers[row] = self.number(int(parcels[row]))
        return numbers

    def sorted(self) -> Numbers:
        """All parcels: the first ones, then the others by order and number."""
        further = [parcel for order in sorted(self.of_split) for parcel in self.of_split[order][1:]]
        return np.concatenate((np.arange(self.n), np.array(further, dtype=np.int64)))
