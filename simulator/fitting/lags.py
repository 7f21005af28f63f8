"""Handling as a lag: in which hours the house works, how much of them it takes, when it leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

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
from simulator.fitting.pick_ups import clusters
from simulator.fitting.recency import HALF_LIVES, Tried, simplest, weights
from simulator.fitting.scored import brier, grid_of, parts
from simulator.fitting.survival import Durations, durations
from simulator.leaving import Leaving
from simulator.units import DAY, HOUR, NEVER, WEEK, clock_text
from simulator.working_time import WorkingTime

ROOM = 8 * WEEK
"""Behind a history, in which a lag that is looked at may still end."""
WORKING_DAY = 0.2
"""A weekday is a working day if its hand-overs are this much of those of the busiest one."""
TAILS = (0.0, 0.01, 0.05, 0.10)
"""Shares of the hand-overs, early and late in the day, of which hours are tried without them."""
WORKED = ((7 * HOUR, 17 * HOUR), (8 * HOUR, 17 * HOUR), (9 * HOUR, 18 * HOUR))
"""Working hours that are tried beside those of the hand-overs, which may be stamped much later."""
HOURS_KEEP: tuple[int | None, ...] = (7, 14, 28, None)
"""Days after which a hand-over counts half as much for the hours of leaving; None: never."""
ERA = 28 * DAY
"""A lag of the past is read by the hours of leaving of its own four weeks."""
FEW_OF_ERA = 200
"""Hand-overs of four weeks below which they are joined to those that follow."""
FEW = 30
"""Hand-overs below which hours and days are assumed."""


@dataclass(frozen=True)
class Way:
    """Days and hours of work, whether the lag ends at hours of leaving, how long the past counts.

    `half_life` are days after which an order counts half as much, `hours_keep` the same of
    hand-overs for the hours of leaving.
    """

    days: tuple[int, ...]
    hours: tuple[int, int]
    leaves: bool = False
    half_life: int | None = None
    hours_keep: int | None = None

    @property
    def called(self) -> str:
        """In a few words."""
        text = "-".join("24:00" if hour == DAY else clock_text(hour)[:5] for hour in self.hours)
        if self.leaves:
            keep = self.hours_keep
            recent = "" if keep is None else f" with a half-life of {keep} d"
            text += f", leaving by the hour of the hand-overs{recent}"
        return text if self.half_life is None else f"{text}; half-life {self.half_life} d"


@dataclass(frozen=True, eq=False)
class Lag:
    """Working days and hours, and the working time from the release to the hand-over (ms).

    `leaves` are weights of the hours of leaving, empty for none. `tried` are ways with their errors
    on later parts of the history.
    """

    way: Way
    leaves: tuple[float, ...]
    taken: Durations
    tried: tuple[Tried, ...]
    assumed: bool

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Working days, 0 is Monday."""
        return self.way.days

    @property
    def hours(self) -> tuple[int, int]:
        """Working hours, milliseconds after midnight."""
        return self.way.hours

    @property
    def leaving(self) -> tuple[int, int]:
        """The hours in which orders leave."""
        if not self.leaves:
            return self.way.hours
        hours = np.flatnonzero(self.leaves)
        return int(hours[0]) * HOUR, int(hours[-1] + 1) * HOUR


def working_time(
    weekdays: tuple[int, ...], hours: tuple[int, int], holidays: tuple[date, ...], first: int,
    last: int,
) -> WorkingTime:  # fmt: skip
    """Working time by the clock on the wall, over moments since 1970 from `first` to `last`."""
    start = datetime.combine(EPOCH, datetime.min.time())
    dates = calendar(start, holidays, last + DAY)
    return WorkingTime(dates, weekdays, hours, max(first - ROOM, 0), last + ROOM)


def lags(history: History, holidays: tuple[date, ...]) -> Lag:
    """Working hours and the lag in them, from what had been handed over by the history's end.

    Which hours count, whether the end has hours of its own, and how much the recent past does, is
    chosen by later parts of the history than each was fitted to.
    """
    gone = history.when_handed_over[happened(history.when_handed_over)]
    if len(gone) < FEW:
        way = Way((0, 1, 2, 3, 4), (8 * HOUR, 18 * HOUR))
        return Lag(way, (), _lag(history, way, holidays, history.end), (), True)
    days = _weekdays(gone)
    ranges = _hours(gone, days)
    ways = [Way(days, hours) for hours in ranges]
    if clusters(gone) is None:  # what waits for the pick-up has no hours of its own
        ways += [Way(days, hours, True, hours_keep=HOURS_KEEP[0]) for hours in (*WORKED, *ranges)]
    tried = _tried(history, ways, holidays)
    way = ways[min(range(len(ways)), key=lambda k: tried[k].error)]
    if way.leaves:
        way, again = _simplest(history, [replace(way, hours_keep=k) for k in HOURS_KEEP], holidays)
        tried += again
    way, again = _simplest(history, [replace(way, half_life=k) for k in HALF_LIVES], holidays)
    tried += again
    different = tuple({each.name: each for each in tried}.values())
    leaves = _leaves(gone, history.end, way) if way.leaves else ()
    return Lag(way, leaves, _lag(history, way, holidays, history.end), different, False)


