"""Where replications run: in this process, on several processes, or on a cluster of Dask.

The one seam is `concurrent.futures.Executor`. What a task gives depends on the task alone, so that
the executor and the number of workers never show in a result.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
)
from dataclasses import dataclass, field
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from simulator.experiments.dask_cluster import client_of
from simulator.experiments.workers import guarded, no_interrupt, pool, stop
from simulator.mistakes import InputError, RunError

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

Task = tuple[K, Callable[[], T]]
"""A name, and a picklable function of nothing."""

MOST_NAMED = 5
"""Replications in one error."""
TRIES = 3
"""How often a task is tried whose worker died."""
AHEAD = 2
"""Tasks a worker that are handed over at once, so that none waits for the next."""
LOOK_EVERY = 30.0
"""Seconds without a result after which is looked whether any worker is left."""


class WorkerDiedError(RunError):
    """A worker died several times over the same task, e.g. for want of memory."""


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Executors:
    """Makes executors of one kind; `open` is None for this process itself.

    `workers` is how many tasks run at once. `gave_up` are the errors with which an executor drops a
    task after its own tries; `check` raises WorkerDiedError where nobody is left to run anything;
    `close` ends a connection.
    """

    workers: int
    open: Callable[[], Executor] | None = None
    gave_up: tuple[type[BaseException], ...] = ()
    check: Callable[[], None] = _nothing
    close: Callable[[], None] = _nothing


def default_jobs() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def executors(where: str | None = None, jobs: int | None = None) -> Executors:
    """Executors by name: None for `jobs` processes, or dask://HOST:PORT for a running cluster."""
    if jobs is not None and not (isinstance(jobs, int) and jobs > 0):
        raise InputError(f"--jobs {jobs!r}: is not a number of processes; write 1 or more")
    if where is None:
        return processes(default_jobs() if jobs is None else jobs)
    kind, separator, address = where.partition("://")
    if kind != "dask" or not separator or not address:
        raise InputError(
            f"--executor {where}: is not an executor; write dask://HOST:PORT, or leave it out for "
            "processes on this machine"
        )
    return on_dask(address)


def processes(jobs: int) -> Executors:
    """Processes of this machine; one job runs in this process."""
    if jobs <= 1:
        return Executors(1)
    return Executors(jobs, lambda: pool(jobs))


def on_dask(address: str) -> Executors:
    """The workers of a running Dask cluster, as many threads as they have."""
    try:
        from distributed import KilledWorker

        client = client_of(address)
    except ImportError:
        raise InputError(
            "--executor dask://...: Dask is not installed; "
            "pip install 'fulfillment-simulator[dask]'"
        ) from None
    threads = sum(client.nthreads().values())
    if not threads:
        client.close()
        raise InputError(
            f"--executor dask://{address}: the cluster has no workers; "
            f"start some with `dask worker tcp://{address}`"
        )

    def check() -> None:
        if not client.nthreads():
            raise WorkerDiedError(
                f"the cluster at {address} has no workers left; what was finished is kept in the "
                "store, and the same command goes on from there"
            )

    return Executors(
        workers=threads,
        open=lambda: client.get_executor(pure=False),
        gave_up=(KilledWorker,),
        check=check,
        close=client.close,
    )


def run_all(tasks: Iterable[Task[K, T]], on: Executors, done: Callable[[K, T], None]) -> None:
    """Run tasks wherever `on` says; `done(name, result)` is called here as each one finishes.

    Tasks are taken from the iterable as there is room for them, so that there may be very many. A
    task whose worker died is tried again; WorkerDiedError after `TRIES`. The first exception of a
    task ends the whole and is raised; so does Ctrl-C. What was done by then stays done.
    """
    if on.open is None:
        for name, work in tasks:
            done(name, work())
        return
    waiting = _Waiting(iter(tasks))
    while waiting.has_more():
        _run_in_one(on, on.open(), waiting, done)


@dataclass
class _Waiting(Generic[K, T]):
    """Tasks not yet handed over: those to be tried again first, then those not yet taken."""

    rest: Iterator[Task[K, T]]
    again: deque[Task[K, T]] = field(default_factory=deque)
    deaths: dict[K, int] = field(default_factory=dict)

    def has_more(self) -> bool:
        """Whether there is a next one, which is then the first of `again`."""
        if not self.again:
            self.again.extend(islice(self.rest, 1))
        return bool(self.again)

    def died(self, tasks: list[Task[K, T]]) -> None:
        """Any of these killed its worker; they are tried again, but not without end."""
        for name, _ in tasks:
            self.deaths[name] = self.deaths.get(name, 0) + 1
        suspects = [task for task in tasks if self.deaths[task[0]] >= TRIES]
        if suspects:
            raise WorkerDiedError(_died(suspects))
        self.again.extendleft(reversed(tasks))


def _run_in_one(
    on: Executors, executor: Executor, waiting: _Waiting[K, T], done: Callable[[K, T], None]
) -> None:
    """One executor's life: until all is done, or a worker dies."""
    running: dict[Future[T], Task[K, T]] = {}
    ended: SimpleQueue[Future[T]] = SimpleQueue()
    try:
        while True:
            while len(running) < AHEAD * on.workers and waiting.has_more():
                with no_interrupt():
                    future = executor.submit(guarded, waiting.again[0][1])
                    running[future] = waiting.again.popleft()
                    future.add_done_callback(ended.put)
            if not running:
                break
            try:
                future = ended.get(timeout=LOOK_EVERY)
            except Empty:
                on.check()
                continue
            with no_interrupt():
                result = _result(on, future, running[future])
            done(running.pop(future)[0], result)
        executor.shutdown()
    except BrokenExecutor:
        stop(executor)
        for future in [one for one in running if _has_result(one)]:
            done(running.pop(future)[0], future.result())
        waiting.died(list(running.values()))
    except BaseException:
        stop(executor)
        raise


def _has_result(future: Future[T]) -> bool:
    """Whether it was finished before its executor broke."""
    return future.done() and not future.cancelled() and future.exception() is None


def _result(on: Executors, future: Future[T], task: Task[K, T]) -> T:
    try:
        return future.result()
    except on.gave_up:
        raise WorkerDiedError(_died([task])) from None
    except CancelledError:
        raise WorkerDiedError(
            "the cluster was lost: its scheduler no longer answers; what was finished is kept in "
            "the store, and the same command goes on from there"
        ) from None


def _died(tasks: Sequence[Task[K, T]]) -> str:
    """Which replications killed their workers, as the commands that run them alone."""
    which = "a replication" if len(tasks) == 1 else f"one of {len(tasks)} replications"
    shown = [getattr(work, "alone", f"replication {name}") for name, work in tasks[:MOST_NAMED]]
    return "\n".join(
        [
            f"a worker died {TRIES} times while {which} was under way:",
            *shown,
            *(["..."] if len(tasks) > MOST_NAMED else []),
            "use fewer --jobs if memory is short, or run one alone with --jobs 1 to see why; what "
            "was finished is in the store, unless --no-store, and the same command goes on from "
            "there",
        ]
    )
