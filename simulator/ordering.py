"""Numbers in ascending order: how they are sorted, and how a place among them is found."""

from __future__ import annotations

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


def sort(keys: Integers, in_order: int = 0) -> None:
    """Sort whole numbers in place; by their lowest bits, `in_order`, they ascend already."""
    by_digits = _by_digits() if len(keys) >= _FEW else None
    if by_digits is None or not by_digits(keys, np.empty_like(keys), in_order):
        keys.sort()


@kernel("boolean(int64[::1], int64[::1], int64)")
def _by_digits(keys: Integers, other: Integers, in_order: int) -> bool:
    """By digits of eleven bits, the lowest first; `other` is room for as many numbers.

    (D. E. Knuth: The Art of Computer Programming 3, section 5.2.5.) Of negative numbers none is
    moved, and the answer is False.
    """
    most, least = 0, 0
    for key in keys:
        most, least = max(most, key), min(least, key)
    if least < 0:
        return False
    digits = 1
    while in_order + 11 * digits < 63 and most >> (in_order + 11 * digits) > 0:
        digits += 1
    counts = np.zeros((6, 2048), np.int64)
    for key in keys:
        for digit in range(digits):
            counts[digit, (key >> (in_order + 11 * digit)) & 2047] += 1
    source, target = keys, other
    for digit in range(digits):
        place = 0
        for k in range(2048):
            count = counts[digit, k]
            counts[digit, k] = place
            place += count
        for key in source:
            k = (key >> (in_order + 11 * digit)) & 2047
            target[counts[digit, k]] = key
            counts[digit, k] += 1
        source, target = target, source
    if digits % 2 == 1:
        keys[:] = other
    return True


def in_time_order(moments: Integers) -> Integers:
    """Row numbers by moment, then by row: a stable `argsort`, in half its time where it fits."""
    bits = len(moments).bit_length()
    if int(moments.max(initial=0)) >= 1 << (63 - bits):
        return np.argsort(moments, kind="stable")
    keys = (moments << bits) | np.arange(len(moments))
    sort(keys, in_order=bits)
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
