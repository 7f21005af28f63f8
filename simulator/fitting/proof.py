"""How well what was fitted to the first part of a history predicts the rest of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from simulator.fitting.history import Floats, History, Integers
from simulator.fitting.outcomes import Outcomes, real, whole_weeks
from simulator.fitting.survival import Durations
from simulator.streams import uniforms
from simulator.units import DAY, NEVER, WEEK

SPLITS = 20
"""Halves of a history by which chance is measured."""
_GRID = np.linspace(0.0, 1.0, 401)


@dataclass(frozen=True)
class Measure:
    """One figure of a prediction, its limit, and what to do where it is missed.

    `apart` is how far a predicted part of a history is from the real one, in `unit`; the arguments
    are both, and the window that they are looked at in.
    """

    name: str
    what: str
    unit: str
    limit: float
    apart: Callable[[Outcomes, Outcomes, tuple[int, int]], float]
    remedy: str


@dataclass(frozen=True)
class Row:
    """A measure with what it is: predicted, and by other means. NaN where nothing tells it."""

    measure: Measure
    predicted: float
    sampled: float
    naive: float
    resampled: float
    chance: float
    in_sample: float

    @property
    def verdict(self) -> str:
        """Met if within the limit and not worse than naive."""
        if np.isnan(self.predicted):
            return "not told"
        worse = self.naive < self.predicted
        return "missed" if self.predicted > self.measure.limit or worse else "met"

    @property
    def remedy(self) -> str:
        """What to do about a row that is missed, empty for others."""
        if self.verdict != "missed":
            return ""
        if self.in_sample <= self.measure.limit < self.predicted:
            return (
                "it is within the limit on the history itself: the shop has changed since; "
                "fit to a later part"
            )
        if self.predicted <= self.measure.limit:
            return (
                "no worse than the limit, but the last period alone predicts better: fit to a "
                "shorter part"
            )
        return self.measure.remedy


def distance(first: Durations, second: Durations) -> float:
    """The largest difference of two distribution functions."""
    if not len(first.times) or not len(second.times):
        return float("nan")
    at = np.unique(np.concatenate([first.quantiles(_GRID), second.quantiles(_GRID)]))
    return float(np.abs(first.by(at) - second.by(at)).max())


def _percent(first: float, second: float) -> float:
    return 100 * abs(first / second - 1) if second else float("nan")


def _weekly(predicted: Outcomes, true: Outcomes, window: tuple[int, int]) -> float:
    """Mean absolute percentage error of the hand-overs of whole weeks."""
    weeks = whole_weeks(*window)
    if not weeks:
        return float("nan")
    there = true.weekly(window[0], weeks)
    if (there == 0).any():
        return float("nan")
    return float(100 * np.abs(predicted.weekly(window[0], weeks) / there - 1).mean())


MEASURES = (
    Measure("handling", "distribution of handling, largest difference", "", 0.08,
            lambda one, other, window: distance(
                one.placed_in(*window).handling, other.placed_in(*window).handling),
            "handling hangs on something that is not in the scenario: sellers, articles or a load "
            "that differs; fit a part of the orders alone, or stages with crews"),
    Measure("transit", "distribution of transit, largest difference", "", 0.05,
            lambda one, other, window: distance(
                one.placed_in(*window).transit, other.placed_in(*window).transit),
            "transit hangs on what it is not split by: --transit-by class-region, or a column of "
            "the service"),
    Measure("lead_p50", "time from order to door, median", "%", 5.0,
            lambda one, other, window: _percent(
                one.placed_in(*window).lead.quantile(0.5),
                other.placed_in(*window).lead.quantile(0.5)),
            "look at handling and transit, of which it is made"),
    Measure("lead_p90", "time from order to door, P90", "%", 5.0,
            lambda one, other, window: _percent(
                one.placed_in(*window).lead.quantile(0.9),
                other.placed_in(*window).lead.quantile(0.9)),
            "the slow tail differs: look at regions that are far, --transit-by class-region"),
    Measure("late", "share of promises that are not kept", "points", 1.5,
            lambda one, other, window: 100 * abs(
                one.placed_in(*window).late_share - other.placed_in(*window).late_share),
            "lateness hangs on the promise: a column promised_at, --transit-by class"),
    Measure("weekly", "hand-overs of a week", "%", 4.0, _weekly,
            "days differ that nobody works on: --holidays with the country, or its days"),
)  # fmt: skip


def _last_weeks(known: History, cut: int) -> Floats:
    """Hand-overs of the four weeks before a moment."""
    return real(known).weekly(cut - 4 * WEEK, 4)


def naive(measure: Measure, known: History, true: Outcomes, window: tuple[int, int]) -> float:
    """How far the last period is from what came, as it was known at its end."""
    if measure.name == "weekly":
        weeks = whole_weeks(*window)
        there = true.weekly(window[0], weeks)
        if not weeks or (there == 0).any():
            return float("nan")
        mean = _last_weeks(known, window[0]).mean()
        return float(100 * np.abs(mean / there - 1).mean())
    length = max(window[1] - window[0], 4 * WEEK)
    first = max(window[0] - length, known.begin)
    shift = window[0] - first
    period = moved(real(known.placed_from(first, window[0])), shift)
    return measure.apart(period, true, (window[0], max(window[1], window[0] + shift)))


def moved(outcomes: Outcomes, by: int) -> Outcomes:
    """The same orders at other times."""

    def later(moments: Integers) -> Integers:
        return np.where(moments == NEVER, NEVER, moments + by)

    return Outcomes(
        placed=outcomes.placed + by,
        released=later(outcomes.released),
        handed_over=later(outcomes.handed_over),
        delivered=later(outcomes.delivered),
        promised=later(outcomes.promised),
        end=outcomes.end + by,
        copies=outcomes.copies,
    )


def resampled(known: History, arrivals: History) -> Outcomes:
    """Real arrivals whose lags are drawn from the finished ones of the past, without calendars."""
    past, now = real(known), real(arrivals)

    def drawn(first: Integers, then: Integers, start: Integers, purpose: str) -> Integers:
        over = (first != NEVER) & (then != NEVER)
        lags = (then - first)[over]
        if not len(lags):
            return np.full(len(start), NEVER)
        which = np.floor(uniforms(0, 0, purpose, len(start)) * len(lags)).astype(np.int64)
        added = start + lags[which]
        return np.where(start == NEVER, NEVER, added)

    handed = drawn(past.released, past.handed_over, now.released, "fit.handling")
    delivered = drawn(past.handed_over, past.delivered, handed, "fit.transit")
    return Outcomes(now.placed, now.released, handed, delivered, now.promised, now.end)


def chance(measure: Measure, known: History) -> float:
    """What two halves of the same history, by weeks at random, differ by; mean of some splits."""
    every = real(known)
    week = (every.placed - known.begin) // WEEK
    weeks = int(week.max()) + 1 if len(week) else 0
    if weeks < 4:
        return float("nan")
    if measure.name == "weekly":
        counts = every.weekly(known.begin, weeks)[1:-1]
        level = counts.mean()
        return float(100 * np.sqrt(2 / np.pi / level)) if level else float("nan")
    found = []
    for split in range(SPLITS):
        by = np.argsort(uniforms(0, split, "fit.halves", weeks), kind="stable")
        half = np.isin(week, by[: weeks // 2])
        found.append(measure.apart(every.only(half), every.only(~half),
                                   (known.begin, int(every.placed.max()) + 1)))  # fmt: skip
    return float(np.nanmean(found)) if not np.isnan(found).all() else float("nan")


def by_month(
    predicted: Outcomes, true: Outcomes, window: tuple[int, int]
) -> Mapping[str, tuple[float, ...]]:
    """Median and P90 of days from order to door, predicted and real, by the month of placing."""
    month = true.placed.astype("datetime64[ms]").astype("datetime64[M]")
    found = {}
    for one in np.unique(month[(true.placed >= window[0]) & (true.placed < window[1])]):
        first = int(one.astype("datetime64[ms]").astype(np.int64))
        last = int((one + 1).astype("datetime64[ms]").astype(np.int64))
        inside = max(first, window[0]), min(last, window[1])
        of = predicted.placed_in(*inside).lead, true.placed_in(*inside).lead
        found[str(one)] = tuple(lead.quantile(p) / DAY for p in (0.5, 0.9) for lead in of)
    return found
