"""What of an order goes ahead where some of it is short of stock. Pure functions."""

from __future__ import annotations

from collections.abc import Callable

Splitting = Callable[[int, int, int, int], bool]
"""(units of a line that is there, its value in cents, units of the order that are there, units that
are not) -> whether the line goes ahead; else it follows with what is short, in a further parcel."""


def what_is_there(units: int, value: int, there: int, short: int) -> bool:
    """All that is there goes ahead."""
    return True


def most_of_it(units: int, value: int, there: int, short: int) -> bool:
    """What is there goes ahead if it is half of the order's units or more; else all of it waits."""
    return there >= short


SPLITTINGS: dict[str, Splitting] = {
    "what is there": what_is_there,
    "most of it": most_of_it,
}
