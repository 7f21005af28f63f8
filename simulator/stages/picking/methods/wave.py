"""Picking in waves: moments that release all who wait, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from operator import itemgetter

import numpy as np
from simpy import Event, Timeout

from simulator.calendars import pick_up_times
from simulator.engine.instants import Rank
from simulator.policies.registry import rule
from simulator.policies.waves import WaveTiming
from simulator.scenario.scenario import Scenario
from simulator.stages.picking.methods.grouping import grouping, groups
from simulator.stages.picking.methods.method import (
    Gathering,
    Integers,
    Member,
    PickingMethod,
    taken_out,
)
from simulator.stages.picking.section import Wave
from simulator.stages.shipping.deadlines import carrier_of_orders
from simulator.stages.shipping.draws_pick_ups import comes_at_and_next
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.tasks import Orders

EVERYBODY = -1
"""In place of a carrier: a wave that releases all orders."""


class Waves:
    """Orders that wait for their wave, which releases all of them in batches.

    A wave of a carrier releases the orders that go with it. An order that comes at the moment of a
    wave goes with it.
    """

    rank = Rank.BATCHES
    index = 0

    def __init__(self, section: Wave, gathering: Gathering) -> None:
        self.unsettled = False
        env, scenario = gathering.env, gathering.scenario
        self._env = env
        self._size = section.up_to
        self._group_of = grouping(section.by, gathering)
        self._start = gathering.start
        self._by_carrier = section.before_pick_ups is not None
        self._carrier_of: Sequence[int] = ()
        if self._by_carrier:
            self._carrier_of = carrier_of_orders(scenario, gathering.workload).data
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

    def expect(self, order: int) -> None:
        """Nothing: a wave groups the orders as it comes."""

    def take_out(self, order: int) -> bool:
        """An order waits no more; False if it is on a tour."""
        return taken_out(self._waiting, order) is not None

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
    """(moment, carrier or EVERYBODY) of all waves; like pick-ups there are none on holidays.

    A wave before a pick-up comes within the horizon though its pick-up may lie beyond: `before` it
    at most, or as the last one within does, of which the first beyond is the next.
    """
    clock = scenario.clock
    before = section.before_pick_ups
    if before is None:
        dates = clock.calendar
        times = {day: tuple(sorted(section.at or ())) for day in section.days}
        return [(at, EVERYBODY) for at in pick_up_times(dates, times, clock.horizon).tolist()]
    timing: WaveTiming = rule("wave", section.timing)
    moments = [
        (max(timing(pick_up, previous, before), 0), index)
        for index, carrier in enumerate(scenario.carriers.values())
        for pick_ups in [comes_at_and_next(clock, carrier, before).tolist()]
        for previous, pick_up in pairwise([0, *pick_ups])
    ]
    return [each for each in moments if each[0] <= clock.horizon]


def tours(
    section: Wave, scenario: Scenario, workload: Workload, orders: Orders
) -> tuple[Integers, Integers]:
    """Every wave releases those who wait for it, by priority and entry, in batches."""
    row, ready = orders.row, orders.moment
    group = groups(section.by, scenario, workload, orders)
    moment, carrier = np.full(len(row), NEVER), np.full(len(row), EVERYBODY)
    if section.before_pick_ups is not None:
        carrier = carrier_of_orders(scenario, workload)[row].astype(np.int64)
    waves = np.array(wave_moments(scenario, section), dtype=np.int64).reshape(-1, 2)
    for each in np.unique(waves[:, 1]):
        here = carrier == each
        its = np.append(np.sort(waves[waves[:, 1] == each, 0]), NEVER)
        moment[here] = its[np.searchsorted(its[:-1], ready[here], side="left")]
    by = np.lexsort((row, ready, workload.priority[row], group, carrier, moment))
    key = np.column_stack([moment[by], carrier[by], group[by]])
    new = np.append(True, (key[1:] != key[:-1]).any(axis=1))[: len(by)]
    begins = np.flatnonzero(new)
    rank = np.arange(len(by)) - np.repeat(begins, np.diff(np.append(begins, len(by))))
    tour = np.empty(len(row), dtype=np.int64)
    tour[by] = np.cumsum(rank % section.up_to == 0) - 1
    return tour, moment


WAVE = PickingMethod(
    "wave",
    words="in waves",
    rules=("at", "before_pick_ups", "timing", "up_to", "by"),
    gatherer=Waves,
    tours=tours,
)
