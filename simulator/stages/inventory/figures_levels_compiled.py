"""The loop of `figures_levels`, compiled: one pass over the log as it is, in order of time."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.kernels import kernel

Numbers = npt.NDArray[Any]

KINDS = 5
"""Levels that are followed; a loop of a known length is several times as fast."""


@kernel(
    "void(int32[::1], int64[::1], int8[::1], int32[::1], int64[:, ::1], int64, int64, "
    "int64, int64[:, ::1], boolean[:, ::1], int64[::1])"
)
def compiled_course(
    sku: Numbers,
    time: Numbers,
    kind: Numbers,
    units: Numbers,
    signs: Numbers,
    low: int,
    high: int,
    begins: int,
    level: Numbers,
    below_zero: Numbers,
    areas: Numbers,
) -> None:
    """What `_follow` does; the last level is what is available, the first kind a reorder."""
    skus = level.shape[1]
    by_sku, sign = level.T.copy(), signs.T.copy()  # what is looked at together lies together
    since, moved = np.full(skus, low, np.int64), np.zeros(skus, np.bool_)
    more, owed, empty, reorders = 0, 0, 0, 0
    for row in range(len(sku)):
        k, now, what, many = sku[row], time[row], kind[row], units[row]
        if moved[k] and since[k] != now and now > begins:
            for each in range(KINDS):
                if by_sku[k, each] < 0:
                    below_zero[each, k] = True
        inside = min(max(now, low), high)
        if by_sku[k, KINDS - 1] <= 0:
            empty += inside - min(max(since[k], low), high)
        for each in range(KINDS):
            by_sku[k, each] += sign[what, each] * many
        more += sign[what, 0] * many * (high - inside)
        owed += sign[what, 2] * many * (high - inside)
        reorders += what == 0 and low <= now < high
        since[k], moved[k] = now, True
    for k in range(skus):
        for each in range(KINDS):
            level[each, k] = by_sku[k, each]
            if moved[k] and by_sku[k, each] < 0:
                below_zero[each, k] = True
        if by_sku[k, KINDS - 1] <= 0:
            empty += high - min(max(since[k], low), high)
    areas[:] = more, owed, empty, reorders
