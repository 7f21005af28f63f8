"""The loop of `figures_levels`, compiled: one pass over the log as it is, in order of time."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.kernels import kernel

Numbers = npt.NDArray[Any]


@kernel(
    "void(int32[::1], int64[::1], int8[::1], int32[::1], int64[:, ::1], int64, int64, "
    "int64[:, ::1], boolean[:, ::1], int64[::1])"
)
def compiled_course(
    sku: Numbers,
    time: Numbers,
    kind: Numbers,
    units: Numbers,
    signs: Numbers,
    low: int,
    high: int,
    level: Numbers,
    below_zero: Numbers,
    areas: Numbers,
) -> None:
    """What `_follow` does; the last level is what is available, the first kind a reorder."""
    kinds, skus = level.shape
    since = np.full(skus, low, np.int64)
    moved = np.zeros(skus, np.bool_)
    for row in range(len(sku)):
        k, now, what = sku[row], time[row], kind[row]
        if moved[k] and since[k] != now:
            for each in range(kinds):
                if level[each, k] < 0:
                    below_zero[each, k] = True
        inside = min(max(now, low), high)
        if level[kinds - 1, k] <= 0:
            areas[2] += inside - min(max(since[k], low), high)
        for each in range(kinds):
            level[each, k] += signs[each, what] * units[row]
        areas[0] += signs[0, what] * units[row] * (high - inside)
        areas[1] += signs[2, what] * units[row] * (high - inside)
        if what == 0 and low <= now < high:
            areas[3] += 1
        since[k], moved[k] = now, True
    for k in range(skus):
        for each in range(kinds):
            if moved[k] and level[each, k] < 0:
                below_zero[each, k] = True
        if level[kinds - 1, k] <= 0:
            areas[2] += high - min(max(since[k], low), high)
