"""The arrays of one replication that the compiled engine works on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

FLAT = ("state", "lists")
WIDTHS = {"paces": "float64", "speeds": "float64", "who": "int16"}
"""Arrays of other than whole numbers of 64 bits."""


class Arrays(NamedTuple):
    """What a run reads and writes; `columns.py` says what is where."""

    state: Integers  # one number each
    events: Integers  # two heaps of what happens later
    lists: Integers  # crews of stations, stations of pools, times of machines; orders of tours
    orders: Integers
    lines: Integers
    skus: Integers
    tasks: Integers
    floor: Integers  # stations, crews, teams, machines, pools
    slots: Integers  # what is due in the roster; orders that wait for a tour
    visits: Integers  # first visits, three rows an activity
    moves: Integers  # of stock
    log: Integers
    paces: Floats
    speeds: Floats
    who: npt.NDArray[np.int16]

    def table(self) -> Integers:
        """(15, 3) The address and shape of each, by which compiled code finds them."""
        rows = [
            (array.ctypes.data, len(array), array.shape[1] if array.ndim == 2 else 1)
            for array in self
        ]
        return np.array(rows, dtype=np.int64)


KINDS: dict[str, tuple[str, int]] = {
    name: (WIDTHS.get(name, "int64"), 1 if name in FLAT else 2) for name in Arrays._fields
}
"""What the elements of each array are kept as, and how many dimensions it has."""


class FullError(Exception):
    """An array has no room left: the run is done again with more."""
