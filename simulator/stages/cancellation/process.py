"""Customers who cancel: what is withdrawn at once, what goes on, and what is too late.

In a house of which nothing but its lag is known, it is too late once the carrier has the order.

An order that waits (for stock, a review, a pick tour, a packer) is withdrawn at the instant. A
review or a pick tour that goes on is finished: whoever stops the order is the one who comes next
to it. As all that happens at an instant comes before what can start, who cancels at the instant at
which packing would begin is not too late.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from simpy import Event

from simulator.engine.instants import Instants
from simulator.engine.record import Record
from simulator.engine.stations import Station
from simulator.model.books import Books
from simulator.model.parcels import Parcels
from simulator.results.outcomes import Outcome
from simulator.stages.cancellation.section import Cancellation as Section
from simulator.units import NEVER
from simulator.workload.workload import Columns


class Stock(Protocol):
    """What an order may wait for before it is released."""

    def is_short(self, parcel: int) -> bool:
        """Whether lines of it wait for stock."""
        ...

    def stop_waiting(self, order: int) -> bool:
        """Let a backorder wait no more; whether it did."""
        ...

    def release(self, order: int) -> None:
        """Give back what is reserved for the order, and wait for nothing more."""
        ...

    def restock(self, parcels: Sequence[int]) -> None:
        """What was picked of these is on the shelf again."""
        ...


class Tours(Protocol):
    """Where orders wait for a pick tour."""

    def withdraw(self, order: int) -> bool:
        """Take an order out that no tour has; whether it was there."""
        ...


class Dock(Protocol):
    """Where orders wait for their carrier."""

    def withdraw(self, order: int) -> bool:
        """Take an order out of which nothing has gone; whether it was there."""
        ...


class Cancellation:
    """Customers' requests, each at its time; `asked` are those that are not answered yet."""

    def __init__(
        self,
        env: Instants,
        section: Section,
        columns: Columns,
        books: Books,
        parcels: Parcels,
        record: Record,
    ) -> None:
        self._env = env
        self._put_back = section.put_back
        self._after: list[int] = columns["after"].tolist()
        self._backorder: list[int] = columns["backorder"].tolist()
        self._books, self._parcels, self._record = books, parcels, record
        self.stock: Stock | None = None
        self.tours: Tours | None = None
        self.queues: Sequence[Station] = ()
        self.dock: Dock | None = None
        self.asked: set[int] = set()
        self._too_late: set[int] = set()
        record.open("cancellation")
        self._came = record.queued["cancellation"]
        record.began["cancellation"] = self._came
        self._answered = record.ended["cancellation"]

    def begin(self, order: int) -> None:
        """The order is paid: its customer's patience begins."""
        paid, now = self._books.paid[order], self._env.now
        waits = self.stock is not None and self.stock.is_short(order)
        for patience, ask in (
            (self._after[order], self._ask),
            (self._backorder[order] if waits else NEVER, self._ask_for_stock),
        ):
            if patience != NEVER:
                timer = self._env.timeout(max(paid + patience - now, 0))
                timer.callbacks.append(partial(self._hear, order, ask))

    def _hear(self, order: int, ask: Callable[[int], None], _: Event) -> None:
        if self._books.outcome[order] == Outcome.IN_FLIGHT and self._came[order] == NEVER:
            ask(order)

    def _ask(self, order: int) -> None:
        now = self._env.now
        if self._has_left(order):
            return
        self._came[order] = now
        if self._is_too_late(order):
            self._answered[order] = now
        elif self._withdraw(order):
            self._close(order)
        else:
            self.asked.add(order)

    def _ask_for_stock(self, order: int) -> None:
        """Only while the order waits for stock."""
        if self.stock is not None and self.stock.stop_waiting(order):
            self._came[order] = self._env.now
            self._close(order)

    def _has_left(self, order: int) -> bool:
        """Whether all that is there of the order is with the carrier."""
        left = self._record.ended.get("shipping")
        return left is not None and all(left[p] != NEVER for p in self._parcels.of(order))

    def _is_too_late(self, order: int) -> bool:
        packed = self._record.began.get("packing")
        begun = order in self._too_late if packed is None else packed[order] != NEVER
        return begun or self._parcels.is_split(order)

    def _withdraw(self, order: int) -> bool:
        """Take the order out of what it waits for; whether it waits for something."""
        return (
            (self.stock is not None and self.stock.stop_waiting(order))
            or self._withdraw_from(self.tours, "picking", order)
            or any(self._leaves(station, order) for station in self.queues)
            or self._withdraw_from(self.dock, "shipping", order)
        )

    def _leaves(self, station: Station, order: int) -> bool:
        """Take the order out of a queue; whether it was there, for its first visit."""
        for *_, task in station.queue:
            if len(task.parcels) == 1 and task.parcels[0] == order and not task.resumed:
                if task.row is not None:
                    return False
                station.withdraw(task)
                self._record.leave(station.activity)
                return True
        return False

    def _withdraw_from(self, place: Tours | Dock | None, stage: str, order: int) -> bool:
        if place is None or not place.withdraw(order):
            return False
        self._record.leave(stage)
        return True

    def stops(self, order: int) -> bool:
        """Whether the order goes no further: its customer has asked, and it ends here."""
        if order not in self.asked:
            return False
        self.asked.remove(order)
        if self._parcels.is_split(order):
            self._answered[order] = self._env.now
            return False
        self._close(order)
        return True

    def let_go(self, order: int) -> None:
        """Where nothing is packed: from here on it is too late."""
        self._too_late.add(order)

    def _close(self, order: int) -> None:
        """The order ends; its customer gets the money back, the shelf its units."""
        self._answered[order] = self._env.now
        self._books.close(order, Outcome.CALLED_OFF)
        self._books.refund(order)
        if self.stock is not None:
            self.stock.release(order)
            back = self._env.timeout(self._put_back)
            back.callbacks.append(partial(_restock, self.stock, order))


def _restock(stock: Stock, order: int, _: Event) -> None:
    stock.restock((order,))
