"""Stations: a queue for one activity, served by people, by machines, or by both."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Protocol

from simpy import Event

from simulator.engine.crews import Crew, Team
from simulator.engine.equipment import Machines
from simulator.engine.instants import Instants
from simulator.engine.offers import Offers
from simulator.engine.record import Further, Record, Row, Stretch
from simulator.units import NEVER

if TYPE_CHECKING:
    from simulator.engine.pool import Pool

Rule = Callable[[Sequence[int], int, int], int]
"""(parcels, priority, service requirement) of a task -> its rank in the queue."""

Key = tuple[int, int, int]
"""Rank, time of entry, and what decides between equals."""

AHEAD = 2**64
"""Taken off the rank of work that its people left, so that it is first in its queue."""


class Task(Event):
    """Work on one parcel or one batch; the event is the end of the service.

    `requirement` is what is left of it, in milliseconds of somebody of speed `pace`. `begins`,
    `ends` and `speed` are of the stretch of work that is going on, and known where it may be
    stopped. A task that is stopped goes on as another one, `resumed`, of which every stretch is
    kept.
    """

    key = (0, 0, 0)
    pace = speed = 1.0
    priority = begins = ends = machine = 0
    resumed = False
    team: Team | None = None
    row: Row | None = None
    stretch: Stretch | None = None

    def __init__(self, station: Station, parcels: Sequence[int], requirement: int) -> None:
        self.env = station.env
        self.callbacks = [station.finish]
        self.station = station
        self.parcels = parcels
        self.requirement = requirement

    def time_at(self, speed: float) -> int:
        """Milliseconds that what is left takes at a speed."""
        if speed == self.pace:
            return self.requirement
        return round(self.requirement * self.pace / speed)


class Taker(Protocol):
    """What lives the past of a station again."""

    def takes(self, task: Task, key: Key) -> bool:
        """Whether a task was begun in the past, so that it does not queue."""


class Station:
    """A queue for one activity; `machines` is None where there are always enough.

    Several stations may serve one activity: `packing.single_line` is a lane of `packing`. `place`
    is its number among them.
    """

    def __init__(
        self,
        env: Instants,
        name: str,
        place: int,
        machines: int | None,
        record: Record,
        priority: list[int],
    ) -> None:
        self.env = env
        self.name = name
        self.activity = name.partition(".")[0]
        self.place = place
        self.machines = machines
        self.failing: Machines | None = None
        self.rank: Rule | None = None
        self.time_at_start: Callable[[Task], int] | None = None
        self.offers: Offers | None = None
        self.past: Taker | None = None
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
        self._place: array[int] = record.place[self.activity]

    def serve(self, parcel: int, requirement: int) -> Task:
        """Queue a parcel, for the first time or again; the returned event is the service's end."""
        task = Task(self, (parcel,), requirement)
        if self._queued[parcel] == NEVER:
            self._queued[parcel] = self.env.now
            if self.place:
                self._place[parcel] = self.place
        else:
            task.row = self._record.add_visit(parcel, self.activity, self.env.now, self.place)
        return self._enter(task, self._priority[parcel])

    def serve_together(
        self, parcels: Sequence[int], requirement: int, row: Row | None = None
    ) -> Task:
        """Queue a batch, with the priority of its most urgent parcel.

        Its parcels entered the queue when they came, which the batch's collector has noted; with a
        row of its own its moments are written there.
        """
        task = Task(self, parcels, requirement)
        task.row = row
        return self._enter(task, min([self._priority[parcel] for parcel in parcels]))

    def offer(self, parcels: Sequence[int], requirement: int, came: int) -> Task:
        """Put a batch into the queue as if it had come at a moment, without a word to anybody."""
        task = Task(self, parcels, requirement)
        priority = task.priority = min([self._priority[parcel] for parcel in parcels])
        rank = priority if self.rank is None else self.rank(parcels, priority, requirement)
        heappush(self.queue, (rank, came, self._record.tie(parcels[0]), task))
        return task

    def rank_alone(self, parcel: int) -> None:
        """Let the queue's rule look at a parcel now, before it is known with whom it is served."""
        if self.rank is not None:
            self.rank((parcel,), self._priority[parcel], 0)

    def withdraw(self, task: Task) -> None:
        """Take a batch that nobody has begun out of the queue."""
        self.queue = [entry for entry in self.queue if entry[3] is not task]
        heapify(self.queue)

    def note_queued(self, parcel: int) -> None:
        """A parcel waits for this station from now on, though not yet in its queue."""
        self._queued[parcel] = self.env.now

    def _enter(self, task: Task, priority: int) -> Task:
        """Queue by (rank, entry, what decides between equals)."""
        task.priority = priority
        rank = priority
        if self.rank is not None:
            rank = self.rank(task.parcels, priority, task.requirement)
        key = (rank, self.env.now, self._record.tie(task.parcels[0]))
        if self.past is not None and self.past.takes(task, key):
            return task
        heappush(self.queue, (*key, task))
        if not self.pool.unsettled:
            self.env.settle_later(self.pool)
        return task

    def urgency(self) -> Key:
        """(priority, entry, number) of the task that is served next."""
        _, entered, number, task = self.queue[0]
        return task.priority, entered, number

    def available_crew(self) -> Crew | None:
        """The crew that would take the next task, if one can."""
        for crew in self.crews:
            if crew.free:
                return crew
        return None

    def has_head(self) -> bool:
        """Whether somebody who may work here, where that is needed, is free."""
        return not self.needs_crew or self.available_crew() is not None

    def has_machine(self) -> bool:
        """Whether a machine, where one is needed, is free."""
        return self._free_machines > 0 if self.failing is None else bool(self.failing.free)

    def can_start(self) -> bool:
        """Whether a task waits and a machine and a head, where needed, are free."""
        if not self.queue:
            return False
        if self._free_machines <= 0 if self.failing is None else not self.failing.free:
            return False
        if not self.needs_crew:
            return True
        return self.available_crew() is not None

    def start_next(self, crew: Crew | None = None) -> None:
        """Start the first task in the queue, by this crew or the first available one.

        Only if `can_start`.
        """
        rank, entered, number, task = heappop(self.queue)
        if self.time_at_start is not None and not task.resumed:
            task.requirement = self.time_at_start(task)
        self.start(task, (rank, entered, number), crew)

    def start(
        self,
        task: Task,
        key: Key,
        crew: Crew | None,
        team: Team | None = None,
        machine: int = -1,
    ) -> None:
        """Start a task of this key; a crew and a machine are free if needed, perhaps which ones."""
        now = self.env.now
        time = task.requirement
        server = -1
        if self.needs_crew:
            if crew is None:
                crew = self.available_crew()
                assert crew is not None
            team = task.team = crew.seat(team)
            speed = 1.0 if crew.is_plain else crew.speed(self.activity, now)
            if speed != task.pace:
                time = task.time_at(speed)
            server = crew.index
            if team.running is not None or self.failing is not None:
                task.speed, task.key, task.begins, task.ends = speed, key, now, now + time
                if team.running is not None:
                    team.running[task] = None
        elif self.failing is not None:
            task.key, task.begins, task.ends = key, now, now + time
        if self.failing is None:
            self._free_machines -= 1
        else:
            self.failing.begin(task, time, machine)
        if task.resumed:
            task.stretch = self._record.stretch(
                self.activity, task.parcels, task.row, server, now, self.place
            )
        else:
            self.note_begin(task, now, server)
        self.env.happen_in(task, time)

    def note_begin(self, task: Task, began: int, server: int) -> None:
        """Write down when the visit of a task began, and by which crew."""
        if task.row is not None:
            task.row.began, task.row.server = began, server
            return
        for parcel in task.parcels:
            self._began[parcel] = began
            self._server[parcel] = server

    def note_end(self, task: Task) -> None:
        """Write down that it has ended."""
        if task.row is not None:
            task.row.ended = self.env.now
            return
        for parcel in task.parcels:
            self._ended[parcel] = self.env.now

    def finish(self, event: Event) -> None:
        """The service of a task ends: its head and machine are free."""
        assert isinstance(event, Task)
        now = self.env.now
        self._release(event, now)
        if event.stretch is not None:
            event.stretch.ended = now
        self.note_end(event)
        if not self.pool.unsettled:
            self.env.settle_later(self.pool)

    def _release(self, task: Task, now: int) -> None:
        team = task.team
        if team is not None:
            team.crew.leave(team, now)
            if team.running is not None:
                del team.running[task]
        if self.failing is None:
            self._free_machines += 1
        else:
            self.failing.end(task, now - task.begins)

    def stop(self, task: Task) -> Task:
        """Free the head and the machine of a task; the work left, to be put back or handed over.

        Whoever waits for its end waits for the end of the task that goes on in its place.
        """
        now = self.env.now
        rest = Task(self, task.parcels, task.ends - now)
        rest.callbacks, task.callbacks = task.callbacks, []  # the stopped one ends unheard
        rest.priority, rest.key, rest.row = task.priority, task.key, task.row
        rest.pace, rest.resumed = task.speed, True
        if task.stretch is None:
            server = -1 if task.team is None else task.team.crew.index
            task.stretch = self._record.stretch(
                self.activity, task.parcels, task.row, server, task.begins, self.place
            )
        task.stretch.ended = now
        if task.row is not None:
            task.row.stopped = True
        self._release(task, now)
        return rest

    def put_back(self, rest: Task, ahead: bool) -> None:
        """The work left waits at its place in the queue, or ahead of all others."""
        rank, entered, number = rest.key
        if ahead and rank > -AHEAD // 2:
            rank -= AHEAD
        heappush(self.queue, (rank, entered, number, rest))
        self.settle_later()

    def break_off(self, task: Task) -> None:
        """The machine of a task has failed: the work left waits for another."""
        self.put_back(self.stop(task), ahead=False)

    def hand_over(self, rest: Task) -> bool:
        """Have a free head take the work left on at once; whether there is one, with a machine."""
        crew = self.available_crew()
        if crew is None or not self.has_machine():
            return False
        self.start(rest, rest.key, crew)
        return True

    def settle_later(self) -> None:
        """Something that may let a task start has happened."""
        self.env.settle_later(self.pool)

    def left_in_queue(self) -> int:
        """Parcels in the queue for a further visit, or of which a part is done."""
        tasks = [task for *_, task in self.queue]
        return sum(
            len(task.parcels)
            for task in tasks
            if isinstance(task.row, Further) or (task.resumed and task.row is None)
        )

    def first_waiting(self) -> int:
        """What waits for its first visit to the activity, at any of its stations."""
        return self._record.waiting(self.activity)

    def waiting_work(self) -> int:
        """Milliseconds of work in the queue and not on offer yet, at speed 1."""
        waiting = 0 if self.offers is None else self.offers.waiting_work()
        return waiting + sum(task.time_at(1.0) for *_, task in self.queue)
