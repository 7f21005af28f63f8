"""A worker process: warm before it is asked, stopped within a task, gone with its parent."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any, Literal

from simulator.compiled import cache
from simulator.compiled.choice import LASTED, Asked
from simulator.experiments.running.work import Work
from simulator.experiments.running.workers import live_with_parent
from simulator.mistakes import InputError, RunError
from simulator.scenario import load
from simulator.web.tasks import page_engine

READY = -1
"""The number of the message that a worker is warm."""
CANCEL: signal.Signals | None = getattr(signal, "SIGUSR1", None)
"""Ends what a worker does; None where there are no signals, so that the worker has to end."""
AGAIN = 0.02
"""Seconds after which a task is to be broken off that could not be yet."""
ENDED = Literal["done", "canceled", "failed"]
_WARM = "small"
"""The scenario that a worker has simulated before it is asked."""


class _CanceledError(BaseException):
    """Nobody waits for this task any more."""


@dataclass
class _Now:
    """Whether this process is inside a task, in what may not be broken off, and was to be."""

    inside: bool = False
    holds: bool = False
    was_canceled: bool = False
    is_warm: bool = False


_now = _Now()


def asked_now() -> Asked:
    """Compiled code where it is on disk, and SimPy, never the compiler, where it is not."""
    return Asked(page_engine(), time.time() - 2 * LASTED)


def serve(pipe: Connection, nice: int) -> None:
    """What the process does: tasks (number, function) from the pipe, until that is closed.

    Answers (number, how it ended, result or what was wrong).
    """
    be_nice(nice)
    if CANCEL is not None:
        signal.signal(CANCEL, _cancel)
        signal.signal(signal.SIGALRM, _cancel)
    _warm_up()
    pipe.send((READY, "done", None))
    with suppress(EOFError, OSError):
        while True:
            number, task = pipe.recv()
            pipe.send((number, *_ended(task)))


def be_nice(nice: int) -> None:
    """Leave Ctrl-C to the parent, end with it, and give way to what is more urgent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=live_with_parent, daemon=True).start()
    with suppress(OSError, AttributeError):
        os.nice(nice)


def _cancel(_: int, frame: FrameType | None) -> None:
    """Break the task off, but no import: a package that is half loaded can't be loaded again."""
    if not _now.inside:
        return
    if _now.holds:
        _now.was_canceled = True
    elif _imports(frame):
        signal.setitimer(signal.ITIMER_REAL, AGAIN)
    else:
        _now.inside = False
        raise _CanceledError


def _imports(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _ended(task: Callable[[], Any]) -> tuple[ENDED, Any]:
    try:
        _now.was_canceled, _now.holds, _now.inside = False, True, True
        _warm_up()  # compiled code may have come to the disk since
        _now.holds = False
        if _now.was_canceled:
            return "canceled", None
        result = task()
        _now.inside = False
    except _CanceledError:
        return "canceled", None
    except (InputError, RunError) as error:
        return "failed", str(error)
    except Exception as error:
        return "failed", f"{type(error).__name__}: {error}"
    finally:
        _now.inside = _now.holds = False
    return "done", result


def _warm_up() -> None:
    """Load what a replication needs, the compiled code too once it is on disk."""
    if _now.is_warm:
        return
    asked = asked_now()
    if asked.engine != "simpy" and find_spec("numba") is not None and cache.is_loaded_fast():
        _now.is_warm = True
        loaded = load(_WARM)
        with suppress(RunError):
            Work(loaded.scenario, 0, loaded.command, asked=asked)()


@dataclass(frozen=True)
class Compile:
    """A task that compiles the fast engine, twenty seconds' work, once for this version."""

    def __call__(self) -> None:
        """Simulate something with it."""
        loaded = load(_WARM)
        work = Work(loaded.scenario, 0, loaded.command)
        replace(work, asked=Asked("compiled", time.time()))()


def must_compile() -> bool:
    """Whether the fast engine may be used, and is not there yet."""
    return (
        page_engine() == "auto"
        and find_spec("numba") is not None
        and not cache.is_loaded_fast()
        and not cache.is_being_made()
    )
