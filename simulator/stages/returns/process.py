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
from simulator.model.parcels import Parcels
from simulator.results.timeline import ReturnState
from simulator.stages.inventory.process import Inventory
from simulator.workload import Workload


class WayBack(NamedTuple):
    """Parcels of one order that come back together: several only if its customer returns all."""

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
        parcels: Parcels,
        record: Record,
    ) -> None:
        self._env = env
        self._station = station
        self._books = books
        self._inventory = inventory
        self._inspection = workload.inspection.data
        self._restockable = workload.restockable.data
        self._parcels = parcels
        self.under_way: set[int] = set()  # the first parcels of what is not back and dealt with
        self._state = bytearray(workload.n)
        self._state_of_further: dict[int, int] = {}
        record.open("returns")
        self._began = record.began["returns"]
        self._arrived = record.ended["returns"]
        record.queued["returns"] = self._began

    def come_back(self, way: WayBack) -> Generator[Event, None, None]:
        """On its way, then inspected, refunded and perhaps restocked."""
        env, parcels = self._env, way.parcels
        first = parcels[0]
        order = self._parcels.order(first)
        self.under_way.add(first)
        yield env.timeout(way.leaves - env.now)
        self._began[first] = env.now
        self._set(parcels, ReturnState.COMING)
        yield env.timeout(way.arrives - env.now)
        self._arrived[first] = env.now
        self._set(parcels, ReturnState.INSPECTING)
        if self._station is not None:
            yield self._station.serve(first, self._inspection[order])
        if way.by_customer:
            self._books.refund(order)
        if self._restockable[order]:
            self._set(parcels, ReturnState.RESTOCKED)
            if self._inventory is not None:
                self._inventory.restock(parcels)
        else:
            self._set(parcels, ReturnState.SCRAPPED)
        self.under_way.remove(first)

    def _set(self, parcels: tuple[int, ...], state: ReturnState) -> None:
        for parcel in parcels:
            if parcel == self._parcels.order(parcel):
                self._state[parcel] = state
            else:
                self._state_of_further[parcel] = state

    def state(self) -> npt.NDArray[np.int8]:
        """(n,) ReturnState; where parcels come back apart, of the one that is least far."""
        state = np.frombuffer(self._state, dtype=np.int8).copy()
        for parcel, further in self._state_of_further.items():
            order = self._parcels.order(parcel)
            state[order] = min(state[order] or further, further)
        return state
