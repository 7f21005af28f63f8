"""Step functions of time: how many, integrated and sampled without a loop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
        index = np.searchsorted(self.time, moment, side="right") - 1
        padded = np.append(self.value, 0)  # index -1, before the first change, is the appended 0
        return padded[index]

    def until(self, moment: Milliseconds) -> npt.NDArray[np.int64]:
        """The integral from the first change up to each moment, in value x milliseconds."""
        if not len(self.time):
            return np.zeros(np.shape(moment), dtype=np.int64)
        done = np.concatenate(([0], np.cumsum(np.diff(self.time) * self.value[:-1])))
        index = np.searchsorted(self.time, moment, side="right") - 1
        inside = done[index] + (moment - self.time[index]) * self.value[index]
        return np.where(index < 0, 0, inside)

    def between(self, begin: Milliseconds, end: Milliseconds) -> npt.NDArray[np.int64]:
        """The integral over each interval [begin, end)."""
        return self.until(end) - self.until(begin)

    def total(self, begin: int, end: int) -> int:
        """The integral over one interval."""
        edges = self.until(np.array([begin, end], dtype=np.int64))
        return int(edges[1] - edges[0])


def step_of(time: Milliseconds, value: npt.NDArray[np.int64]) -> Step:
    """A step function from changes in time order, the last of several at one moment counting."""
    last = np.append(time[1:] != time[:-1], True) if len(time) else np.zeros(0, dtype=np.bool_)
    return Step(time[last], value[last])


def counting(begin: Milliseconds, end: Milliseconds) -> Step:
    """How many of the intervals [begin, end) are open."""
    moments = np.concatenate((begin, end))
    order = np.argsort(moments, kind="stable")
    change = np.where(order < len(begin), 1, -1)
    return step_of(moments[order], np.cumsum(change))


def combined(first: Step, second: Step) -> tuple[Step, Step]:
    """The same two functions on one common grid of times."""
    times = np.sort(np.concatenate((first.time, second.time)), kind="stable")  # merges two runs
    time = times[np.append(times[1:] != times[:-1], True)] if len(times) else times
    return Step(time, first.at(time)), Step(time, second.at(time))


def sum_of(steps: list[Step]) -> Step:
    """The sum; 0 everywhere for an empty list."""
    total = Step(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64))
    for step in steps:
        left, right = combined(total, step)
        total = Step(left.time, left.value + right.value)
    return total


def happened(moment: Milliseconds, horizon: int) -> Milliseconds:
    """The moments, with the horizon in place of what has not happened."""
    instead: Milliseconds = np.where(moment == NEVER, horizon, moment)
    return instead


def overlap(begin: Milliseconds, end: Milliseconds, window: tuple[int, int]) -> Milliseconds:
    """Milliseconds of each interval that lie in the window."""
    low, high = window
    inside: Milliseconds = np.maximum(np.minimum(end, high) - np.maximum(begin, low), 0)
    return inside


def most_at_once(begin: Milliseconds, end: Milliseconds, window: tuple[int, int]) -> int:
    """The largest number of intervals [begin, end) that are open at once within the window.

    An interval of no length is never open: what starts and ends at one moment has not waited.
    """
    low, high = window
    kept = (end > low) & (begin < high) & (end > begin)
    begins = np.sort(np.maximum(begin[kept], low))
    ends = np.sort(end[kept])
    if not len(begins):
        return 0
    open_now = np.searchsorted(begins, begins, side="right") - np.searchsorted(
        ends, begins, side="right"
    )
    return int(open_now.max())
