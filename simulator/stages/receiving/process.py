"""The yard, the dock doors, and the way of pallets from their truck to the shelf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Protocol

from simpy import Event

from simulator.engine.instants import Instants, Rank
from simulator.engine.record import Record, moments
from simulator.engine.stations import Station
from simulator.stages.receiving.section import Receiving as ReceivingSection
from simulator.stages.receiving.trucks import WORK, Trucks
from simulator.workload import Workload

BEHIND_ORDERS = 1 << 40
"""Added to the number of a truck: of tasks alike in all else, that at an order begins first."""
NO_SKU = -1
"""Of a pallet that is only work."""


@dataclass(frozen=True)
class Pallet:
    """What people handle; `times` are service requirements by `WORK`, `index` its row in the log.

    Its `number` is that on its truck.
    """

    index: int
    truck: int
    number: int
    sku: int
    units: int
    times: tuple[int, ...]


class Shelf(Protocol):
    """Where what was ordered of suppliers is booked."""

    def note_arrived(self, sku: int, units: int) -> None:
        """Units that are on order are at the dock."""

    def receive(self, sku: int, units: int) -> None:
        """Units that are on order can be sold from now on."""


Due = tuple[int, int, int, int, int]
"""When it was due, SKU, row of its reorder, part of it, units: a pallet that no truck has yet."""


class Receiving:
    """The trucks of all suppliers; a door is given to those who wait by (arrival, truck)."""

    rank = Rank.BATCHES
    index = 1

    def __init__(
        self,
        env: Instants,
        section: ReceivingSection,
        stations: Mapping[str, Station],
        workload: Workload,
        record: Record,
        priority: list[int],
    ) -> None:
        self.unsettled = False
        self.trucks: Trucks = workload.of_receiving
        self.shelf: Shelf | None = None
        self.checks = section.checking is not None
        self.record = record
        self.pallets: list[Pallet] = []
        count = len(self.trucks.supplier)
        self.came, self.docked, self.unloaded = moments(count), moments(count), moments(count)
        self._env = env
        self._section = section
        self._suppliers = tuple(section.suppliers.values())
        self._stations = stations
        self._priority = priority
        self._case_size = workload.supply.case_size.tolist()
        self._free = section.doors
        self._at_the_gate: list[tuple[int, Event]] = []
        self._yard: list[tuple[int, int, Event]] = []
        self._due: list[list[Due]] = [[] for _ in self._suppliers]
        self._on_board: dict[int, int] = {}
        self._not_in_place: dict[int, int] = {}

    def entrances(self) -> list[tuple[int, int]]:
        """(arrival, truck) of those that come, in time."""
        arrives, comes = self.trucks.arrives.tolist(), self.trucks.comes.tolist()
        return sorted((arrives[truck], truck) for truck in range(len(arrives)) if comes[truck])

    def due(self, sku: int, units: int, reorder: int) -> None:
        """What was reordered is ready at its supplier: it rides on the next truck."""
        supplier = int(self.trucks.supplier_of_sku[sku])
        full = self._suppliers[supplier].units_per_pallet
        for part in range(-(-units // full)):
            on_it = min(full, units - part * full)
            heappush(self._due[supplier], (self._env.now, sku, reorder, part, on_it))

    def arrive(self, truck: int) -> Event:
        """A truck is at the gate; the event's value are its pallets, none if it has nothing."""
        event = Event(self._env)
        self._at_the_gate.append((truck, event))
        self._env.settle_later(self)
        return event

    def wait_for_door(self, truck: int) -> Event:
        """The event is the truck at a door."""
        event = Event(self._env)
        heappush(self._yard, (self.came[truck], truck, event))
        self._env.settle_later(self)
        return event

    def unload(self, pallet: Pallet) -> Event:
        """Queue a pallet that is on a truck at a door."""
        return self._serve(pallet, 0)

    def check(self, pallet: Pallet) -> Event:
        """Queue a pallet on the dock to be checked."""
        return self._serve(pallet, 1)

    def put_away(self, pallet: Pallet) -> Event:
        """Queue a pallet on the dock to be put away."""
        return self._serve(pallet, 2)

    def is_off(self, pallet: Pallet) -> None:
        """A pallet is off its truck, which leaves its door with the last one."""
        truck = pallet.truck
        self._on_board[truck] -= 1
        if not self._on_board[truck]:
            self.unloaded[truck] = self._env.now
            self._free += 1
            self._env.settle_later(self)

    def to_stock(self, pallet: Pallet) -> None:
        """A pallet is in its place: what is on it can be sold, if it could not before."""
        self._not_in_place[pallet.truck] -= 1
        if pallet.sku != NO_SKU and self._section.sellable == "put away":
            self._stock().receive(pallet.sku, pallet.units)

    def is_open(self, low: int, high: int) -> bool:
        """Whether a pallet that came in [low, high) is not in its place yet."""
        came = self.came
        return any(left and low <= came[truck] < high for truck, left in self._not_in_place.items())

    def settle(self) -> None:
        """Trucks that came are loaded with what is due; doors that are free go to who waits."""
        gate, self._at_the_gate = sorted(self._at_the_gate, key=lambda each: each[0]), []
        for truck, event in gate:
            self._env.answer(event, self._load(truck))
        while self._free and self._yard:
            _, truck, event = heappop(self._yard)
            self._free -= 1
            self.docked[truck] = self._env.now
            self._env.answer(event, None)

    def _load(self, truck: int) -> list[Pallet]:
        """What is on a truck: its own pallets and what is due, as far as there is room."""
        trucks, supplier = self.trucks, int(self.trucks.supplier[truck])
        first, end = trucks.pallet_start[truck : truck + 2].tolist()
        room, due = self._suppliers[supplier].capacity or MOST, self._due[supplier]
        loaded = [
            self._pallet(truck, number, NO_SKU, 0, trucks.times[row].tolist())
            for number, row in enumerate(range(first, end)[:room])
        ]
        while due and len(loaded) < room:
            _, sku, reorder, _, units = heappop(due)
            loaded.append(
                self._pallet(truck, len(loaded), sku, units, self._times(sku, reorder, units))
            )
        if loaded:
            self.came[truck] = self._env.now
            self._on_board[truck] = self._not_in_place[truck] = len(loaded)
        return loaded

    def _pallet(
        self, truck: int, number: int, sku: int, units: int, times: Sequence[int]
    ) -> Pallet:
        index = self.record.add_parcel(BEHIND_ORDERS + truck, number + 1)
        self._priority.append(self._section.priority)
        pallet = Pallet(index, truck, number, sku, units, tuple(times))
        self.pallets.append(pallet)
        if sku != NO_SKU:
            self._stock().note_arrived(sku, units)
            if self._section.sellable == "arrival":
                self._stock().receive(sku, units)
        return pallet

    def _times(self, sku: int, reorder: int, units: int) -> list[int]:
        cases = -(-units // self._case_size[sku])
        pallet, case = (
            table[reorder].tolist() for table in (self.trucks.per_pallet, self.trucks.per_case)
        )
        return [each + cases * of_case for each, of_case in zip(pallet, case, strict=True)]

    def _serve(self, pallet: Pallet, step: int) -> Event:
        return self._stations[WORK[step]].serve(pallet.index, pallet.times[step])

    def _stock(self) -> Shelf:
        assert self.shelf is not None
        return self.shelf


MOST = 60_000
"""Pallets of a truck whose capacity is not written: as many as the record keeps apart."""
