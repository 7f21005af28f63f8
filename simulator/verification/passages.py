"""What the programs that simulate the tandem have in common: the measured span and the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

WARM_UP, RUN, COOL_DOWN = 14_400.0, 86_400.0, 14_400.0
"""Seconds, as in tandem.yaml."""
END = WARM_UP + RUN + COOL_DOWN


@dataclass(frozen=True)
class StationWaits:
    """Seconds before each service, an entry an order."""

    picking: Sequence[float] | Floats
    packing: Sequence[float] | Floats
    labeling: Sequence[float] | Floats


@dataclass(frozen=True)
class Passages:
    """Labeled orders placed between warm-up and cool-down; seconds, an entry an order."""

    to_label: Floats
    picking: Floats
    packing: Floats
    labeling: Floats


def passages(
    placed: Sequence[float] | Floats, to_label: Sequence[float] | Floats, waits: StationWaits
) -> Passages:
    """The orders of the measured span."""
    when = np.asarray(placed, dtype=np.float64)
    mine = (when >= WARM_UP) & (when < WARM_UP + RUN)
    columns = (to_label, waits.picking, waits.packing, waits.labeling)
    return Passages(*(np.asarray(column, dtype=np.float64)[mine] for column in columns))


@dataclass(frozen=True)
class Compared:
    """A figure of the tandem; `precision` is the half-width of a full run's difference, relative
    to the figure, that the comparison needs.
    """

    name: str
    precision: float


FIGURES = (
    Compared("click to label, mean", 0.02),
    Compared("click to label, P50", 0.02),
    Compared("click to label, P90", 0.02),
    Compared("wait for picking, mean", 0.08),
    Compared("wait for packing, mean", 0.08),
    Compared("wait for labeling, mean", 0.08),
)


def measured(passages: Passages) -> tuple[float, ...]:
    """The figures, in the order of `FIGURES`; quantiles interpolate linearly (type 7)."""
    p50, p90 = np.quantile(passages.to_label, (0.5, 0.9))
    waits = (passages.picking, passages.packing, passages.labeling)
    means = (float(wait.mean()) for wait in waits)
    return (float(passages.to_label.mean()), float(p50), float(p90), *means)
