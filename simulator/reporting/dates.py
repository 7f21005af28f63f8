"""Axes of real time and of the hours of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulator.reporting.style import MUTED, Numbers
from simulator.units import DAY, HOUR, MINUTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EPOCH = datetime(1970, 1, 1)
"""Where matplotlib counts days from, unless somebody moves it."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class RunClock:
    """What turns hours since the start into dates; the phases are in milliseconds."""

    start: datetime
    warm_up: int
    run: int
    cool_down: int

    @property
    def hours(self) -> tuple[float, float, float]:
        """The ends of warm-up, run and cool-down, in hours since the start."""
        ends = np.cumsum([self.warm_up, self.run, self.cool_down]) / HOUR
        return float(ends[0]), float(ends[1]), float(ends[2])


def days(clock: RunClock | None, hours: Numbers) -> Numbers:
    """Hours since the start as matplotlib's date numbers; left alone without a clock."""
    if clock is None:
        return hours
    return day_number(clock.start) + hours * HOUR / DAY


def day_number(moment: datetime) -> float:
    """Days since matplotlib's epoch."""
    return (moment - EPOCH) / timedelta(days=1)


def date_label(moment: datetime, step: timedelta) -> str:
    """A tick label as fine as the step between ticks."""
    if step < timedelta(days=1):
        clock_time = f"{moment:%H:%M}"
        return f"{WEEKDAYS[moment.weekday()]} {clock_time}" if moment.hour == 0 else clock_time
    if step < timedelta(days=28):
        return f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}"
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def date_told(number: float, with_year: bool = False) -> str:
    """A date number of an axis in words: 'Mon 2 Mar 14:00', with its year where asked for."""
    moment = EPOCH + timedelta(minutes=round(number * DAY / MINUTE))
    time = f" {moment:%H:%M}" if moment.hour or moment.minute else ""
    year = f" {moment.year}" if with_year else ""
    return f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}{year}{time}"


def tell_dates(ax: Axes, first: datetime, last: datetime) -> None:
    """Places on the x axis are told as dates, of several years with the year."""
    ax.fmt_xdata = partial(date_told, with_year=first.year != last.year)


def date_ticks(start: datetime, end: datetime, most: int = 8) -> list[tuple[datetime, str]]:
    """Round moments from start to end, at most `most` + 1 of them, Mondays where weeks apart.

    Each with its label in two lines where it has several words: eight in one touch each other.
    """
    span = end - start
    hours = (1, 2, 3, 6, 12, 24, 48, 168, 336, 672, 1344, 2688, 5376, 10752, 21504)
    step = next((timedelta(hours=h) for h in hours if span <= timedelta(hours=h) * most), span)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if step >= timedelta(weeks=1):
        midnight -= timedelta(days=midnight.weekday())
    count = int((end - midnight) / step) + 1
    moments = (midnight + k * step for k in range(count))
    return [(m, _stacked(date_label(m, step))) for m in moments if start <= m <= end]


def _stacked(label: str) -> str:
    """'Mon 2 Mar' and '2 Mar 2026' with the weekday above, the year below."""
    return label.replace(" ", "\n", 1) if label[0].isalpha() else "\n".join(label.rsplit(" ", 1))


def time_axis(ax: Axes, clock: RunClock | None) -> None:
    """Dates on the x axis, and the warm-up and cool-down shaded and named above the axes."""
    if clock is None:
        ax.set_xlabel("hours since start")
        return
    warm, window, end = clock.hours
    last = clock.start + timedelta(hours=end)
    ticks = date_ticks(clock.start, last)
    ax.set_xticks([day_number(m) for m, _ in ticks], [label for _, label in ticks])
    edges = days(clock, np.array([0.0, end]))
    ax.set_xlim(float(edges[0]), float(edges[1]))
    years = {clock.start.year, last.year}
    ax.set_xlabel(" to ".join(str(year) for year in sorted(years)))
    tell_dates(ax, clock.start, last)
    for name, a, b in (("warm-up", 0.0, warm), ("cool-down", window, end)):
        if b > a:
            left, right = days(clock, np.array([a, b]))
            ax.axvspan(left, right, color="#F0F0F0", linewidth=0, zorder=-5)
            if b - a > 0.075 * end:
                ax.text(
                    (left + right) / 2, 1.01, name, transform=ax.get_xaxis_transform(),
                    ha="center", va="bottom", color=MUTED, fontsize=9.5,
                )  # fmt: skip


def week_axis(ax: Axes) -> None:
    """Hours 0 to 168 of the week: a line at each midnight, each day's name at its noon."""
    ax.set_xlim(0, 168)
    ax.set_xticks(range(0, 169, 24), [""] * 8)
    ax.set_xticks(range(12, 168, 24), WEEKDAYS, minor=True)
    ax.tick_params(axis="x", which="minor", length=0)
    ax.grid(axis="x", which="major")
