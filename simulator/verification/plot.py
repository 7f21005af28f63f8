"""Theory against simulation, in one figure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from simulator.reporting import style
from simulator.verification.verdicts import Row, Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE_HEIGHT = 0.19
"""Inches a figure."""


def theory_against_simulation(
    rows: Sequence[Row],
    precision: float,
    ax: Axes | None = None,
    title: str = "Theory against simulation",
) -> Axes:
    """Simulated minus exact, in percent of exact, with its 99.9 % interval; a line per figure.

    The shaded band is the half-width that an interval may have at most.
    """
    ax = style.axes(ax, 1.4 + LINE_HEIGHT * len(rows))
    percent = 100 * precision
    ax.axvspan(-percent, percent, color="#EEF3F7", zorder=0)
    ax.axvline(0, color=style.INK, linewidth=0.9, zorder=1)
    for place, row in enumerate(rows):
        scale = 100 / abs(row.figure.exact)
        off = scale * (row.found.mean - row.figure.exact)
        color = style.color(0) if row.verdict is Verdict.OK else style.ALARM
        ax.errorbar(
            off, place, xerr=scale * row.found.half_width, fmt="o", markersize=3.2, color=color,
            elinewidth=1.3, capsize=2, zorder=3,
        )  # fmt: skip
    ax.set_yticks(range(len(rows)), [f"{row.system.title}: {row.figure.name}" for row in rows])
    ax.tick_params(axis="y", length=0, labelsize=8)
    ax.set_ylim(len(rows) - 0.3, -0.7)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("simulated less exact, % of the exact value")
    ax.set_title(title)
    return ax


def pictures(rows: Sequence[Row], precision: float) -> dict[str, bytes]:
    """The figure as theory.svg and theory.png."""
    draw = partial(theory_against_simulation, rows, precision)
    return {"theory.svg": style.svg(draw), "theory.png": style.png(draw)}
