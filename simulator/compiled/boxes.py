"""The boxes of parcels that are less than their order, as in `stages/shipping/parcel_counts.py`.

What is left is packed anew by first fit, which is NumPy's: the compiled code stops at the end of
the instant and goes on with the count. That is rare, since most orders lose nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.further_parcels import FurtherParcels
from simulator.stages.packing.draws_boxes import boxed, units_of
from simulator.stages.packing.section import Packing
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]


def count_boxes(
    packing: Packing, workload: Workload, arrays: Arrays, parcels: FurtherParcels
) -> tuple[Integers, Integers]:
    """(parcels, boxes) of those that wait for their count; their labels take as long as it says."""
    orders, lines = arrays.orders, arrays.lines
    waiting = arrays.links[c.N_COUNTS, : arrays.state[c.COUNTING]].astype(np.int64)
    order = parcels.orders_of(waiting)
    of = np.repeat(np.arange(len(waiting)), workload.lines[order])
    within = np.arange(len(of)) - np.searchsorted(of, of)
    line = workload.line_start[order][of] + within
    left = (arrays.flags[c.Z_STATE, line] != c.CANCELED) & (lines[c.L_PARCEL, line] == waiting[of])
    start = np.searchsorted(of[left], np.arange(len(waiting) + 1))
    boxes = boxed(packing, units_of(workload, start, line[left]))
    count = np.maximum(boxes.count.sum(axis=1) + boxes.loose, 1)
    arrays.marks[c.X_COUNT_DUE, waiting] = 0
    orders[c.O_LABEL, waiting] = workload.label[order] * count
    orders[c.O_LABEL_HAND, waiting] = workload.label_by_hand[order] * count
    return waiting, count
