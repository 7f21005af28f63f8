"""Fans: how a number of orders may go on, from where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.reporting.style import Numbers, axes, color, legend, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_DRAWN = 5
"""Fans in one figure; what is in the house in all comes first."""


@dataclass(frozen=True)
class Fan:
    """A band around its median, a value for each moment."""

    name: str
    low: Numbers
    mid: Numbers
    high: Numbers


@styled()
def fans(hours: Numbers, parts: Sequence[Fan], begins: datetime, ax: Axes | None = None) -> Axes:
    """Bands over time from `begins` on, those of which something is there."""
    ax = axes(ax)
    drawn = [part for part in parts if part.high.max(initial=0) > 0][:MOST_DRAWN]
    for k, part in enumerate(drawn):
        ax.fill_between(hours, part.low, part.high, color=color(k), alpha=0.18, linewidth=0)
        ax.plot(hours, part.mid, color=color(k), label=part.name)
    ticks = _ticks(float(hours[-1]))
    ax.set_xticks(ticks)
    form = "%H:%M" if hours[-1] <= 36 else "%a %H:%M"
    ax.set_xticklabels([f"{begins + timedelta(hours=at):{form}}" for at in ticks])
    ax.set_ylabel("orders")
    ax.set_ylim(bottom=0)
    ax.set_xlim(0, float(hours[-1]))
    if drawn:
        legend(ax)
    return ax


def _ticks(length: float) -> list[float]:
    """At most seven moments, whole steps apart."""
    step = next((k for k in (0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 168) if length / k <= 6), 336.0)
    return [step * k for k in range(int(length / step) + 1)]
