"""A demand forecast: what is expected by date, and how far off it may be, day by day together.

What a day turns out to be is lognormal: its median is the forecast, `low` and `high` are quantiles,
so that it may be wider above than below. Days err together: the normal errors behind them have
the correlation rho^|i - j| for days i and j, so that a path is a Gaussian autoregression of first
order.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy.special import ndtri

from simulator.calendars import Calendar
from simulator.reading.csv_files import decimal, separator, text_of
from simulator.reading.mistakes import MisreadingError, Mistake, Place, ScenarioError, one_of
from simulator.stages.demand.section import DemandForecast
from simulator.units import DAY, shown
from simulator.workload.draws import Draws, Floats, Integers

KEY = "demand.forecast"
COLUMNS = ("date", "orders", "low", "high")
HOUR_OF = re.compile(r"([01]?\d|2[0-3])(:00(:00)?)?")
"""An hour of the day: 14 or 14:00."""


@dataclass(frozen=True)
class Expected:
    """A forecast by day: (k,) ordinals of dates, orders, and standard deviations of log errors."""

    ordinal: Integers
    orders: Floats
    below: Floats
    above: Floats
    profiles: Mapping[int, Floats] = field(default_factory=dict)
    """By ordinal of a date of which the hours are told, the orders of each: (24,)."""

    def profiles_by_day(self, dates: Calendar) -> dict[int, Floats]:
        """The same by day number of a calendar."""
        return {k - dates.start.toordinal(): profile for k, profile in self.profiles.items()}

    def days(self, dates: Calendar, last: int) -> tuple[Integers, Integers]:
        """Which of them lie in days 0 to `last` of a calendar, and their day numbers."""
        day = self.ordinal - dates.start.toordinal()
        rows = np.flatnonzero((day >= 0) & (day <= last))
        return rows, day[rows]


def expected(section: DemandForecast) -> Expected:
    """What a scenario's forecast says. Raises ScenarioError with all that is wrong in its file."""
    path = section.file
    stamp = path.stat()
    told = _told(path, stamp.st_mtime_ns, stamp.st_size)
    z = float(ndtri(0.5 + section.covers / 2))
    ordinal = np.array([one.ordinal for one in told], dtype=np.int64)
    orders = np.array([one.orders for one in told])
    low, high = (np.array([getattr(one, name) for one in told]) for name in ("low", "high"))
    horizon = ordinal - ordinal.min() + 1
    error = np.log1p(_errors(section, horizon)) / z
    below = np.where(np.isnan(low), error, np.log(orders / low) / z)
    above = np.where(np.isnan(high), error, np.log(high / orders) / z)
    profiles = {one.ordinal: np.array(one.hours) for one in told if one.hours}
    return Expected(ordinal, orders, below, above, profiles)


def _errors(section: DemandForecast, horizon: Integers) -> Floats:
    """The relative error at each horizon in days, between those that are written along a line."""
    if not section.error:
        return np.zeros(len(horizon))
    days = np.array([time / DAY for time in section.error], dtype=float)
    by = np.argsort(days)
    shares = np.array(list(section.error.values()))
    errors: Floats = np.interp(horizon, days[by], shares[by])
    return errors


def factors(section: DemandForecast, known: Expected, dates: Calendar, draws: Draws) -> Floats:
    """(k,) What each day of the forecast turns out to be, relative to it, in this replication."""
    day = known.ordinal - dates.start.toordinal()
    own = ndtri(np.clip(draws.dates("demand.forecast", dates, day).uniforms(), 1e-12, 1 - 1e-12))
    path = own.copy()
    for k in range(1, len(path)):  # a handful of days
        rho = section.correlation ** float(day[k] - day[k - 1])
        path[k] = rho * path[k - 1] + np.sqrt(1 - rho * rho) * own[k]
    turned_out: Floats = np.exp(np.where(path < 0, known.below, known.above) * path)
    return turned_out


@dataclass(frozen=True)
class _Row:
    ordinal: int
    orders: float
    low: float
    high: float
    hour: int = -1  # of the day; -1 is all of it
    hours: tuple[float, ...] = ()  # orders of each, where they are told


