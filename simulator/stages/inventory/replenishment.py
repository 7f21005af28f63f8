"""Replenishment: what is ordered of the suppliers when stock is looked at, and comes."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from functools import partial
from typing import Protocol

from simpy import Event, Timeout

from simulator.engine.instants import Instants
from simulator.engine.movements import Movements
from simulator.results.timeline import Movement
from simulator.stages.inventory.supplier import Supplier
from simulator.units import NEVER


class Stock(Protocol):
    """The levels by SKU, and where to say that one has changed."""

    on_hand: list[int]
    reserved: list[int]
    backordered: list[int]
    on_order: list[int]

    def touch(self, sku: int) -> None:
        """The SKU is looked at at the end of this instant."""


class Dock(Protocol):
    """Where what suppliers send comes in, on trucks."""

    def due(self, sku: int, units: int, reorder: int) -> None:
        """What was reordered is ready at its supplier."""


class Replenishment:
    """Reorders whenever stock changes, or at every review."""

    def __init__(
        self, env: Instants, supplier: Supplier, stock: Stock, movements: Movements
    ) -> None:
        self._env = env
        self._supplier = supplier
        self._stock = stock
        self._movements = movements
        self._review_due = False
        self.opens = NEVER  # until then nothing is reordered
        self.dock: Dock | None = None  # none: what comes is on its shelf at once
        self._under_way: list[tuple[int, int, int]] = []
        self._due: dict[tuple[int, int], list[tuple[int, int]]] = {}  # (moment, SKU), as ordered
        if supplier.review is None:
            for sku in range(len(stock.on_hand)):
                stock.touch(sku)
        else:
            env.begin(self._review_regularly(supplier.review))

    def order_more(self, touched: Iterable[int]) -> None:
        """Look at what has changed, or at everything where a review is due."""
        if self._env.now < self.opens:
            self._review_due = False
            return
        if self._supplier.review is None:
            self._order(touched)
        elif self._review_due:
            self._order(range(len(self._stock.on_hand)))
        self._review_due = False

    def _order(self, skus: Iterable[int]) -> None:
        stock = self._stock
        for sku in skus:
            position = stock.on_hand[sku] - stock.reserved[sku] + stock.on_order[sku]
            units = self._supplier.units(sku, position - stock.backordered[sku])
            if units:
                stock.on_order[sku] += units
                self._movements.note(sku, Movement.ORDERED, units, NEVER)
                reorder, lead_time = self._supplier.next_lead_time(sku)
                self._deliver_in(lead_time, sku, units, reorder)

    def begin_with(self, on_order: Iterable[tuple[int, int, int]], reorders: Sequence[int]) -> None:
        """What is under way: (SKU, units, when due); and by SKU how often it was reordered."""
        for sku, units, due in on_order:
            self._stock.on_order[sku] += units
            self._movements.note(sku, Movement.ORDERED, units, NEVER)
            self._deliver_in(due - self._env.now, sku, units)
        self._supplier.skip(reorders)

    def under_way(self) -> tuple[tuple[int, int, int], ...]:
        """What suppliers will bring: (SKU, units, due), as it was ordered."""
        return tuple(each for each in self._under_way if each[2] > self._env.now)

    def _deliver_in(self, time: int, sku: int, units: int, reorder: int = 0) -> None:
        """Have units come after a time; `reorder` is the row of their lead time."""
        due = self._env.now + time
        self._under_way.append((sku, units, due))
        self._due.setdefault((due, sku), []).append((units, reorder))
        delivery = Timeout(self._env, time)
        delivery.callbacks.append(partial(self._come, sku))

    @property
    def reorders(self) -> tuple[int, ...]:
        """By SKU how often it was reordered."""
        return self._supplier.reorders

    def _come(self, sku: int, _: Event) -> None:
        """Of a SKU's deliveries of one instant what was ordered first comes, and is logged, first.

        Which of their events SimPy hands out first says nothing.
        """
        now = self._env.now
        units, reorder = self._due[now, sku].pop(0)
        if not self._due[now, sku]:
            del self._due[now, sku]
        if self.dock is None:
            self.receive(sku, units)
        else:
            self.dock.due(sku, units, reorder)

    def note_arrived(self, sku: int, units: int) -> None:
        """Units that are on order are at the dock."""
        self._movements.note(sku, Movement.ARRIVED, units, NEVER)

    def receive(self, sku: int, units: int) -> None:
        """Units that were on order are on hand."""
        self._stock.on_order[sku] -= units
        self._stock.on_hand[sku] += units
        self._movements.note(sku, Movement.RECEIVED, units, NEVER)
        self._stock.touch(sku)

    def _review_regularly(self, period: int) -> Generator[Event, None, None]:
        while True:
            self._review_due = True
            self._stock.touch(0)
            yield self._env.timeout(period)
