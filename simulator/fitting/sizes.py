"""How many lines and units orders have: shares to draw from, and means with their intervals."""

from __future__ import annotations

import numpy as np

from simulator.fitting.estimate import Estimate, assumed
from simulator.fitting.history import Floats, History
from simulator.fitting.survival import Z

MOST = 100
"""Lines, and units of one, above which all are as many."""
FEWEST = 2
"""Orders, of whose spread an interval is made."""


def sizes(history: History) -> tuple[Floats, Floats]:
    """Shares of orders with 1, 2, ... lines, and of lines by mean units, rounded."""
    units = np.maximum(np.rint(history.units / np.maximum(history.lines, 1)).astype(np.int64), 1)
    lines = np.bincount(np.clip(history.lines, 1, MOST), minlength=2)[1:] / history.n
    return lines, np.bincount(np.clip(units, 1, MOST), minlength=2)[1:] / history.n


def size_estimates(history: History) -> tuple[Estimate, ...]:
    """Lines an order and units a line; the second a ratio of sums over orders (Cochran, 1977)."""
    what = ("lines of an order, mean", "units of a line, mean")
    if not history.lines_told or history.n < FEWEST:
        why = "a log without lines" if not history.lines_told else "a single order"
        return (
            assumed("demand.lines", what[0], "1", why, history.n),
            assumed("demand.units_per_line", what[1], "1", why, history.n),
        )
    lines, units = history.lines.astype(np.float64), history.units.astype(np.float64)
    root = history.n**0.5
    mean, ratio = float(lines.mean()), float(units.sum() / max(lines.sum(), 1))
    wide = Z * float(lines.std(ddof=1)) / root
    apart = Z * float((units - ratio * lines).std(ddof=1)) / root / max(mean, 1e-9)
    return (
        Estimate("demand.lines", what[0], mean, "", history.n, "mean of the orders",
                 low=mean - wide, high=mean + wide),
        Estimate("demand.units_per_line", what[1], ratio, "", int(lines.sum()),
                 "all units over all lines", low=ratio - apart, high=ratio + apart),
    )  # fmt: skip
