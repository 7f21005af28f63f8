"""Machines that fail, are repaired, and are taken out of use as planned.

A machine that fails at work stops it; the rest goes back to the front of the queue, its head is
free, and it goes on at the next machine that is free. Work that ends at the very moment of a
failure is finished. A planned outage lets work that has begun finish. The free machine with the
lowest number works next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from simpy import Timeout

from simulator.engine.failures import Failures
from simulator.engine.instants import Instants
from simulator.engine.past import Machine

if TYPE_CHECKING:
    from simulator.engine.stations import Task

Outages = Sequence[tuple[int, int, int]]
"""(from, until, machines) of planned outages."""


class Machines:
    """The numbered machines of a station of which some are down now and then."""

    def __init__(
        self,
        env: Instants,
        count: int,
        failures: Failures | None,
        outages: Outages,
        stop: Callable[[Task], None],
        changed: Callable[[], None],
    ) -> None:
        self._env = env
        self._by_use = failures is not None and failures.by_use
        self._up = [times.tolist() for times in failures.up] if failures else []
        self._repair = [times.tolist() for times in failures.repair] if failures else []
        self._failed = [0] * count  # repairs begun
        self._use_left = [times[0] for times in self._up] if self._by_use else []
        self._causes = [0] * count  # why a machine is down: a failure, outages
        self._working: dict[int, Task] = {}
        self.free = list(range(count))  # up and idle
        self._stop = stop
        self._changed = changed
        self.down: list[tuple[int, int, int, int]] = []  # (moment, machine, +1 or -1, 1: failure)
        if failures is not None and not self._by_use:
            for machine in range(count):
                self._after(self._up[machine][0], self._fail, machine)
        for begin, end, number in outages:
            if end > 0:
                for machine in range(count - number, count):
                    self._after(max(begin, 0), self._take_out, machine)
                    self._after(end, self._put_back, machine)

    def begin(self, task: Task, time: int, which: int = -1) -> None:
        """The next free machine works on a task for so long, unless it fails before.

        `which` where one of that number does, if it is free.
        """
        if which in self.free:
            machine = which
            self.free.remove(which)
            heapify(self.free)
        else:
            machine = heappop(self.free)
        task.machine = machine
        self._working[machine] = task
        if self._by_use and self._use_left[machine] < time:
            self._after(self._use_left[machine], self._fail_if, machine, task)

    def end(self, task: Task, time: int) -> None:
        """A task leaves its machine after it has worked on it for so long."""
        machine = task.machine
        del self._working[machine]
        if self._by_use:
            self._use_left[machine] -= time
            if self._use_left[machine] == 0:
                self._break(machine)
        if not self._causes[machine]:
            heappush(self.free, machine)

    def live_again(self, past: Sequence[Machine], until: int) -> None:
        """Machines that fail by use fail in the past when they did, with the use left to each."""
        for number, machine in enumerate(past[: len(self._causes)] if self._by_use else ()):
            self._failed[number] = len(machine.failures)
            self._use_left[number] = machine.use_left
            for failed, repaired in machine.failures:
                self._after(max(failed - self._env.now, 0), self._fall_out, number)
                how = (
                    (self._come_up, number, True)
                    if repaired <= until
                    else (self._is_repaired, number)
                )
                self._after(max(repaired - self._env.now, 0), *how)

    def past(self) -> tuple[Machine, ...]:
        """How each stands now; none where they do not fail by use."""
        if not self._by_use:
            return ()
        failed: list[list[int]] = [[] for _ in self._causes]
        for moment, machine, change, failure in self.down:
            if failure and change > 0:
                failed[machine].append(moment)
        return tuple(
            Machine(
                tuple((at, at + self._repair[k][n]) for n, at in enumerate(failed[k])),
                self._use_left[k],
            )
            for k in range(len(self._causes))
        )

    def _fall_out(self, machine: int) -> None:
        self._go_down(machine, True)
        if machine in self.free:
            self.free.remove(machine)
            heapify(self.free)

    def _after(self, time: int, happens: Callable[..., None], *arguments: object) -> None:
        Timeout(self._env, time).callbacks.append(lambda _: happens(*arguments))

    def _fail_if(self, machine: int, task: Task) -> None:
        """By use: fails at this moment if it still works on the same task."""
        if self._working.get(machine) is task:
            self._stop(task)

    def _fail(self, machine: int) -> None:
        """By the clock: fails now, whatever it does."""
        self._break(machine)
        task = self._working.get(machine)
        if task is None:
            if machine in self.free:
                self.free.remove(machine)
                self.free.sort()
        elif task.ends > self._env.now:
            self._stop(task)

    def _break(self, machine: int) -> None:
        self._go_down(machine, True)
        repair = self._repair[machine][self._failed[machine]]
        self._failed[machine] += 1
        self._after(repair, self._is_repaired, machine)

    def _is_repaired(self, machine: int) -> None:
        up = self._up[machine][self._failed[machine]]
        if self._by_use:
            self._use_left[machine] = up
        else:
            self._after(up, self._fail, machine)
        self._come_up(machine, True)

    def _take_out(self, machine: int) -> None:
        self._go_down(machine, False)
        if machine in self.free:
            self.free.remove(machine)
            self.free.sort()

    def _put_back(self, machine: int) -> None:
        self._come_up(machine, False)

    def _go_down(self, machine: int, failure: bool) -> None:
        self._causes[machine] += 1
        self.down.append((self._env.now, machine, 1, int(failure)))

    def _come_up(self, machine: int, failure: bool) -> None:
        self._causes[machine] -= 1
        self.down.append((self._env.now, machine, -1, int(failure)))
        if not self._causes[machine] and machine not in self._working:
            heappush(self.free, machine)
            self._changed()
