"""Whether the simulated time holds the orders of a trace, and the clock that does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.intake.counts import far_from_others
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.trace_window import date_of, moved_to, order_file, shift_of, window_of
from simulator.units import DAY

MUCH = 0.1
"""Share of the orders outside of the simulated time from which that is a warning."""


def outside_the_clock(scenario: Scenario) -> Iterator[str]:
    """A warning where many orders of the trace's window are not simulated; with what to write.

    Days that are drawn fill the simulated time, whatever it is. Orders far from the others are a
    slip of the year and stretch no clock. Raises ScenarioError where the file cannot be read.
    """
    trace = scenario.demand.trace
    if trace is None or trace.resample is not None:
        return
    file = order_file(scenario, trace)
    inside = window_of(trace, file)
    shift = shift_of(trace, file, inside)
    rows = np.flatnonzero(inside)
    created = moved_to(scenario, file, rows, np.full(len(rows), shift))
    out = int(((created < 0) | (created >= scenario.clock.horizon)).sum())
    if out <= MUCH * len(rows):
        return
    near = np.delete(rows, far_from_others(file.wall[rows]))
    first = int(file.wall[near[0]]) + shift
    length = first % DAY + int(file.placed[near[-1]] - file.placed[near[0]])
    clock = f"clock: {{start: {date_of(first)}, run: {length // DAY + 1} d}}"
    yield (
        f"{out:,} of the {len(rows):,} orders of the file that ship lie outside of the simulated "
        f"time and are left out. To have all of them, write {clock}; if a part is meant, write it "
        "as demand.trace.window."
    )
