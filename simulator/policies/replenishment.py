"""Replenishment policies: from a position to the units ordered now. Pure functions."""

from __future__ import annotations

from collections.abc import Callable

ReorderPolicy = Callable[[int, int, int], int]
"""(position, lower level, upper level or quantity) -> units to order, 0 for none.

The names of the last two say which levels of the scenario they are: `s` and `S`, or `r` and `Q`.
"""


def order_up_to(position: int, s: int, S: int) -> int:  # noqa: N803  (textbook symbols)
    """(s, S): at or below s, order up to S (Scarf 1960)."""
    return S - position if position <= s else 0


def fixed_quantity(position: int, r: int, Q: int) -> int:  # noqa: N803
    """(r, Q), with as many Q as bring the position above r: (r, nQ) (Hadley & Whitin 1963)."""
    return Q * ((r - position) // Q + 1) if position <= r else 0


POLICIES: dict[str, ReorderPolicy] = {"s S": order_up_to, "r Q": fixed_quantity}
