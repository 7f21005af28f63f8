"""The arrays of one replication that the compiled engine works on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Arrays(NamedTuple):
    """What a run reads and writes; `columns.py` says what is where."""

    state: Integers  # one number each
    events: Integers  # a heap of (moment, kind, number)
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


class FullError(Exception):
    """An array has no room left: the run is done again with more."""
