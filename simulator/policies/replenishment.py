"""Replenishment policies: from a position to the units ordered now. Pure functions."""

from __future__ import annotations

from collections.abc import Callable

ReorderPolicy = Callable[..., int]
"""(position, its levels) -> units to order, 0 for none.

The names of the levels say which of the scenario's they are: `s` and `S`, `r` and `Q`, or `S`
alone.
"""


def order_up_to(position: int, s: int, S: int) -> int:  # noqa: N803  (textbook symbols)
    """(s, S): at or below s, order up to S (Scarf 1960); at reviews (R, s, S)."""
    return S - position if position <= s else 0


def fixed_quantity(position: int, r: int, Q: int) -> int:  # noqa: N803
    """(r, Q), with as many Q as bring the position above r: (r, nQ) (Hadley & Whitin 1963)."""
    return Q * ((r - position) // Q + 1) if position <= r else 0


def base_stock(position: int, S: int) -> int:  # noqa: N803
    """(S - 1, S): whatever is asked for is ordered at once, one for one (Zipkin 2000)."""
    return max(S - position, 0)


def reviewed_up_to(position: int, S: int) -> int:  # noqa: N803
    """(R, S): at every review, order up to S (Silver, Pyke & Thomas 2017)."""
    return max(S - position, 0)


def reviewed_order_up_to(position: int, s: int, S: int) -> int:  # noqa: N803
    """(R, s, S): at a review, at or below s, order up to S (Silver, Pyke & Thomas 2017)."""
    return S - position if position <= s else 0


POLICIES: dict[str, ReorderPolicy] = {
    "s S": order_up_to,
    "r Q": fixed_quantity,
    "base stock": base_stock,
    "R S": reviewed_up_to,
    "R s S": reviewed_order_up_to,
}
REVIEWED = ("R S", "R s S")
"""Of these, the kinds that have a review by their name."""
