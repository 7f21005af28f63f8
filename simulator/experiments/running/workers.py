"""The processes of this machine that run replications, and how they are told to stop."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


FORKED = sys.platform == "linux"
"""Whether processes begin with what this one has loaded, or with nothing."""


def pool(jobs: int) -> ProcessPoolExecutor:
    """As many processes, begun as they are needed."""
    return _made(ProcessPoolExecutor, jobs)


P = TypeVar("P", bound=ProcessPoolExecutor)


def _made(kind: type[P], jobs: int) -> P:
    method = "fork" if FORKED else "spawn"
    return kind(
        max_workers=jobs,
        mp_context=multiprocessing.get_context(method),
        initializer=_obey_the_parent,
    )


class _Kept(ProcessPoolExecutor):
    """Processes that stay when one set of tasks is done, until `cancel_futures` ends them."""

    ended: bool = False

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures:
            self.ended = True
            super().shutdown(wait, cancel_futures=True)


class KeptPool:
    """One pool for many sets of tasks; another one where it was stopped or broke.

    A question that asks for a few replications at a time would else begin processes each time, of
    which each loads again what its first replication needs.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: _Kept | None = None

    def open(self) -> Executor:
        """The pool, begun if there is none."""
        if self._pool is None or self._pool.ended:
            self._pool = _made(_Kept, self._jobs)
        return self._pool

    def close(self) -> None:
        """End its processes, which have nothing left to do."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def stop(executor: Executor) -> None:
    """Let go of what has not begun, and of what processes do for nobody any more.

    Processes are asked and not killed: one that dies while it hands over a result leaves half of it
    in the pipe, and whoever reads the rest waits forever.
    """
    for process in list((getattr(executor, "_processes", None) or {}).values()):
        with suppress(ProcessLookupError):
            if _STOP_SIGNAL is None:
                process.terminate()
            else:
                os.kill(process.pid, _STOP_SIGNAL)
    with suppress(Exception):  # a broken executor or a lost cluster cannot be shut down
        executor.shutdown(wait=isinstance(executor, ProcessPoolExecutor), cancel_futures=True)


_STOP_SIGNAL: signal.Signals | None = getattr(signal, "SIGUSR1", None)


class _Stopped(BaseException):
    """In a worker: nobody waits for this task any more."""


@dataclass
class _Worker:
    """What a worker process knows of itself: whether it is inside a task, and still wanted."""

    inside: bool = False
    wanted: bool = True


_worker = _Worker()


def guarded(work: Callable[[], T]) -> T:
    """The task, unless it is stopped before or within."""
    if not _worker.wanted:
        raise _Stopped
    _worker.inside = True
    try:
        return work()
    finally:
        _worker.inside = False


def _end_task(*_: object) -> None:
    _worker.wanted = False
    if _worker.inside:
        raise _Stopped


def _obey_the_parent() -> None:
    """Ctrl-C is for the parent, which then says when to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=live_with_parent, daemon=True).start()
    if _STOP_SIGNAL is not None:
        signal.signal(_STOP_SIGNAL, _end_task)


def live_with_parent() -> None:
    """Where the parent was killed, the worker ends too; for a thread of its own."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def no_interrupt() -> Iterator[None]:
    """Ctrl-C waits until the end: one that comes while a process forks would be lost in it.

    And one that comes while a lock of a future is taken would leave it locked, so that the thread
    which hands over results, and with it the end of the executor, waits forever.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def quiet_garbage_collector() -> Iterator[None]:
    """No cyclic garbage collection inside; a simulation frees almost nothing until it ends.

    Then it leaves the model, which is full of cycles and as large as all that was measured of it.
    """
    was_enabled = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)  # what was made inside is young; what was there before is frozen
        gc.unfreeze()
        if was_enabled:
            gc.enable()
