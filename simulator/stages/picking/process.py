"""Picking: one by one, in batches or waves, whole or in zones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import itemgetter

from simpy import Event, Timeout

from simulator.engine.instants import Instants
from simulator.engine.record import Record, moments
from simulator.engine.stations import Station, Task
from simulator.model.parcels import Parcels
from simulator.model.past import Past
from simulator.scenario.scenario import Scenario
from simulator.stages.inventory.process import Inventory
from simulator.stages.picking.methods import chosen_method
from simulator.stages.picking.methods.method import Gatherer, Gathering, Member
from simulator.stages.picking.methods.pull import Pull
from simulator.stages.picking.section import Picking as Section
from simulator.stages.picking.tours import TourRow, Tours
from simulator.stages.picking.zones import ZoneTours
from simulator.stages.shipping.deadlines import Deadlines
from simulator.units import NEVER
from simulator.workload import Workload


class Picking:
    """Pick tours. `stations` has one a zone; without zones there is one."""

    def __init__(
        self,
        env: Instants,
        scenario: Scenario,
        section: Section,
        stations: Sequence[Station],
        workload: Workload,
        deadlines: Deadlines,
        inventory: Inventory | None,
        parcels: Parcels,
        record: Record,
    ) -> None:
        method = section.method
        self._env = env
        self._parcels = parcels
        self._stations = stations
        self._inventory = inventory
        self._priority = workload.priority.data
        self._missing = _missing(workload) if inventory is not None else {}
        self._tours = Tours(section, workload, inventory)
        self._started = 0
        self.past: Past | None = None
        self._joined: dict[int, list[Member]] = {}  # by tour of the past
        begins = workload.begins
        self._number = None if begins is None else begins.number.tolist()
        self._ended = record.ended["picking"]
        self.tour = moments(workload.n)
        self.rows: list[TourRow] = []
        self.in_zones = method.zones is not None
        self._start_zones = None
        if method.zones is not None:
            zones = ZoneTours(env, stations, self._tours, self.rows, self._consolidated)
            parallel = method.zones.style == "parallel"
            self._start_zones = zones.at_once if parallel else zones.pass_on
        self._release: Gatherer | None = None
        chosen = chosen_method(method)
        if chosen is not None:
            way, its = chosen
            self._release = way.gatherer(
                its,
                Gathering(
                    env,
                    scenario,
                    workload,
                    deadlines,
                    stations[0],
                    start=self._start_tour,
                    work_of=self._time_of,
                    begin=self._begin,
                ),
            )

    def pick(self, order: int) -> Event:
        """Queue an order's first parcel; the event is the end of its tour, or of its last one."""
        if self._release is None and self._start_zones is None:
            self.tour[order] = self._own_tour(order)
            work = self._work_of(self.tour[order], (order,))
            task = self._stations[0].serve(order, work)
            if self._inventory is not None:
                task.callbacks.append(self._take_stock)
            return task
        self._stations[0].note_queued(order)
        picked = Event(self._env)
        if self.past is not None and self._env.now <= self.past.until:
            tour = self.past.tour(order)
            if tour is not None:
                self._join(tour, order, picked)
                if self._release is not None:
                    self._release.expect(order)
                return picked
        if self._release is None:
            self._start(self._own_tour(order), (order,), (picked,))
        else:
            self._release.add(self._priority[order], order, picked)
        return picked

    def withdraw(self, order: int) -> bool:
        """Take an order out that waits for a tour, or for a picker on its own; whether it did.

        A tour that is formed goes as it is, and so do the parts of an order in zones.
        """
        if self._release is not None:
            return self._release.take_out(order)
        if self._start_zones is not None:
            return False
        station = self._stations[0]
        task = next((t for *_, t in station.queue if t.parcels == (order,) and t.row is None), None)
        if task is None or task.resumed:
            return False
        station.withdraw(task)
        for place in reversed(range(len(self.rows))):
            if self.rows[place].number == self.tour[order]:
                del self.rows[place]
                break
        self.tour[order] = NEVER
        return True

    def _own_tour(self, order: int) -> int:
        return order if self._number is None else self._number[order]

    def _join(self, tour: tuple[int, int, int], order: int, picked: Event) -> None:
        """An order is on a tour of the past, which leaves once all who are on it have come."""
        number, count, leaves = tour
        members = self._joined.setdefault(number, [])
        members.append((self._priority[order], self._env.now, order, picked))
        if len(members) == count:
            members.sort(key=itemgetter(0, 1, 2))
            if leaves > self._env.now:
                departure = Timeout(self._env, leaves - self._env.now)
                departure.callbacks.append(lambda _: self._start_again(number, members))
            else:
                self._start_again(number, members)

    def _start_again(self, number: int, members: Sequence[Member]) -> None:
        """A tour of the past leaves; zones in which all are picked and gone have rows as well."""
        orders = [member[2] for member in members]
        self._start(number, orders, [member[3] for member in members])
        here = self._tours.by_zone(orders) if self.in_zones else ()
        for zone, part in self._tours.told.get(number, {}).items() if self.in_zones else ():
            if zone not in here:
                row = TourRow(number, zone, min(orders), (), part.lines, part.units, part.walk,
                              part.queued, 1, part.began, part.ended, part.crew)  # fmt: skip
                self.rows.append(row)

    def live_again(self, past: Past) -> None:
        """Orders that were on tours are on them again."""
        self.past = past
        self._tours.told = past.begins.parts

    @property
    def free_since(self) -> int | None:
        """Since when somebody is free to begin a batch, where that is how batches form."""
        return self._release.free_since if isinstance(self._release, Pull) else None

    def open(self, past: Past) -> None:
        """The past is over: tours are numbered on, and who is free now has been."""
        self._started = max(self._started, past.begins.next_tour)
        if isinstance(self._release, Pull):
            self._release.note_free(past.begins.free_since)

    def pick_again(self, order: int) -> Event:
        """A tour of its own for an order that was picked wrong."""
        return self._again(order, self._tours.lines(order))

    def pick_further(self, parcel: int, lines: Sequence[int]) -> Event:
        """A tour of its own for these lines, which were left for a further parcel."""
        return self._take_after(parcel, lines)

    def pick_anew(self, parcel: int) -> Event:
        """A tour of its own for all of a parcel that is sent again."""
        stock = self._inventory
        if stock is None:
            return self._again(parcel, self._tours.lines(self._parcels.order(parcel)))
        task = self._again(parcel, stock.lines.in_hand(parcel))
        task.callbacks.append(lambda _: stock.pick((parcel,)))
        return task

    def missing(self, parcel: int) -> list[int]:
        """The lines of a parcel whose stock is on record and not on the shelf."""
        order = self._parcels.order(parcel)
        if order not in self._missing or self._inventory is None:
            return []
        mine = self._inventory.lines.of(parcel)
        return [
            line
            for line in self._missing[order]
            if line in mine and not self._inventory.lines.is_out(line)
        ]

    def pick_missing(self, parcel: int) -> Event:
        """A tour of its own for the missing lines, once they are reserved again."""
        lines, order = self.missing(parcel), self._parcels.order(parcel)
        self._missing[order] = [line for line in self._missing[order] if line not in lines]
        return self._take_after(parcel, lines)

    def _take_after(self, parcel: int, lines: Sequence[int]) -> Event:
        task = self._again(parcel, lines)
        task.callbacks.append(lambda _: self._take((parcel,)))
        return task

    def _again(self, parcel: int, lines: Sequence[int]) -> Event:
        """A tour to these lines; with zones by whoever picks in the zone of the first."""
        order = self._parcels.order(parcel)
        work = self._tours.time(lines, self._tours.distance(lines), order)
        zone = self._tours.zone_of(lines[0])
        return self._stations[zone].serve(parcel, work)

    def _start_tour(self, orders: Sequence[int], picked: Sequence[Event]) -> None:
        if self.past is not None and self._env.now <= self.past.until:
            number = self.past.number_of(orders[0])
            if number is not None:
                self._started = max(self._started, number + 1)
                self._start(number, orders, picked)
                return
        self._started += 1
        self._start(self._started - 1, orders, picked)

    def _start(self, number: int, orders: Sequence[int], picked: Sequence[Event]) -> None:
        for order in orders:
            self.tour[order] = number
        if self._start_zones is not None:
            self._start_zones(number, orders, picked)
            return
        task = self._stations[0].serve_together(orders, self._work_of(number, orders))
        if self._inventory is not None:
            task.callbacks.append(self._take_stock)
        task.callbacks.append(partial(self._hand_out, picked))

    def _begin(self, task: Task, picked: Sequence[Event]) -> None:
        """Somebody who was free has begun a tour; it is formed by that."""
        number, orders = self._started, task.parcels
        self._started += 1
        for order in orders:
            self.tour[order] = number
        if self._tours.walks:
            self._keep_row(number, orders)
        if self._inventory is not None:
            task.callbacks.append(self._take_stock)
        task.callbacks.append(partial(self._hand_out, picked))

    def _time_of(self, orders: Sequence[int]) -> int:
        """Time of a tour that picks all of some orders, its walk included."""
        work = self._tours.whole(orders)
        if not self._tours.walks:
            return work
        lines = [line for order in orders for line in self._tours.lines(order)]
        return work + self._tours.walking_time(self._tours.distance(lines))

    def _work_of(self, number: int, orders: Sequence[int]) -> int:
        """The same of a tour that is formed, of which a row is kept where it walks."""
        work = self._tours.whole(orders)
        if not self._tours.walks:
            return work
        return work + self._tours.walking_time(self._keep_row(number, orders).walk)

    def _keep_row(self, number: int, orders: Sequence[int]) -> TourRow:
        lines = [line for order in orders for line in self._tours.lines(order)]
        row = self._tours.row(number, 0, min(orders), orders, lines, self._env.now)
        self.rows.append(row)
        return row

    def _hand_out(self, picked: Sequence[Event], _: Event) -> None:
        for event in picked:
            self._env.answer(event, None)

    def _take_stock(self, task: Event) -> None:
        assert isinstance(task, Task)
        self._take(task.parcels)

    def _take(self, parcels: Sequence[int]) -> None:
        """What the tour found leaves the shelf; what it did not find leaves the record."""
        stock = self._inventory
        if stock is None:
            return
        for parcel in parcels if self._missing else ():
            order = self._parcels.order(parcel)
            if order in self._missing:
                stock.write_off(order, self.missing(parcel))
        stock.pick(parcels)

    def _consolidated(self, orders: Sequence[int], picked: Sequence[Event]) -> None:
        """All zones have picked their part of these orders."""
        for order in orders:
            self._ended[order] = self._env.now
        self._take(orders)
        for event in picked:
            self._env.answer(event, None)


def _missing(workload: Workload) -> dict[int, list[int]]:
    """The missing lines of every order that has some."""
    missing: dict[int, list[int]] = {}
    lines = workload.line_missing.nonzero()[0]
    orders = workload.line_start.searchsorted(lines, side="right") - 1
    for order, line in zip(orders.tolist(), lines.tolist(), strict=True):
        missing.setdefault(order, []).append(line)
    return missing