@lru_cache(maxsize=8)
def _told(path: Path, _changed: int, _size: int) -> tuple[_Row, ...]:
    """The rows of a file by date; those of its hours make one."""
    mistakes: list[Mistake] = []
    try:
        text = text_of(path)
        mark = separator(text, path)
        rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    except (MisreadingError, csv.Error) as problem:
        raise ScenarioError([Mistake(Place(path.name), KEY, str(problem))]) from None
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    for name in COLUMNS[:2]:
        if name not in header:
            said = f"there is no column {name!r}; write {one_of(COLUMNS)} in the header"
            mistakes.append(Mistake(Place(path.name, 1), KEY, said))
    found: dict[tuple[int, int], _Row] = {}
    for line, cells in enumerate(rows[1:] if not mistakes else [], 2):
        if not any(cell.strip() for cell in cells):
            continue
        cell = {name: cells[k].strip() for k, name in enumerate(header) if k < len(cells)}
        try:
            row = _row(cell, mark, "hour" in header)
            if (row.ordinal, row.hour) in found:
                when = f"{cell['date']} {cell['hour']}" if row.hour >= 0 else cell["date"]
                raise ValueError(f"{shown(when)} is there twice; leave one out")
            found[row.ordinal, row.hour] = row
        except ValueError as problem:
            mistakes.append(Mistake(Place(path.name, line), KEY, str(problem)))
    if not found and not mistakes:
        said = "has no dates; write rows such as 2026-03-16,1200,1050,1380"
        mistakes.append(Mistake(Place(path.name), KEY, said))
    days = tuple(_day(day, found) for day in sorted({day for day, _ in found}))
    for one in days:
        if not one.orders > 0 or one.low == 0:
            said = f"{date.fromordinal(one.ordinal)} has no orders, or none in low, at any hour; "
            mistakes.append(Mistake(Place(path.name), KEY, said + "write more than 0 for one"))
    if mistakes:
        raise ScenarioError(mistakes)
    return days


def _day(ordinal: int, found: Mapping[tuple[int, int], _Row]) -> _Row:
    """A date of its row, or of those of its hours, which err together; hours without one have 0."""
    if (ordinal, -1) in found:
        return found[ordinal, -1]
    hours = {hour: row for (day, hour), row in found.items() if day == ordinal}
    orders, low, high = (
        sum(getattr(row, name) for row in hours.values()) for name in ("orders", "low", "high")
    )
    each = tuple(hours[k].orders if k in hours else 0.0 for k in range(24))
    return _Row(ordinal, orders, low, high, hours=each)


def _row(cell: dict[str, str], mark: str, by_hour: bool) -> _Row:
    try:
        day = date.fromisoformat(cell.get("date", ""))
    except ValueError:
        said = f"{shown(cell.get('date', ''))} is not a date; write one such as 2026-03-16"
        raise ValueError(said) from None
    hour = cell.get("hour", "")
    if by_hour and not HOUR_OF.fullmatch(hour):
        raise ValueError(f"hour: {shown(hour)} is not an hour; write one of 0 to 23, such as 14")
    numbers = {}
    for name in COLUMNS[1:]:
        text = cell.get(name, "")
        if not text and name != "orders":
            numbers[name] = float("nan")
            continue
        try:
            numbers[name] = float(text if mark == "," else decimal(text))
        except ValueError:
            numbers[name] = -1.0
        fits = numbers[name] >= 0 if by_hour else numbers[name] > 0
        if not fits or numbers[name] == float("inf"):
            least = "of 0 or more" if by_hour else "above 0"
            raise ValueError(
                f"{name}: {shown(text)} is not a number {least}; write one such as 120"
            )
    if numbers["low"] > numbers["orders"] or numbers["high"] < numbers["orders"]:
        said = f"orders {numbers['orders']:g} are not between low and high"
        raise ValueError(f"{said} ({numbers['low']:g}, {numbers['high']:g}); correct one of them")
    at = int(hour.split(":")[0]) if by_hour else -1
    return _Row(day.toordinal(), numbers["orders"], numbers["low"], numbers["high"], at)
