"""What is seen on a figure, in words, for who cannot see it: read off what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.reporting.dates import EPOCH, MONTHS, WEEKDAYS
from simulator.reporting.style import Numbers
from simulator.units import DAY, MINUTE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_AXES = 6
MOST_CURVES = 16
"""Of one axes; the tables have them all."""
FEW = 6
"""So many points are each told."""
FIRST_DATE = 10_000
"""Days since matplotlib's epoch from which a number on an axis is a date: those of 1997 on."""


def described(drawn: Axes) -> str:
    """Each axes by what it measures, its goals, and of each curve its values or their extremes.

    What is drawn in lanes, cells or bars without labels has its texts.
    """
    figure = drawn.figure
    shown = [each for each in figure.axes if each.axison][:MOST_AXES]
    told = [text for each in shown if (text := _of_axes(each))]
    return " ".join(told)


def _of_axes(ax: Axes) -> str:
    title, across, up = ax.get_title(loc="left"), ax.get_xlabel(), ax.get_ylabel()
    named = ", ".join(part for part in (title, up, f"over {across}" if across else "") if part)
    if "0" in (_names(ax, "y") or {}).values():
        return f"{named}: {'; '.join(_lanes(ax))}."
    curves = [*_curves(ax), *_measured(ax), *_rows(ax)][:MOST_CURVES]
    rows = _names(ax, "y") or {}
    texts = []
    for each in ax.texts:
        across_row = each.get_transform() == ax.transData
        row = rows.get(round(float(each.get_position()[1])), "") if across_row else ""
        texts += [f"{row} {each.get_text()}".strip()] if each.get_text().strip() else []
    parts = [*curves, *texts[: 2 * MOST_CURVES]]
    if not parts:
        return f"{named}." if named else ""
    return f"{named}: {'; '.join(parts)}." if named else f"{'; '.join(parts)}."


def _curves(ax: Axes) -> Iterator[str]:
    """Of each thing in the legend: where it is, or from where to where it goes."""
    from matplotlib.container import Container

    handles, labels = ax.get_legend_handles_labels()
    upright = _names(ax, "y")
    for handle, label in zip(handles, labels, strict=True):
        if isinstance(handle, Container):
            continue
        points = _points(handle)
        if points is None:
            yield label
            continue
        x, y = points
        line = _line(handle)
        if label.startswith("target "):  # which says where it is
            yield label
        elif line.get_transform() == ax.get_xaxis_transform():  # of a goal or a moment
            yield f"{label} at {_place(ax, 'x', float(x[0]))}".replace("\n", " ")
        elif line.get_transform() == ax.get_yaxis_transform():
            yield f"{label} at {_place(ax, 'y', float(y[0]))}"
        elif len(x) > 1 and len({*map(float, x if upright is None else y)}) == 1:
            continue  # the range of one of several
        elif upright is not None:
            rows = (f"{upright.get(round(float(b)), '')} {_number(float(a))}"
                    for a, b in zip(x, y, strict=True))  # fmt: skip
            yield f"{label}: {', '.join(row.strip() for row in rows)}"
        else:
            yield f"{label}: {_values(ax, x, y)}"


def _lanes(ax: Axes) -> Iterator[str]:
    """Of each strip with a scale of its own: its name, its lowest and highest value and where."""
    ticks = ax.get_yticks()
    tops = [_parsed(each.get_text()) for each in ax.get_yticklabels()]
    bases = [(float(ticks[k]), tops[k + 1]) for k in range(0, len(ticks) - 1, 2)]
    for base, top in bases:
        name = next(
            (t.get_text() for t in ax.texts if base + 1 <= t.get_position()[1] < base + 1.2), ""
        )
        curves = [
            (np.asarray(line.get_xdata(), dtype=float), np.asarray(line.get_ydata(), dtype=float))
            for line in ax.lines
        ]
        within = [
            (x, (y - base) * top) for x, y in curves
            if len(y) > 2 and np.nanmin(y) >= base - 0.01 and np.nanmax(y) <= base + 1.01
        ]  # fmt: skip
        if not within:
            yield name
            continue
        x, y = within[0]
        low, high = int(np.nanargmin(y)), int(np.nanargmax(y))
        yield (
            f"{name}: lowest {_number(float(y[low]))} at {_place(ax, 'x', float(x[low]))}, highest "
            f"{_number(float(y[high]))} at {_place(ax, 'x', float(x[high]))}"
        )


def _parsed(label: str) -> float:
    try:
        return float(label.replace(",", "").replace("−", "-"))
    except ValueError:
        return float("nan")


