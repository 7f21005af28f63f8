"""Run the systems with a known answer and the second opinions, and judge every figure."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from simulator.compiled.choice import Asked, engine_named, insist
from simulator.experiments.running.batch import Progress, Silence
from simulator.experiments.running.executors import executors, run_all
from simulator.scenario import Scenario, load
from simulator.scenario.experiment import Replications
from simulator.verification.running import Measuring
from simulator.verification.second_opinion import (
    CIW_MISSING,
    TANDEM,
    Opinion,
    by_this_model,
    figures_of,
    opinions,
    programs,
)
from simulator.verification.system import System
from simulator.verification.systems import scenario_file, systems
from simulator.verification.verdicts import PRECISION, QUICK_PRECISION, Row, Verdict, row

QUICK_SHARE = 10
"""A quick run does one in so many of the replications."""
QUICK_LEAST, QUICK_MOST = 12, 40
"""At least and at most: forty are enough for QUICK_PRECISION in every system."""
QUICK_OPINIONS = 24
"""Of a second opinion: both sides vary, so that a quick run needs more of them."""
OURS = "this model"

Values = tuple[float, ...]


@dataclass(frozen=True)
class Verification:
    """Everything that `simulator verify` found out."""

    rows: tuple[Row, ...]
    opinions: tuple[Opinion, ...]
    notes: tuple[str, ...]
    quick: bool
    seconds: float

    @property
    def precision(self) -> float:
        """The relative half-width that a system's figure may have at most."""
        return QUICK_PRECISION if self.quick else PRECISION

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Of every comparison."""
        systems_, others = (row.verdict for row in self.rows), (o.verdict for o in self.opinions)
        return (*systems_, *others)

    @property
    def passed(self) -> bool:
        """Whether every figure and every second opinion is ok."""
        return all(verdict is Verdict.OK for verdict in self.verdicts)


@dataclass(frozen=True)
class Job:
    """One row of work: `run` is called with each number below `replications`."""

    name: str
    replications: int
    run: Callable[[int], Values]


def verify(
    quick: bool = False,
    jobs: int | None = None,
    these: Sequence[System] | None = None,
    second_opinions: bool = True,
    progress: Progress | None = None,
    engine: str | None = None,
) -> Verification:
    """Run all systems (or `these`) and compare; the result depends neither on `jobs` nor `engine`.

    `engine` is auto, simpy or compiled; second opinions are on the SimPy model.
    """
    began = time.perf_counter()
    asked = Asked(engine_named(engine), time.time())
    chosen = systems() if these is None else tuple(these)
    work = [_job(system, quick, asked) for system in chosen]
    others = _other_programs(quick) if second_opinions else []
    by_part = _all([*work, *others], jobs, progress or Silence())
    precision = QUICK_PRECISION if quick else PRECISION
    rows = [
        row(system, figure, [values[k] for values in by_part[number]], precision)
        for number, system in enumerate(chosen)
        for k, figure in enumerate(system.figures)
    ]
    said = {job.name: by_part[len(work) + k] for k, job in enumerate(others)}
    return Verification(
        rows=tuple(rows),
        opinions=tuple(
            opinion
            for name, theirs in said.items()
            if name != OURS
            for opinion in opinions(name, said[OURS], theirs, quick)
        ),
        notes=(CIW_MISSING,) if second_opinions and "Ciw" not in said else (),
        quick=quick,
        seconds=time.perf_counter() - began,
    )


def _all(work: Sequence[Job], jobs: int | None, progress: Progress) -> list[list[Values]]:
    """For each job its values, in the order of the replications."""
    progress.total(sum(job.replications for job in work))
    by_part: dict[tuple[int, int], Values] = {}

    def tasks() -> Iterator[tuple[tuple[int, int], Callable[[], Values]]]:
        for k, job in enumerate(work):
            for number in range(job.replications):
                yield (k, number), partial(job.run, number)

    def done(name: tuple[int, int], values: Values) -> None:
        by_part[name] = values
        progress.finished(name[1])

    run_all(tasks(), executors(None, jobs), done)
    return [[by_part[k, n] for n in range(job.replications)] for k, job in enumerate(work)]


def _job(system: System, quick: bool, asked: Asked) -> Job:
    scenario = load(scenario_file(system.scenario), variant=system.variant).scenario
    if asked.engine == "compiled":
        insist(scenario)
    measures = tuple(figure.measure for figure in system.figures)
    return Job(system.title, _replications(scenario, quick), Measuring(scenario, measures, asked))


def _other_programs(quick: bool) -> list[Job]:
    scenario = load(scenario_file(TANDEM)).scenario
    mine = partial(figures_of, partial(by_this_model, scenario))
    work = {OURS: mine, **{name: partial(figures_of, each) for name, each in programs().items()}}
    number = max(_replications(scenario, quick), QUICK_OPINIONS)
    return [Job(name, number, run) for name, run in work.items()]


def _replications(scenario: Scenario, quick: bool) -> int:
    """The scenario's own number, or a tenth of it, within limits."""
    planned = scenario.experiment.replications
    assert not isinstance(planned, Replications), "verification scenarios name a number"
    return min(max(planned // QUICK_SHARE, QUICK_LEAST), QUICK_MOST) if quick else planned
