"""Handling as a lag: in which hours the house works, and how much working time it takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from simulator.calendars import calendar
from simulator.fitting.history import (
    EPOCH,
    Floats,
    History,
    Integers,
    day_of,
    happened,
    weekday_of,
)
from simulator.fitting.recency import HALF_LIVES, Tried, simplest, weights
from simulator.fitting.scored import brier, grid_of, parts
from simulator.fitting.survival import Durations, durations
from simulator.units import DAY, HOUR, NEVER, WEEK, clock_text
from simulator.working_time import WorkingTime

ROOM = 8 * WEEK
"""Behind a history, in which a lag that is looked at may still end."""
WORKING_DAY = 0.2
"""A weekday is a working day if its hand-overs are this much of those of the busiest one."""
TAILS = (0.0, 0.01, 0.05, 0.10)
"""Shares of the hand-overs, early and late in the day, of which hours are tried without them."""
FEW = 30
"""Hand-overs below which hours and days are assumed."""


@dataclass(frozen=True, eq=False)
class Lag:
    """Working days and hours, and the working time from the release to the hand-over (ms).

    `tried` are hours and half-lives with their errors on later parts of the history.
    """

    weekdays: tuple[int, ...]
    hours: tuple[int, int]
    pace: tuple[float, ...]
    half_life: int | None
    taken: Durations
    tried: tuple[Tried, ...]
    assumed: bool


@dataclass(frozen=True)
class _Way:
    """Days and hours that count, how much each hour does, and how long the past.

    `half_life` are days after which an order counts half as much.
    """

    days: tuple[int, ...]
    hours: tuple[int, int]
    half_life: int | None = None
    pace: tuple[float, ...] = ()

    @property
    def called(self) -> str:
        hours = "-".join("24:00" if one == DAY else clock_text(one) for one in self.hours)
        paced = f"{hours}, by the hand-overs of each hour" if self.pace else hours
        return paced if self.half_life is None else f"{paced}, half-life {self.half_life} d"


def working_time(
    weekdays: tuple[int, ...], hours: tuple[int, int], holidays: tuple[date, ...], first: int,
    last: int, pace: tuple[float, ...] = (),
) -> WorkingTime:  # fmt: skip
    """Working time by the clock on the wall, over moments since 1970 from `first` to `last`."""
    start = datetime.combine(EPOCH, datetime.min.time())
    dates = calendar(start, holidays, last + DAY)
    begin = max(first - ROOM, 0)
    return WorkingTime(dates, weekdays, hours, begin, last + ROOM, pace=pace)


def lags(history: History, holidays: tuple[date, ...]) -> Lag:
    """Working hours and the lag in them, from what had been handed over by the history's end.

    Which hours count, and how much the recent past does, is chosen by later parts of the history
    than each was fitted to.
    """
    assert history.handed_over is not None
    gone = happened(history.handed_over)
    if gone.sum() < FEW:
        way = _Way((0, 1, 2, 3, 4), (8 * HOUR, 18 * HOUR))
        return Lag(way.days, way.hours, (), None, _lag(history, way, holidays), (), True)
    days = _weekdays(history.handed_over[gone])
    ranges = _hours(history.handed_over[gone], days)
    ways = [_Way(days, hours) for hours in ranges]
    ways.append(_Way(days, ranges[0], pace=_pace(history.handed_over[gone], days)))
    tried = [Tried(way.called, _errors(history, way, holidays)) for way in ways]
    best = ways[min(range(len(ways)), key=lambda k: tried[k].error)]
    ways = [replace(best, half_life=half) for half in HALF_LIVES]
    again = [Tried(way.called, _errors(history, way, holidays)) for way in ways]
    way = ways[simplest(again)]
    taken = _lag(history, way, holidays)
    return Lag(days, way.hours, way.pace, way.half_life, taken, (*tried, *again[:-1]), False)


def _weekdays(handed_over: Integers) -> tuple[int, ...]:
    counts = np.bincount(weekday_of(day_of(handed_over)), minlength=7)
    return tuple(np.flatnonzero(counts >= WORKING_DAY * counts.max()).tolist())


def _pace(handed_over: Integers, days: tuple[int, ...]) -> tuple[float, ...]:
    """(24,) Hand-overs by hour of the working days."""
    open_ = np.isin(weekday_of(day_of(handed_over)), days)
    counts = np.bincount(handed_over[open_] % DAY // HOUR, minlength=24)
    return tuple(float(one) for one in counts.tolist())


def _hours(handed_over: Integers, days: tuple[int, ...]) -> list[tuple[int, int]]:
    """Whole hours that may be those of the house: with fewer and fewer of the odd hand-overs."""
    open_ = np.isin(weekday_of(day_of(handed_over)), days)
    time = handed_over[open_] % DAY
    found = []
    for tail in TAILS:
        low, high = np.quantile(time, [tail, 1 - tail])
        opens, closes = int(low // HOUR) * HOUR, int(-(-high // HOUR)) * HOUR
        found.append((opens, min(max(closes, opens + HOUR), DAY)))
    return list(dict.fromkeys(found))


def _lag(history: History, way: _Way, holidays: tuple[date, ...]) -> Durations:
    released, work = history.released, _work(history, way, holidays)
    ready = released != NEVER
    gone = happened(history.handed_over)[ready]
    assert history.handed_over is not None
    until = np.where(gone, history.handed_over[ready], history.end)
    took = np.maximum(work.between(released[ready], until), 0)
    count = weights(released[ready], history.end, way.half_life)
    return durations(took.astype(np.float64), gone, count)


def _work(history: History, way: _Way, holidays: tuple[date, ...]) -> WorkingTime:
    return working_time(way.days, way.hours, holidays, history.begin, history.end, way.pace)


def _errors(history: History, way: _Way, holidays: tuple[date, ...]) -> Floats:
    """Errors of the elapsed lag's distribution, by order of later parts (see `scored`)."""
    released = history.released
    ready = released != NEVER
    assert history.handed_over is not None
    begun, handed = released[ready], history.handed_over[ready]
    over = handed != NEVER
    took = np.maximum(np.where(over, handed, history.end) - begun, 0).astype(np.float64)
    grid = grid_of(took, over)
    work, found = _work(history, way, holidays), []
    for cut, until in parts(history):
        test = (begun >= cut) & (begun < min(until, history.end - grid[-1]))
        known = history.known_at(cut)
        if not test.any() or happened(known.handed_over).sum() < FEW:
            continue
        groups = {0: _lag(known, way, holidays)}
        group = np.zeros(int(test.sum()), dtype=np.int64)
        found.append(brier(groups, group, begun[test], took[test], over[test], grid, work))
    return np.concatenate(found) if found else np.zeros(0)
