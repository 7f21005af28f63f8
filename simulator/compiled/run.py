"""One replication by the compiled engine."""

from __future__ import annotations

from simulator.compiled import entry
from simulator.compiled.arrays import FullError
from simulator.compiled.carts import with_idle_carts, without_idle_carts
from simulator.compiled.running import Run
from simulator.compiled.start import TooLargeError, start
from simulator.compiled.timeline import timeline_of
from simulator.memory import given_back
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.workload import Workload

__all__ = ["TooLargeError", "load", "simulate"]


def load() -> None:
    """The code from the disk into this process, or compiled now."""
    entry.load()


def simulate(scenario: Scenario, workload: Workload) -> Timeline:
    """The timeline of a covered scenario; arrays that were too small are made larger.

    Raises TooLargeError where the numbers of the run do not fit into those of the engine.
    """
    orders = without_idle_carts(scenario, workload)
    room = 1
    while True:
        with given_back(orders.n):
            begun = start(scenario, orders, room)
        run = Run(scenario, orders, begun)
        del begun
        try:
            run.to_the_end()
        except FullError:
            room *= 4
        else:
            break
    timeline = timeline_of(run)
    return timeline if orders is workload else with_idle_carts(scenario, workload, timeline)
