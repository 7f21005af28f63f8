"""The arrays of one replication that the compiled engine works on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Narrow = npt.NDArray[np.int32]
Marks = npt.NDArray[np.int16]
Flags = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]

FLAT = (
    *("state", "lists", "in_cart", "value", "review", "inspection"),
    *("line_sku", "line_units", "line_value", "work", "moved", "kinds"),
)
WIDTHS = {
    **dict.fromkeys(("paces", "speeds"), "float64"),
    **dict.fromkeys(("links", "lines", "line_sku", "line_units", "moves"), "int32"),
    **dict.fromkeys(("marks", "who"), "int16"),
    **dict.fromkeys(("flags", "kinds"), "int8"),
}
"""Arrays of other than whole numbers of 64 bits: what is many is kept as narrow as it may be."""


class Arrays(NamedTuple):
    """What a run reads and writes; `columns.py` says what is where."""

    state: Integers  # one number each
    events: Integers  # two heaps of what happens later
    lists: Integers  # crews of stations, stations of pools, times of machines; orders of tours
    orders: Integers  # moments, work and money of parcels
    in_cart: Integers  # of orders: the workload's own columns, as the next three
    value: Integers
    review: Integers
    inspection: Integers
    links: Narrow  # numbers of parcels and lines, by parcel
    marks: Marks  # flags, codes and counts of parcels
    lines: Narrow
    line_sku: Narrow  # of lines: the workload's own columns too, as the next three
    line_units: Narrow
    line_value: Integers  # none unless a file tells what lines cost
    work: Integers  # to pick each line
    flags: Flags  # and codes of lines
    ranks: Integers  # of lines that wait for stock
    skus: Integers
    tasks: Integers
    floor: Integers  # stations, crews, teams, machines, pools
    slots: Integers  # what is due in the roster; orders that wait for a tour
    visits: Integers  # first visits, three rows an activity
    moved: Integers  # when stock moved
    moves: Narrow
    kinds: Flags  # of these movements
    log: Integers
    paces: Floats
    speeds: Floats
    who: Marks

    def table(self) -> Integers:
        """(arrays, 3) The address and shape of each, by which compiled code finds them."""
        rows = [
            (array.ctypes.data, len(array), array.shape[1] if array.ndim == 2 else 1)
            for array in self
        ]
        return np.array(rows, dtype=np.int64)

    def without(self, names: Iterable[str]) -> Arrays:
        """The same with nothing in some of them."""
        return self._replace(**{name: np.empty(0, getattr(self, name).dtype) for name in names})


KINDS: dict[str, tuple[str, int]] = {
    name: (WIDTHS.get(name, "int64"), 1 if name in FLAT else 2) for name in Arrays._fields
}
"""What the elements of each array are kept as, and how many dimensions it has."""


class FullError(Exception):
    """An array has no room left: the run is done again with more."""
