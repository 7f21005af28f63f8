"""Questions in Python, as the commands ask them.

Each takes besides its own words those of `Keywords`: jobs, executor, store, progress, tell.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar, Unpack

from simulator.experiments.alternatives import Alternative, Source, length_of, made, texts_of
from simulator.experiments.answer import Answer, of_scenario
from simulator.experiments.bottleneck import findings as bottleneck_findings
from simulator.experiments.bottleneck.bottleneck import Bottlenecks
from simulator.experiments.bottleneck.bottleneck import bottleneck as limits_found
from simulator.experiments.bottleneck.ramps import ramp_of
from simulator.experiments.compare import findings as compare_findings
from simulator.experiments.compare.asked import Changes, Named
from simulator.experiments.compare.compare import Comparison
from simulator.experiments.compare.compare import compare as compared
from simulator.experiments.compare.crossing import crossed
from simulator.experiments.compare.crossing import forecast as runs_crossed
from simulator.experiments.compare.orders import order_differences
from simulator.experiments.fewest import told
from simulator.experiments.forecast import findings as forecast_findings
from simulator.experiments.forecast.forecast import Forecast, ending, how_long, how_many
from simulator.experiments.forecast.forecast import forecast as foreseen
from simulator.experiments.goals import Constraints, Goal, goals_given, goals_of
from simulator.experiments.optimize import findings as optimize_findings
from simulator.experiments.optimize.now import forecast as runs_searched
from simulator.experiments.optimize.now import with_now
from simulator.experiments.optimize.optimize import BUDGET, TOLERANCE, Optimum
from simulator.experiments.optimize.optimize import optimize as optimized
from simulator.experiments.optimize.state import Method, refuse_bad_input
from simulator.experiments.optimize.variables import variables
from simulator.experiments.ranges import Vary
from simulator.experiments.running.work import Detail
from simulator.experiments.state.folder import settings_from
from simulator.experiments.stress import findings as stress_findings
from simulator.experiments.stress.disturbances import Outages, disturbances
from simulator.experiments.stress.stress import Stress
from simulator.experiments.stress.stress import stress as stressed
from simulator.experiments.sweep import findings as sweep_findings
from simulator.experiments.sweep.designs import Kind
from simulator.experiments.sweep.sweep import Sweep, kept, planned
from simulator.experiments.sweep.sweep import forecast as runs_swept
from simulator.experiments.sweep.sweep import sweep as swept
from simulator.experiments.trials import Trials, replications_of
from simulator.experiments.warmup import findings as warmup_findings
from simulator.experiments.warmup.warmup import WarmUp, suggest
from simulator.experiments.where import Keywords, Where, spelled_out
from simulator.reporting.findings import Findings
from simulator.scenario.settings import Overrides, settings_of
from simulator.workload.sampling import prepare

T = TypeVar("T")


@spelled_out
def compare(
    *sources: Source | Changes,
    variants: Sequence[str] | str = (),
    changed: Changes | Sequence[Named] = (),
    circumstances: Changes | Sequence[Named] = (),
    policies: Sequence[str] | str = (),
    replications: int | None = None,
    kpis: Sequence[str] | str = (),
    select_best: str | None = None,
    indifference: str | None = None,
    at_most: int = 200,
    orders: int | None = None,
    overrides: Overrides = None,
    seed: int | None = None,
    **where: Unpack[Keywords],
) -> Answer[Comparison]:
    """Compare choices of the house in the ordinary case and under each circumstance.

    Choices are scenarios (a variant as 'NAME#VARIANT'), `variants` of the first ('A,B', or 'all')
    and values that are changed in it, {NAME: {PATH: VALUE}}, behind the scenarios or as `changed`;
    the first scenario is the baseline. Circumstances are the variants that say so, and
    `circumstances`, written as `changed` is. At each path of `policies` every other policy that is
    known is a choice. `orders` writes the order-by-order differences of that replication. Raises
    InputError.
    """
    there = Where(**where)
    began = time.perf_counter()
    comparison = crossed(
        sources,
        variants=variants,
        changed=changed,
        circumstances=circumstances,
        policies=policies,
        overrides=overrides,
        seed=seed,
    )
    first = comparison.baseline.scenario
    each = replications_of(comparison.baseline, replications)
    there.announce(told(first, goals_of(first), each))
    with there.trials() as known:
        there.announce(runs_crossed(comparison, each, known.batch.on.workers))
        result = compared(
            comparison,
            known,
            each,
            kpis=texts_of(kpis, "kpis"),
            select=select_best,
            indifference=indifference,
            at_most=at_most,
        )
        frames = {} if orders is None else {"orders": order_differences(result.same_orders, orders)}
        seconds = time.perf_counter() - began
        told_of = compare_findings.findings(
            result, known, command=there.command, seconds=seconds, frames=frames
        )
        return Answer(result, of_scenario(told_of, comparison.baseline.loaded))


@spelled_out
def forecast(
    source: Source,
    until: str,
    *,
    from_: str | Path | None = None,
    events: Sequence[str] | str = (),
    call: Vary | None = None,
    replications: int | None = None,
    overrides: Overrides = None,
    seed: int | None = None,
    **where: Unpack[Keywords],
) -> Answer[Forecast]:
    """What happens from a state on `until` '22:00', '72 h' or a moment.

    `from_` is the folder of a state, unless the scenario has one. `events` ('backlog<=0 at 21:30',
    'on_time_ship>=98%') have their chances told. The values of `call`, {PATH: VALUES}, are tried in
    turn until the first event has a chance of 90 %. Raises InputError.
    """
    there = Where(**where)
    began = time.perf_counter()
    given = [*settings_from(from_), *settings_of(overrides)]
    base = made(source, overrides=given, seed=seed)
    shorter, each = ending(base.scenario, until), replications_of(base, replications)
    there.announce(how_many(shorter, each))
    prepare(shorter)
    called = () if call is None else variables(call, "--call")
    with there.batch() as batch:
        there.announce(how_long(shorter, each, batch.on.workers))
        futures = foreseen(base.loaded, until, texts_of(events, "events"), each, batch, called)
        seconds = time.perf_counter() - began
        told_of = forecast_findings.findings(futures, command=there.command, seconds=seconds)
        return Answer(futures, of_scenario(told_of, base.loaded))


@spelled_out
def optimize(
    source: Source,
    vary: Vary,
    *,
    minimize: str = "cost_per_order",
    subject_to: Constraints = (),
    replications: int = 5,
    budget: int = BUDGET,
    check: int = 20,
    indifference: float = 0.005,
    tolerance: float = TOLERANCE,
    method: Method = "exact",
    overrides: Overrides = None,
    seed: int | None = None,
    **where: Unpack[Keywords],
) -> Answer[Optimum]:
    """Find the cheapest roster: `vary` as for `sweep`; raises InputError.

    `subject_to` is what must hold, {"on_time_ship": {"at_least": "98 %"}} with the keys of a target
    or 'on_time_ship>=98%'; without it the targets.
    """
    there = Where(**where)
    base = made(source, overrides=overrides, seed=seed)
    goals = goals_given(subject_to, base.scenario, "--subject-to") or goals_of(base.scenario)
    varied = variables(vary)
    refuse_bad_input(base, varied, minimize, goals, replications, budget, check, method)

    def search(known: Trials) -> Optimum:
        there.announce([runs_searched(base.scenario, varied, budget, known.batch.on.workers)])
        optimum = optimized(
            base,
            varied,
            minimize,
            goals,
            known,
            replications=replications,
            budget=budget,
            check=check,
            indifference=indifference,
            tolerance=tolerance,
            method=method,
        )
        return with_now(optimum, base, known)

    return _answered(base, there, search, optimize_findings.findings, goals=goals, runs=budget)


@spelled_out
def bottleneck(
    source: Source,
    ramp: Vary | None = None,
    *,
    find: int = 3,
    replications: int | None = None,
    overrides: Overrides = None,
    seed: int | None = None,
    **where: Unpack[Keywords],
) -> Answer[Bottlenecks]:
    """The largest demand that still holds, and the first `find` limits beyond it.

    `ramp` says what grows and in which range it is searched ({"demand.scale": "1..4"}, or among
    its values alone: {"demand.scale": [1, 1.5, 2]}); without it the demand grows or shrinks up to
    16 times. With `find` 0 only the largest demand is looked for. Raises InputError.
    """
    there = Where(**where)
    base = made(source, overrides=overrides, seed=seed)
    grows = ramp_of(base, ramp)
    each = replications_of(base, replications)
    return _answered(
        base,
        there,
        lambda known: limits_found(base, grows, known, each, find=find),
        bottleneck_findings.findings,
        runs=each,
    )


@spelled_out
def stress(
    source: Source,
    *,
    outages: Outages = (),
    absence: str | float | None = None,
    demand: Mapping[Any, Any] | Sequence[str] | str = (),
    capacity: Mapping[str, Any] | Sequence[str] | str = (),
    replications: int | None = None,
    overrides: Overrides = None,
    seed: int | None = None,
    **where: Unpack[Keywords],
) -> Answer[Stress]:
    """What disturbances cost and when the backlog clears (`disturbances`); raises InputError."""
    there = Where(**where)
    base = made(source, overrides=overrides, seed=seed)
    events = disturbances(base, outages=outages, absence=absence, demand=demand, capacity=capacity)
    each = replications_of(base, replications)
    return _answered(
        base,
        there,
        lambda known: stressed(base, events, known, each),
        stress_findings.findings,
        "curves",
        runs=each,
    )


@spelled_out
def sweep(
    source: Source,
    vary: Vary,
    *,
    design: Kind = "grid",
    points: int | None = None,
    kpis: Sequence[str] | str = (),
    replications: int | None = None,
    overrides: Overrides = None,
    seed: int | None = None,
    **where: Unpack[Keywords],
) -> Answer[Sweep]:
    """Run a scenario over values of its inputs.

    `vary` is what each takes: {"shifts.day.heads.pickers": range(2, 6)}, a list of values, or a
    text of a range ('10 s..60 s/10 s', '1..2'). `points` of 'lhs', rows of 'sobol' or paths of
    'morris'. `tell` gets the number of runs and the time they may take. Raises InputError.
    """
    there = Where(**where)
    began = time.perf_counter()
    base = made(source, overrides=overrides, seed=seed)
    prepare(base.scenario)
    names = texts_of(kpis, "kpis")
    kept(base, names)
    plan = planned(base, vary, design, points)
    each = replications_of(base, replications)
    there.announce(told(base.scenario, goals_of(base.scenario), each))
    with there.batch() as batch:
        there.announce([runs_swept(base.scenario, plan, each, batch.on.workers)])
        swept_points = swept(base, plan, each, batch, names)
        seconds = time.perf_counter() - began
        told_of = sweep_findings.findings(swept_points, there.command, seconds, batch)
        return Answer(swept_points, of_scenario(told_of, base.loaded))


@spelled_out
def warmup(
    source: Source,
    *,
    replications: int = 5,
    length: str | timedelta | None = None,
    overrides: Overrides = None,
    seed: int | None = None,
    **where: Unpack[Keywords],
) -> Answer[WarmUp]:
    """Suggest a warm-up by Welch's plot and MSER; `length` is simulated ('112 d').

    Its daily series are not in a store, whether one is given or not. Raises InputError.
    """
    there = Where(**where)
    long = None if length is None else length_of("length", length)
    began = time.perf_counter()
    base = made(source, overrides=overrides, seed=seed)
    prepare(base.scenario)
    suggestion = suggest(
        base.scenario,
        base.command,
        replications=replications,
        length=long,
        jobs=there.jobs,
        executor=there.executor,
        progress=there.progress,
        engine=there.engine,
    )
    seconds = time.perf_counter() - began
    told_of = warmup_findings.findings(suggestion, base.loaded, there.command, seconds)
    return Answer(suggestion, of_scenario(told_of, base.loaded))


def _answered(
    base: Alternative,
    where: Where,
    run: Callable[[Trials], T],
    findings: Callable[..., Findings],
    detail: Detail = "kpis",
    *,
    runs: int,
    goals: Sequence[Goal] | None = None,
) -> Answer[T]:
    """What `run` finds in trials there, and what `findings` makes of it for people."""
    began = time.perf_counter()
    where.announce(told(base.scenario, goals_of(base.scenario) if goals is None else goals, runs))
    with where.trials(detail) as known:
        answer = run(known)
        seconds = time.perf_counter() - began
        told_of = findings(answer, base, known, command=where.command, seconds=seconds)
        return Answer(answer, of_scenario(told_of, base.loaded))
