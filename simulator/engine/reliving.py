"""A station in the past of a simulation: what was begun there begins again when it did."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from heapq import heappush
from typing import TYPE_CHECKING

from simpy import Event, Timeout

from simulator.engine.instants import Rank
from simulator.engine.past import NOBODY, Past, Told
from simulator.engine.record import Further
from simulator.engine.stations import AHEAD, Station, Task
from simulator.units import NEVER

if TYPE_CHECKING:
    from simulator.engine.crews import Crew

Key = tuple[int, int, int]


class Reliving:
    """Tasks of the past of one station, which do not compete for heads and machines.

    What goes on takes its head before anything else starts at that instant, of those who are there
    once all have come and gone.
    """

    rank = Rank.CREWS
    index = -1

    def __init__(self, station: Station, past: Past) -> None:
        self.unsettled = False
        self._station = station
        self._past = past
        self._due: list[tuple[Task, Key, Told]] = []

    def takes(self, task: Task, key: Key) -> bool:
        """Whether it was begun in the past, and does so again; what only waits then, waits."""
        now = self._station.env.now
        if now > self._past.until:
            return False
        visit = task.row.visit if isinstance(task.row, Further) else 1
        told = self._past.told(self._station.activity, task.parcels[0], visit)
        if told is None:
            return False
        if told.began < now:  # who came last to a tour that is said to have begun before
            told = replace(
                told, began=now, ended=max(told.ended, now) if told.ended != NEVER else NEVER
            )
        if told.ended != NEVER:
            task.callbacks = [self._end, *task.callbacks[1:]]
            self._station.note_begin(task, told.began, told.crew)
            self._station.env.happen_in(task, max(told.ended - now, 0))
            if self._station.time_at_start is not None:  # what it notes besides
                begin = Timeout(self._station.env, max(told.began - now, 0))
                begin.callbacks.append(partial(self._look, task))
            return True
        alarm = Timeout(self._station.env, max(told.began - now, 0))
        alarm.callbacks.append(lambda _: self._fall_due(task, key, told))
        return True

    def _look(self, task: Task, _: Event) -> None:
        assert self._station.time_at_start is not None
        self._station.time_at_start(task)

    def _fall_due(self, task: Task, key: Key, told: Told) -> None:
        self._due.append((task, key, told))
        self._station.env.settle_later(self)

    def settle(self) -> None:
        """Begin what goes on, in the order of the queue."""
        due, self._due = sorted(self._due, key=lambda each: each[1]), []
        for task, key, told in due:
            self._begin(task, key, told)

    def _begin(self, task: Task, key: Key, told: Told) -> None:
        """Take a head and a machine; where there is none it waits ahead, with what is left."""
        station, now, until = self._station, self._station.env.now, self._past.until
        if station.time_at_start is not None:
            task.requirement = station.time_at_start(task)
        crew = self._crew(told)
        if (crew is None and station.needs_crew) or not station.has_machine():
            left = task.requirement - (until - told.began) if told.left == NEVER else told.left
            task.requirement = max(left, 0)
            heappush(station.queue, (key[0] - AHEAD, key[1], key[2], task))
            return
        if told.left != NEVER:
            task.requirement = told.left + until - now
        else:
            task.requirement -= now - told.began
        task.requirement = max(task.requirement, until - now)
        station.start(task, key, crew)
        if now != told.began:
            station.note_begin(task, told.began, NOBODY if crew is None else crew.index)

    def _crew(self, told: Told) -> Crew | None:
        """Who goes on with it: the crew that began it, if one of it is free, else who can."""
        for crew in self._station.crews:
            if crew.free and crew.index == told.crew:
                return crew
        return self._station.available_crew()

    def _end(self, task: Event) -> None:
        assert isinstance(task, Task)
        self._station.note_end(task)
