"""The dock and the carriers' pick-ups, with cut-off and capacity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
from simpy import Event

from simulator.engine.instants import Instants, Rank
from simulator.engine.record import Further, Record
from simulator.model.parcels import Parcels
from simulator.model.past import Past
from simulator.results.timeline import PartLoads, PickUpLog
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.box_sizes import BoxSizes
from simulator.stages.shipping.deadlines import carrier_of_orders
from simulator.stages.shipping.draws_pick_ups import Room, Truck, call_hours, room_in, trucks_of
from simulator.stages.shipping.loading import loading
from simulator.stages.shipping.parcel_counts import ParcelCounts
from simulator.stages.shipping.section import CalledTruck
from simulator.stages.shipping.section import Carrier as CarrierSection
from simulator.units import NEVER
from simulator.workload import Workload

PickUpRow = tuple[int, int, int, int, int, int, bool, float, float, int, int]
"""Moment, carrier, room, parcels waiting and loaded, planned moment, whether it was called; grams
and cubic centimeters that fit, and that were loaded."""
NO_SIZES = (float("inf"), float("inf"), 0, 0)
"""The last four of a row where nobody weighs parcels."""
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
        call_hours: Sequence[tuple[int, int]],
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
        self._here: list[tuple[bool, Truck, Event]] = []
        self.on_call = section.on_call
        self.call_hours = call_hours
        self._call: Event | None = None
        self.loaded: list[int] = []
        self.log: list[PickUpRow] = []
        self.part_loads: list[tuple[int, int, int]] = []
        self._counts = counts
        self._sizes = counts.sizes if section.has_sizes else None
        self._rank = rank
        self.past: Past | None = None
        self._loaded_before: dict[int, int] = {}

    def add(self, order: int, parcel: int) -> None:
        """A labeled parcel is put on the dock."""
        self._waiting.append((self._rank(order, parcel), self._env.now, order, parcel))
        self.look()

    def withdraw(self, parcel: int) -> bool:
        """Take a parcel off the dock of which nothing has gone; whether it was there."""
        there = [each for each in self._waiting if each[3] == parcel]
        if not there or parcel in self._loaded_before:
            return False
        self._waiting.remove(there[0])
        return True

    def pick_up(self) -> Event:
        """The next planned truck is here; at the event `loaded` are the parcels that go with it."""
        truck, self._came = self.trucks[self._came], self._came + 1
        return self._come(truck, False)

    def pick_up_on_call(self, called: CalledTruck) -> Event:
        """The truck that was called is here."""
        return self._come(Truck(self._env.now, self._env.now, room_in(called)), True)

    def _come(self, truck: Truck, called: bool) -> Event:
        departure = Event(self._env)
        self._here.append((called, truck, departure))
        self._env.settle_later(self)
        return departure

    def full_dock(self) -> Event:
        """A truck is called: enough stands on the dock, in the hours for it."""
        self._call = Event(self._env)
        self.look()
        return self._call

    def look(self) -> None:
        """See at the end of this instant whether a truck is called."""
        if self._call is not None:
            self._env.settle_later(self)

    def settle(self) -> None:
        """Load each truck that is here, the planned before the one that was called; then call."""
        here, self._here = self._here, []
        for called, truck, departure in sorted(here, key=lambda each: each[0]):
            if self.past is not None and self._env.now <= self.past.until:
                self._load_again(self.past)
            else:
                self._load_truck(truck, called)
            self._env.answer(departure, None)
        if self._call is not None and self._calls():
            call, self._call = self._call, None
            self._env.answer(call, None)

    def _calls(self) -> bool:
        """Whether a truck is called now, as none is on its way: enough stands on the dock."""
        now = self._env.now
        if self.on_call is None or (self.past is not None and now < self.past.until):
            return False
        if not any(begin <= now < end for begin, end in self.call_hours):
            return False
        standing = sum([self._boxes(parcel) for *_, parcel in self._waiting])
        return standing >= self.on_call.parcels

    def _load_truck(self, truck: Truck, called: bool) -> None:
        """Load, in the order of (rank, entry, order), what is ready by the cut-off and fits.

        Ready exactly then is in time; what is ready at this instant was settled before (`Rank`).
        """
        limit = self._env.now - self._cut_off
        self._waiting.sort()
        in_time = [each for each in self._waiting if each[1] <= limit]
        waiting = len(in_time)
        if self._counts.several:
            waiting = sum([self._boxes(parcel) for *_, parcel in in_time])
        most = waiting if truck.room.parcels is None else min(truck.room.parcels, waiting)
        room, taken = most, NO_SIZES
        if self._sizes is not None:
            room, taken = self._by_size(self._sizes, in_time, truck.room, most)
        loaded = self._load(in_time, room) if self._counts.several else in_time[:room]
        self.loaded = [each[3] for each in loaded]
        gone = set(self.loaded)
        self._waiting = [each for each in self._waiting if each[3] not in gone]
        fits = NEVER if truck.room.parcels is None else truck.room.parcels
        row = (self._env.now, self.index, fits, waiting, room, truck.planned, called)
        self.log.append((*row, *taken))

    def _by_size(
        self, sizes: BoxSizes, in_time: list[Waiting], room: Room, most: int
    ) -> tuple[int, tuple[float, float, int, int]]:
        """How many boxes go, in turn, until the next is too heavy or too large; `most` at most.

        And the last columns of the log.
        """
        grams, volume = (
            float("inf") if limit is None else limit for limit in (room.grams, room.volume)
        )
        boxes = [
            size
            for *_, parcel in in_time
            for size in sizes.of(parcel)[self._loaded_before.get(parcel, 0) :]
        ]
        loaded, held, filled = 0, 0, 0
        for weight, takes in boxes[:most]:
            if held + weight > grams or filled + takes > volume:
                break
            loaded, held, filled = loaded + 1, held + weight, filled + takes
        return loaded, (grams, volume, held, filled)

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
            hours = call_hours(scenario.clock, section)
            self.carriers.append(Carrier(env, index, section, trucks, hours, counts, rank))
        self.names = tuple(scenario.carriers)
        self._carrier_of = carrier_of_orders(scenario, workload).data
        self._record = record
        self._again: dict[int, Further] = {}
        record.open("shipping")
        self._queued = record.queued["shipping"]
        self.handed_over = record.began["shipping"] = record.ended["shipping"]

    def to_the_dock(self, parcel: int) -> None:
        """A parcel waits for its carrier."""
        order = self._parcels.order(parcel)
        self._queued[parcel] = self._env.now
        self.carriers[self._carrier_of[order]].add(order, parcel)

    def to_the_dock_again(self, parcel: int) -> None:
        """A parcel that is sent once more waits for its carrier."""
        order, now = self._parcels.order(parcel), self._env.now
        self._again[parcel] = self._record.add_visit(parcel, "shipping", now)
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
            if parcel in self._again:
                row = self._again.pop(parcel)
                row.began = row.ended = now
            else:
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


def pick_up_log(rows: Iterable[PickUpRow]) -> PickUpLog:
    """The log of these rows, by moment and carrier."""
    ordered = sorted(rows, key=lambda row: row[:2])
    counted = np.array([row[:7] for row in ordered], dtype=np.int64).reshape(len(ordered), 7).T
    time, carrier, room, waiting, loaded, planned, called = counted
    index, on_call = carrier.astype(np.int16), called.astype(np.bool_)
    sizes = np.array([row[7:] for row in ordered], dtype=np.float64).reshape(len(ordered), 4).T
    return PickUpLog(time, index, room, waiting, loaded, planned, on_call, *sizes)


_NONE = np.empty(0, dtype=np.int64)
NO_PICK_UPS = pick_up_log(())
NO_PART_LOADS = PartLoads(_NONE, _NONE, _NONE)
