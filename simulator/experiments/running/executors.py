"""Where replications run: in this process, on several processes, or on a cluster of Dask.

The one seam is `concurrent.futures.Executor`. What a task gives depends on the task alone, so that
the executor and the number of workers never show in a result.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
)
from dataclasses import dataclass, field, replace
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from simulator.experiments.running.dask_cluster import client_of
from simulator.experiments.running.workers import (
    FORKED,
    KeptPool,
    guarded,
    no_interrupt,
    pool,
    stop,
)
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
"""Bundles of tasks a worker that are handed over at once, so that none waits for the next."""
LONG_ENOUGH = 0.2
"""Processor time of a bundle of tasks (s); handing over a short one takes a tenth of its time."""
MOST_TOGETHER = 32
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
    `close` ends a connection. `inherits` is whether workers have what this process has loaded,
    `of_processes` whether they are processes that `pool` begins.
    """

    workers: int
    open: Callable[[], Executor] | None = None
    gave_up: tuple[type[BaseException], ...] = ()
    check: Callable[[], None] = _nothing
    close: Callable[[], None] = _nothing
    inherits: bool = False
    of_processes: bool = False


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
    return Executors(jobs, lambda: pool(jobs), inherits=FORKED, of_processes=True)


def kept(on: Executors) -> Executors:
    """The same; processes of this machine stay until `close`, however often tasks are run."""
    if on.open is None or not on.of_processes:
        return on
    processes_kept = KeptPool(on.workers)
    return replace(on, open=processes_kept.open, close=processes_kept.close)


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


Done = tuple[list[T], float]
"""Results of the first tasks of a bundle, or of all, and the processor time that they took (s)."""


@dataclass(frozen=True)
class _Bundle(Generic[T]):
    """Tasks that are handed over together, so that what they share is sent once.

    Where one fails that is not the first, those before it count; it is to be run alone, and fails
    then in its own name.
    """

    works: list[Callable[[], T]]

    def __call__(self) -> Done[T]:
        began, results = time.thread_time(), list[T]()
        for work in self.works:
            try:
                results.append(work())
            except Exception:
                if not results:
                    raise
                break
        return results, time.thread_time() - began


def run_all(tasks: Iterable[Task[K, T]], on: Executors, done: Callable[[K, T], None]) -> None:
    """Run tasks wherever `on` says; `done(name, result)` is called here as each one finishes.

    Tasks are taken from the iterable as there is room for them, so that there may be very many. A
    task whose worker died is tried again; WorkerDiedError after `TRIES`. The first exception of a
    task ends the whole and is raised; so does Ctrl-C. What was done by then stays done. Short tasks
    are handed over several at a time, and told once all of them are done.
    """
    if on.open is None:
        for name, work in tasks:
            done(name, work())
        return
    waiting = _Waiting(iter(tasks), AHEAD * on.workers)
    while waiting.has_more():
        _run_in_one(on, on.open(), waiting, done)


@dataclass
class _Waiting(Generic[K, T]):
    """Tasks not yet handed over: those to be tried again first, then those not yet taken.

    `bundles` is how many of them are under way at once.
    """

    rest: Iterator[Task[K, T]]
    bundles: int
    again: deque[Task[K, T]] = field(default_factory=deque)
    deaths: dict[K, int] = field(default_factory=dict)
    together: int = 1
    alone: bool = False

    def has_more(self) -> bool:
        """Whether there is a next one, which is then the first of `again`."""
        return bool(self.bundle())

    def bundle(self) -> list[Task[K, T]]:
        """The next ones, as many as are short enough together; they are the first of `again`.

        The last ones are shared out, so that no worker has much to do when the others have nothing.
        """
        many = 1 if self.alone else self.together
        self.again.extend(islice(self.rest, max(0, many * self.bundles - len(self.again))))
        return list(islice(self.again, min(many, -(-len(self.again) // self.bundles))))

    def handed_over(self, tasks: list[Task[K, T]]) -> None:
        """They are no longer the next ones."""
        for _ in tasks:
            self.again.popleft()

    def finished(self, count: int, tasks: list[Task[K, T]], seconds: float) -> None:
        """So many of them are, and took so long; the others come again, each alone."""
        if count < len(tasks):
            self.alone = True
            self.again.extendleft(reversed(tasks[count:]))
        self.together = min(max(int(LONG_ENOUGH * count / max(seconds, 1e-6)), 1), MOST_TOGETHER)

    def died(self, tasks: list[Task[K, T]]) -> None:
        """Any of these killed its worker; they are tried again, alone and not without end."""
        self.alone = True
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
    running: dict[Future[Done[T]], list[Task[K, T]]] = {}
    ended: SimpleQueue[Future[Done[T]]] = SimpleQueue()
    try:
        while True:
            while len(running) < AHEAD * on.workers and (tasks := waiting.bundle()):
                with no_interrupt():
                    future = executor.submit(guarded, _Bundle([work for _, work in tasks]))
                    running[future] = tasks
                    waiting.handed_over(tasks)
                    future.add_done_callback(ended.put)
            if not running:
                break
            try:
                future = ended.get(timeout=LOOK_EVERY)
            except Empty:
                on.check()
                continue
            with no_interrupt():
                results, seconds = _result(on, future, running[future])
            tasks = running.pop(future)
            waiting.finished(len(results), tasks, seconds)
            _tell(done, tasks, results)
        executor.shutdown()
    except BrokenExecutor:
        stop(executor)
        for future in [each for each in running if _has_result(each)]:
            tasks, (results, seconds) = running.pop(future), future.result()
            waiting.finished(len(results), tasks, seconds)
            _tell(done, tasks, results)
        waiting.died([task for tasks in running.values() for task in tasks])
    except BaseException:
        stop(executor)
        raise


def _tell(done: Callable[[K, T], None], tasks: list[Task[K, T]], results: list[T]) -> None:
    for (name, _), result in zip(tasks, results, strict=False):
        done(name, result)


def _has_result(future: Future[T]) -> bool:
    """Whether it was finished before its executor broke."""
    return future.done() and not future.cancelled() and future.exception() is None


def _result(on: Executors, future: Future[Done[T]], tasks: list[Task[K, T]]) -> Done[T]:
    try:
        return future.result()
    except on.gave_up:
        raise WorkerDiedError(_died(tasks)) from None
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
