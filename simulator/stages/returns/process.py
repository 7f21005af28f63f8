"""What comes back: returned orders and parcels that nobody took."""

from __future__ import annotations

from collections.abc import Generator, Sequence
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
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.process import Inventory
from simulator.stages.returns.contents import Contents, Units
from simulator.workload import Workload


class WayBack(NamedTuple):
    """Parcels of one order that come back together: several only if its customer returns all."""

    parcels: tuple[int, ...]
    leaves: int
    arrives: int
    by_customer: bool


class Returns:
    """The inspection bench, and back to the shelf, to the bench that refurbishes, or to scrap."""

    def __init__(
        self,
        env: Instants,
        scenario: Scenario,
        stations: Sequence[Station],
        workload: Workload,
        books: Books,
        inventory: Inventory | None,
        parcels: Parcels,
        record: Record,
    ) -> None:
        section = scenario.returns
        self._env = env
        self._station = stations[0] if stations else None
        self._bench = stations[1] if len(stations) > 1 else None
        self._refund = section.refund if section is not None else None
        self._books = books
        self._inventory = inventory
        self._columns = workload.added.get("returns", {})
        self._inspection = workload.inspection.data
        self._contents = Contents(workload, inventory.lines if inventory else None, parcels)
        self._parcels = parcels
        self.under_way: set[int] = set()  # the first parcels of what is not back and dealt with
        self.refunds_due: set[int] = set()  # orders whose customers wait for their money
        self._state = bytearray(workload.n)
        self._state_of_further: dict[int, int] = {}
        record.open("returns")
        self._began = record.began["returns"]
        self._arrived = record.ended["returns"]
        record.queued["returns"] = self._began

    def come_back(self, way: WayBack) -> Generator[Event, None, None]:
        """On its way, then inspected, refunded and perhaps on the shelf again."""
        env, parcels = self._env, way.parcels
        first = parcels[0]
        order = self._parcels.order(first)
        self.under_way.add(first)
        yield env.timeout(way.leaves - env.now)
        self._began[first] = env.now
        self._set(parcels, ReturnState.COMING)
        if way.by_customer:
            self._refund_after("hand-in", way)
        yield env.timeout(way.arrives - env.now)
        self._arrived[first] = env.now
        self._set(parcels, ReturnState.INSPECTING)
        if way.by_customer:
            self._refund_after("arrival", way)
        if self._station is not None:
            yield self._station.serve(first, self._inspection[order])
        if way.by_customer:
            self._refund_after("inspection", way)
        yield from self._sort_out(way)
        self.under_way.remove(first)

    def _sort_out(self, way: WayBack) -> Generator[Event, None, None]:
        """Each unit goes to the shelf, perhaps by way of a bench, or is scrapped."""
        content = self._contents.of(way.parcels, way.by_customer)
        order = self._parcels.order(way.parcels[0])
        self._shelve(order, content.restocked)
        if not self._contents.graded:
            fit = self._contents.is_fit(order)
            self._set(way.parcels, ReturnState.RESTOCKED if fit else ReturnState.SCRAPPED)
            return
        if content.refurbished and self._bench is not None:
            self._set(way.parcels, ReturnState.REFURBISHING)
            a_unit = int(self._columns["refurbishing"][order])
            work = sum(content.refurbished.values()) * a_unit
            yield self._bench.serve(way.parcels[0], work)
        self._shelve(order, content.refurbished)
        self._set(way.parcels, ReturnState.GRADED)

    def _shelve(self, order: int, units: Units) -> None:
        if self._inventory is not None and units:
            self._inventory.shelve(order, units)

    def _refund_after(self, step: str, way: WayBack) -> None:
        """The customer gets the money for what comes back, if it waits for this."""
        rule, order = self._refund, self._parcels.order(way.parcels[0])
        if rule is None:
            if step == "inspection":
                self._pay_back(way)
            return
        if step == rule.after:
            delay = int(self._columns["refund_delay"][order])
            if step == "hand-in":
                delay += int(self._columns["handed_in"][order])
            self._env.begin(self._pay_later(way, delay))

    def _pay_later(self, way: WayBack, delay: int) -> Generator[Event, None, None]:
        order = self._parcels.order(way.parcels[0])
        self.refunds_due.add(order)
        yield self._env.timeout(delay)
        self.refunds_due.remove(order)
        self._pay_back(way)

    def _pay_back(self, way: WayBack) -> None:
        order = self._parcels.order(way.parcels[0])
        price = self._contents.price_in_part(way.parcels)
        if price is None:
            self._books.refund(order)
        else:
            self._books.give_back(order, price)

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
