"""The command that runs a scenario at many points."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.findings import (
    OutputOption,
    ReplicationsOption,
    SeedOption,
    folder_for,
    publish,
    this_command,
)
from simulator.cli.options import (
    ExecutorOption,
    JobsOption,
    JsonOption,
    NoStoreOption,
    QuietOption,
    ScenarioArgument,
    SetOption,
    VariantOption,
    store_unless,
)
from simulator.cli.printing import remark, say
from simulator.cli.progress import progress_bar

if TYPE_CHECKING:
    import pandas as pd

    from simulator.experiments.sweep_designs import Design
    from simulator.scenario import Scenario


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
        typer.Option(
            "--vary", metavar="PATH=VALUES", help="A,B,C or LOW..HIGH or LOW..HIGH..STEP."
        ),
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
    from simulator.experiments.batch import Batch
    from simulator.experiments.executors import executors
    from simulator.experiments.sweep import Name, kept, planned
    from simulator.experiments.sweep import sweep as swept
    from simulator.experiments.sweep_findings import findings
    from simulator.experiments.trials import replications_of
    from simulator.workload.sampling import prepare

    began = time.perf_counter()
    source = f"{scenario}#{variant}" if variant else scenario
    base = made(source, overrides=set_ or [], seed=seed)
    prepare(base.scenario)
    kept(base, kpi or [])
    where = planned(base, vary, design.value, points)
    folder = folder_for(output, base.scenario.name, "sweep")
    each = replications_of(base, replications)
    on = executors(executor, jobs)
    try:
        if dry_run or not (quiet or as_json):
            (say if dry_run else remark)(forecast(base.scenario, where, each, on.workers))
        if dry_run:
            return
        with progress_bar(quiet or as_json) as progress:
            batch: Batch[Name] = Batch(on, store_unless(no_store), progress)
            found = swept(base, where, each, batch, kpi or [])
    finally:
        on.close()
    seconds = time.perf_counter() - began
    shown = findings(found, this_command(), seconds, batch.reused)
    publish(shown, folder, as_json, quiet)
    write_parquet(shown.frames["sweep"], folder / "sweep.parquet")


def forecast(scenario: Scenario, where: Design, replications: int, workers: int) -> str:
    """'27 points x 8 replications = 216 runs, about 4 min on 2 processes'."""
    from simulator.experiments.estimate import size
    from simulator.experiments.sweep import distinct
    from simulator.units import MINUTE, SECOND

    own = len(distinct(where))
    runs = own * replications
    seconds = size(scenario, workers).seconds_each * runs / workers
    long = f"{seconds:.0f} s" if seconds < 120 else f"{seconds * SECOND / MINUTE:.0f} min"
    return (
        f"{own} points x {replications} replications = {runs:,} runs, about {long} on {workers} "
        f"process{'es' if workers > 1 else ''}"
    )


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """The tidy table beside its CSV, written whole or not at all."""
    import duckdb

    beside = path.with_suffix(".part")
    with duckdb.connect() as connection:
        connection.register("sweep", frame)
        connection.sql("FROM sweep").write_parquet(str(beside))
    beside.replace(path)
