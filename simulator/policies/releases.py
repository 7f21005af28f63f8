"""When orders that wait leave on a tour, and which of them may share one. Pure functions."""

from __future__ import annotations

from collections.abc import Callable

Release = Callable[[int, int, int, int], bool]
"""(orders that wait, how long the first of them has, orders in a full batch, `wait_at_most`) ->
whether a batch of them leaves now; times in milliseconds."""

Grouping = Callable[[int, int], int]
"""(class of an order, its planned pick-up) -> the number of its group; those of one share tours."""


def when_full(waiting: int, waited: int, up_to: int, wait_at_most: int) -> bool:
    """A batch leaves when it is full, or one of its orders has waited `wait_at_most`."""
    return waiting >= up_to or waited >= wait_at_most


def when_free(waiting: int, waited: int, up_to: int, wait_at_most: int) -> bool:
    """Whoever comes free takes what waits; while a picker is free, as when full."""
    return waiting >= up_to or waited >= wait_at_most


def any_order(order_class: int, pick_up: int) -> int:
    """All orders may share a tour."""
    return 0


def by_class(order_class: int, pick_up: int) -> int:
    """Those of an order class may."""
    return order_class


def by_pick_up(order_class: int, pick_up: int) -> int:
    """Those of a planned pick-up may."""
    return pick_up


RELEASES: dict[str, Release] = {"when full": when_full, "when free": when_free}
GROUPINGS: dict[str, Grouping] = {"any": any_order, "class": by_class, "pick_up": by_pick_up}
