"""README's figure: the backlog of the scenario `peak`."""

from __future__ import annotations

from pathlib import Path

import simulator as sim
from simulator.reporting.style import svg

FIGURE = Path(__file__).resolve().parents[2] / "docs" / "figures" / "peak_backlog.svg"
REPLICATIONS = 4


def draw() -> bytes:
    """The same bytes as figures/backlog.svg of `simulator run peak --replications 4`."""
    results = sim.run("peak", replications=REPLICATIONS, orders="none")
    return svg(results.plot.backlog)
