"""Questions in Python, as the commands ask them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from simulator.experiments.alternatives import made
from simulator.experiments.fewest import told
from simulator.experiments.goals import goals_of
from simulator.experiments.trials import replications_of
from simulator.experiments.where import HERE, Where
from simulator.mistakes import InputError
from simulator.reporting.findings import Findings
from simulator.reporting.findings import write as write_findings

if TYPE_CHECKING:
    import pandas as pd

    from simulator.experiments.bottleneck import Bottlenecks
    from simulator.experiments.compare import Comparison
    from simulator.experiments.explain import Explanation
    from simulator.experiments.optimize import Optimum
    from simulator.experiments.optimize_state import Method
    from simulator.experiments.stress import Stress
    from simulator.experiments.sweep import Sweep
    from simulator.experiments.sweep_designs import Kind
    from simulator.experiments.warmup import WarmUp

T = TypeVar("T")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What was found, and the same for people.

    `found` has every figure; `conclusion` says what to do, `tables` has what is in the CSV files
    of the command's folder, by name; `write` makes that folder.
    """

    found: T
    findings: Findings

    @property
    def conclusion(self) -> str:
        """A paragraph to act on."""
        return self.findings.conclusion

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Frames by name."""
        return dict(self.findings.frames)

    def write(self, folder: str | Path) -> Path:
        """Write report, tables and figures; an older such folder is replaced whole."""
        return write_findings(self.findings, Path(folder))


def explain(
    source: str | Path,
    *,
    wait: str = "10 min",
    overrides: Sequence[str] = (),
    jobs: int | None = None,
) -> Explanation:
    """What a scenario asks of its people, carriers and stock, from the scenario alone.

    `wait` is the mean wait at a station to staff for, `jobs` the processes that the run's expected
    time is for. Raises InputError.
    """
    from simulator.experiments.explain import explain as run
    from simulator.reading.quantities import positive_duration
    from simulator.workload.sampling import prepare

    base = made(source, overrides=overrides)
    prepare(base.scenario)
    return run(base.scenario, _asked("wait", wait, positive_duration), jobs)


def compare(
    *sources: str | Path,
    variants: Sequence[str] = (),
    changed: Sequence[str] = (),
    circumstances: Sequence[str] = (),
    replications: int | None = None,
    kpis: Sequence[str] = (),
    select_best: str | None = None,
    indifference: str | None = None,
    at_most: int = 200,
    orders: int | None = None,
    overrides: Sequence[str] = (),
    seed: int | None = None,
    where: Where = HERE,
) -> Answer[Comparison]:
    """Compare choices of the house in the ordinary case and under each circumstance.

    Choices are scenarios ('NAME#VARIANT'), `variants` of the first ('A,B' or 'all') and `changed`
    values ('name: path=value; path=value'); the first scenario is the baseline. Circumstances are
    the variants that say so, and `circumstances`, written as `changed` is. `orders` writes the
    order-by-order differences of that replication. Raises InputError.
    """
    from simulator.experiments.compare import compare as run
    from simulator.experiments.compare_findings import findings
    from simulator.experiments.compare_orders import order_differences
    from simulator.experiments.crossing import crossed, forecast

    began = time.perf_counter()
    found = crossed(
        sources,
        variants=variants,
        changed=changed,
        circumstances=circumstances,
        overrides=overrides,
        seed=seed,
    )
    first = found.baseline.scenario
    each = replications_of(found.baseline, replications)
    where.announce(told(first, goals_of(first), each))
    with where.trials() as known:
        where.announce(forecast(found, each, known.batch.on.workers))
        result = run(
            found,
            known,
            each,
            kpis=kpis,
            select=select_best,
            indifference=indifference,
            at_most=at_most,
        )
        frames = {} if orders is None else {"orders": order_differences(result.same_orders, orders)}
        seconds = time.perf_counter() - began
        return Answer(
            result,
            findings(result, known, command=where.command, seconds=seconds, frames=frames),
        )


def optimize(
    source: str | Path,
    vary: Sequence[str],
    *,
    minimize: str = "cost_per_order",
    subject_to: Sequence[str] = (),
    replications: int = 5,
    budget: int = 2000,
    check: int = 20,
    indifference: float = 0.005,
    method: Method = "exact",
    overrides: Sequence[str] = (),
    seed: int | None = None,
    where: Where = HERE,
) -> Answer[Optimum]:
    """Find the cheapest roster: `vary` are ranges, `subject_to` 'kpi>=value' or the targets.

    Ranges are written as for `sweep`: 'path=3..9', 'path=1..2/0.2' or 'path=a,b'. Raises
    InputError.
    """
    from simulator.experiments.goals import goal_of
    from simulator.experiments.optimize import optimize as run
    from simulator.experiments.optimize_findings import findings
    from simulator.experiments.variables import variable

    began = time.perf_counter()
    base = made(source, overrides=overrides, seed=seed)
    given = [goal_of(text, base.scenario, "--subject-to") for text in subject_to]
    goals = tuple(given) or goals_of(base.scenario)
    where.announce(told(base.scenario, goals, budget))
    with where.trials() as known:
        found = run(
            base,
            [variable(text) for text in vary],
            minimize,
            goals,
            known,
            replications=replications,
            budget=budget,
            check=check,
            indifference=indifference,
            method=method,
        )
        seconds = time.perf_counter() - began
        return Answer(found, findings(found, base, known, command=where.command, seconds=seconds))


def bottleneck(
    source: str | Path,
    ramp: str | None = None,
    *,
    find: int = 3,
    replications: int | None = None,
    overrides: Sequence[str] = (),
    seed: int | None = None,
    where: Where = HERE,
) -> Answer[Bottlenecks]:
    """The largest demand that still holds, and the first `find` limits beyond it.

    `ramp` says what grows and in which range it is searched ('demand.scale=1..4', or among its
    values alone: 'demand.scale=1..4/0.5'); without it the demand grows or shrinks up to 16 times.
    With `find` 0 only the largest demand is looked for. Raises InputError.
    """
    from simulator.experiments.bottleneck import bottleneck as run
    from simulator.experiments.bottleneck_findings import findings
    from simulator.experiments.ramps import ramp_of

    began = time.perf_counter()
    base = made(source, overrides=overrides, seed=seed)
    grows = ramp_of(base, ramp)
    each = replications_of(base, replications)
    where.announce(told(base.scenario, goals_of(base.scenario), each))
    with where.trials() as known:
        found = run(base, grows, known, each, find=find)
        seconds = time.perf_counter() - began
        return Answer(found, findings(found, base, known, command=where.command, seconds=seconds))


def stress(
    source: str | Path,
    *,
    outages: Sequence[str] = (),
    absence: str | None = None,
    demand: Sequence[str] = (),
    capacity: Sequence[str] = (),
    replications: int | None = None,
    overrides: Sequence[str] = (),
    seed: int | None = None,
    where: Where = HERE,
) -> Answer[Stress]:
    """What disturbances cost and when the backlog clears; see `disturbances` for how they are put.

    Raises InputError.
    """
    from simulator.experiments.disturbances import disturbances
    from simulator.experiments.stress import stress as run
    from simulator.experiments.stress_findings import findings

    began = time.perf_counter()
    base = made(source, overrides=overrides, seed=seed)
    events = disturbances(base, outages=outages, absence=absence, demand=demand, capacity=capacity)
    each = replications_of(base, replications)
    where.announce(told(base.scenario, goals_of(base.scenario), each))
    with where.trials("curves") as known:
        found = run(base, events, known, each)
        seconds = time.perf_counter() - began
        return Answer(found, findings(found, base, known, command=where.command, seconds=seconds))


def sweep(
    source: str | Path,
    vary: Sequence[str],
    *,
    design: Kind = "grid",
    points: int | None = None,
    kpis: Sequence[str] = (),
    replications: int | None = None,
    overrides: Sequence[str] = (),
    seed: int | None = None,
    where: Where = HERE,
    tell: Callable[[str], None] | None = None,
) -> Answer[Sweep]:
    """Run a scenario over values of its inputs, such as 'path=1,2,5' or 'path=10 s..60 s/10 s'.

    `points` of 'lhs', rows of 'sobol' or paths of 'morris'. `tell` gets the number of runs and an
    estimate of time before they begin. Raises InputError.
    """
    from simulator.experiments.sweep import forecast, kept, planned
    from simulator.experiments.sweep import sweep as run
    from simulator.experiments.sweep_findings import findings
    from simulator.workload.sampling import prepare

    began = time.perf_counter()
    base = made(source, overrides=overrides, seed=seed)
    prepare(base.scenario)
    kept(base, kpis)
    plan = planned(base, list(vary), design, points)
    each = replications_of(base, replications)
    where.announce(told(base.scenario, goals_of(base.scenario), each))
    with where.batch() as batch:
        if tell is not None:
            tell(forecast(base.scenario, plan, each, batch.on.workers))
        found = run(base, plan, each, batch, kpis)
        seconds = time.perf_counter() - began
        return Answer(found, findings(found, where.command, seconds, batch.reused))


def warmup(
    source: str | Path,
    *,
    replications: int = 5,
    length: str | None = None,
    overrides: Sequence[str] = (),
    seed: int | None = None,
    where: Where = HERE,
) -> Answer[WarmUp]:
    """Suggest a warm-up by Welch's plot and MSER; `length` is simulated ('112 d').

    Raises InputError.
    """
    from simulator.experiments.warmup import suggest
    from simulator.experiments.warmup_findings import findings
    from simulator.reading.quantities import positive_duration
    from simulator.workload.sampling import prepare

    long = None if length is None else _asked("length", length, positive_duration)
    began = time.perf_counter()
    base = made(source, overrides=overrides, seed=seed)
    prepare(base.scenario)
    found = suggest(
        base.scenario,
        base.command,
        replications=replications,
        length=long,
        jobs=where.jobs,
        executor=where.executor,
        progress=where.progress,
    )
    seconds = time.perf_counter() - began
    return Answer(found, findings(found, base.loaded, where.command, seconds))


def _asked(option: str, text: str, read: Callable[[str], int]) -> int:
    try:
        return read(text)
    except ValueError as error:
        raise InputError(f"--{option}: {error}") from None
