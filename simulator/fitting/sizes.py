"""How many lines and units orders have: shares to draw from, and means with their intervals."""

from __future__ import annotations

import numpy as np

from simulator.fitting.estimate import Estimate, assumed
from simulator.fitting.history import Floats, History
from simulator.fitting.survival import Z

MOST = 100
"""Lines, and units of one, above which all are as many."""
LINES, UNITS = "lines of an order, mean", "units of a line, mean"
FEWEST = 2
"""Orders, of whose spread an interval is made."""


def shares_of_lines(history: History) -> Floats:
    """Shares of orders with 1, 2, ... lines."""
    return np.bincount(np.clip(history.lines, 1, MOST), minlength=2)[1:] / history.n


def shares_of_units(history: History) -> Floats:
    """Shares of lines with 1, 2, ... units, by the mean units of a line of each order, rounded."""
    units = np.maximum(np.rint(history.units / np.maximum(history.lines, 1)).astype(np.int64), 1)
    return np.bincount(np.clip(units, 1, MOST), minlength=2)[1:] / history.n


def size_estimates(history: History) -> tuple[Estimate, ...]:
    """Lines an order and units a line; assumed where a log does not tell lines."""
    if history.lines_told and history.n >= FEWEST:
        return mean_lines(history), mean_units(history)
    why = "a log without lines" if not history.lines_told else "a single order"
    return (
        assumed("demand.lines", LINES, "1", why, history.n),
        assumed("demand.units_per_line", UNITS, "1", why, history.n),
    )


def mean_lines(history: History) -> Estimate:
    """Lines of an order."""
    lines = history.lines.astype(np.float64)
    mean, wide = float(lines.mean()), Z * float(lines.std(ddof=1)) / history.n**0.5
    return Estimate("demand.lines", LINES, mean, "", history.n, "mean of the orders",
                    low=mean - wide, high=mean + wide)  # fmt: skip


def mean_units(history: History) -> Estimate:
    """Units of a line: a ratio of sums over orders (Cochran, 1977)."""
    lines, units = history.lines.astype(np.float64), history.units.astype(np.float64)
    ratio = float(units.sum() / max(lines.sum(), 1))
    spread = Z * float((units - ratio * lines).std(ddof=1))
    apart = spread / history.n**0.5 / max(float(lines.mean()), 1e-9)
    return Estimate("demand.units_per_line", UNITS, ratio, "", int(lines.sum()),
                    "all units over all lines", low=ratio - apart, high=ratio + apart)  # fmt: skip
