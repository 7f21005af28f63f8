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
DRAWN_ANEW = 100
"""Times that weeks are drawn anew to see what chance makes of a difference."""
SURE = 1.6448536269514722
"""Standard errors beyond which naive is better (one-sided, 5 %)."""
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
    """A measure with what it is: predicted, and by other means. NaN where nothing tells it.

    `naive_error` is the standard error of predicted - naive (see `naive_error`); NaN where naive is
    not nearer anyway. `later` is the date of a later begin of the history, empty if it is short.
    `in_sample` is of what was fitted to all of the history, in all of it; `in_part` the same in the
    part held out alone: good in all of it it may be by errors of its parts that are opposite.
    `in_days` is how far handling is off where only its days count, NaN for other measures.
    `hangs_on` is what to do about transit that goes with what it is not split by, or about handling
    that waits for pick-ups, empty for none;
    `short` what to do where the part held out is too short to tell, `closed` what to say of days
    on which nothing left, which nobody had said before.
    """

    measure: Measure
    predicted: float
    sampled: float
    naive: float
    resampled: float
    chance: float
    in_sample: float
    naive_error: float
    later: str = ""
    in_part: float = float("nan")
    in_days: float = float("nan")
    hangs_on: str = ""
    short: str = ""
    closed: str = ""

    @property
    def verdict(self) -> str:
        """Met if within the limit and not worse than naive beyond chance."""
        if np.isnan(self.predicted):
            return "not told"
        worse = self.predicted - self.naive > SURE * self.naive_error
        return "missed" if self.predicted > self.measure.limit or worse else "met"

    @property
    def remedy(self) -> str:
        """What to do about a row that is missed, empty for others."""
        if self.verdict != "missed":
            return ""
        if self.short:
            return self.short
        if self.closed:
            return self.closed
        if self.in_part <= self.measure.limit < self.predicted:
            return (
                "within the limit where it is fitted to this part too: the shop has changed since"
                f"{self._in_what}. The scenario is fitted to all of it; expect an error of this "
                "size in its next weeks, and fit again when they are over"
            )
        if self.predicted <= self.measure.limit:
            return (
                "no worse than the limit, but the last period alone predicts better: "
                + (f"fit to the last weeks alone (--since {self.later})" if self.later else
                   "fit again with more of the history")
            )  # fmt: skip
        return self.hangs_on or self.measure.remedy

    @property
    def _in_what(self) -> str:
        """', in the hours ...' where days alone are predicted, empty else."""
        if not self.in_days <= self.measure.limit:
            return ""
        return (
            ", in the hours at which orders leave: counted in whole days they are "
            f"{self.in_days:.3f} off"
        )


def whole_days_apart(predicted: Outcomes, true: Outcomes, window: tuple[int, int]) -> float:
    """The largest difference of handling in whole days, from the day of the release on."""
    return distance(*(each.placed_in(*window).handling_days for each in (predicted, true)))


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
            lambda each, other, window: distance(
                each.placed_in(*window).handling, other.placed_in(*window).handling),
            "handling hangs on something that is not in the scenario: sellers, articles or a load "
            "that differs; fit a part of the orders alone, or stages with crews"),
    Measure("transit", "distribution of transit, largest difference", "", 0.05,
            lambda each, other, window: distance(
                each.placed_in(*window).transit, other.placed_in(*window).transit),
            "transit hangs on what it is not split by: name the column that has the service or the "
            "origin (--columns service=THEIRS, origin_region=THEIRS)"),
    Measure("lead_p50", "time from order to door, median", "%", 5.0,
            lambda each, other, window: _percent(
                each.placed_in(*window).lead.quantile(0.5),
                other.placed_in(*window).lead.quantile(0.5)),
            "look at handling and transit, of which it is made"),
    Measure("lead_p90", "time from order to door, P90", "%", 5.0,
            lambda each, other, window: _percent(
                each.placed_in(*window).lead.quantile(0.9),
                other.placed_in(*window).lead.quantile(0.9)),
            "look at handling and transit, of which it is made"),
    Measure("late", "share of promises that are not kept", "points", 1.5,
            lambda each, other, window: 100 * abs(
                each.placed_in(*window).late_share - other.placed_in(*window).late_share),
            "lateness hangs on the promise: --class-by promise --transit-by class"),
    Measure("weekly", "hand-overs of a week", "%", 4.0, _weekly,
            "days differ that nobody works on: --holidays with the country and days of the house, "
            "as US,2026-11-27"),
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
    return measure.apart(*_last_period(known, true, window))


