"""What comes back: returned orders and parcels that nobody took."""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from simpy import Event

from simulator.engine.instants import Instants
from simulator.engine.record import Record
from simulator.engine.stations import Station
from simulator.model.books import Books
from simulator.results.timeline import ReturnState
from simulator.stages.inventory.process import Inventory
from simulator.workload import Workload


class WayBack(NamedTuple):
    """Parcels of one order that come back together: two only if its customer returns both."""

    parcels: tuple[int, ...]
    leaves: int
    arrives: int
    by_customer: bool


class Returns:
    """The inspection bench, and back to the shelf or to scrap."""

    def __init__(
        self,
        env: Instants,
        station: Station | None,
        workload: Workload,
        books: Books,
        inventory: Inventory | None,
        record: Record,
    ) -> None:
        self._env = env
        self._station = station
        self._books = books
        self._inventory = inventory
        self._inspection = workload.inspection.tolist()
        self._restockable = workload.restockable.tolist()
        self._n = workload.n
        self.under_way: set[int] = set()  # the first parcels of what is not back and dealt with
        self._state = bytearray(2 * workload.n)  # by parcel
        record.open("returns")
        self._record = record
        self._began = record.began["returns"]
        self._arrived = record.ended["returns"]
        record.queued["returns"] = self._began

    def come_back(self, way: WayBack) -> Generator[Event, None, None]:
        """On its way, then inspected, refunded and perhaps restocked."""
        env, parcels = self._env, way.parcels
        order, second = parcels[0] % self._n, parcels[0] >= self._n
        self.under_way.add(parcels[0])
        yield env.timeout(way.leaves - env._now)
        row = None
        if second:
            row = self._record.repeat(order, "returns", env._now, second=True)
            row.began = env._now
        else:
            self._began[order] = env._now
        self._set(parcels, ReturnState.COMING)
        yield env.timeout(way.arrives - env._now)
        if row is not None:
            row.ended = env._now
        else:
            self._arrived[order] = env._now
        self._set(parcels, ReturnState.INSPECTING)
        if self._station is not None and second:
            yield self._station.serve_again(order, self._inspection[order], second=True)
        elif self._station is not None:
            yield self._station.serve(order, self._inspection[order])
        if way.by_customer:
            self._books.refund(order)
        if self._restockable[order]:
            self._set(parcels, ReturnState.RESTOCKED)
            if self._inventory is not None:
                self._inventory.restock(parcels)
        else:
            self._set(parcels, ReturnState.SCRAPPED)
        self.under_way.remove(parcels[0])

    def _set(self, parcels: tuple[int, ...], state: ReturnState) -> None:
        for parcel in parcels:
            self._state[parcel] = state

    def state(self) -> npt.NDArray[np.int8]:
        """(n,) ReturnState; where both parcels come back apart, of the one that is less far."""
        first, second = np.frombuffer(self._state, dtype=np.int8).reshape(2, self._n)
        both = np.minimum(first, second)
        return np.where((first > 0) & (second > 0), both, np.maximum(first, second))
