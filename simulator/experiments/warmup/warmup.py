"""How long a scenario takes to forget its empty start: a suggestion, by two methods."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.compiled.choice import IN_SIMPY, Asked, asked_for, engine_named, insist
from simulator.experiments.running.batch import Progress, Silence
from simulator.experiments.running.executors import Executors, executors, run_all
from simulator.experiments.running.work import failing_as
from simulator.experiments.running.workers import quiet_garbage_collector
from simulator.journey import simulate
from simulator.measure.daily import daily
from simulator.measure.warm_up import Floats, Truncation, rounded_up, truncation
from simulator.mistakes import InputError
from simulator.policies.registry import OwnPolicy, known_as
from simulator.reporting.brief import brief
from simulator.results.promises import as_promised
from simulator.scenario import Scenario
from simulator.scenario.policies_used import own_policies
from simulator.units import DAY, WEEK
from simulator.workload.sampling import sample

REPLICATIONS = 5
"""Law 9.5.1: at least five."""
WEEKS = 16
"""Simulated where the caller names no length and there is no trace (assumption)."""
BATCH = 5
"""Of MSER-5, where the system has no weekly cycle."""
CYCLE = 7


@dataclass(frozen=True)
class Daily:
    """One replication's daily aggregates, to be run somewhere."""

    scenario: Scenario
    number: int
    command: str
    own: tuple[OwnPolicy, ...] = ()
    asked: Asked = IN_SIMPY

    def __call__(self) -> dict[str, Floats]:
        """Simulate and aggregate; raises what `failing_as` says."""
        with (
            failing_as(self.scenario, self.number, self.command),
            known_as(self.own),
            asked_for(self.asked),
        ):
            workload = sample(self.scenario, self.number)
            with quiet_garbage_collector():
                timeline = simulate(self.scenario, workload)
            workload = as_promised(workload, timeline.promises)
            return daily(self.scenario, workload, timeline)


@dataclass(frozen=True)
class WarmUp:
    """What was seen: each series as (replications, days), and where MSER cuts it.

    `days` is the suggestion: the latest cut, rounded up to whole cycles; None where some series
    does not settle in the first half of what was simulated.
    """

    scenario: Scenario
    series: Mapping[str, npt.NDArray[np.float64]]
    cuts: Mapping[str, Truncation]
    cycle: int
    days: int | None

    def __repr__(self) -> str:
        days = "nothing settles" if self.days is None else f"{self.days} d suggested"
        return brief(self, f"of {self.scenario.name}: {days}")

    @property
    def present(self) -> float:
        """The scenario's own warm-up in days."""
        return self.scenario.clock.warm_up / DAY

    @property
    def simulated(self) -> int:
        """Days of every series."""
        return len(next(iter(self.series.values()))[0])


def suggest(
    scenario: Scenario,
    command: str,
    *,
    replications: int = REPLICATIONS,
    length: int | None = None,
    jobs: int | None = None,
    executor: str | Executors | None = None,
    progress: Progress | None = None,
    engine: str | None = None,
) -> WarmUp:
    """Simulate from the empty start and look where the daily aggregates settle.

    The demand's events are left out: they would look like a start-up. `length` is in milliseconds;
    `engine` is auto, simpy or compiled.
    """
    long = _from_the_start(scenario, length)
    tell = progress or Silence()
    tell.total(replications)
    done: dict[int, dict[str, Floats]] = {}

    def finish(number: int, curves: dict[str, Floats]) -> None:
        done[number] = curves
        tell.finished(number)

    on = executor if isinstance(executor, Executors) else executors(executor, jobs)
    own = own_policies(long)
    asked = Asked(engine_named(engine), time.time())
    if engine == "compiled":
        insist(long)
    days = ((k, Daily(long, k, command, own, asked)) for k in range(replications))
    try:
        run_all(days, on, finish)
    finally:
        if on is not executor:
            on.close()
    names = done[0]
    series = {name: np.array([done[k][name] for k in range(replications)]) for name in names}
    return judged(scenario, series, cycle_of(scenario))


def judged(scenario: Scenario, series: Mapping[str, npt.NDArray[np.float64]], cycle: int) -> WarmUp:
    """Cut every series by MSER on batches of the cycle (of five days without one)."""
    batch = cycle if cycle > 1 else BATCH
    cuts = {name: truncation(values.mean(axis=0), batch) for name, values in series.items()}
    settled = all(cut.enough for cut in cuts.values())
    latest = max((cut.values for cut in cuts.values()), default=0)
    return WarmUp(scenario, series, cuts, cycle, rounded_up(latest, cycle) if settled else None)


def cycle_of(scenario: Scenario) -> int:
    """Days after which the scenario repeats: a week if weekdays differ, else a day."""
    demand = scenario.demand
    by_day = demand.trace is not None or demand.day_of_week is not None
    by_hour = demand.hour_of_day is not None and len(demand.hour_of_day) > 24
    shifts = any(len(set(shift.days)) < CYCLE for shift in scenario.shifts.values())
    return CYCLE if by_day or by_hour or shifts or scenario.shipping is not None else 1


def _from_the_start(scenario: Scenario, length: int | None) -> Scenario:
    clock = scenario.clock
    if length is None:
        trace = scenario.demand.trace
        of_trace = trace is not None and trace.resample is None
        length = clock.horizon if of_trace else max(clock.horizon, WEEKS * WEEK)
    if length < 2 * CYCLE * DAY:
        raise InputError(
            f"--length: {length / DAY:g} d are too few to see a start-up; write at least 14 d, "
            "better 112 d"
        )
    demand = scenario.demand.model_copy(update={"events": ()})
    long = clock.model_copy(update={"warm_up": 0, "run": length, "cool_down": 0})
    return scenario.model_copy(update={"clock": long, "demand": demand, "state": None})
