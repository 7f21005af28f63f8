"""What comes back: returned orders and parcels that nobody took."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
from simpy import Event

from simulator.model.books import Books
from simulator.model.instants import Instants
from simulator.model.inventory import Inventory
from simulator.model.record import Record
from simulator.model.stations import Station
from simulator.results.timeline import ReturnState
from simulator.workload import Workload


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
        self.state = np.zeros(workload.n, dtype=np.int8)
        record.open("returns")
        self._began = record.began["returns"]
        self._arrived = record.ended["returns"]
        record.queued["returns"] = self._began

    def come_back(self, order: int, leaves: int, arrives: int) -> Generator[Event, None, None]:
        """On its way from `leaves` to `arrives`, then inspected, refunded and perhaps restocked."""
        env = self._env
        yield env.timeout(leaves - env._now)
        self._began[order] = env._now
        self.state[order] = ReturnState.COMING
        yield env.timeout(arrives - env._now)
        self._arrived[order] = env._now
        self.state[order] = ReturnState.INSPECTING
        if self._station is not None:
            yield self._station.serve(order, self._inspection[order])
        self._books.refund(order)
        if self._restockable[order]:
            self.state[order] = ReturnState.RESTOCKED
            if self._inventory is not None:
                self._inventory.restock(order)
        else:
            self.state[order] = ReturnState.SCRAPPED
