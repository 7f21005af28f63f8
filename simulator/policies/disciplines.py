"""Queue disciplines: what of a task comes first. Pure functions.

A queue is in the order of (rank, time of entry, order number), so that every discipline breaks ties
alike; a discipline gives the rank.
"""

from __future__ import annotations

from collections.abc import Callable

Discipline = Callable[[int, int, int], int]
"""(priority, deadline, service requirement) -> rank; the lowest is served first.

A task of several orders has the most urgent priority and the earliest deadline among them. An order
without a deadline has one after all others.
"""


def fifo(priority: int, deadline: int, requirement: int) -> int:
    """Whoever came first."""
    return 0


def priority(priority: int, deadline: int, requirement: int) -> int:
    """The order class's priority, 1 before 2."""
    return priority


def deadline(priority: int, deadline: int, requirement: int) -> int:
    """The earliest planned pick-up (Jackson 1955: earliest due date)."""
    return deadline


def shortest(priority: int, deadline: int, requirement: int) -> int:
    """The least service requirement (Smith 1956: shortest processing time)."""
    return requirement


DISCIPLINES: dict[str, Discipline] = {
    "fifo": fifo,
    "priority": priority,
    "deadline": deadline,
    "shortest": shortest,
}
