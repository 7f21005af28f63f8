"""Whole numbers as text: differences, as few bytes as they need, deflated, in base64."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


def zigzag(values: Numbers) -> Numbers:
    """0, -1, 1, -2, ... as 0, 1, 2, 3, ...: small ones stay small."""
    folded: Numbers = (values << 1) ^ (values >> 63)
    return folded


def varints(values: Numbers) -> bytes:
    """Seven bits a byte, the lowest first; all but the last byte of a number have the eighth bit.

    `values` are not negative.
    """
    left = values.astype(np.uint64)
    length = np.ones(len(left), dtype=np.int64)
    for bits in range(7, 63, 7):
        length += left >= np.uint64(1 << bits)
    begin = np.cumsum(length) - length
    content = np.zeros(int(length.sum()), dtype=np.uint8)
    for number in range(int(length.max(initial=0))):
        rows = np.flatnonzero(length > number)
        seven = (left[rows] >> np.uint64(7 * number)).astype(np.uint8) & 127
        content[begin[rows] + number] = seven | ((length[rows] > number + 1).astype(np.uint8) << 7)
    return content.tobytes()


def packed(columns: Sequence[Numbers]) -> str:
    """Columns of numbers that are not negative, one after the other."""
    content = b"".join(varints(column) for column in columns)
    return b64encode(zlib.compress(content, 6)).decode("ascii")
