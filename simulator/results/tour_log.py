"""Pick tours, as the timeline has them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Milliseconds = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class TourLog:
    """First pick tours, one row each in order of (queued, number, zone).

    Where there are neither zones nor a layout, the table is empty: `Timeline.batch` says it all.
    `members` has the orders that each row collects, row after row.
    """

    number: Numbers  # of the tour, as in Timeline.batch; with zones it has one row per zone
    zone: npt.NDArray[np.int16]  # index into the workload's zones
    orders: Numbers
    members: Numbers
    lines: Numbers
    units: Numbers
    walk: Numbers  # millimeters; 0 without a layout
    queued: Milliseconds
    began: Milliseconds
    ended: Milliseconds
