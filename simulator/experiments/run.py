"""Run a scenario: as many replications as asked for, or as many as the precision needs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from simulator.experiments.alternatives import Source, opened, seeded, texts_of, words_of
from simulator.experiments.fewest import told_of_run
from simulator.experiments.goals import goals_of
from simulator.experiments.precision import Stop, stop
from simulator.experiments.results import Results
from simulator.experiments.running.batch import Batch, Progress, Silence
from simulator.experiments.running.executors import Executors, executors
from simulator.experiments.running.replication import Keep, Replication
from simulator.experiments.running.work import ReplicationFailedError, Work
from simulator.experiments.state.folder import settings_from
from simulator.experiments.store.store import StoreGiven, store_of
from simulator.experiments.wording import goal_text
from simulator.mistakes import InputError
from simulator.reading.quantities import share
from simulator.scenario import Scenario
from simulator.scenario.experiment import Replications
from simulator.scenario.settings import IN_A_SHELL, Overrides, Setting, settings_of
from simulator.workload.sampling import prepare

LAST_NUMBER = 999_999
"""Of a replication: more cannot be kept under its number."""

__all__ = ["Progress", "ReplicationFailedError", "run", "settings"]

PRECISE = ("on_time_ship", "cycle_time.mean")
"""KPIs for which a precision holds where none are named."""


def run(
    source: Source,
    *,
    variant: str | None = None,
    overrides: Overrides = None,
    replications: int | None = None,
    precision: str | float | None = None,
    of: Sequence[str] | str = (),
    at_most: int | None = None,
    seed: int | None = None,
    only: int | None = None,
    jobs: int | None = None,
    executor: str | Executors | None = None,
    store: StoreGiven = None,
    orders: Keep = "first",
    progress: Progress | None = None,
    tell: Callable[[str], None] | None = None,
    engine: str | None = None,
    from_: str | Path | None = None,
) -> Results:
    """Simulate a scenario and keep its figures.

    `source` is a path, the name of a scenario that ships, or a loaded one, on top of which comes
    what is asked here as it does on a file. `overrides` are {PATH: VALUE}, which win over the file
    and the variant (see `settings_of`); `replications`, `precision` ('5 %' or 0.05, for the KPIs
    `of`, with `at_most` replications) and `seed` win over those.
    `from_` is the folder of a state to begin with, as `snapshot` leaves it.
    `only` runs that single replication (from 0). `jobs` is the number of processes, `executor` a
    'dask://host:port' instead of them, `engine` is auto, simpy or compiled; the results depend on
    none of them. Replications are read from
    `store`, a folder (True: that of the command line), where it has them, and kept there. `orders`
    says of which replications the order table and the event log are kept. `tell` gets, before the
    run begins, the least replications that targets in a share of periods take. An interrupted run
    returns what was finished, with `interrupted` set; raises ScenarioError for bad input,
    ReplicationFailedError where one fails, and KeyboardInterrupt where nothing was finished yet.
    """
    if only is not None and not 0 <= only <= LAST_NUMBER:
        raise InputError(f"--only {only}: there is no such replication; write 0 to {LAST_NUMBER}")
    given = [*settings_from(from_), *settings_of(overrides)]
    given += settings(replications, precision, of, at_most, seed)
    loaded = opened(source, variant=variant, overrides=given)
    scenario = loaded.scenario
    prepare(scenario)
    if tell is not None and only is None:
        for line in told_of_run(scenario):
            tell(line)
    began = time.perf_counter()
    on = executor if isinstance(executor, Executors) else executors(executor, jobs)
    keep: Keep = "all" if only is not None and orders != "none" else orders
    batch: Batch[int] = Batch(on, store_of(store), progress or Silence(), engine)
    done: dict[int, Replication] = {}
    interrupted = False
    try:
        for numbers in _rounds(scenario, only, on.workers, done):
            batch.progress.total(len(done) + len(numbers))
            alone = only is not None or scenario.experiment.replications == 1
            work = [
                Work(scenario, number, loaded.command, keep, keep_log=alone) for number in numbers
            ]
            batch.run(zip(numbers, work, strict=True), done.__setitem__)
    except KeyboardInterrupt:
        interrupted = True
        if not done:
            raise
    finally:
        batch.end()
        if on is not executor:
            on.close()
    stopped = None if only is not None else _stop(scenario, done)
    wanted = sorted(done)[: stopped.run] if stopped is not None else sorted(done)
    return Results(
        loaded=loaded,
        command=loaded.command,
        replications=tuple(done[number] for number in wanted),
        seconds=time.perf_counter() - began,
        interrupted=interrupted,
        stopped=stopped,
        reused=batch.reused,
        engines=dict(batch.engines),
    )


def settings(
    replications: int | None = None,
    precision: str | float | None = None,
    of: Sequence[str] | str = (),
    at_most: int | None = None,
    seed: int | None = None,
) -> list[Setting]:
    """What of the experiment is changed; InputError for what does not go together."""
    if replications is not None and precision is not None:
        raise InputError("--replications and --precision: give one of the two")
    if isinstance(precision, str) and not precision.strip():
        raise InputError(f"--precision {precision!r}: has no value; write --precision 5%")
    names = [name for text in texts_of(of, "of") for name in words_of(text, "--of", "KPI,KPI")]
    if precision is None and (names or at_most is not None):
        option = "--of" if names else "--at-most"
        raise InputError(f"{option}: belongs to --precision; give one, such as --precision 5%")
    plan: Any = replications
    if precision is not None:
        plan = {"precision": _share_of_the_mean(precision), "of": names or list(PRECISE)}
        if at_most is not None:
            plan |= {"at_most": at_most}
            plan |= {"at_least": at_most} if at_most < _at_least() else {}
    wanted = {} if plan is None else {"experiment.replications": plan}
    return [*settings_of(wanted, IN_A_SHELL), *seeded(seed)]


def _share_of_the_mean(written: str | float) -> str | float:
    """As a scenario has it, which reads the rest; InputError, of the option, for no share."""
    number = isinstance(written, str) and re.fullmatch(r"\s*\d+(\.\d+)?\s*", written)
    value = float(written) if number else written
    try:
        share(value)
    except ValueError as problem:
        raise InputError(f"--precision {written!r}: {problem}") from None
    return value


def _at_least() -> int:
    return int(Replications.model_fields["at_least"].get_default())


def _rounds(
    scenario: Scenario, only: int | None, at_once: int, done: dict[int, Replication]
) -> Iterator[list[int]]:
    """Numbers to run next, round by round, looking at what is done by then."""
    plan = scenario.experiment.replications
    if only is not None:
        yield [only]
    elif isinstance(plan, int):
        yield list(range(plan))
    else:
        yield list(range(min(plan.at_least + plan.look_ahead, plan.at_most)))
        while _stop(scenario, done) is None:
            yield list(range(len(done), min(len(done) + at_once, plan.at_most)))


def _stop(scenario: Scenario, done: dict[int, Replication]) -> Stop | None:
    """Where a sequential run stops, as far as it is done; None for a fixed number."""
    plan = scenario.experiment.replications
    if isinstance(plan, int) or not done:
        return None
    measured = [done[number].measurement.kpis for number in sorted(done)]
    for kpi in plan.of:
        if (kpi, "all") not in measured[0]:
            raise InputError(
                f"experiment.replications.of: {kpi} is not measured in this scenario; "
                "name a KPI of a stage that is on"
            )
    values = {kpi: [kpis[kpi, "all"] for kpis in measured] for kpi in plan.of}
    targets = {
        goal_text(goal, scenario.currency): (goal, [kpis[goal.key] for kpis in measured])
        for goal in goals_of(scenario)
        if goal.share is not None
    }
    return stop(values, plan, scenario.experiment.confidence, targets)
