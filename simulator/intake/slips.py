"""Moments behind an order that are most likely a slip of the year: half a year after all others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.intake.counts import far_from_others
from simulator.intake.examined import Examined
from simulator.reading.mistakes import Place
from simulator.units import NEVER

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Slip:
    """One such cell: the header of its column, where it stands, whose it is and what it says."""

    header: str
    place: Place
    order: str
    word: str


def without_slips(
    seen: Examined, by_time: Integers, name: str, after: Integers | None
) -> tuple[Integers | None, tuple[Slip, ...]]:
    """The times from each order to what a column tells, NEVER for slips; and what these are.

    They are compared by how long after the order they are, so that a file of years has none of
    its own.
    """
    if after is None:
        return None, ()
    told = np.flatnonzero(after != NEVER)
    told = told[np.argsort(after[told], kind="stable")]
    far = told[far_from_others(after[told])]
    far = np.sort(far[after[far] > 0])  # what is before its order is told as that
    if not len(far):
        return after, ()
    kept = after.copy()
    kept[far] = NEVER
    return kept, tuple(_named(seen, by_time[far], name))


def _named(seen: Examined, orders: Integers, name: str) -> list[Slip]:
    """The cells of these orders: of each that of its first row that says anything."""
    column = seen.cells.columns[name]
    rows = np.flatnonzero(~column.empty)
    of, at = np.unique(seen.cells.order[rows], return_index=True)
    cells = rows[at[np.searchsorted(of, orders)]]
    records = seen.bad.record[cells].tolist()
    lines = seen.text.lines(records)
    return [
        Slip(column.header, seen.text.place(lines[record], column.header), order,
             column.words[int(column.codes[cell])])
        for record, order, cell in zip(records, seen.names(orders), cells.tolist(), strict=True)
    ]  # fmt: skip
