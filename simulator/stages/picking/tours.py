"""What a pick tour takes: its set-up, its lines and its walk; and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from simulator.stages.inventory.process import Inventory
from simulator.stages.picking.section import Picking as PickingSection
from simulator.stages.picking.walking import walk
from simulator.units import NEVER, SECOND
from simulator.workload import Workload
from simulator.workload.standing import PartTold


@dataclass
class TourRow:
    """A tour of which more is kept than its orders' visits: its zone and its walk in millimeters.

    With zones a tour has a row in each; `parcel` is the lowest of all its orders' first parcels,
    `orders` those that it collects here. The moments are filled in as they happen.
    """

    number: int
    zone: int
    parcel: int
    orders: Sequence[int]
    lines: int
    units: int
    walk: int
    queued: int
    visit: int = 1
    began: int = NEVER
    ended: int = NEVER
    server: int = -1
    stopped: bool = False

    @property
    def part(self) -> tuple[int, int]:
        """Which tour's, and of which zone."""
        return self.number, self.zone


class Tours:
    """The work of pick tours, worked out from what their orders hold."""

    def __init__(
        self, section: PickingSection, workload: Workload, inventory: Inventory | None
    ) -> None:
        self._setup = workload.pick_setup.data
        self._pick = workload.pick.data
        self._line_start = workload.line_start.data
        self._line_pick = workload.line_pick.data
        self._line_sku = workload.line_sku.data
        self._line_units = workload.line_units.data
        self._left_out = inventory.lines.left_out if inventory is not None else {}
        storage = workload.storage
        self._zone = storage.zone.tolist()
        self._aisle = storage.aisle.tolist()
        self._place = storage.place.tolist()
        self._aisles = storage.aisles
        self._speed = section.layout.speed if section.layout is not None else 1.0
        self.walks = section.layout is not None
        self.zones = len(storage.zones)
        self.told: Mapping[int, Mapping[int, PartTold]] = {}  # of tours of the past

    def whole(self, orders: Sequence[int]) -> int:
        """Time of a tour that picks the first parcels of some orders, without its walk."""
        work = self._setup[orders[0]] + sum([self._pick[order] for order in orders])
        if self._left_out:
            for order in orders:
                for line in self._left_out.get(order, ()):
                    work -= self._line_pick[line]
        return int(work)

    def lines(self, order: int) -> list[int]:
        """The lines of an order that are still in it and in its first parcel."""
        every = range(self._line_start[order], self._line_start[order + 1])
        if order not in self._left_out:
            return list(every)
        return [line for line in every if line not in self._left_out[order]]

    def by_zone(self, orders: Iterable[int]) -> dict[int, dict[int, list[int]]]:
        """Lines by zone and order; zones ascending, orders as they come."""
        parts: dict[int, dict[int, list[int]]] = {}
        for order in orders:
            for line in self.lines(order):
                zone = self._zone[self._line_sku[line]]
                parts.setdefault(zone, {}).setdefault(order, []).append(line)
        return dict(sorted(parts.items()))

    def zone_of(self, line: int) -> int:
        """The zone in which a line is picked."""
        return int(self._zone[self._line_sku[line]])

    def distance(self, lines: Iterable[int]) -> int:
        """Millimeters of a tour to these lines; zone by zone where each has its own walkways."""
        if not self._aisles:
            return 0
        skus = [self._line_sku[line] for line in lines]
        if len(self._aisles) == 1:
            return walk(self._aisles[0], [(self._aisle[sku], self._place[sku]) for sku in skus])
        places: dict[int, list[tuple[int, int]]] = {}
        for sku in skus:
            places.setdefault(self._zone[sku], []).append((self._aisle[sku], self._place[sku]))
        return sum(walk(self._aisles[zone], there) for zone, there in places.items())

    def ended_before(self, number: int) -> int:
        """When the last zone of a tour of the past was done; NEVER where one is not, or of others.

        Orders that it collected there may be gone.
        """
        ends = [part.ended for part in self.told.get(number, {}).values()]
        return NEVER if NEVER in ends else max(ends, default=NEVER)

    def time(self, lines: Iterable[int], distance: int, set_up_by: int | None) -> int:
        """Time of a tour to these lines, with the set-up of an order or none."""
        work = sum([self._line_pick[line] for line in lines]) + self.walking_time(distance)
        return int(work if set_up_by is None else work + self._setup[set_up_by])

    def walking_time(self, distance: int) -> int:
        """Milliseconds that a distance takes."""
        return round(distance / self._speed * SECOND)

    def row(
        self,
        number: int,
        zone: int,
        lead: int,
        orders: Sequence[int],
        lines: Sequence[int],
        now: int,
    ) -> TourRow:
        """What is kept of a tour to these lines."""
        told = self.told.get(number, {}).get(zone)
        if told is not None:
            came = told.queued
            return TourRow(number, zone, lead, orders, told.lines, told.units, told.walk, came)
        units = sum([self._line_units[line] for line in lines])
        return TourRow(number, zone, lead, orders, len(lines), units, self.distance(lines), now)
