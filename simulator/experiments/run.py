"""Run a scenario: as many replications as asked for, or as many as the precision needs."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from simulator.analysis.statistics import estimate, is_precise
from simulator.experiments.executors import Interrupted, default_jobs, run_all
from simulator.experiments.replication import Keep, Replication, replicate
from simulator.experiments.results import Results
from simulator.scenario import Loaded, Scenario, load
from simulator.scenario.experiment import Replications
from simulator.workload.sampling import prepare


class Progress(Protocol):
    """What a run tells while it goes on."""

    def total(self, replications: int) -> None:
        """So many replications are planned now."""

    def finished(self, number: int) -> None:
        """This replication is done."""


class _Silence:
    def total(self, replications: int) -> None:
        pass

    def finished(self, number: int) -> None:
        pass


class ReplicationFailedError(RuntimeError):
    """A replication raised an error; `number` says which, so that it can be run alone."""

    def __init__(self, number: int, seed: int, cause: str) -> None:
        super().__init__(number, seed, cause)
        self.number, self.seed, self.cause = number, seed, cause

    def __str__(self) -> str:
        return f"replication {self.number} (seed {self.seed}) failed: {self.cause}"


@dataclass(frozen=True)
class Work:
    """What a worker process needs to know; calling it runs one replication."""

    scenario: Scenario
    keep: Keep

    def __call__(self, number: int) -> Replication:
        """Run replication `number`."""
        try:
            return replicate(self.scenario, number, self.keep)
        except KeyboardInterrupt:
            raise
        except Exception as error:
            seed = self.scenario.experiment.seed
            cause = f"{type(error).__name__}: {error}"
            raise ReplicationFailedError(number, seed, cause) from error


def run(
    source: str | Path | Loaded,
    *,
    variant: str | None = None,
    overrides: Sequence[str] = (),
    replications: int | None = None,
    seed: int | None = None,
    only: int | None = None,
    jobs: int | None = None,
    orders: Keep = "first",
    progress: Progress | None = None,
) -> Results:
    """Simulate a scenario and keep its figures.

    `source` is a path, the name of a scenario that ships, or a loaded one. `overrides` are
    'path=value' texts, which win over the file and the variant; `replications` and `seed` win over
    those. `only` runs that single replication (from 0). `jobs` is the number of processes; the
    results do not depend on it. `orders` says of which replications the order table and the event
    log are kept. An interrupted run returns what was finished, with `interrupted` set; raises
    ScenarioError for bad input, KeyboardInterrupt where nothing was finished yet.
    """
    given = list(overrides)
    if replications is not None:
        given.append(f"experiment.replications={replications}")
    if seed is not None:
        given.append(f"experiment.seed={seed}")
    loaded = (
        source if isinstance(source, Loaded) else load(source, variant=variant, overrides=given)
    )
    scenario = loaded.scenario
    prepare(scenario)
    began = time.perf_counter()
    collect = partial(
        run_all,
        Work(scenario, "all" if only is not None and orders != "none" else orders),
        jobs=jobs or default_jobs(),
    )
    done: dict[int, Replication] = {}
    report = progress or _Silence()
    interrupted = False
    try:
        for numbers in _rounds(scenario, only, jobs or default_jobs(), done):
            report.total(len(done) + len(numbers))
            done |= collect(numbers, done=lambda number, _: report.finished(number))
    except Interrupted as stop:
        done |= stop.finished  # type: ignore[arg-type]
        interrupted = True
        if not done:
            raise KeyboardInterrupt from None
    return Results(
        loaded=loaded,
        command=command_line(source, variant, given),
        replications=tuple(done[number] for number in sorted(_wanted(scenario, done))),
        seconds=time.perf_counter() - began,
        interrupted=interrupted,
    )


def command_line(source: str | Path | Loaded, variant: str | None, overrides: Sequence[str]) -> str:
    """The command that makes the same run; a loaded scenario is named by its run folder's copy."""
    words = ["simulator", "run", "scenario.yaml" if isinstance(source, Loaded) else str(source)]
    if variant is not None:
        words += ["--variant", variant]
    for override in overrides:
        words += ["--set", override]
    return shlex.join(words)


def _rounds(
    scenario: Scenario, only: int | None, jobs: int, done: dict[int, Replication]
) -> Iterator[list[int]]:
    """Numbers to run next, round by round, looking at what is done by then."""
    plan = scenario.experiment.replications
    if only is not None:
        yield [only]
    elif isinstance(plan, int):
        yield list(range(plan))
    else:
        yield list(range(plan.at_least))
        while len(done) < plan.at_most and not _precise(scenario, plan, done, len(done)):
            yield list(range(len(done), min(len(done) + jobs, plan.at_most)))


def _wanted(scenario: Scenario, done: dict[int, Replication]) -> list[int]:
    """The replications that count: with a precision, the fewest that reach it.

    A round runs as many at once as there are processes; what it ran too much is left out, so that
    the number of processes does not show in the results.
    """
    plan = scenario.experiment.replications
    if isinstance(plan, int) or len(done) <= plan.at_least:
        return list(done)
    for n in range(plan.at_least, len(done)):
        if _precise(scenario, plan, done, n):
            return list(range(n))
    return list(done)


def _precise(scenario: Scenario, plan: Replications, done: dict[int, Replication], n: int) -> bool:
    """Whether the first n replications give every named KPI its relative precision."""
    return all(
        is_precise(
            estimate(
                [done[k].measurement.kpis[kpi, "all"] for k in range(n)],
                scenario.experiment.confidence,
            ),
            plan.precision,
        )
        for kpi in plan.of
    )
