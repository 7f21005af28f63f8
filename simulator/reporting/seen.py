"""What is seen on a figure, in words, for who cannot see it: read off what was drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.reporting.style import LANES, LESS_IS_BETTER, MORE_IS_BETTER, Numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_AXES = 6
MOST_CURVES = 16
"""Of one axes; the tables have them all."""
FEW = 6
"""So many points are each told."""


def described(drawn: Axes) -> str:
    """Each axes by what it measures, its goals, and of each curve its values or their extremes.

    What is drawn in lanes, cells or bars without labels has its texts.
    """
    figure = drawn.figure
    shown = [each for each in figure.axes if each.axison][:MOST_AXES]
    told = [text for each in shown if (text := _of_axes(each))]
    return " ".join(told)


def _of_axes(ax: Axes) -> str:
    named = _named_axes(ax)
    if ax.get_label() == LANES:
        return f"{named}: {'; '.join(_lanes(ax))}."
    if ax.get_label() == "<colorbar>":  # as Matplotlib calls it
        return f"Color: {_without_arrows(ax.get_ylabel())}."
    curves = [*_curves(ax), *_measured(ax), *_rows(ax), *_dots(ax), *_cells(ax)]
    curves = curves[:MOST_CURVES]
    parts = [*curves, *[*_texts(ax)][: 2 * MOST_CURVES]]
    if not parts:
        return f"{named}." if named else ""
    return f"{named}: {'; '.join(parts)}." if named else f"{'; '.join(parts)}."


def _named_axes(ax: Axes) -> str:
    """What is measured over what: 'orders, over 2026', 'On-time ship, %' where rows have names."""
    title = ", ".join(text for loc in ("left", "right") if (text := ax.get_title(loc=loc)))
    title = title.replace("\n", " ")
    across, up = (_without_arrows(text) for text in (ax.get_xlabel(), ax.get_ylabel()))
    if ax.images and across and up:
        return ", ".join(part for part in (title, f"{up} by {across}") if part)
    years = re.fullmatch(r"\d{4}( to \d{4})*", across) is not None
    over = f"{'in' if years else 'over'} {across}" if across and (up or years) else across
    return ", ".join(part for part in (title, up, over) if part)


def _without_arrows(axis: str) -> str:
    """The words of an axis, with which of its values are better instead of an arrow."""
    more = axis.replace(MORE_IS_BETTER, " (more is better)")
    return more.replace(LESS_IS_BETTER, " (less is better)").replace("\n", " ")


def _texts(ax: Axes) -> Iterator[str]:
    """What is written on the axes, after the names of its row and, in a map, of its column."""
    rows, columns = _names(ax, "y") or {}, (_names(ax, "x") or {}) if ax.images else {}
    for each in ax.texts:
        text = each.get_text().strip().replace("\n", ", ")
        if not text or text in ("← worse", "worse →"):
            continue
        if text in ("← better", "better →"):
            yield "less is better" if text[0] == "←" else "more is better"
            continue
        places = each.get_position() if each.get_transform() == ax.transData else (-1.0, -1.0)
        column, row = (round(float(place)) for place in places)
        names = [name for name in (rows.get(row), columns.get(column)) if name]
        between = ": " if columns and names else " "
        yield f"{' by '.join(names)}{between}{text}".strip()


def _curves(ax: Axes) -> Iterator[str]:
    """Of each thing in the legend: where it is, or from where to where it goes."""
    from matplotlib.container import Container

    handles, labels = ax.get_legend_handles_labels()
    upright, ends = _names(ax, "y"), _intervals(ax)
    for handle, label in zip(handles, (label.strip() for label in labels), strict=True):
        if isinstance(handle, Container):
            continue
        points = _points(handle)
        if points is None:
            yield f"{label}{_band(handle)}"
            continue
        x, y = points
        line = _line(handle)
        if label.startswith("target ") or label.endswith(" %"):  # which says where it is
            yield label
        elif not hasattr(line, "get_xdata"):
            yield f"{label}: {_values(ax, x, y)}"
        elif line.get_transform() == ax.get_xaxis_transform():  # of a goal or a moment
            yield f"{label} at {_place(ax, 'x', float(x[0]))}".replace("\n", " ")
        elif line.get_transform() == ax.get_yaxis_transform():
            yield f"{label} at {_place(ax, 'y', float(y[0]))}"
        elif len(x) > 1 and len({*map(float, x if upright is None else y)}) == 1:
            continue  # the range of one of several
        elif upright is not None:
            rows = (f"{upright.get(round(float(b)), '')} {_number(float(a))}{ends(float(b), 'y')}"
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
    names, ends = _names(ax, "y"), _intervals(ax)
    for each in bars:
        x, y = (np.asarray(v, dtype=float) for v in (each[0].get_xdata(), each[0].get_ydata()))
        label = str(each.get_label()) if _named(each) else called.get(each[0].get_marker(), "")
        label = label.replace("\n", " ")
        if names is not None and len(x) == 1 and round(float(y[0])) in names:
            kind = label.partition(":")[0]
            told = f"{_number(float(x[0]))}{ends(float(y[0]), 'y')}{f', {kind}' if kind else ''}"
            told += _range(ax, round(float(y[0])))
            yield f"{names[round(float(y[0]))]} {told}".strip()
        elif len(x):
            told = _values(ax, x, y, ends)
            yield f"{label}: {told}" if label else told


Ends = Callable[[float, str], str]
"""' (90 to 96)' of the interval at a place on the x or the y axis, nothing where there is none."""


def _intervals(ax: Axes) -> Ends:
    """Of the straight lines through marks."""
    from matplotlib.collections import LineCollection

    across: dict[tuple[str, float], tuple[float, float]] = {}
    for each in ax.collections:
        lines: list[Any] = each.get_segments() if isinstance(each, LineCollection) else []
        for (x0, y0), (x1, y1) in (line.tolist() for line in lines if len(line) == 2):
            if y0 == y1 and x0 != x1:
                across["y", round(y0, 6)] = (x0, x1)
            elif x0 == x1 and y0 != y1:
                across["x", round(x0, 6)] = (y0, y1)

    def ends(place: float, axis: str) -> str:
        low, high = across.get((axis, round(place, 6)), (np.nan, np.nan))
        return f" ({_number(low)} to {_number(high)})" if low == low else ""

    return ends


def _range(ax: Axes, row: int) -> str:
    """', weeks, P10 to P90: 90 to 98' of what single periods of a row range over."""
    ranges: list[Any] = [line for line in ax.lines if line.get_marker() == "|"]
    name = next((line.get_label() for line in ranges if _named(line)), "")
    for line in ranges:
        ends, (y, *_) = (np.asarray(each, dtype=float).tolist() for each in line.get_data())
        if name and len(ends) == 2 and round(y) == row and ends[0] == ends[0]:
            return f", {name}: {_number(ends[0])} to {_number(ends[1])}"
    return ""


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


def _dots(ax: Axes) -> Iterator[str]:
    """Of dots that no legend names: the lowest and the highest with their places."""
    measured = [each[0] for each in ax.containers if isinstance(each, tuple)]
    for line in ax.lines:
        if line in measured:
            continue
        alone = line.get_linestyle() == "None" and line.get_marker() in ("o", ".")
        if not alone or not str(line.get_label()).startswith("_") or _names(ax, "y") is not None:
            continue
        x, y = (np.asarray(values, dtype=float) for values in (line.get_xdata(), line.get_ydata()))
        if len(y) > 1 and np.isfinite(y).any():
            low, high = int(np.nanargmin(y)), int(np.nanargmax(y))
            ends = (
                f"{_number(float(y[k]))} at {_place(ax, 'x', float(x[k]))}" for k in (low, high)
            )
            yield f"{len(y)} dots, lowest {', highest '.join(ends)}"


def _cells(ax: Axes) -> Iterator[str]:
    """Of a map without words in it: the highest and the lowest cell by row and column."""
    rows = _given(ax, "y")
    for each in ax.collections:
        values = each.get_array()
        if values is None or values.ndim != 2 or ax.texts:
            continue
        places = [np.unravel_index(k, values.shape) for k in (values.argmax(), values.argmin())]
        told = (
            f"{_number(float(values[row, column]))} at {rows.get(row + 0.5, row)} "
            f"{_place(ax, 'x', float(column))}"
            for row, column in places
        )
        yield f"highest {', lowest '.join(told)}"


def _values(ax: Axes, x: Numbers, y: Numbers, ends: Ends | None = None) -> str:
    """Each of few values; of many the first, the extremes with their places, and the last.

    With their intervals where `ends` has them.
    """

    def at(k: int) -> str:
        around = "" if ends is None else ends(float(x[k]), "x")
        place = _place(ax, "x", float(x[k]))
        return f"{_number(float(y[k]))}{around} {place if place[:3] == 'in ' else f'at {place}'}"

    if len(y) <= FEW:
        return ", ".join(at(k) for k in range(len(y)))
    low, high = int(np.nanargmin(y)), int(np.nanargmax(y))
    return f"from {at(0)} to {at(len(y) - 1)}, lowest {at(low)}, highest {at(high)}"


def _band(handle: Any) -> str:
    """': 0 to 2,600' of an area that is drawn, nothing of one that stands for others."""
    paths = handle.get_paths() if hasattr(handle, "get_paths") else []
    heights = [path.vertices[:, 1] for path in paths if len(path.vertices) > 2]
    if not heights:
        return ""
    low, high = (float(end(np.concatenate(heights))) for end in (np.min, np.max))
    return f": {_number(low)} to {_number(high)}"


def _line(handle: Any) -> Any:
    return handle[0] if isinstance(handle, tuple) and len(handle) else handle


def _points(handle: Any) -> tuple[Numbers, Numbers] | None:
    """Of a line, of the line of error bars or of steps; None of what has no points."""
    line = _line(handle)
    if hasattr(line, "get_xdata"):
        drawn = (line.get_xdata(), line.get_ydata())
    elif hasattr(line, "get_data"):  # steps between edges
        drawn = (line.get_data().edges[:-1], line.get_data().values)
    else:
        return None
    x, y = (np.asarray(values, dtype=float) for values in drawn)
    there = np.isfinite(x) & np.isfinite(y)
    return (x[there], y[there]) if there.any() else None


def _given(ax: Axes, axis: str) -> dict[float, str]:
    """What stands at the ticks of an axis, if it was given to them."""
    formatter = getattr(ax, f"{axis}axis").get_major_formatter()
    if not isinstance(getattr(formatter, "func", None), partial):  # what given labels become
        return {}
    ticks = getattr(ax, f"get_{axis}ticklabels")()
    labels = [each.get_text().replace("\n", " ") for each in ticks]
    return dict(zip(map(float, getattr(ax, f"get_{axis}ticks")()), labels, strict=True))


def _names(ax: Axes, axis: str) -> dict[int, str] | None:
    """The same of rows and columns, which stand at whole numbers."""
    given = _given(ax, axis)
    if not given or any(tick != round(tick) for tick in given):
        return None
    return {round(tick): label for tick, label in given.items()}


def _place(ax: Axes, axis: str, value: float) -> str:
    """A place on an axis, as the axis tells it, by its date or by the name that stands there."""
    told = getattr(ax, f"fmt_{axis}data")
    if told is not None:
        return str(told(value))
    days = [each.get_text() for each in ax.get_xticklabels(minor=True)]
    if axis == "x" and len(days) == 7 and 0 <= value <= 168:
        if value == 168:
            return f"{days[6]} 24:00"
        return f"{days[int(value) // 24]} {int(value) % 24}:00"
    names = _names(ax, axis)
    if names is not None and round(value) in names and abs(value - round(value)) < 0.2:
        return names[round(value)]
    return _number(value)


def _number(value: float) -> str:
    if value != value:
        return "unknown"
    told = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    if "e" in told:
        return "about 0"
    return told.replace("-", "−")
