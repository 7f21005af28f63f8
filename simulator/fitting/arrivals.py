"""When orders come: level, growth, hours of the week, and how much days differ.

A day's orders are Poisson with a gamma factor (a negative binomial regression, Lawless 1987), its
mean a level times growth, weekday and holiday. The spread is the one at which Pearson's statistic
has its degrees of freedom; as it is estimated too, intervals are Student's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy.special import stdtrit

from simulator.fitting.estimate import Estimate, assumed
from simulator.fitting.history import (
    EPOCH,
    Flags,
    Floats,
    History,
    Integers,
    date_of,
    day_of,
    weekday_of,
)
from simulator.units import DAY, HOUR, clock_text

FEWEST_DAYS = 14
PRIOR = 24.0
"""Orders of a weekday that its own hours need to count as much as those of all days alike."""
CERTAIN = 7.0
"""Orders that were to come in a part of a day without any, which chance makes so once in 1,000."""
ODD = 4.0
"""Standard deviations from its mean at which a day is told as unusual."""


@dataclass(frozen=True, eq=False)
class Days:
    """(days,) Orders of each day from `first` on, days since 1970; what was expected of each.

    `spread` is the standard deviation of a day's orders about what is expected.
    """

    first: int
    counts: Integers
    expected: Floats
    spread: Floats


@dataclass(frozen=True, eq=False)
class Arrivals:
    """Orders a day at the end of the history, growth a week, (168,) shares of a week's hours, cv.

    Without growth they are those of the history's mean.
    `days` are None where there are too few. `unusual` are days far from their mean, with what they
    had over what was expected; they are told, and change nothing. `left_out` says which days are
    not whole.
    """

    per_day: float
    growth: float
    week: Floats
    cv: float
    unusual: tuple[tuple[date, float], ...]
    estimates: tuple[Estimate, ...]
    left_out: tuple[str, ...] = ()
    days: Days | None = None


def arrivals(
    history: History, holidays: tuple[date, ...], asked: Integers | None = None
) -> Arrivals:
    """The arrivals of a history, of its whole days.

    `asked` is when orders came that the scenario takes away again with those that ship; None:
    those that ship alone.
    """
    placed = history.placed if asked is None else asked
    first, last, cut = _whole_days(placed, history.end)
    days = np.arange(first, max(last, first + 1))
    inside = (day_of(placed) >= first) & (day_of(placed) < last)
    counts = np.bincount(day_of(placed[inside]) - first, minlength=len(days))
    week = _hours(placed[inside])
    if len(days) < FEWEST_DAYS:
        mean = float(counts.mean())
        return Arrivals(mean, 1.0, week, 0.0, (), _too_few(mean, len(days)), cut)
    closed = np.isin(days, [(holiday - EPOCH).days for holiday in holidays])
    plain = _regression(counts, days, closed, trend=False)
    model = _regression(counts, days, closed, trend=True)
    growth, low, high = (float(np.exp(x)) for x in model.growth)
    grows = low > 1 or high < 1
    chosen = model if grows else plain
    level = chosen.level[0]
    cv, cv_low, cv_high = chosen.cv
    n = int(counts.sum())
    estimates = (
        _level(chosen, grows, model, len(days)),
        Estimate("demand.growth", "growth from week to week", growth, "times", len(days),
                 "the same, compounding" if grows else
                 "the same; its interval has 1, so that none is written", low=low, high=high),
        Estimate("demand.day_to_day_cv", "spread from day to day beyond chance", cv, "",
                 len(days), "gamma factor by Pearson's statistic", low=cv_low, high=cv_high),
        Estimate("demand.hour_of_day", "168 hours of the week", None, "", n,
                 "shares; hours of a weekday pooled with those of the others",
                 told="inputs/hours_of_week.csv"),
        *_holiday(chosen, int(closed.sum())),
    )  # fmt: skip
    spread = np.sqrt(chosen.mean + chosen.alpha * chosen.mean**2)
    each = Days(first, counts, chosen.mean, spread)
    return Arrivals(level, growth if grows else 1.0, week, cv, _unusual(each), estimates, cut, each)


def redrawn(
    history: History, holidays: tuple[date, ...], like: Arrivals, weeks: Integers,
    asked: Integers | None = None,
) -> Arrivals:  # fmt: skip
    """The same from weeks that were drawn with replacement, each as often as it came.

    Days keep their place in time, so that level and growth are those at the history's end.
    """
    placed = history.placed if asked is None else asked
    first, last, _ = _whole_days(placed, history.end)
    days = np.arange(first, max(last, first + 1))
    if len(days) < FEWEST_DAYS:
        return like
    counts = np.bincount(np.maximum(day_of(placed) - first, 0), minlength=len(days))[: len(days)]
    closed = np.isin(days, [(holiday - EPOCH).days for holiday in holidays])
    at = np.concatenate([np.flatnonzero((days - history.begin // DAY) // 7 == each)
                         for each in np.sort(weeks).tolist()])  # fmt: skip
    model = _regression(counts[at], days[at], closed[at], like.growth != 1, int(days[-1]))
    week = (placed - history.begin) // (7 * DAY)
    rows = np.concatenate([np.flatnonzero(week == each) for each in weeks.tolist()])
    growth = float(np.exp(model.growth[0])) if like.growth != 1 else 1.0
    return replace(like, per_day=model.level[0], growth=growth, cv=model.cv[0],
                   week=_hours(placed[rows]))  # fmt: skip


def _whole_days(placed: Integers, end: int) -> tuple[int, int, tuple[str, ...]]:
    """The first whole day, the day after the last one, and which are left out as cut short.

    The last day is cut short if nothing is known later than some time of it, after which other
    days have so many orders that none of them would come by chance in less than one of 1,000; the
    first day likewise before its first order.
    """
    first, last = int(placed[0]) // DAY, int(placed[-1]) // DAY
    if last - first < FEWEST_DAYS:
        return first, last + 1, ()
    day, time = day_of(placed), placed % DAY
    inner = (day > first) & (day < last)
    a_day = 1 / (last - first - 1)
    sentences = []
    if end <= (last + 1) * DAY:
        ended = (end - 1) % DAY
        if (inner & (time > ended)).sum() * a_day > CERTAIN:
            sentences.append(_cut_short(last, f"ends at {clock_text(ended)[:5]}"))
            last -= 1
    begun = int(placed[0]) % DAY
    if (inner & (time < begun)).sum() * a_day > CERTAIN:
        sentences.append(_cut_short(first, f"begins at {clock_text(begun)[:5]}"))
        first += 1
    return first, last + 1, tuple(sentences)


def _level(chosen: _Model, grows: bool, model: _Model, days: int) -> Estimate:
    """Orders a day at the end of the history, or where no growth is written in the mean of it.

    The mean says less of the end than its interval does, so that the end stands beside it.
    """
    level, low, high = chosen.level
    if grows:
        what, method = "at the end of the history", "Poisson-gamma regression on days"
    else:
        end, least, most = model.level
        what = "mean of the history"
        method = (
            "Poisson-gamma regression on days, without growth; with the growth below "
            f"{end:,.4g} ({least:,.4g} to {most:,.4g}) at its end"
        )
    return Estimate("demand.orders_per_day", f"orders a day, {what}", level, "", days, method,
                    low=low, high=high)  # fmt: skip


def _cut_short(day: int, how: str) -> str:
    return f"{date_of(day * DAY)} {how}, and is left out of how many orders come a day."


def _too_few(mean: float, days: int) -> tuple[Estimate, ...]:
    why = f"{days} days are too few, {FEWEST_DAYS} are needed"
    return (
        Estimate("demand.orders_per_day", "orders a day", mean, "", days, "mean of the days"),
        assumed("demand.growth", "growth from week to week", "none", why, days),
        assumed("demand.day_to_day_cv", "spread from day to day beyond chance", "0", why, days),
    )


@dataclass(frozen=True, eq=False)
class _Model:
    mean: Floats
    alpha: float
    level: tuple[float, float, float]
    growth: tuple[float, float, float]
    cv: tuple[float, float, float]
    holiday: tuple[float, float, float] | None


def _regression(
    counts: Integers, days: Integers, closed: Flags, trend: bool, last: int | None = None
) -> _Model:
    """Log-linear in weekday, week before the last day and holiday, by iterated least squares."""
    weekday = weekday_of(days)
    present = np.unique(weekday)
    columns = [(weekday == each).astype(float) for each in present]
    weeks = (days - (days[-1] if last is None else last)) / 7
    if trend:
        columns.append(weeks)
    holiday = bool(closed.any() and counts[closed].sum())
    if holiday:
        columns.append(closed.astype(float))
    design = np.stack(columns, axis=1)
    alpha, beta = (
        0.0,
        np.log(counts.mean() + 0.5)
        * np.array([1.0] * len(present) + [0.0] * (design.shape[1] - len(present))),
    )
    for _ in range(40):
        mean = np.exp(np.clip(design @ beta, -20, 20))
        weight = mean / (1 + alpha * mean)
        working = design @ beta + (counts - mean) / mean
        inverse = np.linalg.pinv(design.T * weight @ design)
        beta = inverse @ (design.T * weight @ working)
        mean = np.exp(np.clip(design @ beta, -20, 20))
        alpha = _dispersion(counts, mean, len(days) - design.shape[1])
    shares = np.exp(beta[: len(present)])
    level = float(shares.sum() / 7)
    slope = np.zeros(len(beta))
    slope[: len(present)] = shares / shares.sum()
    wide = _student(len(days) - design.shape[1])
    error = wide * float(np.sqrt(slope @ inverse @ slope))
    spread = wide * np.sqrt(np.diag(inverse))
    at = len(present)
    return _Model(
        mean=mean,
        alpha=alpha,
        level=(level, level * np.exp(-error), level * np.exp(error)),
        growth=_around(beta, spread, at) if trend else (0.0, 0.0, 0.0),
        cv=_cv_interval(counts, mean, alpha, len(days) - design.shape[1]),
        holiday=_around(beta, spread, len(beta) - 1) if holiday else None,
    )


def _around(beta: Floats, spread: Floats, at: int) -> tuple[float, float, float]:
    middle, wide = float(beta[at]), float(spread[at])
    return middle, middle - wide, middle + wide


def _student(freedom: int) -> float:
    """Standard errors from the middle of a 95 % interval to its ends."""
    return float(stdtrit(max(freedom, 1), 0.975))


def _pearson(counts: Integers, mean: Floats, alpha: float) -> float:
    return float(((counts - mean) ** 2 / (mean + alpha * mean**2)).sum())


def _dispersion(counts: Integers, mean: Floats, statistic: float) -> float:
    """The spread at which Pearson's statistic has this value; 0 where it is smaller anyway."""
    if _pearson(counts, mean, 0.0) <= statistic:
        return 0.0
    low, high = 0.0, 1.0
    while _pearson(counts, mean, high) > statistic and high < 1e4:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _pearson(counts, mean, middle) > statistic else (low, middle)
    return (low + high) / 2


