"""Routings: how a pick tour visits its aisles. Pure functions.

Source: Hall, "Distance approximations for routing manual pickers in a warehouse", IIE Transactions
25 (1993).
"""

from __future__ import annotations

from collections.abc import Callable

Stops = list[tuple[int, list[int]]]
"""Aisles with picks from the one that comes first: across from the left, and the picks' distances
from the cross aisle from which the aisles are served, rising."""

Routing = Callable[[Stops, int], tuple[int, int]]
"""(stops, length of an aisle) -> (millimeters from the first aisle's end, across where the picker
comes out)."""


def s_shape(stops: Stops, length: int) -> tuple[int, int]:
    """Every aisle is walked through; the last of an odd number only to its farthest pick."""
    first, last = stops[0][0], stops[-1][0]
    through = len(stops) // 2 * 2 * length
    return abs(last - first) + through + (2 * stops[-1][1][-1] if len(stops) % 2 else 0), last


def there_and_back(stops: Stops, length: int) -> tuple[int, int]:
    """Every aisle is walked to its farthest pick and back."""
    first, last = stops[0][0], stops[-1][0]
    return abs(last - first) + sum(2 * ys[-1] for _, ys in stops), last


def largest_gap(stops: Stops, length: int) -> tuple[int, int]:
    """The first and last aisle are walked through; the others from both ends, up to the gap.

    Ends at the first aisle: the far ends are served on the way out, the near ends on the way back.
    """
    first, last = stops[0][0], stops[-1][0]
    if len(stops) == 1:
        return 2 * stops[0][1][-1], first
    inside = 2 * length
    for _, ys in stops[1:-1]:
        edges = [0, *ys, length]
        gap = max(edges[k + 1] - edges[k] for k in range(len(ys) + 1))
        inside += 2 * (length - gap)
    return inside + 2 * abs(last - first), first


ROUTINGS: dict[str, Routing] = {
    "s-shape": s_shape,
    "return": there_and_back,
    "largest gap": largest_gap,
}
