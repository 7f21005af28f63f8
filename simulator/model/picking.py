"""Picking one by one or in batches."""

from __future__ import annotations

from functools import partial

from simpy import Event, Timeout

from simulator.model.floor import Station
from simulator.model.instants import Instants, Rank
from simulator.model.inventory import Inventory
from simulator.model.record import moments
from simulator.scenario.picking import Picking as PickingSection
from simulator.units import NEVER
from simulator.workload import Workload


class Picking:
    """Pick tours; with batches, orders that wait for one form it by (priority, entry, order)."""

    rank = Rank.BATCHES
    index = 0

    def __init__(
        self,
        env: Instants,
        section: PickingSection,
        station: Station,
        workload: Workload,
        inventory: Inventory | None,
    ) -> None:
        self.unsettled = False
        self._env = env
        self._batch = section.method.batch
        self._station = station
        self._inventory = inventory
        self._priority = workload.priority.tolist()
        self._setup = workload.pick_setup.tolist()
        self._pick = workload.pick.tolist()
        self._collecting: list[tuple[int, int, int, Event]] = []
        self._tours = 0
        self._alarm = NEVER
        self.tour = moments(workload.n)

    def pick(self, order: int) -> Event:
        """Queue an order; the event is the end of the tour that collects it."""
        if self._batch is None:
            self.tour[order] = order
            task = self._station.serve(order, self._setup[order] + self._pick[order])
            if self._inventory is not None:
                task.callbacks.append(self._take_stock)
            return task
        self._station.note_queued(order)
        picked = Event(self._env)
        self._collecting.append((self._priority[order], self._env._now, order, picked))
        self._env.settle_later(self)
        return picked

    def pick_again(self, order: int) -> Event:
        """A tour of its own for an order that was picked wrong."""
        return self._station.serve_again(order, self._setup[order] + self._pick[order], visit=2)

    def settle(self) -> None:
        """Form full batches, then one of the orders left if one of them has waited enough."""
        assert self._batch is not None
        self._collecting.sort(key=lambda entry: entry[:3])
        size = self._batch.up_to
        while len(self._collecting) >= size or self._patience_is_over():
            members, self._collecting = self._collecting[:size], self._collecting[size:]
            self._start_batch(members)
        if self._collecting:
            self._wake_up_at(min(entry[1] for entry in self._collecting) + self._batch.wait_at_most)

    def _wake_up_at(self, moment: int) -> None:
        if moment != self._alarm:
            self._alarm = moment
            alarm = Timeout(self._env, moment - self._env._now)
            alarm.callbacks.append(lambda _: self._env.settle_later(self))

    def _patience_is_over(self) -> bool:
        assert self._batch is not None
        limit = self._env._now - self._batch.wait_at_most
        return any(entered <= limit for _, entered, _, _ in self._collecting)

    def _start_batch(self, members: list[tuple[int, int, int, Event]]) -> None:
        orders = [order for _, _, order, _ in members]
        for order in orders:
            self.tour[order] = self._tours
        self._tours += 1
        work = self._setup[orders[0]] + sum(self._pick[order] for order in orders)
        task = self._station.serve_together(orders, work)
        if self._inventory is not None:
            task.callbacks.append(self._take_stock)
        for _, _, _, picked in members:
            task.callbacks.append(partial(self._hand_out, picked))

    def _hand_out(self, picked: Event, _: Event) -> None:
        self._env.answer(picked, None)

    def _take_stock(self, task: Event) -> None:
        assert self._inventory is not None
        self._inventory.pick(task.orders)  # type: ignore[attr-defined]
