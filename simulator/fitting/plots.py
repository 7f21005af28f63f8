"""Figures of a fit: distributions, quantiles, weeks, days and hours, real beside predicted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulator.fitting.arrivals import Days
from simulator.fitting.held_out import Proof
from simulator.fitting.survival import Durations, Z
from simulator.reporting.charts import Chart
from simulator.reporting.dates import EPOCH, date_ticks, date_told, day_number, tell_dates
from simulator.reporting.style import axes, color, legend, styled
from simulator.reporting.week_charts import week_chart
from simulator.units import DAY, HOUR, WEEK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.fitting.fit import Fit

_SHARES = np.linspace(0.005, 0.99, 198)


def charts(fit: Fit) -> dict[str, Chart]:
    """By name; those of the proof only where there is one, and then first."""
    week = fit.fitted.arrivals.week.reshape(7, 24) * fit.fitted.arrivals.per_day * 7
    reading = "Darker is more; what the scenario samples its orders from."
    demand = {"hours": week_chart(week, fit.fitted.history.n, reading)}
    days = fit.fitted.arrivals.days
    if days is not None:
        demand["days"] = Chart(
            partial(orders_a_day, days), "Orders of each day",
            "The band has 95 % of the days that the scenario expects; those outside it are odd.",
        )  # fmt: skip
    proof = fit.proof
    if proof is None:
        return demand
    shown: dict[str, Chart] = {}
    true, predicted = (each.placed_in(*proof.window) for each in (proof.true, proof.predicted))
    pairs = {
        "handling": (predicted.handling, true.handling, HOUR, "hours"),
        "transit": (predicted.transit, true.transit, DAY, "days"),
    }
    for name, (first, second, unit, called) in pairs.items():
        if not first.ended or not second.ended:
            continue  # no column tells it
        shown[name] = Chart(
            partial(distributions, first, second, unit, f"{name.capitalize()}, {called}"),
            f"{name.capitalize()}: predicted and real",
            "Share of orders that took at most so long; the band is chance about the real one.",
        )
    arrives = predicted.lead.ended > 0 and true.lead.ended > 0
    if arrives:
        shown["quantiles"] = Chart(
            partial(quantiles, predicted.lead, true.lead),
            "Days from order to door: quantiles against quantiles",
            "On the line the two are alike; above it the prediction is too long.",
        )
    shown["weeks"] = Chart(
        partial(weeks, proof), "Hand-overs of each week",
        "The prediction runs on the real orders; the shaded part was held out.",
    )  # fmt: skip
    if arrives:
        shown["lead"] = Chart(
            partial(medians, proof), "Median days from order to door, by week of placing",
            "The shaded part was held out.",
        )  # fmt: skip
    return shown | demand


@styled()
def distributions(
    predicted: Durations, true: Durations, unit: int, called: str, ax: Axes | None = None
) -> Axes:
    """Two distribution functions, with the band of chance about the real one."""
    ax = axes(ax)
    ax.set_title(called)
    at = np.unique(np.concatenate([each.quantiles(_SHARES) for each in (predicted, true)]))
    real = np.clip(true.by(at), 0, 1)  # sums of weights end a rounding above 1
    wide = Z * np.sqrt(real * (1 - real) / max(true.n, 1))
    low, high = np.maximum(real - wide, 0), np.minimum(real + wide, 1)
    ax.fill_between(at / unit, 100 * low, 100 * high, color=color(0), alpha=0.2, linewidth=0,
                    label="real, and chance")  # fmt: skip
    ax.plot(at / unit, 100 * real, color=color(0), label="real")
    ax.plot(at / unit, 100 * predicted.by(at), "--", color=color(1), label="predicted")
    ax.set_ylabel("% of orders")
    ax.set_xlabel("hours, at most" if unit == HOUR else "days, at most")
    legend(ax)
    return ax


@styled()
def quantiles(predicted: Durations, true: Durations, ax: Axes | None = None) -> Axes:
    """Quantiles of the prediction over those of the truth, in days."""
    ax = axes(ax)
    ax.set_title("Days from order to door")
    first, second = (each.quantiles(_SHARES) / DAY for each in (true, predicted))
    top = float(max(first[-1], second[-1]))
    ax.plot([0, top], [0, top], color="#6F6F6F", linewidth=0.8, label="where both are alike")
    ax.plot(
        first, second, ".", color=color(1), markersize=4, label="each half per cent of the orders"
    )
    ax.set_xlabel("real, days")
    ax.set_ylabel("predicted, days")
    legend(ax)
    return ax


@styled()
def weeks(proof: Proof, ax: Axes | None = None) -> Axes:
    """Hand-overs of whole weeks before and in the part held out."""
    ax = axes(ax)
    ax.set_title("Hand-overs a week")
    first, count = proof.weeks
    at = _days([first + k * WEEK + WEEK // 2 for k in range(count)])
    ax.plot(at, proof.true.weekly(first, count), color=color(0), marker="o", label="real")
    ax.plot(
        at, proof.predicted.weekly(first, count), color=color(1), marker="s", linestyle="--",
        label="predicted",
    )  # fmt: skip
    ax.set_ylabel("orders handed over")
    _held_out(ax, proof)
    _dated_from_nothing(ax)
    ax.fmt_xdata = _week_told
    legend(ax)
    return ax


@styled()
def medians(proof: Proof, ax: Axes | None = None) -> Axes:
    """Median lead time of the orders of each week."""
    ax = axes(ax)
    ax.set_title("Median days from order to door")
    first, count = proof.weeks
    at = _days([first + k * WEEK + WEEK // 2 for k in range(count)])
    for k, (each, name) in enumerate(((proof.true, "real"), (proof.predicted, "predicted"))):
        of_weeks = [
            each.placed_in(first + w * WEEK, first + (w + 1) * WEEK).lead.quantile(0.5) / DAY
            for w in range(count)
        ]
        ax.plot(at, of_weeks, "o-" if k == 0 else "s--", color=color(k), label=name)
    ax.set_ylabel("days")
    _held_out(ax, proof)
    _dated_from_nothing(ax)
    ax.fmt_xdata = _week_told
    legend(ax)
    return ax


@styled()
def orders_a_day(days: Days, ax: Axes | None = None) -> Axes:
    """Orders of each day, and the band in which the fitted demand has 95 % of them."""
    ax = axes(ax)
    ax.set_title("Orders a day")
    at = _days([(days.first + k) * DAY for k in range(len(days.counts))])
    wide = Z * days.spread
    low, high = np.maximum(days.expected - wide, 0), days.expected + wide
    ax.fill_between(at, low, high, color=color(1), alpha=0.2, label="95 % of what is expected")
    ax.plot(at, days.expected, color=color(1), linewidth=0.8, label="expected")
    ax.plot(at, days.counts, ".", color=color(0), markersize=4, label="real")
    ax.set_ylabel("orders")
    _dated_from_nothing(ax)
    legend(ax)
    return ax


def _held_out(ax: Axes, proof: Proof) -> None:
    begin, end = _days(proof.window)
    ax.axvspan(begin, end, color="#D9D9D9", alpha=0.5, label="held out")


def _week_told(middle: float) -> str:
    """'in the week from Fri 6 Mar 2026' of the middle of a week, at which its mark stands."""
    return f"in the week from {date_told(middle - WEEK / DAY / 2, with_year=True)}"


def _days(moments: Sequence[int]) -> list[float]:
    """Moments as numbers of an axis of dates: days since 1970."""
    return [moment / DAY for moment in moments]


def _dated_from_nothing(ax: Axes) -> None:
    """Dates on the x axis, and the y axis from 0 to above the highest mark."""
    ax.set_ylim(0, 1.08 * max(float(ax.dataLim.y1), 1e-9))
    begin, end = (EPOCH + timedelta(days=float(edge)) for edge in ax.get_xlim())
    ticks = date_ticks(begin, end)
    ax.set_xticks([day_number(moment) for moment, _ in ticks], [text for _, text in ticks])
    years = [str(year) for year in sorted({begin.year, end.year})]
    has_years = any(text.endswith(tuple(years)) for _, text in ticks)  # of ticks weeks apart
    ax.set_xlabel("date" if has_years else " to ".join(years))
    tell_dates(ax, begin, end)
