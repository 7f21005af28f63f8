"""When a simulated figure agrees with its exact value, and how often that fails by chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan

from simulator.measure.statistics import Estimate, estimate
from simulator.verification.system import Figure, System

CONFIDENCE = 0.999
PRECISION = 0.02
"""Half-width relative to the exact value that a full run must reach."""
QUICK_PRECISION = 0.10
"""The same for a quick run: an error below it may go unseen."""


class Verdict(StrEnum):
    """`OFF`: the exact value is outside the interval. `WIDE`: inside, but the interval too wide."""

    OK = "ok"
    OFF = "off"
    WIDE = "too wide"


@dataclass(frozen=True)
class Row:
    """One compared figure."""

    system: System
    figure: Figure
    found: Estimate
    verdict: Verdict

    @property
    def relative_half_width(self) -> float:
        """Half-width as a share of the exact value."""
        return self.found.half_width / abs(self.figure.exact)


def judge(exact: float, estimated: Estimate, widest: float) -> Verdict:
    """Inside the interval, whose half-width must be at most `widest`.

    A mean that is undefined is off, an interval that is undefined too wide.
    """
    if isnan(estimated.mean) or abs(estimated.mean - exact) > estimated.half_width:
        return Verdict.OFF
    return Verdict.OK if estimated.half_width <= widest else Verdict.WIDE


def row(system: System, figure: Figure, values: Sequence[float], precision: float) -> Row:
    """Compare one value per replication with the exact value."""
    measured = estimate(values, CONFIDENCE)
    if measured.left_out:
        return Row(system, figure, measured, Verdict.OFF)
    widest = precision * abs(figure.exact)
    return Row(system, figure, measured, judge(figure.exact, measured, widest))


def false_alarms(comparisons: int) -> float:
    """Chance that, with new seeds, at least one of so many comparisons fails for a right program.

    An upper limit: each fails with 1 - CONFIDENCE, and those of one system depend on each other.
    """
    return comparisons * (1 - CONFIDENCE)
