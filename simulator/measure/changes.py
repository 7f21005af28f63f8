"""What an alternative changes: figures with it less figures without it, paired, judged together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan

import numpy as np

from simulator.measure.differences import (
    DifferenceVerdict,
    difference_verdict,
    likely_to_decide,
    variance_ratio,
    without_spread,
)
from simulator.measure.figures import Better
from simulator.measure.kpis import kpi
from simulator.measure.multiple_comparisons import each_confidence, holm, paired_p
from simulator.measure.statistics import (
    Estimate,
    Numbers,
    estimate,
    paired_difference,
    t_quantile,
)

CENT = 0.01
ENOUGH_ALIKE = 3
"""Replications in which money must differ alike, to be a price and not chance."""


@dataclass(frozen=True)
class Pair:
    """One KPI of one alternative in one case, and of its baseline: a value per replication each."""

    alternative: str
    case: str
    kpi: str
    scope: str
    values: Numbers
    baseline: Numbers
    better: Better


@dataclass(frozen=True)
class Change:
    """One KPI of one alternative less the baseline's in the same case, paired.

    `together` is the difference with the half-width that allows for all changes looked at, so that
    it agrees with the verdict. `needed` are the replications in all that should decide it, None
    where that cannot be said.
    """

    alternative: str
    case: str
    kpi: str
    scope: str
    unit: str
    baseline: Estimate
    value: Estimate
    difference: Estimate
    together: Estimate
    p: float
    adjusted_p: float
    verdict: DifferenceVerdict
    variance_ratio: float
    needed: int | None

    @property
    def decided(self) -> bool:
        """It is shown that the two differ."""
        return self.verdict not in ("the same", "not distinguishable")


def changes(
    pairs: Sequence[Pair], confidence: float, currency: str, *, priced: bool = False
) -> tuple[Change, ...]:
    """Every pair's difference; all of them are one family of tests (Holm).

    `priced`: money that differs by the same cents in ENOUGH_ALIKE replications is a price, such as
    the wages of a head more, and needs no test.
    """
    gaps = [paired_difference(pair.values, pair.baseline, confidence) for pair in pairs]
    p = [
        0.0 if priced and _is_price(gap, pair.kpi) else paired_p(gap)
        for pair in pairs
        for gap in [pair.values - pair.baseline]
    ]
    strict = each_confidence(confidence, sum(not isnan(each) for each in p))
    return tuple(
        Change(
            alternative=pair.alternative,
            case=pair.case,
            kpi=pair.kpi,
            scope=pair.scope,
            unit=kpi(pair.kpi).unit_in(currency),
            baseline=estimate(pair.baseline, confidence),
            value=estimate(pair.values, confidence),
            difference=gap,
            together=wide,
            p=raw,
            adjusted_p=adjusted,
            verdict=difference_verdict(gap, adjusted, pair.better, 1 - confidence),
            variance_ratio=variance_ratio(pair.values, pair.baseline),
            needed=gap.n if raw == 0.0 else likely_to_decide(gap, gap.mean, strict),
        )
        for pair, gap, wide, raw, adjusted in zip(
            pairs, gaps, widened(gaps, p, confidence), p, holm(p), strict=True
        )
    )


def _is_price(differences: Numbers, name: str) -> bool:
    """Whether it is money and differs alike to the cent; of orders that may be by chance."""
    known = differences[~np.isnan(differences)]
    alike = len(known) >= ENOUGH_ALIKE and bool(np.ptp(known) < CENT / 2)
    return "currency" in kpi(name).unit and alike and bool(abs(known[0]) >= CENT / 2)


def widened(
    estimateds: Sequence[Estimate], p_values: Sequence[float], confidence: float
) -> list[Estimate]:
    """The same differences with the half-width at which Holm's procedure tests each.

    Of m tests the one with the smallest p is tested at (1 - confidence)/m, the next at
    (1 - confidence)/(m - 1), and from the first on that is not rejected all are at that one's
    level (Holm 1979). So an interval is clear of 0 just where the adjusted p is at most
    1 - confidence. What has no p, no spread or a p of 0 is not tested by t and stays as it is.
    """
    tested = sorted((p, k) for k, p in enumerate(p_values) if not isnan(p))
    wide, stopped = list(estimateds), 0
    for place, (p, k) in enumerate(tested):
        tests = stopped or len(tested) - place
        if not stopped and tests * p > 1 - confidence:
            stopped = tests
        if p > 0.0 and not without_spread(estimateds[k]):
            wide[k] = _at(estimateds[k], 1 - (1 - confidence) / tests)
    return wide


def _at(estimated: Estimate, confidence: float) -> Estimate:
    if estimated.n < 2 or isnan(estimated.half_width):
        return estimated
    ratio = t_quantile((1 + confidence) / 2, estimated.n - 1) / t_quantile(
        (1 + estimated.confidence) / 2, estimated.n - 1
    )
    return replace(estimated, half_width=estimated.half_width * ratio, confidence=confidence)
