"""Heads and work by hour of the week: needed beside scheduled, as grids and charts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from simulator.reporting.curves import groups, table
from simulator.reporting.dates import WEEKDAYS
from simulator.reporting.style import Numbers
from simulator.reporting.workbook.formats import PERCENT
from simulator.reporting.workbook.moments import hours_of_week
from simulator.reporting.workbook.parts import Chart, Column, Grid, Line, Page

if TYPE_CHECKING:
    import pandas as pd

HEADS = "#,##0.0"
ORDERS = "#,##0.0"


def heads_page(series: pd.DataFrame, heads: pd.DataFrame, whose: str = "") -> Page:
    """Heads needed and scheduled: by shift, then hour by hour for each group of crews.

    `whose` says of which house they are, where there are several.
    """
    parts: list[Line | Grid] = [
        Line(f"Heads scheduled and needed{whose and f': {whose}'}", "title"),
        Line("Needed are the heads for the work that falls to an hour, if what came while nobody "
             "was there is spread evenly over the shift that finds it. Red: fewer are scheduled.",
             "note"),
        _by_shift(heads),
    ]  # fmt: skip
    for group in groups(series, "heads_needed_by_hour_of_week"):
        planned = _week(series, "heads_planned_by_hour_of_week", group)
        needed = _week(series, "heads_needed_by_hour_of_week", group)
        parts += [_by_day(group, planned, needed), _by_hour(group, planned, needed)]
    return Page("Heads", tuple(parts))


def hours_page(series: pd.DataFrame) -> Page:
    """Orders, load and how busy crews are by hour of the week, colored from low to high."""
    shown = (
        ("placed_by_hour_of_week", "Orders placed by hour, a week", ORDERS),
        ("shipped_by_hour_of_week", "Orders handed over by hour, a week", ORDERS),
        ("load_by_hour_of_week", "Work over what can be done: {}", PERCENT),
        ("utilization_by_hour_of_week", "Busy, of the heads scheduled: {}", PERCENT),
    )
    parts: list[Line | Grid] = [Line("By hour of the week", "title")]
    for name, title, form in shown:
        for group in groups(series, name):
            week = _week(series, name, group)
            columns = _grid(week, form, _hours(week))
            colored = tuple(range(1, 8))
            parts.append(Grid(title.format(group), columns, (), "scale", colored))
    return Page("Hours", tuple(parts))


def _week(series: pd.DataFrame, name: str, group: str) -> Numbers:
    """(168,) The mean over replications, NaN where there is none."""
    curve, values = table(series, name, group), np.full(168, np.nan)
    if len(curve):
        values[curve.index.to_numpy(dtype=np.int64)] = curve.mean(axis=1).to_numpy()
    return values


def _hours(*weeks: Numbers) -> slice:
    """The hours of the day from the first to the last with anything on any weekday."""
    there = np.any([np.nan_to_num(week).reshape(7, 24) != 0 for week in weeks], axis=(0, 1))
    filled = np.flatnonzero(there)
    return slice(int(filled[0]), int(filled[-1]) + 1) if len(filled) else slice(0, 0)


def _grid(week: Numbers, form: str, hours: slice, what: str = "") -> list[Column]:
    """A row per hour of the day, a column per weekday."""
    names = [f"{hour}:00" for hour in range(24)[hours]]
    by_day = week.reshape(7, 24)[:, hours]
    days = (Column(f"{day}{what}", by_day[k].tolist(), form) for k, day in enumerate(WEEKDAYS))
    return [Column("Hour", names), *days]


def _by_day(group: str, planned: Numbers, needed: Numbers) -> Grid:
    """Scheduled heads by hour and weekday, and those needed beside them."""
    hours = _hours(planned, needed)
    columns = [
        *_grid(planned, HEADS, hours, " scheduled"),
        *_grid(needed, HEADS, hours, " needed")[1:],
    ]
    return Grid(f"{group}: by weekday", columns, (), "short", tuple(range(1, 8)), 7)


def _by_hour(group: str, planned: Numbers, needed: Numbers) -> Grid:
    """Both hour after hour, with their chart."""
    there = np.flatnonzero((planned > 0) | (needed > 0))
    columns = [
        Column("Hour", hours_of_week(there.tolist())),
        Column("Scheduled", planned[there].tolist(), HEADS),
        Column("Needed", needed[there].tolist(), HEADS),
    ]
    chart = Chart(f"{group}: heads by hour of the week", "line", 0, (1, 2), "", "heads")
    return Grid(f"{group}: hour after hour", columns, (chart,), "short", (1,), 1)


def _by_shift(heads: pd.DataFrame) -> Grid:
    """Each shift: heads scheduled, and needed on average and at most."""
    named: tuple[tuple[str, str, str], ...] = (
        ("who", "Who", ""), ("works_at", "For", ""), ("shift", "Shift", ""),
        ("load", "Load of the window", PERCENT), ("scheduled", "Scheduled", HEADS),
        ("needed", "Needed", HEADS), ("needed_at_most", "At most", HEADS),
        ("in_hour", "In the hour from", ""),
    )  # fmt: skip
    columns = list(_named(heads, named))
    return Grid("By shift", columns, (), "short", (4,), 2)


def _named(frame: pd.DataFrame, named: tuple[tuple[str, str, str], ...]) -> Iterator[Column]:
    for name, head, form in named:
        yield Column(head, frame[name].tolist(), form)
