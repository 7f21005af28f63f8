"""Heads needed and scheduled by quarter of an hour of a week, a panel for each crew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.reporting.dates import week_axis
from simulator.reporting.style import INK, MUTED, Numbers, color, figure_of, legend, panels, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.reporting.experiment_plots import AtTarget

MOST_PANELS = 4
"""Crews in one figure; the workbook has them all."""


@dataclass(frozen=True)
class CrewWeek:
    """Heads of a crew in equal steps of a week from Monday 0 h."""

    name: str
    needed: Numbers
    scheduled: Numbers
    today: Numbers


@styled()
def heads_of_week(
    crews: Sequence[CrewWeek], target: AtTarget | None = None, ax: Axes | None = None
) -> Axes:
    """Needed as an area, scheduled as a line, today's as a thin one; the target stands below."""
    used = [c for c in crews if (c.needed > 0).any() or (c.scheduled > 0).any()]
    drawn = (used or list(crews))[:MOST_PANELS]
    rows = [1.0] * len(drawn) + ([] if target is None else [0.6])
    made = panels(ax, 0.7 + 2.1 * len(drawn) + (0 if target is None else 1.7), rows)
    if target is not None:
        target.draw(made[-1])
    for crew, each in zip(drawn, made, strict=False):
        edges = np.linspace(0, 168, len(crew.needed) + 1)
        each.stairs(crew.needed, edges, fill=True, color=color(0), alpha=0.3, label="needed")
        each.stairs(crew.today, edges, color=MUTED, linewidth=1, label="scheduled today")
        each.stairs(crew.scheduled, edges, color=INK, linewidth=1.6, label="scheduled")
        each.set_title(crew.name)
        each.set_ylabel("heads")
        each.set_ylim(bottom=0)
        week_axis(each)
    legend(made[0])
    figure_of(made[0])
    return made[0]
