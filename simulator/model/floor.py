"""Stations, crews and the rule for ties.

A station is a queue of tasks for people, machines, or both. Stations that share crews form a pool
and are assigned together: of all tasks that could start, the one with the lowest (priority, time
of entry, order number) starts first; of all crews that could do it, one at its home station goes
first, then the one with the fewest skills.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise

from simpy import Event
from simpy.events import NORMAL

from simulator.calendars import HeadCount
from simulator.model.equipment import Machines, Outages
from simulator.model.instants import Instants, Rank
from simulator.model.record import Record, Row, Spell
from simulator.scenario.crews import Crew as CrewSection
from simulator.workload.workload import Failures

Rule = Callable[[Sequence[int], int, int], int]
"""(orders, priority, service requirement) of a task -> its rank in the queue."""


class Crew:
    """People with the same skills; after a shift's end `busy` may exceed `heads`, who is here."""

    def __init__(self, index: int, name: str, section: CrewSection) -> None:
        self.index = index
        self.name = name
        self.skills = section.skills
        self.speed = section.speed
        self.heads = 0
        self.busy = 0

    def time_for(self, requirement: int) -> int:
        """Milliseconds that this crew needs for a service requirement."""
        return requirement if self.speed == 1.0 else round(requirement / self.speed)

    def requirement_of(self, time: int) -> int:
        """The service requirement that this crew meets in so many milliseconds."""
        return time if self.speed == 1.0 else round(time * self.speed)


class Task(Event):
    """Work on one order or one batch; the event is the end of the service.

    `begins` and `ends` are of the stretch of work that is going on. A task that is stopped goes on
    as another one, `resumed`, of which every stretch is a spell.
    """

    crew: Crew | None = None
    row: Row | None = None
    spell: Spell | None = None
    key = (0, 0, 0)
    begins = ends = machine = 0
    resumed = False

    def __init__(self, station: Station, orders: Sequence[int], requirement: int) -> None:
        self.env = station.env
        self.callbacks = [station.finish]
        self.orders = orders
        self.requirement = requirement
        self.priority = 0


class Station:
    """A queue for one activity; `machines` is None where there are always enough.

    Several stations may serve one activity: `packing.single_line` is a lane of `packing`.
    """

    def __init__(
        self, env: Instants, name: str, machines: int | None, record: Record, priority: list[int]
    ) -> None:
        self.env = env
        self.name = name
        self.activity = name.partition(".")[0]
        self.machines = machines
        self.failing: Machines | None = None
        self.rank: Rule | None = None
        self.time_at_start: Callable[[int, int], int] | None = None
        self.queue: list[tuple[int, int, int, Task]] = []
        self.crews: list[Crew] = []
        self.needs_crew = False
        self.pool: Pool
        self._free_machines = machines if machines is not None else 1 << 62
        self._priority = priority
        self._record = record
        if self.activity not in record.queued:
            record.open(self.activity)
        self._queued = record.queued[self.activity]
        self._began = record.began[self.activity]
        self._ended = record.ended[self.activity]
        self._server: array[int] = record.server[self.activity]

    def serve(self, order: int, requirement: int) -> Task:
        """Queue an order's first visit; the returned event is its end."""
        self._queued[order] = self.env._now
        return self._enter(Task(self, (order,), requirement), self._priority[order], order)

    def serve_again(self, order: int, requirement: int) -> Task:
        """Queue an order that has been here before."""
        task = Task(self, (order,), requirement)
        task.row = self._record.repeat(order, self.activity, self.env._now)
        return self._enter(task, self._priority[order], order)

    def serve_together(
        self, orders: Sequence[int], requirement: int, row: Row | None = None
    ) -> Task:
        """Queue a batch, with the priority of its most urgent order.

        Its orders entered the queue when they came, which the batch's collector has noted; with a
        row of its own its moments are written there.
        """
        task = Task(self, orders, requirement)
        task.row = row
        return self._enter(task, min(self._priority[order] for order in orders), orders[0])

    def note_queued(self, order: int) -> None:
        """An order waits for this station from now on, though not yet in its queue."""
        self._queued[order] = self.env._now

    def _enter(self, task: Task, priority: int, number: int) -> Task:
        task.priority = priority
        rank = priority if self.rank is None else self.rank(task.orders, priority, task.requirement)
        heappush(self.queue, (rank, self.env._now, number, task))
        if not self.pool.unsettled:
            self.env.settle_later(self.pool)
        return task

    def urgency(self) -> tuple[int, int, int]:
        """(priority, entry, order number) of the task that is served next."""
        _, entered, number, task = self.queue[0]
        return task.priority, entered, number

    def available_crew(self) -> Crew | None:
        """The crew that would take the next task, if one can."""
        for crew in self.crews:
            if crew.busy < crew.heads:
                return crew
        return None

    def can_start(self) -> bool:
        """Whether a task waits and a machine and a head, where needed, are free."""
        return bool(
            self.queue
            and (self._free_machines > 0 if self.failing is None else self.failing.any_free())
            and (not self.needs_crew or self.available_crew() is not None)
        )

    def start_next(self) -> None:
        """Start the first task in the queue; only if `can_start`."""
        rank, entered, number, task = heappop(self.queue)
        now = self.env._now
        if self.time_at_start is not None and not task.resumed:
            task.requirement = self.time_at_start(task.orders[0], task.requirement)
        time = task.requirement
        server = -1
        if self.needs_crew:
            crew = self.available_crew()
            assert crew is not None
            crew.busy += 1
            task.crew = crew
            time = crew.time_for(time)
            server = crew.index
        if self.failing is None:
            self._free_machines -= 1
        else:
            task.key, task.begins, task.ends = (rank, entered, number), now, now + time
            self.failing.begin(task, time)
        if task.resumed:
            task.spell = self._record.spell(self.activity, task.orders, task.row, server, now)
        elif task.row is not None:
            task.row.began, task.row.server = now, server
        else:
            for order in task.orders:
                self._began[order] = now
                self._server[order] = server
        task._ok, task._value = True, None
        self.env.schedule(task, NORMAL, time)

    def finish(self, event: Event) -> None:
        """The service of a task ends: its head and machine are free."""
        assert isinstance(event, Task)
        now = self.env._now
        if event.crew is not None:
            event.crew.busy -= 1
        if self.failing is None:
            self._free_machines += 1
        else:
            self.failing.end(event, now - event.begins)
        if event.spell is not None:
            event.spell.ended = now
        if event.row is not None:
            event.row.ended = now
        else:
            for order in event.orders:
                self._ended[order] = now
        if not self.pool.unsettled:
            self.env.settle_later(self.pool)

    def stop(self, task: Task) -> None:
        """A task that is being served goes back to its place in the queue, with the work left.

        Whoever waits for its end waits for the end of the task that goes on in its place.
        """
        now = self.env._now
        server = -1 if task.crew is None else task.crew.index
        left = task.ends - now
        if task.crew is not None:
            task.crew.busy -= 1
            left = task.crew.requirement_of(left)
        rest = Task(self, task.orders, left)
        rest.callbacks, task.callbacks = task.callbacks, []  # the stopped one ends unheard
        rest.priority, rest.key, rest.row, rest.resumed = task.priority, task.key, task.row, True
        if task.spell is None:
            row, record = task.row, self._record
            task.spell = record.spell(self.activity, task.orders, row, server, task.begins)
        task.spell.ended = now
        if task.row is not None:
            task.row.stopped = True
        if self.failing is None:
            self._free_machines += 1
        else:
            self.failing.end(task, now - task.begins)
        heappush(self.queue, (*rest.key, rest))
        self.settle_later()

    def settle_later(self) -> None:
        """Something that may let a task start has happened."""
        self.env.settle_later(self.pool)


