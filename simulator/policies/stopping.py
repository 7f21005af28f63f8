"""Whose work is stopped where only some of those who work pause. Pure functions."""

from __future__ import annotations

from collections.abc import Callable

Stopping = Callable[[int, int, int], int]
"""(milliseconds worked on a task, milliseconds left, priority) -> rank; the lowest is stopped
first, and of equals the task that was begun last."""


def last_begun(worked: int, left: int, priority: int) -> int:
    """The task that was begun last."""
    return worked


def most_left(worked: int, left: int, priority: int) -> int:
    """The task with most of its work left, so that others can be finished soon."""
    return -left


def least_urgent(worked: int, left: int, priority: int) -> int:
    """The task of the order class that is served last."""
    return -priority


STOPPINGS: dict[str, Stopping] = {
    "last begun": last_begun,
    "most left": most_left,
    "least urgent": least_urgent,
}
