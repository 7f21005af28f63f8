"""What becomes of work that has begun when its people pause or go home. Pure functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

What = Literal["finish", "interrupt", "handover"]
"""Finish it first; leave it, to be first in its queue; or have a free head take it on at once."""

BegunWork = Callable[[int, int], What]
"""(milliseconds worked on it, milliseconds left) -> what becomes of it."""


def finish(worked: int, left: int) -> What:
    """Work that has begun is finished first."""
    return "finish"


def interrupt(worked: int, left: int) -> What:
    """What remains of it waits at the head of its queue."""
    return "interrupt"


def handover(worked: int, left: int) -> What:
    """A free head who is there takes it on at once; if there is none, it waits at the head."""
    return "handover"


BEGUN_WORK: dict[str, BegunWork] = {
    "finish": finish,
    "interrupt": interrupt,
    "handover": handover,
}
