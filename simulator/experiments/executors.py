"""Run replications on several processes; whatever happens, those that finished are kept."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

TRIES = 3
"""How often a replication is tried whose worker died."""


class WorkerDiedError(RuntimeError):
    """A worker process died more than once on the same replication, e.g. for want of memory."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C; `finished` has what was done by then."""

    def __init__(self, finished: dict[int, object]) -> None:
        super().__init__("interrupted")
        self.finished = finished


def default_jobs() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_all(
    work: Callable[[int], T],
    numbers: Sequence[int],
    jobs: int,
    done: Callable[[int, T], None],
) -> dict[int, T]:
    """`work(number)` for each number, in up to `jobs` processes; results by number.

    `done` is called in this process as each one finishes. `work` must be picklable. Raises
    `Interrupted` on Ctrl-C and `WorkerDiedError` if a worker dies `TRIES` times over one number.
    """
    if jobs <= 1 or len(numbers) <= 1:
        return _run_here(work, numbers, done)
    finished: dict[int, T] = {}
    tries = dict.fromkeys(numbers, 0)
    while missing := [number for number in numbers if number not in finished]:
        for number in missing:
            tries[number] += 1
            if tries[number] > TRIES:
                raise WorkerDiedError(
                    f"a worker process died {TRIES} times while replication {number} was running; "
                    "run it alone with --jobs 1 to see why, or use fewer jobs if memory is short"
                )
        _run_in_pool(work, missing, jobs, done, finished)
    return finished


def _run_here(
    work: Callable[[int], T], numbers: Sequence[int], done: Callable[[int, T], None]
) -> dict[int, T]:
    finished: dict[int, T] = {}
    try:
        for number in numbers:
            finished[number] = work(number)
            done(number, finished[number])
    except KeyboardInterrupt:
        raise Interrupted(dict(finished)) from None
    return finished


def _run_in_pool(
    work: Callable[[int], T],
    numbers: Sequence[int],
    jobs: int,
    done: Callable[[int, T], None],
    finished: dict[int, T],
) -> None:
    """One pool's life: until all is done, or a worker dies (then what is missing stays missing)."""
    method = "fork" if sys.platform == "linux" else "spawn"
    pool = ProcessPoolExecutor(
        max_workers=min(jobs, len(numbers)),
        mp_context=multiprocessing.get_context(method),
        initializer=_leave_interrupts_to_the_parent,
    )
    try:
        futures: dict[Future[T], int] = {pool.submit(work, number): number for number in numbers}
        open_ = set(futures)
        while open_:
            completed, open_ = wait(open_, return_when=FIRST_COMPLETED)
            for future in completed:
                try:
                    finished[futures[future]] = future.result()
                except BrokenProcessPool:
                    continue
                done(futures[future], finished[futures[future]])
        pool.shutdown()
    except KeyboardInterrupt:
        _stop(pool)
        raise Interrupted(dict(finished)) from None
    except BaseException:
        _stop(pool)
        raise


def _stop(pool: ProcessPoolExecutor) -> None:
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def quiet_garbage_collector() -> Iterator[None]:
    """No cyclic garbage collection inside; a simulation frees almost nothing until it ends."""
    was_enabled = gc.isenabled()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_enabled:
            gc.enable()
