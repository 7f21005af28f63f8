"""Where the start-up of a simulation ends: Welch's moving average and MSER."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


NO_SPREAD = 1e-6
"""Of the largest value: what a series that stays where it is may seem to vary by, for rounding."""


def welch(values: Floats, window: int) -> Floats:
    """Moving average over 2 `window` + 1 values, fewer at the start (Welch 1983; Law 9.5.1).

    `values` are means over replications. The last `window` values have no average and are left out.
    """
    n = len(values) - window
    if n <= 0:
        return np.zeros(0)
    total = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(n)
    half = np.minimum(at, window)
    return np.asarray((total[at + half + 1] - total[at - half]) / (2 * half + 1))


def mser(values: Floats) -> Floats:
    """MSER(d) of leaving out the first d values, d = 0, 1, ..., n - 2 (White 1997, equation 4).

    The squared half-width of the rest but for a constant: its sum of squares over (n - d)².
    """
    n = len(values)
    if n < 2:
        return np.zeros(0)
    left = n - np.arange(n - 1)
    shifted = values - values.mean()
    total = np.cumsum(shifted[::-1])[::-1][: n - 1]
    squares = np.cumsum(shifted[::-1] ** 2)[::-1][: n - 1]
    rest = squares - total**2 / left
    rounding = left * (NO_SPREAD * np.abs(values).max()) ** 2
    return np.asarray(np.where(rest > rounding, rest, 0.0) / left**2)


@dataclass(frozen=True)
class Truncation:
    """Values to leave out; `enough` is False if that is all of the first half.

    Then the start-up may not be over, and the run is too short to say (White 1997).
    """

    values: int
    enough: bool


def truncation(values: Floats, batch: int) -> Truncation:
    """MSER-`batch`: MSER on means of so many values in a row; a rest at the end is left out.

    The least MSER is looked for in the first half (White 1997): near the end it rests on too few.
    A series that never changes is settled at once, however short.
    """
    if len(values) > 1 and np.ptp(values) <= NO_SPREAD * np.abs(values).max():
        return Truncation(0, True)
    batches = len(values) // batch
    half = batches // 2
    if batches < 4:
        return Truncation(0, False)
    means = values[: batches * batch].reshape(batches, batch).mean(axis=1)
    chosen = int(np.argmin(mser(means)[: half + 1]))
    return Truncation(chosen * batch, chosen < half)


def rounded_up(values: int, cycle: int) -> int:
    """The next multiple of a cycle."""
    return -(-values // cycle) * cycle
