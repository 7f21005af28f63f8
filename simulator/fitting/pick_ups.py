"""When carriers come: the times at which hand-overs cluster, else every quarter of an hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.fitting.history import History, Integers, day_of, happened, weekday_of
from simulator.units import DAY, MINUTE

FEW = 30
CLUSTERED = 0.9
"""Share of the hand-overs that must lie at the times of pick-ups."""
MOST_TIMES = 8
NEAR = 2 * MINUTE
QUARTER = 15 * MINUTE
RARE = 0.01
"""Share of the hand-overs, a seventh of it on a weekday: below it a time is not a pick-up."""


@dataclass(frozen=True)
class PickUps:
    """Times of day by weekday, milliseconds after midnight; whether hand-overs cluster there."""

    times: tuple[tuple[int, ...], ...]
    clustered: bool
    n: int


def pick_ups(history: History, weekdays: tuple[int, ...], hours: tuple[int, int]) -> PickUps:
    """The times of pick-ups; without clusters every quarter of the working hours.

    A hand-over is then later by half a quarter of an hour on average.
    """
    gone = history.when_handed_over[happened(history.when_handed_over)]
    if len(gone) >= FEW:
        leaving = clusters(gone)
        if leaving is not None:
            return PickUps(leaving, True, len(gone))
    every = range(hours[0] + QUARTER, hours[1] + 1, QUARTER)
    times = tuple(min(at, DAY - MINUTE) for at in every)  # midnight would be of the next day
    by_day = tuple(times if day in weekdays else () for day in range(7))
    return PickUps(by_day, False, len(gone))


def clusters(gone: Integers) -> tuple[tuple[int, ...], ...] | None:
    """The few minutes of the day at which nearly all is handed over, by weekday; None: no such."""
    minute = np.rint(gone % DAY / MINUTE).astype(np.int64)
    counts = np.bincount(minute, minlength=DAY // MINUTE + 1)
    moments: list[int] = []
    near = NEAR // MINUTE
    left = counts.copy()
    while len(moments) < MOST_TIMES and left.max() > RARE * len(gone):
        at = int(left.argmax())
        moments.append(at)
        left[max(at - near, 0) : at + near + 1] = 0
    if counts.sum() - left.sum() < CLUSTERED * len(gone):
        return None
    by_day = []
    weekday = weekday_of(day_of(gone))
    for day in range(7):
        mine = minute[weekday == day]
        often = [at for at in moments if (np.abs(mine - at) <= near).sum() > RARE * len(gone) / 7]
        by_day.append(tuple(sorted(at * MINUTE % DAY for at in often)))
    return tuple(by_day)