def _measured(ax: Axes) -> Iterator[str]:
    """Of marks with error bars each, with what the legend says of the first of its kind."""
    bars = [each for each in ax.containers if isinstance(each, tuple) and hasattr(each[0], "_x")]
    called = {each[0].get_marker(): str(each.get_label()) for each in bars[::-1] if _named(each)}
    names = _names(ax, "y")
    for each in bars:
        x, y = (np.asarray(v, dtype=float) for v in (each[0].get_xdata(), each[0].get_ydata()))
        label = str(each.get_label()) if _named(each) else called.get(each[0].get_marker(), "")
        if names is not None and len(x) == 1 and round(float(y[0])) in names:
            kind = label.partition(":")[0]
            yield f"{names[round(float(y[0]))]} {_number(float(x[0]))}{f', {kind}' if kind else ''}"
        elif len(x):
            yield f"{label}: {_values(ax, x, y)}" if label else _values(ax, x, y)


def _named(container: Any) -> bool:
    return not str(container.get_label()).startswith("_")


def _rows(ax: Axes) -> Iterator[str]:
    """Without a legend: the dot of each named row, and how far its bar goes."""
    names = _names(ax, "y")
    if names is None or ax.get_legend_handles_labels()[0]:
        return
    bars: dict[int, tuple[float, float]] = {}
    for line in ax.lines:
        x, y = (np.asarray(values, dtype=float) for values in (line.get_xdata(), line.get_ydata()))
        row = round(float(y[0])) if len(y) else -1
        if row not in names:
            continue
        if len(x) == 2 and y[0] == y[1] and line.get_linestyle() == "-":
            bars[row] = (float(x[0]), float(x[1]))
        elif len(x) == 1 and line.get_marker() == "o":
            low, high = bars.get(row, (np.nan, np.nan))
            within = f" ({_number(low)} to {_number(high)})" if low == low else ""
            yield f"{names[row]} {_number(float(x[0]))}{within}"


def _values(ax: Axes, x: Numbers, y: Numbers) -> str:
    """Each of few values; of many the first, the extremes with their places, and the last."""

    def at(k: int) -> str:
        return f"{_number(float(y[k]))} at {_place(ax, 'x', float(x[k]))}"

    if len(y) <= FEW:
        return ", ".join(at(k) for k in range(len(y)))
    low, high = int(np.nanargmin(y)), int(np.nanargmax(y))
    return f"from {at(0)} to {at(len(y) - 1)}, lowest {at(low)}, highest {at(high)}"


def _line(handle: Any) -> Any:
    return handle[0] if isinstance(handle, tuple) and len(handle) else handle


def _points(handle: Any) -> tuple[Numbers, Numbers] | None:
    """Of a line, or of the line of error bars; None of other things, and of what has no points."""
    line = _line(handle)
    if not hasattr(line, "get_xdata"):
        return None
    x, y = (np.asarray(values, dtype=float) for values in (line.get_xdata(), line.get_ydata()))
    there = np.isfinite(x) & np.isfinite(y)
    return (x[there], y[there]) if there.any() else None


def _names(ax: Axes, axis: str) -> dict[int, str] | None:
    """What stands at the ticks of an axis, if it was given to them."""
    formatter = getattr(ax, f"{axis}axis").get_major_formatter()
    if not isinstance(getattr(formatter, "func", None), partial):  # what given labels become
        return None
    ticks = getattr(ax, f"get_{axis}ticks")()
    labels = [each.get_text() for each in getattr(ax, f"get_{axis}ticklabels")()]
    return {round(float(tick)): label for tick, label in zip(ticks, labels, strict=True)}


def _place(ax: Axes, axis: str, value: float) -> str:
    """A place on an axis, by its date or by the name that stands there."""
    if value > FIRST_DATE:
        return _date(value)
    days = [each.get_text() for each in ax.get_xticklabels(minor=True)]
    if axis == "x" and len(days) == 7 and 0 <= value <= 168:
        return f"{days[min(int(value) // 24, 6)]} {int(value) % 24}:00"
    names = _names(ax, axis)
    if names is not None and round(value) in names and abs(value - round(value)) < 0.2:
        return names[round(value)]
    return _number(value)


def _date(value: float) -> str:
    moment = EPOCH + timedelta(minutes=round(value * DAY / MINUTE))
    time = f" {moment:%H:%M}" if moment.hour or moment.minute else ""
    return f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}{time}"


def _number(value: float) -> str:
    if value != value:
        return "unknown"
    told = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return told.replace("-", "−")
