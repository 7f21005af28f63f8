"""Numbers in ascending order: how they are sorted, and how a place among them is found."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from simulator.kernels import kernel

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_FEW = 256
"""Among fewer numbers than these NumPy's sort is as fast."""
_MANY = 4096
"""Shares for which a table of where to look is worth its making."""
_COUNTED = 6
"""To compare with so many numbers, one after the other, is faster than to search."""


_CROWDED = 32
"""Numbers in the cell of a mean number from which on cells are too full to sort by insertion."""


@cache
def is_wide(*instructions: str) -> bool:
    """Whether NumPy sorts several numbers at a time here, by one of these sets of instructions."""
    # What the processor has is not among NumPy's public names; where it is not told it has nothing.
    told = getattr(sys.modules.get("numpy._core._multiarray_umath"), "__cpu_features__", {})
    return any(told.get(each, False) for each in instructions)


def sort(keys: Integers) -> None:
    """Sort whole numbers in place."""
    few = len(keys) < _FEW or is_wide("AVX512_SKX")
    by_cells = None if few else _by_cells()
    if by_cells is None or not by_cells(keys, np.empty_like(keys)):
        keys.sort()


def part_at(values: Floats, ranks: Sequence[int]) -> None:
    """Put at each of these ranks what would be there were the values sorted, in place.

    To sort all of them takes a third of the time where NumPy does so several numbers at a time.
    """
    if is_wide("AVX512_SKX", "AVX2"):
        values.sort()
    else:
        values.partition(ranks)


@kernel("boolean(int64[::1], int64[::1])")
def _by_cells(keys: Integers, other: Integers) -> bool:
    """By cells of equal width, half as many as numbers, and by insertion; `other` is room.

    (W. Dobosiewicz: Sorting by distributive partitioning, Information Processing Letters 7, 1978.)
    Moments are spread over their range and come in runs that nearly ascend, so that what lies
    together stays together. Where cells are crowded none is moved, and the answer is False.
    """
    least, most = keys[0], keys[0]
    for key in keys:
        least, most = min(least, key), max(most, key)
    if least < 0:
        return False
    shift = 0
    while (most - least) >> shift >= len(keys) // 2:
        shift += 1
    places = np.zeros(((most - least) >> shift) + 1, np.int64)
    for key in keys:
        places[(key - least) >> shift] += 1
    place, squares = 0, 0
    for cell in range(len(places)):
        count = places[cell]
        squares += count * count
        places[cell] = place
        place += count
    if squares > _CROWDED * len(keys):
        return False
    for key in keys:
        cell = (key - least) >> shift
        other[places[cell]] = key
        places[cell] += 1
    for row in range(len(other)):
        key, place = other[row], row
        while place > 0 and keys[place - 1] > key:
            keys[place] = keys[place - 1]
            place -= 1
        keys[place] = key
    return True


def in_time_order(moments: Integers) -> Integers:
    """Row numbers by moment, then by row: a stable `argsort`, in half its time where it fits."""
    bits = len(moments).bit_length()
    if int(moments.max(initial=0)) >= 1 << (63 - bits):
        return np.argsort(moments, kind="stable")
    keys = (moments << bits) | np.arange(len(moments))
    sort(keys)
    return keys & ((1 << bits) - 1)


def first_of_each(numbers: Integers) -> tuple[Integers, Integers]:
    """Where each number, ascending, comes first; and for every row which of them it has.

    What `np.unique` gives with `return_index` and `return_inverse`; of numbers that are close to
    each other, without sorting them.
    """
    least, most = int(numbers.min(initial=0)), int(numbers.max(initial=0))
    if most - least > 4 * len(numbers):
        _, first, which = np.unique(numbers, return_index=True, return_inverse=True)
        return first, which
    place = np.full(most - least + 1, len(numbers))
    place[(numbers - least)[::-1]] = np.arange(len(numbers))[::-1]
    there = np.flatnonzero(place < len(numbers))
    rank = np.empty(len(place), dtype=np.int64)
    rank[there] = np.arange(len(there))
    return place[there], rank[numbers - least]


def count_up_to(numbers: Floats, shares: Floats, whole: float = 1.0) -> Integers:
    """How many of the numbers, which ascend, are at or below each share of a whole.

    What `np.searchsorted(numbers, shares * whole, side="right")` gives; shares are in [0, 1).
    """
    sought = shares if whole == 1 else shares * whole
    if len(numbers) <= _COUNTED:
        count = np.zeros(np.shape(sought), dtype=np.int8)
        for number in numbers:
            count += np.less_equal(number, sought).view(np.int8)
        return count.astype(np.int64)
    if np.ndim(shares) != 1 or len(shares) < _MANY:
        return np.searchsorted(numbers, sought, side="right")
    return _guided(numbers, shares, sought, whole)


def _guided(numbers: Floats, shares: Floats, sought: Floats, whole: float) -> Integers:
    """The same from a table of where to begin.

    (H. C. Chen, Y. Asau: On generating random variates from an empirical distribution, AIIE
    Transactions 6, 1974.) Most are found at once or one further on; the others are searched for.
    The table's size is a power of two, so that a share times it is exact.
    """
    size = 1 << (4 * len(numbers)).bit_length()
    guide = np.searchsorted(numbers, np.arange(size) / size * whole, side="right")
    index: Integers = guide.take((shares * size).astype(np.int64))
    padded = np.append(numbers, np.inf)
    index += padded.take(index) <= sought
    further = np.flatnonzero(padded.take(index) <= sought)
    index[further] = np.searchsorted(numbers, sought.take(further), side="right")
    return index
