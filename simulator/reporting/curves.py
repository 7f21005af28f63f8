"""Curves of the series table over replications: selected, averaged and thinned for drawing."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.reporting.dates import RunClock
from simulator.reporting.style import Numbers, band_shares

if TYPE_CHECKING:
    import pandas as pd


MOST_POINTS = 340


@dataclass(frozen=True)
class Spread:
    """One curve over replications: the mean and a band from `low` to `high` at each x."""

    x: Numbers
    mean: Numbers
    low: Numbers
    high: Numbers
    first: Numbers  # the replication with the lowest number, alone
    replications: int


@dataclass(frozen=True)
class Summary:
    """A curve within the measurement window: lowest of the band, mean, highest of the band."""

    low: float
    mean: float
    high: float


def in_window(curve: Spread, clock: RunClock | None) -> Summary:
    """The curve's summary in the measurement window; of all of it without a clock."""
    start, end = (-np.inf, np.inf) if clock is None else clock.hours[:2]
    inside = (curve.x >= start) & (curve.x < end) & np.isfinite(curve.mean)
    if not inside.any():
        return Summary(np.nan, np.nan, np.nan)
    parts = curve.low[inside].min(), curve.mean[inside].mean(), curve.high[inside].max()
    return Summary(*(float(part) for part in parts))


def groups(series: pd.DataFrame, name: str, most: int | None = None) -> list[str]:
    """The groups of a series that have any value, the one with the largest value first."""
    rows = series[(series["series"] == name) & series["value"].notna()]
    if rows.empty:
        return []
    peak = rows.groupby("group", observed=True)["value"].max()
    ordered = sorted(peak.items(), key=lambda item: (-float(item[1]), str(item[0])))
    return [str(group) for group, _ in ordered[:most]]


def table(series: pd.DataFrame, name: str, group: str = "") -> pd.DataFrame:
    """One curve as one row per x and one column per replication, both ascending.

    A curve has one value at each x of a replication; NaN where it has none.
    """
    import pandas as pd

    rows = series[(series["series"] == name) & (series["group"] == group)]
    of = rows["replication"] if "replication" in rows else np.zeros(len(rows), dtype=np.int64)
    x, row = np.unique(rows["x"], return_inverse=True)
    replications, column = np.unique(of, return_inverse=True)
    values = np.full((len(x), len(replications)), np.nan)
    values[row, column] = rows["value"]
    return pd.DataFrame(
        values, index=pd.Index(x, name="x"), columns=pd.Index(replications, name="replication")
    )


def spread(series: pd.DataFrame, name: str, group: str = "", most: int = MOST_POINTS) -> Spread:
    """Mean and band over replications: min to max of fewer than twenty, else 10 to 90 %.

    A curve of more than `most` points is thinned by neighbors: the mean is averaged, the band keeps
    its extremes, so that no peak disappears.
    """
    wide = table(series, name, group)
    x = wide.index.to_numpy(dtype=np.float64)
    values = wide.to_numpy(dtype=np.float64)
    if not values.size:
        empty = np.empty(0)
        return Spread(empty, empty, empty, empty, empty, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an x that no replication has a value at
        mean = np.nanmean(values, axis=1)
        low, high = _bounds(values, band_shares(values.shape[1]))
        first = values[:, 0]
        every = -(-len(x) // most)
        if every > 1:
            x, mean, first = (_thin(v, every, "mean") for v in (x, mean, first))
            low, high = _thin(low, every, "min"), _thin(high, every, "max")
    return Spread(x, mean, low, high, first, values.shape[1])


def _bounds(values: Numbers, shares: tuple[float, float]) -> Numbers:
    """(shares, rows) quantiles of rows; of those with gaps one by one, which takes NumPy longer."""
    bounds = np.quantile(values, shares, axis=1)
    gaps = np.isnan(values).any(axis=1)
    bounds[:, gaps] = np.nanquantile(values[gaps], shares, axis=1)
    return np.asarray(bounds, dtype=np.float64)


def _thin(values: Numbers, every: int, how: str) -> Numbers:
    """One number for each `every` neighbors; the last group may be smaller."""
    padded = np.append(values, np.full(-len(values) % every, np.nan)).reshape(-1, every)
    if how == "mean":
        return np.asarray(np.nanmean(padded, axis=1), dtype=np.float64)
    extreme = np.nanmin(padded, axis=1) if how == "min" else np.nanmax(padded, axis=1)
    return np.asarray(extreme, dtype=np.float64)
