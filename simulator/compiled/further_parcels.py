"""The further parcels of a run, as NumPy reads them from its arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.results.outcomes import Outcome
from simulator.results.timeline import ParcelTable
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def room_for_parcels(scenario: Scenario, workload: Workload, room: int) -> int:
    """How many parcels are made room for: one an order, and further ones where orders are split."""
    stock, picking, n = scenario.inventory, scenario.picking, workload.n
    follows = picking is not None and picking.short_picks.then == "split"
    if stock is None or not (stock.when_short == "split" or follows):
        return n
    return n + room * (n // 4 + 64)


class FurtherParcels:
    """Whose parcels they are, by number; as `Parcels` of the SimPy model."""

    def __init__(self, arrays: Arrays) -> None:
        self._state, self._orders = arrays.state, arrays.orders
        self._links, self._marks = arrays.links, arrays.marks
        self.n = int(arrays.state[c.ORDERS])

    @property
    def count(self) -> int:
        """How many parcels there are."""
        return int(self._state[c.PARCELS])

    def orders_of(self, parcels: Integers) -> Integers:
        """The orders of several parcels."""
        if self.count == self.n:
            return parcels
        return np.where(parcels < self.n, parcels, self._links[c.N_ORDER, parcels])

    def numbers_of(self, parcels: Integers) -> Integers:
        """Which of their orders' parcels they are, from 1."""
        return np.where(parcels < self.n, 1, self._marks[c.X_NUMBER, parcels]).astype(np.int64)

    def of_split(self, parcels: Integers) -> Flags:
        """Which of these parcels are of an order that has several."""
        split: Flags = self._marks[c.X_FURTHER, self.orders_of(parcels)] > 0
        return split

    def in_order(self) -> Integers:
        """All parcels: the first ones, then the others by order and number."""
        if self.count == self.n:
            return np.arange(self.n)
        further = np.arange(self.n, self.count)
        by = np.lexsort((self.numbers_of(further), self.orders_of(further)))
        return np.concatenate((np.arange(self.n), further[by]))

    def rows(self) -> Integers:
        """(parcels,) Which row of `in_order` each parcel is."""
        return self.in_order() if self.count == self.n else np.argsort(self.in_order())

    def some_open(self, now: int) -> Flags:
        """(n,) Orders of which a further parcel, or the first one beside it, has not ended."""
        some = np.zeros(self.n, dtype=np.bool_)
        parcels = np.arange(self.count)
        parcels = parcels[self.of_split(parcels)]
        how, when = self._marks[c.X_ENDS_AS, parcels], self._orders[c.O_ENDS_AT, parcels]
        later = (how != Outcome.OUT_OF_STOCK) & (when > now)
        some[self.orders_of(parcels[(how == Outcome.IN_FLIGHT) | later])] = True
        return some

    def table(self, outcome: npt.NDArray[np.int8], ended: Integers, horizon: int) -> ParcelTable:
        """All parcels as they are at the horizon; `outcome` and `ended` of orders in one."""
        rows = self.in_order()
        if len(rows) == self.n:
            ones = np.ones(self.n, dtype=np.int16)
            return ParcelTable(rows, ones, np.full(self.n, NEVER), outcome, ended)
        order, split = self.orders_of(rows), self.of_split(rows)
        made = np.where(rows < self.n, NEVER, self._orders[c.O_MADE, rows])
        how, when = self._marks[c.X_ENDS_AS, rows], self._orders[c.O_ENDS_AT, rows]
        over = (how != Outcome.IN_FLIGHT) & (when <= horizon)
        how, when = np.where(over, how, Outcome.IN_FLIGHT), np.where(over, when, NEVER)
        return ParcelTable(
            order,
            self.numbers_of(rows).astype(np.int16),
            made,
            np.where(split, how, outcome[order]).astype(np.int8),
            np.where(split, when, ended[order]),
        )
