"""Milliseconds of many orders by what they went into: a table of which most is 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from simulator.kernels import flat, kernel
from simulator.memory import narrow

Milliseconds = npt.NDArray[np.int64]
K = TypeVar("K")

_FEW = 0.4
"""The share of rows up to which those that are not 0 take less memory with their numbers."""


class Spent(Mapping[K, Milliseconds]):
    """(rows,) Milliseconds by key, each made anew when it is asked for.

    What is kept of each are the rows that are not 0, if they are few, in 32 bits if they fit: a
    tenth of the memory of whole columns.
    """

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self._kept: dict[K, tuple[npt.NDArray[np.int32] | None, npt.NDArray[Any]]] = {}

    def __getitem__(self, key: K) -> Milliseconds:
        rows, values = self._kept[key]
        if rows is None:
            return values.astype(np.int64)
        column = np.zeros(self.rows, dtype=np.int64)
        column[rows] = values
        return column

    def __iter__(self) -> Iterator[K]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def put(self, key: K, column: Milliseconds) -> None:
        """Keep a column, in place of what was there."""
        count, pack = _count(), _pack()
        size = -1 if count is None else count(flat(column, np.int64))
        if size > _FEW * self.rows:
            self._kept[key] = None, column.astype(np.int32)
            return
        if size >= 0 and pack is not None:
            few = np.empty((2, size), dtype=np.int32)
            pack(flat(column, np.int64), *few)
            self._kept[key] = few[0], few[1]
            return
        rows = np.flatnonzero(column)
        if len(rows) > _FEW * self.rows:
            self._kept[key] = None, narrow(column)
        else:
            self._kept[key] = rows.astype(np.int32), narrow(column.take(rows))

    def add(self, key: K, column: Milliseconds) -> None:
        """Add a column to what is there."""
        if key in self._kept:
            column = column.copy()
            self.add_to(column, key)
        self.put(key, column)

    def add_rows(self, key: K, rows: npt.NDArray[np.int64], values: Milliseconds) -> None:
        """Add to some rows, each of which is there once; those that get 0 are left out."""
        some = np.flatnonzero(values)
        if key in self._kept or len(some) > _FEW * self.rows:
            column = np.zeros(self.rows, dtype=np.int64)
            column[rows] = values
            self.add(key, column)
        else:
            self._kept[key] = rows.take(some).astype(np.int32), narrow(values.take(some))

    def put_some(self, key: K, of: Spent[K], flags: npt.NDArray[np.bool_]) -> None:
        """Keep what another table has in the flagged rows, and nothing in the others."""
        rows, values = of._kept[key]
        if rows is None:
            self.put(key, np.where(flags, values, 0).astype(np.int64, copy=False))
        else:
            some = np.flatnonzero(flags.take(rows))
            self._kept[key] = rows.take(some), values.take(some)

    def add_to(self, total: Milliseconds, key: K) -> None:
        """Add a column to a total, in place."""
        rows, values = self._kept[key]
        if rows is None:
            total += values
        else:
            total[rows] += values

    def total(self, key: K) -> int:
        """The sum over all rows."""
        return int(self._kept[key][1].sum(dtype=np.int64))

    def any(self, key: K) -> bool:
        """Whether any row is not 0."""
        return bool(self._kept[key][1].any())


@kernel("int64(int64[::1])")
def _count(column: Milliseconds) -> int:
    """How many are not 0; -1 where some do not fit into 32 bits."""
    count, low, high = 0, np.int64(0), np.int64(0)
    for row in range(len(column)):
        value = column[row]
        count += value != 0
        low, high = min(low, value), max(high, value)
    return count if low >= -(2**31) and high < 2**31 else -1


@kernel("void(int64[::1], int32[::1], int32[::1])")
def _pack(column: Milliseconds, rows: npt.NDArray[np.int32], values: npt.NDArray[np.int32]) -> None:
    """The rows that are not 0, and what they have."""
    count = 0
    for row in range(len(column)):
        if column[row] != 0:
            rows[count], values[count] = row, column[row]
            count += 1
