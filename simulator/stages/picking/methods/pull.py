"""Batches that form when a picker is free: whoever comes free takes what waits."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from simpy import Event, Timeout

from simulator.engine.stations import Task
from simulator.policies.registry import rule
from simulator.policies.releases import Release
from simulator.stages.picking.methods.grouping import grouping
from simulator.stages.picking.methods.method import Gathering, Member, taken_out
from simulator.stages.picking.section import Batch
from simulator.units import NEVER

_ALWAYS = -1


class Pull:
    """Orders that wait for a picker to be free.

    While nobody who picks is free they wait, however long. Who comes free takes the most urgent,
    up to a full batch. While somebody has been free since before, orders gather: a batch begins
    once it is full, or once one of its group has waited enough.

    A batch that could begin is *offered*: it stands in the station's queue with the time of entry
    of its first order while tasks and free heads find each other, and is withdrawn if nobody
    takes it, so that those who come later may join.
    """

    def __init__(self, section: Batch, gathering: Gathering) -> None:
        station = gathering.station
        self._env = gathering.env
        self._section = section
        self._station = station
        self._leaves: Release = rule("release", section.form)
        self._group_of = grouping(section.by, gathering)
        self._work_of = gathering.work_of
        self._begin = gathering.begin
        self._waiting: dict[int, list[Member]] = {}  # by group
        self._work: dict[int, int] = {}  # of the next batch of a group, until one joins it
        self._offers: dict[int, Task] = {}
        self._free_since: int | None = None if station.needs_crew else _ALWAYS
        self._alarm = NEVER
        station.offers = self

    def add(self, priority: int, order: int, picked: Event) -> None:
        """An order begins to wait."""
        self.expect(order)
        group = self._group_of(order)
        waiting = self._waiting.setdefault(group, [])
        waiting.append((priority, self._env.now, order, picked))
        waiting.sort(key=itemgetter(0, 1, 2))
        self._work.pop(group, None)
        self._station.settle_later()

    def expect(self, order: int) -> None:
        """Who plans by pick-up plans from here on."""
        self._station.rank_alone(order)
        self._group_of(order)

    def take_out(self, order: int) -> bool:
        """An order waits no more; False if it is on a tour."""
        group = taken_out(self._waiting, order)
        if group is None:
            return False
        self._work.pop(group, None)
        return True

    @property
    def free_since(self) -> int | None:
        """Since when somebody has been free; None while nobody is."""
        return self._free_since

    def note_free(self, told: tuple[int | None] | None) -> None:
        """The past is over: somebody has been free since when it is told, else since before."""
        if told is not None and self._station.needs_crew:
            self._free_since = told[0]
        elif self._waiting and self._station.has_head():
            self._free_since = self._env.now - 1

    def offer(self) -> None:
        """Put what could begin now into the queue, of each group one batch."""
        if not self._waiting or not self._station.has_head() or not self._station.has_machine():
            return
        since, now = self._free_since, self._env.now
        gathers = since is not None and since < now
        size, patience = self._section.up_to, self._section.wait_at_most
        for group in sorted(self._waiting):
            waiting = self._waiting[group]
            waited = now - _first_came(waiting)
            ready = not gathers or self._leaves(len(waiting), waited, size, patience)
            if group in self._offers or not ready:
                continue
            members = waiting[:size]
            orders = [member[2] for member in members]
            if group not in self._work:
                self._work[group] = self._work_of(orders)
            came = _first_came(members)
            self._offers[group] = self._station.offer(orders, self._work[group], came)

    def note_started(self) -> None:
        """Of the batches on offer, those that somebody has taken are formed."""
        for group in [group for group, task in self._offers.items() if task.triggered]:
            task, waiting = self._offers.pop(group), self._waiting[group]
            count = len(task.parcels)
            del self._work[group]
            self._waiting[group] = waiting[count:]
            if not self._waiting[group]:
                del self._waiting[group]
            self._begin(task, [member[3] for member in waiting[:count]])

    def withdraw(self) -> None:
        """Nobody can start any more: what is on offer is not, and who is free waits."""
        for task in self._offers.values():
            self._station.withdraw(task)
        self._offers.clear()
        if self._station.needs_crew:
            if not self._station.has_head():
                self._free_since = None
            elif self._free_since is None:
                self._free_since = self._env.now
        if self._waiting and self._free_since is not None:
            first = min(_first_came(waiting) for waiting in self._waiting.values())
            self._wake_up_at(first + self._section.wait_at_most)

    def waiting_work(self) -> int:
        """Milliseconds of work that wait for a picker, as the batches that they would make now."""
        size = self._section.up_to
        return sum(
            self._work_of([member[2] for member in waiting[first : first + size]])
            for waiting in self._waiting.values()
            for first in range(0, len(waiting), size)
        )

    def _wake_up_at(self, moment: int) -> None:
        if moment > self._env.now and moment != self._alarm:
            self._alarm = moment
            alarm = Timeout(self._env, moment - self._env.now)
            alarm.callbacks.append(lambda _: self._station.settle_later())


def _first_came(members: Sequence[Member]) -> int:
    """When the first of them began to wait."""
    return min([entered for _, entered, _, _ in members])
