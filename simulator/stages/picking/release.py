"""When orders go to picking together: in batches that fill or wait enough, or in waves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter

from simpy import Event, Timeout

from simulator.calendars import pick_up_times
from simulator.engine.instants import Instants, Rank
from simulator.policies.registry import reads, rule
from simulator.policies.releases import Grouping, Release
from simulator.scenario.scenario import Scenario
from simulator.stages.picking.section import Batch, Wave
from simulator.stages.shipping.deadlines import Deadlines, carrier_of_orders, carriers_pick_ups
from simulator.units import NEVER
from simulator.workload import Workload

EVERYBODY = -1
"""In place of a carrier: a wave that releases all orders."""

Member = tuple[int, int, int, Event]
"""(priority, time of entry, order, event of its pick) of an order that waits for a tour."""

StartTour = Callable[[Sequence[int], Sequence[Event]], None]
"""Send these orders to picking together."""


class Batches:
    """Orders that wait for a batch; those that may share one form it by (priority, entry, order).

    Full batches leave at once. When an order has waited enough, those with it leave as they are.
    """

    rank = Rank.BATCHES
    index = 0

    def __init__(
        self, env: Instants, section: Batch, group_of: Callable[[int], int], start: StartTour
    ) -> None:
        self.unsettled = False
        self._env = env
        self._section = section
        self._leaves: Release = rule("release", section.form)
        self._group_of = group_of
        self._start = start
        self._waiting: dict[int, list[Member]] = {}  # by group, in the order of entry
        self._alarm = NEVER

    def add(self, priority: int, order: int, picked: Event) -> None:
        """An order begins to wait."""
        waiting = self._waiting.setdefault(self._group_of(order), [])
        waiting.append((priority, self._env.now, order, picked))
        self._env.settle_later(self)

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


class Waves:
    """Orders that wait for their wave, which releases all of them in batches.

    A wave of a carrier releases the orders that go with it. An order that comes at the moment of a
    wave goes with it.
    """

    rank = Rank.BATCHES
    index = 0

    def __init__(
        self,
        env: Instants,
        scenario: Scenario,
        section: Wave,
        workload: Workload,
        group_of: Callable[[int], int],
        start: StartTour,
    ) -> None:
        self.unsettled = False
        self._env = env
        self._size = section.up_to
        self._group_of = group_of
        self._start = start
        self._by_carrier = section.before_pick_ups is not None
        self._carrier_of = carrier_of_orders(scenario, workload).data if self._by_carrier else ()
        self._waiting: dict[int, list[Member]] = {}
        self._came: dict[int, int] = {}  # when the last wave of a carrier came
        for moment, carrier in wave_moments(scenario, section):
            Timeout(env, moment).callbacks.append(partial(self._come, carrier))

    def add(self, priority: int, order: int, picked: Event) -> None:
        """An order begins to wait."""
        carrier = self._carrier_of[order] if self._by_carrier else EVERYBODY
        waiting = self._waiting.setdefault(carrier, [])
        waiting.append((priority, self._env.now, order, picked))
        if self._came.get(carrier) == self._env.now:
            self._env.settle_later(self)

    def _come(self, carrier: int, _: Event) -> None:
        self._came[carrier] = self._env.now
        self._env.settle_later(self)

    def settle(self) -> None:
        """Release what waits for the waves of this moment, group by group, in batches."""
        for carrier in sorted(self._waiting):
            if self._came.get(carrier) != self._env.now:
                continue
            groups: dict[int, list[Member]] = {}
            for member in sorted(self._waiting.pop(carrier), key=itemgetter(0, 1, 2)):
                groups.setdefault(self._group_of(member[2]), []).append(member)
            for group in sorted(groups):
                self._release(groups[group])

    def _release(self, members: list[Member]) -> None:
        for first in range(0, len(members), self._size):
            batch = members[first : first + self._size]
            self._start([member[2] for member in batch], [member[3] for member in batch])


def wave_moments(scenario: Scenario, section: Wave) -> list[tuple[int, int]]:
    """(moment, carrier or EVERYBODY) of all waves; like pick-ups there are none on holidays."""
    clock = scenario.clock
    if section.at is not None:
        dates = clock.calendar
        times = {day: tuple(sorted(section.at)) for day in section.days}
        return [(at, EVERYBODY) for at in pick_up_times(dates, times, clock.horizon).tolist()]
    lead = section.before_pick_ups
    assert lead is not None
    return [
        (max(pick_up - lead, 0), carrier)
        for carrier, pick_ups in enumerate(carriers_pick_ups(scenario))
        for pick_up in pick_ups
    ]


def grouping(
    by: str, env: Instants, workload: Workload, deadlines: Deadlines
) -> Callable[[int], int]:
    """The group of an order: only orders of one group may share a tour."""
    group: Grouping = rule("grouping", by)
    classes = workload.order_class.data
    if reads(group, "pick_up"):  # to ask for one is to fix it
        return lambda order: group(classes[order], deadlines.of(order, env.now))
    return lambda order: group(classes[order], NEVER)
