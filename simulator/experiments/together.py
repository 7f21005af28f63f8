"""Intervals of differences that are looked at together, so that each agrees with its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan

from simulator.measure.differences import without_spread
from simulator.measure.statistics import Estimate, t_quantile


def widened(
    found: Sequence[Estimate], p_values: Sequence[float], confidence: float
) -> list[Estimate]:
    """The same differences with the half-width at which Holm's procedure tests each.

    Of m tests the one with the smallest p is tested at (1 - confidence)/m, the next at
    (1 - confidence)/(m - 1), and from the first on that is not rejected all are at that one's
    level (Holm 1979). So an interval is clear of 0 just where the adjusted p is at most
    1 - confidence. What has no p, no spread or a p of 0 is not tested by t and stays as it is.
    """
    tested = sorted((p, k) for k, p in enumerate(p_values) if not isnan(p))
    wide, stopped = list(found), 0
    for place, (p, k) in enumerate(tested):
        tests = stopped or len(tested) - place
        if not stopped and tests * p > 1 - confidence:
            stopped = tests
        if p > 0.0 and not without_spread(found[k]):
            wide[k] = _at(found[k], 1 - (1 - confidence) / tests)
    return wide


def together_text(tests: int) -> str:
    """What ± of a difference means beside its verdict, for a reader."""
    if tests < 2:
        return "A difference whose ± reaches across 0 is not distinguishable."
    return (
        f"± of a difference is widened for all {tests} looked at together: one whose ± reaches "
        "across 0 is not distinguishable."
    )


def _at(found: Estimate, confidence: float) -> Estimate:
    if found.n < 2 or isnan(found.half_width):
        return found
    ratio = t_quantile((1 + confidence) / 2, found.n - 1) / t_quantile(
        (1 + found.confidence) / 2, found.n - 1
    )
    return replace(found, half_width=found.half_width * ratio, confidence=confidence)
