"""The dock and the carriers' pick-ups, with cut-off and capacity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
from simpy import Event

from simulator.engine.instants import Instants, Rank
from simulator.engine.record import Record
from simulator.model.parcels import Parcels
from simulator.model.past import Past
from simulator.results.timeline import PartLoads, PickUpLog
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.deadlines import carrier_of_orders
from simulator.stages.shipping.draws_pick_ups import Truck, trucks_of
from simulator.stages.shipping.loading import loading
from simulator.stages.shipping.parcel_counts import ParcelCounts
from simulator.stages.shipping.section import Carrier as CarrierSection
from simulator.units import NEVER
from simulator.workload import Workload

Waiting = tuple[int, int, int, int]
"""Rank, entry, order and parcel of what is on the dock."""


class Carrier:
    """One carrier's parcels; at a pick-up those of the lowest rank go first, the rest rolls over.

    What is on the dock together, an order or a part of one, is loaded as far as there is room: of
    several boxes some may go at this pick-up and the others at the next. `trucks` come in turn.
    """

    rank = Rank.PICK_UPS

    def __init__(
        self,
        env: Instants,
        index: int,
        section: CarrierSection,
        trucks: Sequence[Truck],
        counts: ParcelCounts,
        rank: Callable[[int, int], int],
    ) -> None:
        self.index = index
        self.unsettled = False
        self.trucks = trucks
        self._came = 0
        self._env = env
        self._cut_off = section.cut_off
        self._waiting: list[Waiting] = []
        self._departure = Event(env)
        self.loaded: list[int] = []
        self.log: list[tuple[int, int, int, int, int, int]] = []
        self.part_loads: list[tuple[int, int, int]] = []
        self._counts = counts
        self._rank = rank
        self.past: Past | None = None
        self._loaded_before: dict[int, int] = {}

    def add(self, order: int, parcel: int) -> None:
        """A labeled parcel is put on the dock."""
        self._waiting.append((self._rank(order, parcel), self._env.now, order, parcel))

    def withdraw(self, parcel: int) -> bool:
        """Take a parcel off the dock of which nothing has gone; whether it was there."""
        there = [each for each in self._waiting if each[3] == parcel]
        if not there or parcel in self._loaded_before:
            return False
        self._waiting.remove(there[0])
        return True

    def pick_up(self) -> Event:
        """The carrier is here; at the event `loaded` are the parcels that go with it."""
        self._departure = Event(self._env)
        self._env.settle_later(self)
        return self._departure

    def settle(self) -> None:
        """Load, in the order of (rank, entry, order), what is ready by the cut-off and fits.

        Ready exactly then is in time; what is ready at this instant was settled before (`Rank`).
        """
        truck, self._came = self.trucks[self._came], self._came + 1
        if self.past is not None and self._env.now <= self.past.until:
            self._load_again(self.past)
            return
        limit = self._env.now - self._cut_off
        self._waiting.sort()
        in_time = [each for each in self._waiting if each[1] <= limit]
        waiting = len(in_time)
        if self._counts.several:
            waiting = sum([self._boxes(parcel) for *_, parcel in in_time])
        room = waiting if truck.room is None else min(truck.room, waiting)
        loaded = self._load(in_time, room) if self._counts.several else in_time[:room]
        self.loaded = [each[3] for each in loaded]
        gone = set(self.loaded)
        self._waiting = [each for each in self._waiting if each[3] not in gone]
        fits = NEVER if truck.room is None else truck.room
        self.log.append((self._env.now, self.index, fits, waiting, room, truck.planned))
        self._env.answer(self._departure, None)

    def _load_again(self, past: Past) -> None:
        """A pick-up of the past took what it took."""
        now = self._env.now
        for *_, parcel in self._waiting:
            if boxes := past.loaded(parcel, now):
                self._loaded_before[parcel] = self._loaded_before.get(parcel, 0) + boxes
                self.part_loads.append((now, parcel, boxes))
        gone = sorted(each for each in self._waiting if past.has_left(each[3], now))
        for *_, parcel in gone:
            self._loaded_before.pop(parcel, None)
        self._waiting = [each for each in self._waiting if each not in gone]
        self.loaded = [parcel for *_, parcel in gone]
        self._env.answer(self._departure, None)

    def _boxes(self, parcel: int) -> int:
        """The boxes of a parcel that are still on the dock."""
        return self._counts.of(parcel) - self._loaded_before.get(parcel, 0)

    def _load(self, in_time: list[Waiting], room: int) -> list[Waiting]:
        """Fill the room, in turn; returns what has gone whole now."""
        for place, (*_, parcel) in enumerate(in_time):
            boxes = self._boxes(parcel)
            if boxes > room:
                if room:
                    self._loaded_before[parcel] = self._loaded_before.get(parcel, 0) + room
                    self.part_loads.append((self._env.now, parcel, room))
                return in_time[:place]
            room -= boxes
            self._loaded_before.pop(parcel, None)
        return in_time


class Shipping:
    """The dock of the warehouse."""

    def __init__(
        self,
        env: Instants,
        scenario: Scenario,
        workload: Workload,
        counts: ParcelCounts,
        parcels: Parcels,
        record: Record,
    ) -> None:
        self._env = env
        self._parcels = parcels
        self.carriers = []
        for index, (name, section) in enumerate(scenario.carriers.items()):
            trucks = trucks_of(scenario, workload, name)
            rank = loading(section.loading, workload, counts)
            self.carriers.append(Carrier(env, index, section, trucks, counts, rank))
        self.names = tuple(scenario.carriers)
        self._carrier_of = carrier_of_orders(scenario, workload).data
        record.open("shipping")
        self._queued = record.queued["shipping"]
        self.handed_over = record.began["shipping"] = record.ended["shipping"]

    def to_the_dock(self, parcel: int) -> None:
        """A parcel waits for its carrier."""
        order = self._parcels.order(parcel)
        self._queued[parcel] = self._env.now
        self.carriers[self._carrier_of[order]].add(order, parcel)

    def withdraw(self, order: int) -> bool:
        """Take the first parcel of an order off the dock; whether it was there."""
        if self._queued[order] == NEVER:
            return False
        return self.carriers[self._carrier_of[order]].withdraw(order)

    def hand_over(self, parcels: Sequence[int]) -> None:
        """The carrier takes these parcels with it."""
        now = self._env.now
        for parcel in parcels:
            self.handed_over[parcel] = now

    def part_loads(self, row_of: npt.NDArray[np.int64]) -> PartLoads:
        """Boxes that went before the rest of their parcel; `row_of` parcels in the log."""
        rows = [row for carrier in self.carriers for row in carrier.part_loads]
        time, parcel, boxes = np.array(rows, dtype=np.int64).reshape(len(rows), 3).T
        parcel = row_of[parcel]
        by = np.lexsort((parcel, time))
        return PartLoads(time[by], parcel[by], boxes[by])

    def log(self) -> PickUpLog:
        """Every pick-up in order of (time, carrier)."""
        return pick_up_log(row for carrier in self.carriers for row in carrier.log)


def pick_up_log(rows: Iterable[tuple[int, int, int, int, int, int]]) -> PickUpLog:
    """The log of rows of (time, carrier, room, waiting, loaded, planned), by the first two."""
    ordered = sorted(rows, key=lambda row: row[:2])
    columns = np.array(ordered, dtype=np.int64).reshape(len(ordered), 6).T
    time, carrier, *others = columns
    return PickUpLog(time, carrier.astype(np.int16), *others)


_NONE = np.empty(0, dtype=np.int64)
NO_PICK_UPS = pick_up_log(())
NO_PART_LOADS = PartLoads(_NONE, _NONE, _NONE)
