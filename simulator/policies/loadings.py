"""Loading of a pick-up: which of the parcels on the dock goes first. Pure functions.

Parcels stand in the order of (rank, time of entry, order number); past the first that does not fit
whole, nothing is loaded.
"""

from __future__ import annotations

from collections.abc import Callable

Loading = Callable[[int, int, int], int]
"""(priority, ship-by time, boxes of the parcel) -> rank; the lowest is loaded first.

An order without a ship-by time has one after all others.
"""


def priority(priority: int, promise: int, boxes: int) -> int:
    """The order class's priority, 1 before 2."""
    return priority


def fifo(priority: int, promise: int, boxes: int) -> int:
    """Whoever has been on the dock longest."""
    return 0


def promise(priority: int, promise: int, boxes: int) -> int:
    """The earliest ship-by time."""
    return promise


def fewest_boxes(priority: int, promise: int, boxes: int) -> int:
    """The fewest boxes, so that many orders go."""
    return boxes


LOADINGS: dict[str, Loading] = {
    "priority": priority,
    "fifo": fifo,
    "promise": promise,
    "fewest boxes": fewest_boxes,
}
