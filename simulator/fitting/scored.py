"""The error of a distribution of times on later orders than those that it was fitted to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from simulator.fitting.history import Flags, Floats, History, Integers
from simulator.fitting.survival import Durations
from simulator.leaving import Leaving
from simulator.working_time import WorkingTime

ORIGINS = (0.4, 0.55, 0.7)
"""Parts of the history after which its next part is predicted."""
GRID = 48
"""Times at which a predicted share is compared with what was over."""


def grid_of(took: Floats, over: Flags) -> Integers:
    """Times from those that few take to those that few exceed."""
    grid: Integers = np.quantile(took[over], np.linspace(0.02, 0.95, GRID)).astype(np.int64)
    return grid


def parts(history: History) -> Iterator[tuple[int, int]]:
    """(cut, until) The next part of the history after each cut."""
    span = history.end - history.begin
    cuts = [history.begin + int(part * span) for part in ORIGINS]
    yield from zip(cuts, [*cuts[1:], history.end], strict=True)


def brier(
    groups: Mapping[int, Durations],
    group: Integers,
    begun: Integers,
    took: Floats,
    over: Flags,
    grid: Integers,
    counted: WorkingTime | Leaving | None,
) -> Floats:
    """(k,) Mean over the grid of (predicted share - whether it was over) squared (Brier, 1950).

    `took` and the grid are elapsed time; the groups' times are of what is `counted` of it.
    """
    ends = begun[:, None] + grid[None, :]
    reach = np.broadcast_to(grid, ends.shape)
    if counted is not None:
        reach = counted.between(begun[:, None], ends)
    predicted = np.zeros(ends.shape)
    for number, each in groups.items():
        mine = group == number
        predicted[mine] = each.by(reach[mine]) * each.shares.sum()
    real = (took[:, None] <= grid[None, :]) & over[:, None]
    errors: Floats = ((predicted - real) ** 2).mean(axis=1)
    return errors
