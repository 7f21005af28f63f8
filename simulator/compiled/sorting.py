"""Sorting in place: Shell's sort (Communications of the ACM 2, 1959)."""

from __future__ import annotations

from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import compiled


@compiled
def sort_list(shop: Arrays, first: int, count: int) -> None:
    """Sort a part of `lists`."""
    lists, gap = shop.lists, 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(first + gap, first + count):
            key, place = lists[k], k
            while place >= first + gap and lists[place - gap] > key:
                lists[place] = lists[place - gap]
                place -= gap
            lists[place] = key
        gap //= 3
