"""A station in the past of a simulation: what was begun there begins again when it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from heapq import heappush
from typing import TYPE_CHECKING

from simpy import Event, Timeout

from simulator.engine.instants import Rank
from simulator.engine.past import Begun, Past, Told
from simulator.engine.record import Further, Record
from simulator.engine.stations import AHEAD, Key, Station, Task
from simulator.units import NEVER

if TYPE_CHECKING:
    from simulator.engine.crews import Crew, Team


class Reliving:
    """Tasks of the past of one station, which do not compete for heads and machines.

    What goes on takes its head before anything else starts at that instant, of those who are there
    once all have come and gone.
    """

    rank = Rank.CREWS
    index = -1

    def __init__(self, station: Station, past: Past, record: Record) -> None:
        self.unsettled = False
        self._station = station
        self._past = past
        self._record = record
        self._due: list[tuple[Task, Key, Told, int]] = []

    def takes(self, task: Task, key: Key) -> bool:
        """Whether it was begun in the past, and does so again; what only waits then, waits."""
        now = self._station.env.now
        if now > self._past.until:
            return False
        visit = task.row.visit if isinstance(task.row, Further) else 1
        part = None if task.row is None else task.row.part
        told = self._past.told(self._station.activity, task.parcels[0], visit, part)
        if told is None:
            return False
        done = max(now - told.began, 0)  # before the last came to a tour that is said to have begun
        if done:
            told = replace(
                told, began=now, ended=max(told.ended, now) if told.ended != NEVER else NEVER
            )
        if told.ended != NEVER:
            task.callbacks = [self._end, *task.callbacks[1:]]
            self._station.note_begin(task, told.began, told.crew)
            self._station.env.happen_in(task, max(told.ended - now, 0))
            self._look_at(task, told.began)
            return True
        if told.begun is not None and told.begun.ends == NEVER:
            self._look_at(task, told.began)
            self._wait(task, key, told, told.begun)
            return True
        since = told.began if told.begun is None else max(told.begun.since, told.began)
        alarm = Timeout(self._station.env, max(since - now, 0))
        alarm.callbacks.append(lambda _: self._fall_due(task, key, told, done))
        return True

    def _look_at(self, task: Task, began: int) -> None:
        """Have the station note what it notes besides when a task begins."""
        look = self._station.time_at_start
        if look is not None:
            begin = Timeout(self._station.env, max(began - self._station.env.now, 0))
            begin.callbacks.append(partial(_look, look, task))

    def _fall_due(self, task: Task, key: Key, told: Told, done: int) -> None:
        self._due.append((task, key, told, done))
        self._station.env.settle_later(self)

    def settle(self) -> None:
        """Begin what goes on, in the order of the queue."""
        due, self._due = sorted(self._due, key=lambda each: each[1]), []
        for task, key, told, done in due:
            if told.begun is None:
                self._begin(task, key, told, done)
            else:
                self._go_on(task, key, told, told.begun)

    def _begin(self, task: Task, key: Key, told: Told, done: int) -> None:
        """Take a head and a machine; where there is none it waits ahead, with what is left."""
        station, now, until = self._station, self._station.env.now, self._past.until
        if station.time_at_start is not None:
            task.requirement = station.time_at_start(task)
        crew = self._crew(told)
        if (crew is None and station.needs_crew) or not station.has_machine():
            left = told.left
            if left == NEVER:
                left = task.requirement - done - (until - told.began)
            so_far = ((told.began, until, told.crew),) if told.began < until else ()
            self._wait(task, key, told, Begun(left=max(left, 0), ahead=True, worked=so_far))
            return
        if told.left != NEVER:
            task.requirement = told.left + until - now
        else:
            task.requirement -= done
        task.requirement = max(task.requirement, until - now)
        station.start(task, key, crew)

    def _go_on(self, task: Task, key: Key, told: Told, begun: Begun) -> None:
        """It ends when it would have; where its people are not there it waits ahead."""
        station, now = self._station, self._station.env.now
        if begun.since == told.began and station.time_at_start is not None:
            station.time_at_start(task)
        crew = self._crew(told)
        if (crew is None and station.needs_crew) or not station.has_machine():
            worked = (*begun.worked, (begun.since, self._past.until, told.crew))
            rest = replace(begun, left=begun.ends - self._past.until, ahead=True, worked=worked)
            self._wait(task, key, told, rest)
            return
        if begun.worked:
            self._resume(task, told, begun)
        task.requirement = begun.ends - now
        if crew is not None and not crew.is_plain:
            task.pace = crew.speed(station.activity, now)
        station.start(task, key, crew, self._team(crew, begun), begun.machine)

    def _wait(self, task: Task, key: Key, told: Told, begun: Begun) -> None:
        """What is left of it waits, at its place in the queue or ahead of all others."""
        self._resume(task, told, begun)
        task.requirement, task.pace = begun.left, begun.pace
        rank = key[0] - AHEAD if begun.ahead else key[0]
        heappush(self._station.queue, (rank, key[1], key[2], task))

    def _resume(self, task: Task, told: Told, begun: Begun) -> None:
        """Note what was done of it, in stretches."""
        station, row = self._station, task.row
        station.note_begin(task, told.began, told.crew)
        task.resumed = True
        for began, ended, server in begun.worked:
            stretch = self._record.stretch(
                station.activity, task.parcels, row, server, began, station.place
            )
            stretch.ended = ended
            if row is not None:
                row.stopped = True

    def _crew(self, told: Told) -> Crew | None:
        """Who goes on with it: the crew that began it, if one of it is free, else who can."""
        for crew in self._station.crews:
            if crew.free and crew.index == told.crew:
                return crew
        return self._station.available_crew()

    def _team(self, crew: Crew | None, begun: Begun) -> Team | None:
        """The team that is at it, if one of it is free."""
        for team in [] if crew is None else crew.teams:
            if team.stint.begin == begun.came and team.busy < team.heads:
                return team
        return None

    def _end(self, task: Event) -> None:
        assert isinstance(task, Task)
        self._station.note_end(task)


def _look(look: Callable[[Task], int], task: Task, _: Event) -> None:
    look(task)