class Pool:
    """Stations that share crews, assigned together at the end of an instant."""

    rank = Rank.CREWS

    def __init__(self, index: int, stations: Sequence[Station]) -> None:
        self.index = index
        self.stations = stations
        self.unsettled = False

    def settle(self) -> None:
        """Start tasks, the lowest (priority, entry, order) first, until none can start."""
        if len(self.stations) == 1:
            station = self.stations[0]
            while station.can_start():
                station.start_next()
            return
        while startable := [station for station in self.stations if station.can_start()]:
            min(startable, key=Station.urgency).start_next()


class Floor:
    """All stations and crews of a scenario, with the roster at work."""

    def __init__(
        self,
        env: Instants,
        crews: Mapping[str, CrewSection],
        present: Mapping[str, HeadCount],
        record: Record,
        priority: list[int],
    ) -> None:
        self.env = env
        self.crews = [Crew(i, name, section) for i, (name, section) in enumerate(crews.items())]
        self.stations: dict[str, Station] = {}
        self._present = present
        self._record = record
        self._priority = priority

    def add_station(
        self,
        name: str,
        machines: int | None = None,
        crews: Sequence[str] = (),
        rank: Rule | None = None,
        failures: Failures | None = None,
        outages: Outages = (),
    ) -> Station:
        """A station for one activity, served by the crews with that skill or by those named."""
        station = Station(self.env, name, machines, self._record, self._priority)
        station.rank = rank
        if machines is not None and (failures is not None or outages):
            station.failing = Machines(
                self.env, machines, failures, outages, station.stop, station.settle_later
            )
        skill = station.activity
        able = [crew for crew in self.crews if skill in crew.skills]
        if crews:
            able = [crew for crew in able if crew.name in crews]
        station.crews = sorted(able, key=lambda c: (c.skills[0] != skill, len(c.skills), c.index))
        station.needs_crew = bool(able)
        self.stations[name] = station
        return station

    def open(self) -> None:
        """Form the pools and let the roster begin; after the last station was added."""
        remaining = list(self.stations.values())
        index = 0
        while remaining:
            stations = _connected(remaining)
            pool = Pool(index, stations)
            for station in stations:
                station.pool = pool
            remaining = [station for station in remaining if station not in stations]
            index += 1
        for crew in self.crews:
            self.env.process(self._follow_roster(crew, self._present[crew.name]))

    def _follow_roster(self, crew: Crew, roster: HeadCount):  # type: ignore[no-untyped-def]
        pools = {s.pool.index: s.pool for s in self.stations.values() if crew in s.crews}
        times, heads = roster.time.tolist(), roster.heads.tolist()
        for (now, then), present in zip(pairwise([*times, None]), heads, strict=True):
            crew.heads = present
            for pool in pools.values():
                self.env.settle_later(pool)
            if then is not None:
                yield self.env.timeout(then - now)


def _connected(stations: Sequence[Station]) -> list[Station]:
    """The first station and all that share a crew with it, directly or through others."""
    found = [stations[0]]
    for station in found:
        found += [
            other
            for other in stations
            if other not in found and any(crew in other.crews for crew in station.crews)
        ]
    return found
