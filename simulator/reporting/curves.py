"""Curves of the series table over replications: selected, averaged and thinned for drawing."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from simulator.reporting.style import MOST_POINTS, Numbers, Spread

if TYPE_CHECKING:
    import pandas as pd


def groups(series: pd.DataFrame, name: str, most: int | None = None) -> list[str]:
    """The groups of a series that have any value, the one with the largest value first."""
    rows = series[(series["series"] == name) & series["value"].notna()]
    if rows.empty:
        return []
    peak = rows.groupby("group", observed=True)["value"].max()
    ordered = sorted(peak.items(), key=lambda item: (-float(item[1]), str(item[0])))
    return [str(group) for group, _ in ordered[:most]]


def table(series: pd.DataFrame, name: str, group: str = "") -> pd.DataFrame:
    """One curve as a row an x (ascending) and a column a replication."""
    rows = series[(series["series"] == name) & (series["group"] == group)]
    if "replication" not in rows:
        rows = rows.assign(replication=0)
    wide: pd.DataFrame = rows.pivot_table(
        index="x", columns="replication", values="value", dropna=False
    )
    return wide.sort_index()


def spread(series: pd.DataFrame, name: str, group: str = "", most: int = MOST_POINTS) -> Spread:
    """Mean and band over replications: min to max of fewer than ten, else 10 to 90 %.

    A curve of more than `most` points is thinned by neighbors: the mean is averaged, the band keeps
    its extremes, so that no peak disappears.
    """
    wide = table(series, name, group)
    x = wide.index.to_numpy(dtype=np.float64)
    values = wide.to_numpy(dtype=np.float64)
    if not values.size:
        empty = np.empty(0)
        return Spread(empty, empty, empty, empty, empty, 0)
    share = 0.0 if values.shape[1] < 10 else 0.1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an x that no replication has a value at
        mean = np.nanmean(values, axis=1)
        low, high = np.nanquantile(values, [share, 1 - share], axis=1)
        first = values[:, 0]
        every = -(-len(x) // most)
        if every > 1:
            x, mean, first = (_thin(v, every, "mean") for v in (x, mean, first))
            low, high = _thin(low, every, "min"), _thin(high, every, "max")
    return Spread(x, mean, low, high, first, values.shape[1])


def _thin(values: Numbers, every: int, how: str) -> Numbers:
    """One number for each `every` neighbors; the last group may be smaller."""
    padded = np.append(values, np.full(-len(values) % every, np.nan)).reshape(-1, every)
    reduced = {"mean": np.nanmean, "min": np.nanmin, "max": np.nanmax}[how](padded, axis=1)
    return np.asarray(reduced, dtype=np.float64)
