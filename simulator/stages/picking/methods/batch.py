"""Picking in batches that fill, or wait enough, or form when a picker is free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter

import numpy as np
from simpy import Event, Timeout

from simulator.engine.instants import Rank
from simulator.policies.registry import rule
from simulator.policies.releases import Release
from simulator.scenario.scenario import Scenario
from simulator.stages.picking.methods.grouping import grouping, groups
from simulator.stages.picking.methods.method import (
    Gatherer,
    Gathering,
    Integers,
    Member,
    PickingMethod,
    taken_out,
)
from simulator.stages.picking.methods.pull import Pull
from simulator.stages.picking.section import Batch
from simulator.stages.shipping.deadlines import NO_DEADLINE
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.tasks import Orders


class Batches:
    """Orders that wait for a batch; those that may share one form it by (priority, entry, order).

    Full batches leave at once. When an order has waited enough, those with it leave as they are.
    """

    rank = Rank.BATCHES
    index = 0

    def __init__(self, section: Batch, gathering: Gathering) -> None:
        self.unsettled = False
        self._env = gathering.env
        self._section = section
        self._leaves: Release = rule("release", section.form)
        self._group_of = grouping(section.by, gathering)
        self._start = gathering.start
        self._waiting: dict[int, list[Member]] = {}  # by group, in the order of entry
        self._alarm = NEVER

    def add(self, priority: int, order: int, picked: Event) -> None:
        """An order begins to wait."""
        waiting = self._waiting.setdefault(self._group_of(order), [])
        waiting.append((priority, self._env.now, order, picked))
        self._env.settle_later(self)

    def expect(self, order: int) -> None:
        """Its group is that of this moment."""
        self._group_of(order)

    def take_out(self, order: int) -> bool:
        """An order waits no more; False if it is on a tour."""
        return taken_out(self._waiting, order) is not None

    def settle(self) -> None:
        """Form what is full and what has waited enough, group by group."""
        size, patience = self._section.up_to, self._section.wait_at_most
        now = self._env.now
        earliest = None
        for group in sorted(self._waiting):
            waiting = self._waiting[group]
            while waiting and self._leaves(len(waiting), now - waiting[0][1], size, patience):
                waiting.sort(key=itemgetter(0, 1, 2))
                members, rest = waiting[:size], waiting[size:]
                self._start([member[2] for member in members], [member[3] for member in members])
                waiting = self._waiting[group] = sorted(rest, key=itemgetter(1))
            if not waiting:
                del self._waiting[group]
            elif earliest is None or waiting[0][1] < earliest:
                earliest = waiting[0][1]
        if earliest is not None:
            self._wake_up_at(earliest + patience)

    def _wake_up_at(self, moment: int) -> None:
        if moment != self._alarm:
            self._alarm = moment
            alarm = Timeout(self._env, moment - self._env.now)
            alarm.callbacks.append(lambda _: self._env.settle_later(self))


def tours(
    section: Batch, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[Integers, Integers]:
    """The tour of each order and when it leaves; NEVER for those whom the rule lets wait on.

    A batch that forms when a picker is free is cut by its rule for pickers who are.
    """
    group, ready = groups(section.by, scenario, workload, orders), orders.moment
    tour, moment = np.zeros_like(ready), np.full_like(ready, NEVER)
    number = 0
    for each in np.unique(group):
        members = np.flatnonzero(group == each)
        members = members[np.argsort(ready[members], kind="stable")]
        for first, last, at in _departures(section, ready[members].tolist()):
            tour[members[first:last]], moment[members[first:last]] = number, at
            number += 1
    return tour, moment


def _departures(section: Batch, came: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(first, last, moment) of each batch of orders that came at these moments, ascending.

    The release rule is asked as in `Batches`: whenever orders come, and once the first has waited
    enough.
    """
    leaves: Release = rule("release", section.form)
    size, patience = section.up_to, section.wait_at_most
    first = before = 0
    for now, new in (*Counter(came).items(), (NO_DEADLINE, 0)):
        last = before + new
        for until, is_late in ((before, True), (last, False)):
            while first < until:
                at = came[first] + patience if is_late else now
                ahead = at < now if is_late else now < NO_DEADLINE
                if not ahead or not leaves(until - first, at - came[first], size, patience):
                    break
                yield first, min(first + size, until), at
                first = min(first + size, until)
        before = last


def gatherer(section: Batch, gathering: Gathering) -> Gatherer:
    """Orders that wait for a batch, or for a picker who takes one."""
    gathers = Pull if section.form == "when free" else Batches
    return gathers(section, gathering)


def remarks(section: Batch) -> Iterator[str]:
    """The loads take batches by their rule for idle hours."""
    if section.form == "when full":
        return
    taken = "the loads are those of batches that are full or have waited wait_at_most"
    if section.form == "when free":
        taken += "; in busy hours batches are fuller and take less"
    yield f"picking.method.batch.form is {section.form}: {taken}."


BATCH = PickingMethod(
    "batch",
    words="in batches",
    rules=("up_to", "form", "wait_at_most", "by"),
    gatherer=gatherer,
    tours=tours,
    remarks=remarks,
)
