"""A demand forecast: what is expected by date, and how far off it may be, day by day together.

What a day turns out to be is lognormal: its median is the forecast, `low` and `high` are quantiles,
so that it may be wider above than below. Days err together: the normal errors behind them have
the correlation rho^|i - j| for days i and j, so that a path is a Gaussian autoregression of first
order. The classes of a day share its normal error, and each has a spread of its own: a day that
begins high has more of every class, and most of the one that is least sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from simulator.calendars import Calendar
from simulator.reading.sheet_paths import on_disk
from simulator.stages.demand.forecast_file import Layout, told
from simulator.stages.demand.section import DemandForecast
from simulator.units import DAY
from simulator.workload.draws import Draws, Floats, Integers, choose


@dataclass(frozen=True)
class Expected:
    """A forecast by day: (k,) ordinals of dates.

    `orders` and the standard deviations of their log errors are (k, parts): one of a date as a
    whole, or one a class of the scenario.
    """

    ordinal: Integers
    orders: Floats
    below: Floats
    above: Floats
    by_class: bool
    profiles: dict[int, Floats]
    """By ordinal of a date of which the hours are told, the orders of each: (24,)."""

    @property
    def whole(self) -> Floats:
        """(k,) Orders of each date."""
        total: Floats = self.orders.sum(axis=1)
        return total

    def profiles_by_day(self, dates: Calendar) -> dict[int, Floats]:
        """The profiles by day number of a calendar."""
        return {k - dates.start.toordinal(): profile for k, profile in self.profiles.items()}

    def days(self, dates: Calendar, last: int) -> tuple[Integers, Integers]:
        """Which of them lie in days 0 to `last` of a calendar, and their day numbers."""
        day = self.ordinal - dates.start.toordinal()
        rows = np.flatnonzero((day >= 0) & (day <= last))
        return rows, day[rows]


def expected(section: DemandForecast, classes: Sequence[str]) -> Expected:
    """What a scenario's forecast says, of these classes.

    Raises ScenarioError with all that is wrong in its file.
    """
    path = section.file
    stamp = on_disk(path).stat()
    layout = Layout(tuple(section.columns.items()), section.time_format)
    days = told(path, tuple(classes), layout, stamp.st_mtime_ns, stamp.st_size)
    by_class = bool(days[0].classes)
    numbers = np.array(
        [
            [dict(day.classes)[name] for name in classes]
            if by_class
            else [(day.orders, day.low, day.high)]
            for day in days
        ]
    )
    orders, low, high = np.moveaxis(numbers, 2, 0)
    ordinal = np.array([day.ordinal for day in days], dtype=np.int64)
    z = float(ndtri(0.5 + section.covers / 2))
    horizon = ordinal - ordinal.min() + 1
    error = np.log1p(_errors(section, horizon))[:, None] / z
    with np.errstate(divide="ignore", invalid="ignore"):  # of classes without orders on a date
        below = np.where(np.isnan(low) | (orders == 0), error, np.log(orders / low) / z)
        above = np.where(np.isnan(high) | (orders == 0), error, np.log(high / orders) / z)
    profiles = {day.ordinal: np.array(day.hours) for day in days if day.hours}
    return Expected(ordinal, orders, below, above, by_class, profiles)


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
    each = _factors(section, known, dates, draws)
    if not known.by_class:
        return each[:, 0]
    whole: Floats = (known.orders * each).sum(axis=1) / known.whole
    return whole


def shares_of_classes(
    section: DemandForecast, known: Expected, dates: Calendar, draws: Draws
) -> Floats:
    """(k, classes) Who orders on each day of the forecast, as weights, in this replication."""
    return known.orders * _factors(section, known, dates, draws)


def _factors(section: DemandForecast, known: Expected, dates: Calendar, draws: Draws) -> Floats:
    """(k, parts) The same of each part."""
    day = known.ordinal - dates.start.toordinal()
    own = ndtri(np.clip(draws.dates("demand.forecast", dates, day).uniforms(), 1e-12, 1 - 1e-12))
    path = own.copy()
    for k in range(1, len(path)):  # a handful of days
        rho = section.correlation ** float(day[k] - day[k - 1])
        path[k] = rho * path[k - 1] + np.sqrt(1 - rho * rho) * own[k]
    path = path[:, None]
    turned_out: Floats = np.exp(np.where(path < 0, known.below, known.above) * path)
    return turned_out


def classes_by_date(
    chosen: Integers, u: Floats, ordinal: Integers, known: Expected, weights: Floats
) -> Integers:
    """(n,) Order classes: those of the forecast's dates by its weights, others as `chosen`."""
    classes = chosen.copy()
    place = np.searchsorted(known.ordinal, ordinal)
    place[place == len(known.ordinal)] = 0
    place[known.ordinal[place] != ordinal] = -1
    for k in np.unique(place[place >= 0]).tolist():
        rows = np.flatnonzero(place == k)
        classes[rows] = choose(u[rows], weights[k])
    return classes
