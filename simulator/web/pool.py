"""The worker processes of the page: spawned before they are needed, replaced when they die.

None is ever forked: the server has threads, and what they hold at that moment would be held in the
child forever.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from simulator.experiments.running.workers import no_interrupt
from simulator.web import worker

GRACE = 5.0
"""Seconds after which a worker that does not stop its task is ended."""
LONG_RUNS, QUICK, ALONE = 5, 0, 10
"""By how much processes are nicer than the server (Unix's nice).

What nobody waits for has a third of the weight of a worker for long runs, a tenth of the one that
gives first answers: with all of them busy on two processors the compiler still has a quarter of
one, where the nicest of all had a twentieth and the fast engine stayed away while sliders moved.
"""


@dataclass
class Worker:
    """One process; `task` is what it does, `express` that it is for what is quickly done."""

    process: BaseProcess
    pipe: Connection
    express: bool
    warm: bool = False
    task: Any = None
    number: int = 0
    since: float = 0.0
    canceled: float | None = None

    @property
    def is_free(self) -> bool:
        """Whether it may be given something."""
        return self.warm and self.task is None

    @property
    def lasted(self) -> float:
        """Seconds since its task began."""
        return time.monotonic() - self.since


@dataclass(frozen=True)
class Ended:
    """What became of a task: 'done', 'canceled', 'failed' or 'died', and its result."""

    task: Any
    how: str
    result: Any
    seconds: float


@dataclass
class Pool:
    """As many workers for long runs as there are processors, and one for what is quickly done."""

    size: int
    workers: list[Worker] = field(default_factory=list)
    _number: int = 0

    def start(self) -> None:
        """Begin the processes; each says itself when it is warm."""
        self.workers = [_begun(express=False) for _ in range(self.size)]
        self.workers.append(_begun(express=True))

    def give(self, worker: Worker, task: Any, function: Callable[[], Any]) -> None:
        """Have a free worker do something; `task` is what it is called in `Ended`."""
        self._number += 1
        worker.task, worker.number, worker.since, worker.canceled = (
            task,
            self._number,
            time.monotonic(),
            None,
        )
        with suppress(OSError):  # it died: `ended` finds that out
            worker.pipe.send((worker.number, function))

    def cancel(self, stopped: Worker) -> None:
        """Have it stop what it does."""
        now = time.monotonic()
        stopped.canceled = stopped.canceled or now
        if worker.CANCEL is None or now - stopped.canceled > GRACE:
            stopped.process.kill()
        elif stopped.process.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(stopped.process.pid, worker.CANCEL)

    def ended(self, timeout: float, *others: Connection) -> Iterator[Ended]:
        """Wait until something ends, or one of `others` can be read; dead workers are replaced."""
        pipes: dict[Any, Worker] = {worker.pipe: worker for worker in self.workers}
        for ready in wait([*pipes, *others], timeout):
            if ready in pipes:
                yield from self._answer(pipes[ready])
        for each in self.workers:
            if each.canceled is not None and each.task is not None:
                self.cancel(each)  # again: a signal before its task began had no effect

    def _answer(self, asked: Worker) -> Iterator[Ended]:
        try:
            number, how, result = asked.pipe.recv()
        except (EOFError, OSError):
            how, task = ("canceled" if asked.canceled else "died"), asked.task
            lasted = asked.lasted
            self._replace(asked)
            if task is not None:
                yield Ended(task, how, None, lasted)
            return
        if number == worker.READY:
            asked.warm = True
        elif number == asked.number:
            task, asked.task = asked.task, None
            yield Ended(task, how, result, asked.lasted)

    def _replace(self, worker: Worker) -> None:
        worker.process.kill()
        worker.pipe.close()
        self.workers[self.workers.index(worker)] = _begun(worker.express)

    def close(self) -> None:
        """End all of them at once; what they did is lost, what was finished is in the store."""
        for each in self.workers:
            each.process.kill()
        for each in self.workers:
            each.process.join()
            each.pipe.close()


def _begun(express: bool) -> Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    nice = QUICK if express else LONG_RUNS
    process = context.Process(target=worker.serve, args=(theirs, nice), daemon=True)
    _start(process)
    theirs.close()
    return Worker(process, ours, express)


def begun_alone(function: Callable[[], None]) -> BaseProcess:
    """A process of its own for something long that nobody waits for, nicer than the workers."""
    process = multiprocessing.get_context("spawn").Process(
        target=_alone, args=(function,), daemon=True
    )
    _start(process)
    return process


def _start(process: BaseProcess) -> None:
    """Begin a process that takes over that Ctrl-C is held back: it is for the server alone.

    The tracker of multiprocessing, which the first process begins, would let it through again.
    """
    if os.name == "posix":
        resource_tracker.ensure_running()
    with no_interrupt():
        process.start()


def _alone(function: Callable[[], None]) -> None:
    worker.be_nice(ALONE)
    with suppress(Exception):  # nobody waits for it, and runs are simulated without it
        function()