def _last_period(
    known: History, true: Outcomes, window: tuple[int, int]
) -> tuple[Outcomes, Outcomes, tuple[int, int]]:
    """The last period as if it were the one held out, the true one, and the time of both."""
    length = max(window[1] - window[0], 4 * WEEK)
    first = max(window[0] - length, known.begin)
    shift = window[0] - first
    period = moved(real(known.placed_from(first, window[0])), shift)
    return period, true, (window[0], max(window[1], window[0] + shift))


def naive_error(
    measure: Measure, predicted: Outcomes, known: History, true: Outcomes, window: tuple[int, int]
) -> float:
    """Standard error of how much nearer naive is to what came than the prediction is.

    The weeks of the part held out are drawn anew with replacement, those of its prediction with
    them, and those of the last period by themselves: orders of a week have their days and their
    carriers in common (a block bootstrap, Kunsch, 1989).
    """
    if measure.name == "weekly":
        weeks = whole_weeks(*window)
        there, last = true.weekly(window[0], weeks), _last_weeks(known, window[0])
        own = np.abs(predicted.weekly(window[0], weeks) / there - 1)
        apart = []
        for draw in range(DRAWN_ANEW):
            which, mean = _weeks_drawn(draw, weeks), last[_weeks_drawn(draw, 4, "last")].mean()
            apart.append(own[which].mean() - np.abs(mean / there[which] - 1).mean())
        return float(100 * np.std(apart))
    period, _, both = _last_period(known, true, window)
    came, guessed, past = (
        _Weeks(each, window[0])
        for each in (true.placed_in(*window), predicted.placed_in(*window), period)
    )
    apart = []
    for draw in range(DRAWN_ANEW):
        which = _weeks_drawn(draw, came.count)
        again, last_again = came.drawn(which), past.drawn(_weeks_drawn(draw, past.count, "last"))
        apart.append(
            measure.apart(guessed.drawn(which), again, both)
            - measure.apart(last_again, again, both)
        )
    return float(np.nanstd(apart)) if not np.isnan(apart).all() else float("nan")


class _Weeks:
    """Outcomes by the week of placing, of which some are drawn."""

    def __init__(self, outcomes: Outcomes, first: int) -> None:
        week = (outcomes.placed - first) // WEEK
        self.count = int(week.max()) + 1 if len(week) else 0
        self._rows = [np.flatnonzero(week == each) for each in range(self.count)]
        self._outcomes = outcomes

    def drawn(self, weeks: Integers) -> Outcomes:
        """The orders of these weeks, one behind the other."""
        return self._outcomes.only(np.concatenate([self._rows[week] for week in weeks.tolist()]))


def _weeks_drawn(draw: int, weeks: int, of: str = "held out") -> Integers:
    """Numbers of as many weeks as there are, drawn with replacement."""
    drawn: Integers = np.floor(uniforms(0, draw, f"fit.weeks.{of}", weeks) * weeks).astype(np.int64)
    return drawn


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
    distances = []
    for split in range(SPLITS):
        by = np.argsort(uniforms(0, split, "fit.halves", weeks), kind="stable")
        half = np.isin(week, by[: weeks // 2])
        distances.append(measure.apart(every.only(half), every.only(~half),
                                   (known.begin, int(every.placed.max()) + 1)))  # fmt: skip
    return float(np.nanmean(distances)) if not np.isnan(distances).all() else float("nan")


def by_month(
    predicted: Outcomes, true: Outcomes, window: tuple[int, int]
) -> Mapping[str, tuple[float, ...]]:
    """Median and P90 of days from order to door, predicted and real, by the month of placing."""
    month = true.placed.astype("datetime64[ms]").astype("datetime64[M]")
    months = {}
    for each in np.unique(month[(true.placed >= window[0]) & (true.placed < window[1])]):
        first = int(each.astype("datetime64[ms]").astype(np.int64))
        last = int((each + 1).astype("datetime64[ms]").astype(np.int64))
        inside = max(first, window[0]), min(last, window[1])
        of = predicted.placed_in(*inside).lead, true.placed_in(*inside).lead
        months[str(each)] = tuple(lead.quantile(p) / DAY for p in (0.5, 0.9) for lead in of)
    return months
