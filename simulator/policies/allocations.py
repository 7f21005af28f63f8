"""Allocation of arriving stock: which of the lines that wait for a SKU comes first. Pure functions.

Lines stand in the order of (rank, time of entry, order number), and nothing is reserved past the
first, even if it would fit.
"""

from __future__ import annotations

from collections.abc import Callable

Allocation = Callable[[int, int, int], int]
"""(priority, ship-by time, units of the line) -> rank; the lowest is served first.

An order without a ship-by time has one after all others.
"""


def priority(priority: int, promise: int, units: int) -> int:
    """The order class's priority, 1 before 2."""
    return priority


def fifo(priority: int, promise: int, units: int) -> int:
    """Whoever has waited longest."""
    return 0


def promise(priority: int, promise: int, units: int) -> int:
    """The earliest ship-by time."""
    return promise


def fewest_units(priority: int, promise: int, units: int) -> int:
    """The smallest line, so that few units complete many orders."""
    return units


ALLOCATIONS: dict[str, Allocation] = {
    "priority": priority,
    "fifo": fifo,
    "promise": promise,
    "fewest units": fewest_units,
}
