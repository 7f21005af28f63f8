"""The loops of `steps`, compiled: one pass over the changes in place of a dozen."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.kernels import kernel

Numbers = npt.NDArray[np.int64]


@kernel("void(int64[::1], int64[::1], int64[::1])")
def compiled_places(time: Numbers, moment: Numbers, places: Numbers) -> None:
    """What `Step.places` gives; each is searched for from the one before, as most are near it.

    (J. L. Bentley, A. C.-C. Yao: An almost optimal algorithm for unbounded searching, Information
    Processing Letters 5, 1976.)
    """
    last = 0  # the changes up to the moment before
    for row in range(len(moment)):
        sought, step = moment[row], 1
        if last < len(time) and time[last] <= sought:
            low, high = last + 1, last + 1
            while high < len(time) and time[high] <= sought:
                low, high, step = high + 1, high + 2 * step, 2 * step
            high = min(high, len(time))
        else:
            low, high = last, last
            while low > 0 and time[low - 1] > sought:
                low, high, step = low - step, low - 1, 2 * step
            low = max(low, 0)
        while low < high:
            middle = (low + high) // 2
            if time[middle] <= sought:
                low = middle + 1
            else:
                high = middle
        last = low
        places[row] = low - 1


@kernel("void(int64[::1], int64[::1], int64[::1], int64[::1], int64[::1])")
def compiled_integral(
    time: Numbers, value: Numbers, moment: Numbers, places: Numbers, integral: Numbers
) -> None:
    """What `Step.until` gives, the places of the moments being known."""
    done = np.zeros(len(time), np.int64)
    for k in range(1, len(time)):
        done[k] = done[k - 1] + (time[k] - time[k - 1]) * value[k - 1]
    for row in range(len(moment)):
        k = places[row]
        integral[row] = 0 if k < 0 else done[k] + (moment[row] - time[k]) * value[k]


@kernel("int64(int64[::1], int64[::1], int64[::1])")
def compiled_open(edges: Numbers, time: Numbers, value: Numbers) -> int:
    """How many intervals are open after each moment; how many moments there are.

    `edges` are moments in ascending order, times two, an end being odd.
    """
    changes, many = 0, 0
    for k in range(len(edges)):
        many += 1 - 2 * (edges[k] & 1)
        if k + 1 == len(edges) or edges[k + 1] >> 1 != edges[k] >> 1:
            time[changes], value[changes] = edges[k] >> 1, many
            changes += 1
    return changes


@kernel("int64(int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64[::1], int64[::1])")
def compiled_merge(
    first: Numbers,
    of_first: Numbers,
    second: Numbers,
    of_second: Numbers,
    time: Numbers,
    firsts: Numbers,
    seconds: Numbers,
) -> int:
    """Two step functions on the grid of both times, 0 before they begin; how long the grid is."""
    changes, i, j, value, other = 0, 0, 0, 0, 0
    while i < len(first) or j < len(second):
        if j == len(second) or (i < len(first) and first[i] <= second[j]):
            now = first[i]
        else:
            now = second[j]
        while i < len(first) and first[i] == now:
            value = of_first[i]
            i += 1
        while j < len(second) and second[j] == now:
            other = of_second[j]
            j += 1
        time[changes], firsts[changes], seconds[changes] = now, value, other
        changes += 1
    return changes


@kernel("void(int64[::1], int64[::1], int16[::1], int64, int64, float64[::1])")
def compiled_time_open(
    begin: Numbers,
    end: Numbers,
    group: npt.NDArray[np.int16],
    low: int,
    high: int,
    sums: npt.NDArray[np.float64],
) -> None:
    """What `steps.time_open` gives; whole numbers, so that sums are exact in any order."""
    for row in range(len(begin)):
        inside = min(end[row], high) - max(begin[row], low)
        if inside > 0:
            sums[group[row]] += inside


@kernel("void(int64[::1], int64, int64[::1])")
def compiled_most_open(edges: Numbers, bits: int, most: Numbers) -> None:
    """The most that are open at once: of all, then of each group.

    `edges` are moments in ascending order, with a bit that tells an end and the bits of a group.
    """
    groups = len(most) - 1
    many = np.zeros(groups + 1, np.int64)
    for k in range(len(edges)):
        change = 1 - 2 * ((edges[k] >> bits) & 1)
        many[0] += change
        many[1 + (edges[k] & ((1 << bits) - 1))] += change
        if k + 1 == len(edges) or edges[k + 1] >> (bits + 1) != edges[k] >> (bits + 1):
            for group in range(groups + 1):
                most[group] = max(most[group], many[group])