def _cv_interval(
    counts: Integers, mean: Floats, alpha: float, freedom: int
) -> tuple[float, float, float]:
    """The cv, and those at which the statistic is at the ends of its 95 % interval."""
    from scipy import stats

    low, high = (
        _dispersion(counts, mean, float(stats.chi2.ppf(p, freedom))) for p in (0.975, 0.025)
    )
    return alpha**0.5, low**0.5, high**0.5


def _holiday(model: _Model, days: int) -> tuple[Estimate, ...]:
    if model.holiday is None:
        return ()
    factor, low, high = (float(np.exp(each)) for each in model.holiday)
    method = "Poisson-gamma regression on days; told, and not applied"
    return (Estimate("", "orders on a holiday, over those of its weekday", factor, "times", days,
                     method, low=low, high=high),)  # fmt: skip


def _hours(placed: Integers) -> Floats:
    """(168,) Shares of a week; the hours of a weekday lean on those of all by `PRIOR` orders."""
    weekday, hour = weekday_of(day_of(placed)), placed % DAY // HOUR
    table = np.bincount(weekday * 24 + hour, minlength=168).reshape(7, 24).astype(float)
    by_day, by_hour = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    all_days = by_hour / max(by_hour.sum(), 1)
    own = (table + PRIOR * all_days) / (by_day + PRIOR)
    week: Floats = (own * by_day / max(by_day.sum(), 1)).ravel()
    return week


def _unusual(days: Days) -> tuple[tuple[date, float], ...]:
    odd = np.flatnonzero(np.abs(days.counts - days.expected) > ODD * days.spread)
    return tuple(
        (date_of((days.first + k) * DAY), float(days.counts[k] / days.expected[k]))
        for k in odd.tolist()
    )
