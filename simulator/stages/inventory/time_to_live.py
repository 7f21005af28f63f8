"""Reservations that are kept for a while, and released if nobody has paid by then."""

from __future__ import annotations

from simpy import Timeout

from simulator.engine.instants import Instants, Settler
from simulator.model.books import Books


class TimeToLive:
    """The reservations of unpaid orders; those that ran out are asked for again by whoever pays."""

    def __init__(self, env: Instants, books: Books, stock: Settler) -> None:
        self.ran_out: set[int] = set()
        self._env = env
        self._books = books
        self._stock = stock
        self._due: list[int] = []

    def keep(self, order: int, time_to_live: int) -> None:
        """Keep what an order has reserved, unless it is paid or closed before that time is over."""
        expiry = Timeout(self._env, time_to_live)
        expiry.callbacks.append(lambda _: self._note_due(order))

    def _note_due(self, order: int) -> None:
        self._due.append(order)
        self._env.settle_later(self._stock)

    def run_out(self) -> list[int]:
        """The orders whose reservation runs out now, which they have not paid, ascending."""
        if not self._due:
            return self._due
        orders = [order for order in sorted(self._due) if self._books.is_unpaid(order)]
        self._due.clear()
        self.ran_out.update(orders)
        return orders
