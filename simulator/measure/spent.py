"""Milliseconds of many orders by what they went into: a table of which most is 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

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
        rows = np.flatnonzero(column)
        if len(rows) > _FEW * self.rows:
            self._kept[key] = None, narrow(column)
        else:
            self._kept[key] = rows.astype(np.int32), narrow(column.take(rows))

    def add(self, key: K, column: Milliseconds) -> None:
        """Add a column to what is there."""
        if key in self._kept:
            column = column + self[key]
        self.put(key, column)

    def total(self, key: K) -> int:
        """The sum over all rows."""
        return int(self._kept[key][1].sum(dtype=np.int64))

    def any(self, key: K) -> bool:
        """Whether any row is not 0."""
        return bool(self._kept[key][1].any())
