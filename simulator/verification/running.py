"""One replication of a system, by the ordinary model."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.compiled.choice import Asked, asked_for
from simulator.experiments.running.workers import quiet_garbage_collector
from simulator.journey import simulate
from simulator.measure.conservation import check
from simulator.measure.measurement import measure
from simulator.results.promises import as_promised
from simulator.scenario import Scenario
from simulator.verification.figures import Measure, Run
from simulator.workload.sampling import sample


def run_once(scenario: Scenario, number: int) -> Run:
    """Replication `number`, its books checked as in every run."""
    workload = sample(scenario, number)
    with quiet_garbage_collector():
        timeline = simulate(scenario, workload)
    workload = as_promised(workload, timeline.promises)
    check(scenario, workload, timeline)
    return Run(scenario, workload, timeline, measure(scenario, workload, timeline).kpis)


@dataclass(frozen=True)
class Measuring:
    """What a worker needs to know of a system; calling it runs a replication and measures it.

    `asked` is the engine that is to simulate.
    """

    scenario: Scenario
    measures: tuple[Measure, ...]
    asked: Asked

    def __call__(self, number: int) -> tuple[float, ...]:
        """The measured figures of replication `number`."""
        with asked_for(self.asked):
            run = run_once(self.scenario, number)
        return tuple(measured(run) for measured in self.measures)
