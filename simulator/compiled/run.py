"""One replication by the compiled engine."""

from __future__ import annotations

from simulator.compiled.arrays import FullError
from simulator.compiled.running import Run
from simulator.compiled.start import TooLargeError, start
from simulator.compiled.timeline import timeline_of
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.workload import Workload

__all__ = ["TooLargeError", "simulate"]


def simulate(scenario: Scenario, workload: Workload) -> Timeline:
    """The timeline of a covered scenario; arrays that were too small are made larger.

    Raises TooLargeError where the numbers of the run do not fit into those of the engine.
    """
    room = 1
    while True:
        run = Run(scenario, workload, start(scenario, workload, room))
        try:
            run.to_the_end()
        except FullError:
            room *= 4
        else:
            return timeline_of(run)
