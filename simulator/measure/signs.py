"""What tells how far a replication's figures can be trusted: what warnings go by, no figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scenario.clock import Clock
from simulator.units import HOUR, NEVER, WEEK

Floats = npt.NDArray[np.float64]
Pair = tuple[float, float]
UNKNOWN = (nan, nan)


@dataclass(frozen=True)
class Signs:
    """Of one replication; a pair is of the window's begin and of its end, NaN where unknown.

    `ended` is when the simulation ended, in milliseconds since the start. `lowest_backlog` is that
    of the first and the last quarter of the window, so that neither the rhythm of the week nor a
    busy season that is worked off every night looks like growth. The means are those of its first
    and last third in whole weeks, of a window of two weeks and more.
    """

    ended: int = NEVER
    lowest_backlog: Pair = UNKNOWN
    mean_backlog: Pair = UNKNOWN
    mean_stock: Pair = UNKNOWN


def signs(clock: Clock, series: Mapping[str, npt.NDArray[np.generic]], ended: int) -> Signs:
    """From the curves of one replication."""
    window = clock.window[0] / HOUR, clock.window[1] / HOUR
    weeks = ((clock.run // WEEK) // 3 or 1) * WEEK / HOUR
    backlog, stock = (_curve(series, name) for name in ("backlog", "stock_level"))
    long = clock.run >= 2 * WEEK
    return Signs(
        ended=ended,
        lowest_backlog=_lowest(*backlog, window),
        mean_backlog=_means(*backlog, window, weeks) if long else UNKNOWN,
        mean_stock=_means(*stock, window, weeks) if long else UNKNOWN,
    )


def _curve(series: Mapping[str, npt.NDArray[np.generic]], name: str) -> tuple[Floats, Floats]:
    """Hours and values of a series, all its groups together."""
    mine = series["series"] == name
    x, value = (np.asarray(series[column][mine], dtype=np.float64) for column in ("x", "value"))
    return x, value


def _lowest(x: Floats, value: Floats, window: Pair) -> Pair:
    inside = value[(x >= window[0]) & (x < window[1])]
    quarter = len(inside) // 4
    if not quarter:
        return UNKNOWN
    return float(inside[:quarter].min()), float(inside[-quarter:].min())


def _means(x: Floats, value: Floats, window: Pair, hours: float) -> Pair:
    low, high = window
    first, last = value[(x >= low) & (x < low + hours)], value[(x >= high - hours) & (x < high)]
    return _mean(first), _mean(last)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else nan


def as_numbers(signs: Signs) -> Floats:
    """(7,) What `from_numbers` makes signs of again."""
    pairs = (*signs.lowest_backlog, *signs.mean_backlog, *signs.mean_stock)
    return np.array([signs.ended, *pairs], dtype=np.float64)


def from_numbers(numbers: npt.NDArray[Any]) -> Signs:
    """The signs that were written as numbers."""
    ended, *pairs = numbers.tolist()
    first, second, third = zip(pairs[::2], pairs[1::2], strict=True)
    return Signs(int(ended), first, second, third)
