"""Step functions of time: how many, integrated and sampled without a loop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.kernels import flat
from simulator.measure.steps_compiled import (
    compiled_integral,
    compiled_merge,
    compiled_most_open,
    compiled_open,
    compiled_places,
    compiled_time_open,
)
from simulator.ordering import sort
from simulator.units import NEVER

Milliseconds = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Step:
    """`value[k]` from `time[k]` until `time[k + 1]`, the last one forever; 0 before `time[0]`.

    `time` increases strictly. Integrals are exact: whole milliseconds times whole numbers.
    """

    time: Milliseconds
    value: npt.NDArray[np.int64]

    def at(self, moment: Milliseconds) -> npt.NDArray[np.int64]:
        """The value at each moment; what changes at that very moment has changed."""
        padded = np.append(self.value, 0)  # index -1, before the first change, is the appended 0
        return padded[self.places(moment)]

    def places(self, moment: Milliseconds) -> npt.NDArray[np.int64]:
        """The index of the last change up to each moment, -1 before the first one."""
        search = compiled_places() if moment.ndim == 1 else None
        if search is None:
            ndarray: npt.NDArray[np.int64] = np.searchsorted(self.time, moment, side="right") - 1
            return ndarray
        places = np.empty(len(moment), dtype=np.int64)
        search(flat(self.time, np.int64), flat(moment, np.int64), places)
        return places

    def until(
        self, moment: Milliseconds, places: npt.NDArray[np.int64] | None = None
    ) -> npt.NDArray[np.int64]:
        """The integral from the first change up to each moment, in value x milliseconds.

        `places` are those of the moments, where they are known from a step function with the same
        times: to look them up is nearly all of the work.
        """
        if not len(self.time):
            return np.zeros(np.shape(moment), dtype=np.int64)
        index = self.places(moment) if places is None else places
        integrate = compiled_integral() if moment.ndim == 1 else None
        if integrate is not None:
            integral = np.empty(len(moment), dtype=np.int64)
            integrate(*self._flat, flat(moment, np.int64), flat(index, np.int64), integral)
            return integral
        inside = self._done[index] + (moment - self.time[index]) * self.value[index]
        return np.where(index < 0, 0, inside)

    @property
    def _flat(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        return flat(self.time, np.int64), flat(self.value, np.int64)

    @cached_property
    def _done(self) -> npt.NDArray[np.int64]:
        """The integral up to each change."""
        return np.concatenate(([0], np.cumsum(np.diff(self.time) * self.value[:-1])))

    def between(self, begin: Milliseconds, end: Milliseconds) -> npt.NDArray[np.int64]:
        """The integral over each interval [begin, end)."""
        return self.until(end) - self.until(begin)

    def total(self, begin: int, end: int) -> int:
        """The integral over one interval."""
        edges = self.until(np.array([begin, end], dtype=np.int64))
        return int(edges[1] - edges[0])


def step_of(time: Milliseconds, value: npt.NDArray[np.int64]) -> Step:
    """A step function from changes in time order, the last of several at one moment counting."""
    last = np.flatnonzero(time[1:] != time[:-1])
    if len(time):
        last = np.append(last, len(time) - 1)
    return Step(time.take(last), value.take(last))


def counting(begin: Milliseconds, end: Milliseconds) -> Step:
    """How many of the intervals [begin, end) are open."""
    # The lowest bit tells an end: to sort numbers takes a third of the time of sorting their rows.
    edges = np.concatenate((begin << 1, (end << 1) | 1))
    sort(edges)
    count = compiled_open()
    if count is None:
        return step_of(edges >> 1, np.cumsum(1 - 2 * (edges & 1)))
    time, value = np.empty((2, len(edges)), dtype=np.int64)
    changes = count(edges, time, value)
    return Step(time[:changes], value[:changes])


def combined(first: Step, second: Step) -> tuple[Step, Step]:
    """The same two functions on one common grid of times."""
    merge = compiled_merge()
    if merge is not None:
        most = len(first.time) + len(second.time)
        # Each of its own, so that one that is not kept takes no memory for the others.
        grid = [np.empty(most, dtype=np.int64) for _ in range(3)]
        changes = merge(*first._flat, *second._flat, *grid)
        time, firsts, seconds = (column[:changes] for column in grid)
        return Step(time, firsts), Step(time, seconds)
    if len(first.time) < len(second.time):
        second, first = combined(second, first)
        return first, second
    # The shorter one is merged into the other: where its changes go is all that is searched for.
    of_second = np.zeros(len(first.time) + len(second.time), dtype=np.bool_)
    place = np.searchsorted(first.time, second.time, side="right")
    of_second[place + np.arange(len(second.time))] = True
    time = np.empty(len(of_second), dtype=np.int64)
    time[of_second], time[~of_second] = second.time, first.time
    last = np.append(time[1:] != time[:-1], True)[: len(time)]
    seconds = np.cumsum(of_second)
    firsts = np.arange(1, len(time) + 1) - seconds
    values = [
        np.concatenate(([0], step.value))[changes[last]]
        for step, changes in ((first, firsts), (second, seconds))
    ]
    return Step(time[last], values[0]), Step(time[last], values[1])


def sum_of(steps: list[Step]) -> Step:
    """The sum; 0 everywhere for an empty list."""
    if steps and len(steps[0].time) and steps[0].time[0] == 0:
        total, steps = steps[0], steps[1:]
    else:
        total = Step(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64))
    for step in steps:
        left, right = combined(total, step)
        total = Step(left.time, left.value + right.value)
    return total


def happened(moment: Milliseconds, horizon: int | Milliseconds) -> Milliseconds:
    """The moments, with the horizon in place of what has not happened."""
    instead: Milliseconds = np.where(moment == NEVER, horizon, moment)
    return instead


def overlap(begin: Milliseconds, end: Milliseconds, window: tuple[int, int]) -> Milliseconds:
    """Milliseconds of each interval that lie in the window."""
    low, high = window
    inside: Milliseconds = np.maximum(np.minimum(end, high) - np.maximum(begin, low), 0)
    return inside


def time_open(
    begin: Milliseconds,
    end: Milliseconds,
    group: npt.NDArray[np.int16],
    groups: int,
    window: tuple[int, int],
) -> npt.NDArray[np.float64]:
    """(groups,) Milliseconds in the window of the intervals of each group, together."""
    add, sums = compiled_time_open(), np.zeros(groups)
    if add is not None:
        add(flat(begin, np.int64), flat(end, np.int64), flat(group, np.int16), *window, sums)
        return sums
    return sums + np.bincount(group, overlap(begin, end, window), groups)


def most_open(
    begin: Milliseconds,
    end: Milliseconds,
    group: npt.NDArray[np.int16],
    groups: int,
    window: tuple[int, int],
) -> list[int]:
    """Intervals that are open at once in the window at most: of all, then of each group."""
    follow = compiled_most_open()
    bits = (groups - 1).bit_length()
    if follow is None or groups > _FEW or int(end.max(initial=0)) >= 1 << (62 - bits):
        most = [most_at_once(begin, end, window)]
        for k in range(groups):
            rows = np.flatnonzero(group == k)
            most.append(most_at_once(begin.take(rows), end.take(rows), window))
        return most
    low, high = window
    kept = np.flatnonzero((end > low) & (begin < high) & (end > begin))
    of_group = group.take(kept).astype(np.int64)
    edges = np.concatenate((np.maximum(begin.take(kept), low) << 1, (end.take(kept) << 1) | 1))
    edges = (edges << bits) | np.concatenate((of_group, of_group))
    sort(edges)
    counts = np.zeros(groups + 1, dtype=np.int64)
    follow(edges, bits, counts)
    return [int(count) for count in counts]


_FEW = 8
"""Groups that are looked at at every moment in less time than it takes to sort each of them."""


def most_at_once(begin: Milliseconds, end: Milliseconds, window: tuple[int, int]) -> int:
    """The largest number of intervals [begin, end) that are open at once within the window.

    An interval of no length is never open: what starts and ends at one moment has not waited.
    """
    low, high = window
    kept = np.flatnonzero((end > low) & (begin < high) & (end > begin))
    return int(counting(np.maximum(begin.take(kept), low), end.take(kept)).value.max(initial=0))
