"""The command that runs a scenario at many points."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from simulator.cli.findings import (
    OutputOption,
    ReplicationsOption,
    SeedOption,
    folder_for,
    name_of,
    publish,
    where,
)
from simulator.cli.options import (
    RANGES,
    ExecutorOption,
    JobsOption,
    JsonOption,
    NoStoreOption,
    QuietOption,
    ScenarioArgument,
    SetOption,
    VariantOption,
)
from simulator.cli.printing import remark, say


class DesignKind(StrEnum):
    """Where a sweep looks."""

    GRID = "grid"
    LHS = "lhs"
    SOBOL = "sobol"
    MORRIS = "morris"


def sweep(
    scenario: ScenarioArgument,
    vary: Annotated[
        list[str],
        typer.Option("--vary", metavar="PATH=RANGE", help=f"What is varied: {RANGES}; many times."),
    ],
    design: Annotated[
        DesignKind, typer.Option(help="All combinations, or points in the ranges.")
    ] = DesignKind.GRID,
    points: Annotated[
        int | None,
        typer.Option(min=2, metavar="N", help="Points (lhs), rows (sobol) or paths (morris)."),
    ] = None,
    kpi: Annotated[
        list[str] | None, typer.Option(metavar="KPI", help="Keep this KPI too, and show it first.")
    ] = None,
    replications: ReplicationsOption = None,
    seed: SeedOption = None,
    set_: SetOption = None,
    variant: VariantOption = None,
    output: OutputOption = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
    no_store: NoStoreOption = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many runs and how long, and stop.")
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Run a scenario over values of some of its inputs, on the same customers."""
    from simulator.experiments.alternatives import made
    from simulator.experiments.ask import sweep as ask
    from simulator.experiments.executors import executors
    from simulator.experiments.sweep import forecast, planned
    from simulator.experiments.trials import replications_of

    source = scenario if variant is None else f"{scenario}#{variant}"
    overrides = set_ or []
    if dry_run:
        base = made(source, overrides=overrides, seed=seed)
        plan = planned(base, vary, design.value, points)
        workers = executors(executor, jobs).workers
        say(forecast(base.scenario, plan, replications_of(base, replications), workers))
        return
    folder = folder_for(output, name_of(source, overrides), "sweep")
    with where(quiet or as_json, jobs, executor, no_store) as there:
        answer = ask(
            source,
            vary,
            design=design.value,
            points=points,
            kpis=kpi or [],
            replications=replications,
            overrides=overrides,
            seed=seed,
            where=there,
            tell=None if quiet or as_json else remark,
        )
    publish(answer.findings, folder, as_json, quiet)
