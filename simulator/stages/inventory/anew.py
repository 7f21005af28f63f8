"""Stock for what is sent again, in place of a parcel that was lost or came damaged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from simpy import Event

from simulator.engine.instants import Instants
from simulator.engine.movements import Movements
from simulator.model.order_lines import LineState, OrderLines
from simulator.model.parcels import Parcels
from simulator.results.timeline import Movement

_PICKED, _RESERVED = int(LineState.PICKED), int(LineState.RESERVED)


class Stock(Protocol):
    """Units by SKU, and what is asked of them."""

    on_hand: list[int]
    reserved: list[int]
    backordered: list[int]
    lines: OrderLines
    movements: Movements

    def touch(self, sku: int) -> None:
        """Something has happened to a SKU: at the end of the instant it is looked at."""
        ...


class Anew:
    """Requests for all that a parcel had, once more: served whole or not at all.

    They come after the orders of their instant, and get nothing that somebody waits for.
    """

    def __init__(
        self, env: Instants, stock: Stock, parcels: Parcels, priority: Sequence[int]
    ) -> None:
        self._env, self._stock, self._parcels, self._priority = env, stock, parcels, priority
        self._requests: list[tuple[int, int, int, int, Event]] = []

    def reserve(self, parcel: int) -> Event:
        """Ask for it; the event's value is whether all of it is there."""
        order, answer = self._parcels.order(parcel), Event(self._env)
        key = self._priority[order], order, self._parcels.number(parcel)
        self._requests.append((*key, parcel, answer))
        for line in self._lines(parcel):
            self._stock.touch(self._stock.lines.sku[line])
        return answer

    def answers(self) -> Iterator[tuple[Event, bool]]:
        """Serve the requests of this instant, the most urgent first."""
        if self._requests:
            requests, self._requests = sorted(self._requests, key=lambda each: each[:3]), []
            for _, order, _, parcel, answer in requests:
                yield answer, self._serve(parcel, order)

    def _serve(self, parcel: int, order: int) -> bool:
        stock, lines = self._stock, self._lines(parcel)
        wanted = [(line, stock.lines.sku[line], stock.lines.units[line]) for line in lines]
        for _, sku, units in wanted:
            if stock.backordered[sku] or stock.on_hand[sku] - stock.reserved[sku] < units:
                return False
        for line, sku, units in wanted:
            stock.lines.state[line] = _RESERVED
            stock.reserved[sku] += units
            stock.movements.note(sku, Movement.RESERVED, units, order)
        return True

    def _lines(self, parcel: int) -> list[int]:
        lines = self._stock.lines
        return [line for line in lines.of(parcel) if lines.state[line] == _PICKED]
