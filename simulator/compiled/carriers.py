"""The dock and the carriers' pick-ups, as in `stages/shipping/process.py`, a pick-up at a time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.compiled.further_parcels import FurtherParcels
from simulator.results.timeline import PartLoads, PickUpLog
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.draws_pick_ups import Truck, trucks_of
from simulator.stages.shipping.process import NO_SIZES, PickUpRow, pick_up_log
from simulator.stages.shipping.section import Carrier as CarrierSection
from simulator.units import NEVER
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]


@dataclass
class Carrier:
    """One carrier: its trucks to come, what is on the dock, what it has loaded."""

    section: CarrierSection
    trucks: deque[Truck]
    waiting: Integers = field(default_factory=lambda: np.empty(0, np.int64))
    log: list[PickUpRow] = field(default_factory=list)
    part_loads: list[tuple[int, int, int]] = field(default_factory=list)


class Dock:
    """What waits on it, and the carriers that come."""

    def __init__(
        self,
        scenario: Scenario,
        workload: Workload,
        promise: Integers,
        docked_at: Integers,
        parcels: FurtherParcels,
    ) -> None:
        """`promise` is every order's ship-by time; `docked_at` is written by the engine."""
        self.carriers = [
            Carrier(section, deque(trucks_of(scenario, workload, name)))
            for name, section in scenario.carriers.items()
        ]
        self.names = tuple(scenario.carriers)
        self._several = bool(workload.parcels.max(initial=1) > 1)
        room = len(docked_at) if self._several else 0  # where all have one box nobody asks
        boxes = np.ones(room, dtype=np.int64)  # as each part of an order of one has
        boxes[: workload.n] = workload.parcels[:room]
        self._ranks: dict[str, npt.NDArray[Any]] = {
            "priority": workload.priority,
            "fifo": np.zeros(workload.n, np.int64),
            "promise": promise,
        }
        self._boxes, self._boxes_in_all = boxes, boxes.copy()
        self._docked_at = docked_at
        self._parcels = parcels

    def recount(self, parcels: Integers, boxes: Integers) -> None:
        """Parcels that are not on the dock yet have so many boxes."""
        self._boxes[parcels] = self._boxes_in_all[parcels] = boxes

    def moments(self) -> list[int]:
        """When a carrier comes, ascending."""
        return sorted({truck.comes for carrier in self.carriers for truck in carrier.trucks})

    def come_to_wait(self, parcels: Integers, carrier_of: Integers) -> None:
        """Parcels have come to the dock since."""
        for index, carrier in enumerate(self.carriers):
            mine = parcels[carrier_of == index]
            if len(mine):
                carrier.waiting = np.concatenate((carrier.waiting, mine))

    def comes(self, index: int, now: int) -> bool:
        """Whether a carrier's next truck comes now."""
        trucks = self.carriers[index].trucks
        return bool(trucks) and trucks[0].comes == now

    def pick_up(self, index: int, now: int) -> Integers:
        """A carrier loads, by (rank, entry, order), what made the cut-off and fits."""
        carrier, section = self.carriers[index], self.carriers[index].section
        truck = carrier.trucks.popleft()
        waiting = carrier.waiting
        entered = self._docked_at[waiting]
        order = self._parcels.orders_of(waiting)
        if section.loading == "fewest boxes":
            rank = self._boxes_in_all[waiting] if self._several else np.ones(len(waiting), np.int64)
        else:
            rank = self._ranks[section.loading][order]
        by = np.lexsort((waiting, order, entered, rank))
        waiting, entered = waiting[by], entered[by]
        made_it = np.flatnonzero(entered <= now - section.cut_off)
        in_time = waiting[made_it]
        count = int(self._boxes[in_time].sum()) if self._several else len(in_time)
        room = count if truck.room.parcels is None else min(truck.room.parcels, count)
        whole = self._whole(carrier, in_time, room, now)
        loaded = in_time[:whole]
        carrier.waiting = np.delete(waiting, made_it[:whole])
        fits = NEVER if truck.room.parcels is None else truck.room.parcels
        carrier.log.append((now, index, fits, count, room, truck.planned, False, *NO_SIZES))
        return loaded

    def _whole(self, carrier: Carrier, in_time: Integers, room: int, now: int) -> int:
        """How many go whole; of the next one as many boxes as there is room for."""
        if not self._several:
            return room
        boxes = self._boxes[in_time].cumsum()
        whole = int(np.searchsorted(boxes, room, side="right"))
        rest = room - (int(boxes[whole - 1]) if whole else 0)
        if rest and whole < len(in_time):
            parcel = int(in_time[whole])
            self._boxes[parcel] -= rest
            carrier.part_loads.append((now, parcel, rest))
        return whole

    def log(self) -> PickUpLog:
        """Every pick-up in order of (time, carrier)."""
        return pick_up_log(row for carrier in self.carriers for row in carrier.log)

    def part_loads(self, row_of: Integers) -> PartLoads:
        """Boxes that went before the rest of their parcel; `row_of` parcels in the log."""
        rows = [row for carrier in self.carriers for row in carrier.part_loads]
        time, parcel, boxes = np.array(rows, dtype=np.int64).reshape(len(rows), 3).T
        parcel = row_of[parcel]
        by = np.lexsort((parcel, time))
        return PartLoads(time[by], parcel[by], boxes[by])
