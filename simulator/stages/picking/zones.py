"""Orders whose parts are picked zone by zone: at once, or one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simpy import Event, Timeout

from simulator.engine.instants import Instants
from simulator.engine.stations import Station, Task
from simulator.stages.picking.tours import TourRow, Tours

Done = Callable[[Sequence[int], Sequence[Event]], None]
"""These orders are complete: let their events happen."""

LinesOf = dict[int, list[int]]
"""The lines of each order that lie in a zone."""


class ZoneTours:
    """The zones' parts of tours; every part is a task in the queue of its zone."""

    def __init__(
        self,
        env: Instants,
        stations: Sequence[Station],
        tours: Tours,
        rows: list[TourRow],
        done: Done,
    ) -> None:
        self._env = env
        self._stations = stations
        self._tours = tours
        self._rows = rows
        self._done = done

    def at_once(self, number: int, orders: Sequence[int], picked: Sequence[Event]) -> None:
        """A tour in every zone; an order is complete when its last zone is."""
        parts = self._tours.by_zone(orders)
        events = dict(zip(orders, picked, strict=True))
        open_parts = {order: sum(order in part for part in parts.values()) for order in orders}

        def end_part(task: Event) -> None:
            complete = []
            assert isinstance(task, Task)
            for order in task.parcels:
                open_parts[order] -= 1
                if not open_parts[order]:
                    complete.append(order)
            self._done(complete, [events[order] for order in complete])

        for zone, lines_of in parts.items():
            task = self._start(number, min(orders), zone, lines_of, set_up=True)
            task.callbacks.append(end_part)

    def pass_on(self, number: int, orders: Sequence[int], picked: Sequence[Event]) -> None:
        """One zone after the other, set up once; all orders are complete after the last zone."""
        parts = list(self._tours.by_zone(orders).items())

        def start(k: int) -> None:
            zone, lines_of = parts[k]
            task = self._start(number, min(orders), zone, lines_of, set_up=k == 0)
            task.callbacks.append(lambda _: end(k))

        def end(k: int) -> None:
            if k + 1 < len(parts):
                start(k + 1)
            elif self._tours.ended_before(number) > self._env.now:
                last = Timeout(self._env, self._tours.ended_before(number) - self._env.now)
                last.callbacks.append(lambda _: self._done(orders, picked))
            else:
                self._done(orders, picked)

        start(0)

    def _start(self, number: int, lead: int, zone: int, lines_of: LinesOf, set_up: bool) -> Event:
        orders = tuple(lines_of)
        lines = [line for part in lines_of.values() for line in part]
        row = self._tours.row(number, zone, lead, orders, lines, self._env.now)
        self._rows.append(row)
        work = self._tours.time(lines, row.walk, orders[0] if set_up else None)
        return self._stations[zone].serve_together(orders, work, row)