def lag_again(lag: Lag, history: History, holidays: tuple[date, ...]) -> Lag:
    """The same lag from other orders, in the way that was chosen for it."""
    gone = history.when_handed_over[happened(history.when_handed_over)]
    way = lag.way
    leaves = _leaves(gone, history.end, way) if way.leaves else ()
    return replace(lag, leaves=leaves, taken=_lag(history, way, holidays, history.end))


def _simplest(
    history: History, ways: list[Way], holidays: tuple[date, ...]
) -> tuple[Way, list[Tried]]:
    tried = _tried(history, ways, holidays)
    return ways[simplest(tried)], tried


def _tried(history: History, ways: list[Way], holidays: tuple[date, ...]) -> list[Tried]:
    return [Tried(way.called, _errors(history, way, holidays)) for way in ways]


def _weekdays(handed_over: Integers) -> tuple[int, ...]:
    counts = np.bincount(weekday_of(day_of(handed_over)), minlength=7)
    return tuple(np.flatnonzero(counts >= WORKING_DAY * counts.max()).tolist())


def _leaves(gone: Integers, end: int, way: Way) -> tuple[float, ...]:
    """(24,) Weights of the hours of hand-overs on working days, recent ones counting more."""
    gone = gone[np.isin(weekday_of(day_of(gone)), way.days)]
    hours = np.bincount(gone % DAY // HOUR, weights(gone, end, way.hours_keep), minlength=24)
    return tuple(round(each, 6) for each in (100 * hours / hours.sum()).tolist())


def _hours(handed_over: Integers, days: tuple[int, ...]) -> list[tuple[int, int]]:
    """Whole hours that may be those of the house: with fewer and fewer of the odd hand-overs."""
    open_ = np.isin(weekday_of(day_of(handed_over)), days)
    time = handed_over[open_] % DAY
    hours = []
    for tail in TAILS:
        low, high = np.quantile(time, [tail, 1 - tail])
        opens, closes = int(low // HOUR) * HOUR, int(-(-high // HOUR)) * HOUR
        hours.append((opens, min(max(closes, opens + HOUR), DAY)))
    return list(dict.fromkeys(hours))


def _lag(history: History, way: Way, holidays: tuple[date, ...], last: int) -> Durations:
    ready = history.released != NEVER
    released, handed = history.released[ready], history.when_handed_over[ready]
    gone = handed != NEVER
    until = np.where(gone, handed, history.end)
    work = working_time(way.days, way.hours, holidays, history.begin, last)
    took = work.between(released, until)
    if way.leaves:
        took = _between(work, released, until, handed[gone], history, way)
    weight = weights(released, history.end, way.half_life)
    return durations(np.maximum(took, 0).astype(np.float64), gone, weight)


def _between(
    work: WorkingTime, released: Integers, until: Integers, gone: Integers, history: History,
    way: Way,
) -> Integers:  # fmt: skip
    """The lag of each order, by the hours of leaving of the four weeks in which it left."""
    took = np.zeros_like(until)
    for first, last in _eras(gone, history):
        ended = (until >= first) & (until < last)
        of_era = gone[(gone >= first) & (gone < last)]
        count = Leaving(work, _leaves(of_era, history.end, replace(way, hours_keep=None)))
        took[ended] = count.between(released[ended], until[ended])
    return took


def _eras(gone: Integers, history: History) -> list[tuple[int, int]]:
    """Stretches of four weeks back from the end, of enough hand-overs each; they cover all time."""
    edges = [history.end + ROOM]
    for edge in range(history.end - ERA, history.begin, -ERA):
        if ((gone >= edge) & (gone < edges[-1])).sum() >= FEW_OF_ERA:
            edges.append(edge)
    if len(edges) > 1 and (gone < edges[-1]).sum() < FEW_OF_ERA:
        edges.pop()
    edges.append(0)
    return [(low, high) for high, low in pairwise(edges)]


def counted(
    history: History, way: Way, holidays: tuple[date, ...], last: int
) -> WorkingTime | Leaving:
    """What a lag is counted in from now on until a moment, by what the history says of hours."""
    time = working_time(way.days, way.hours, holidays, history.begin, last)
    if not way.leaves:
        return time
    gone = history.when_handed_over[happened(history.when_handed_over)]
    return Leaving(time, _leaves(gone, history.end, way))


def _errors(history: History, way: Way, holidays: tuple[date, ...]) -> Floats:
    """Errors of the elapsed lag's distribution, by order of later parts (see `scored`)."""
    released = history.released
    ready = released != NEVER
    begun, handed = released[ready], history.when_handed_over[ready]
    over = handed != NEVER
    took = np.maximum(np.where(over, handed, history.end) - begun, 0).astype(np.float64)
    grid = grid_of(took, over)
    errors = []
    for cut, until in parts(history):
        test = (begun >= cut) & (begun < min(until, history.end - grid[-1]))
        known = history.known_at(cut)
        if not test.any() or happened(known.when_handed_over).sum() < FEW:
            continue
        groups = {0: _lag(known, way, holidays, history.end)}
        group = np.zeros(int(test.sum()), dtype=np.int64)
        count = counted(known, way, holidays, history.end)
        errors.append(brier(groups, group, begun[test], took[test], over[test], grid, count))
    return np.concatenate(errors) if errors else np.zeros(0)
