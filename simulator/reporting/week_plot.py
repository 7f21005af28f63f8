"""Orders by weekday and hour as a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.reporting.style import axes, figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def week_map(week: npt.NDArray[np.float64], ax: Axes | None = None) -> Axes:
    """(7, 24) mean orders in each hour from Monday 0 h; the darker, the more."""
    ax = axes(ax, 2.9)
    ax.set_title("Orders by weekday and hour")
    mesh = ax.pcolormesh(
        np.arange(25), np.arange(8), week, cmap="Blues", vmin=0, edgecolors="white",
        linewidth=0.8,
    )  # fmt: skip
    ax.set_yticks(np.arange(7) + 0.5, list(WEEKDAYS))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(7, 0)
    ax.set_xticks(range(0, 25, 3), [f"{hour}:00" for hour in range(0, 25, 3)])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    figure_of(ax).colorbar(mesh, ax=ax, label="orders an hour")
    return ax
