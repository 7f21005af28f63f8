"""The command that runs a scenario at many points."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from simulator.cli import late
from simulator.cli.findings import ReplicationsOption, experiment
from simulator.cli.options import RANGES, ScenarioArgument
from simulator.cli.printing import say


class DesignKind(StrEnum):
    """Where a sweep looks."""

    GRID = "grid"
    LHS = "lhs"
    SOBOL = "sobol"
    MORRIS = "morris"


@experiment()
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many runs and how long, and stop.")
    ] = False,
    **shared: Any,
) -> Any:
    """Run a scenario over values of some of its inputs, on the same customers."""
    if dry_run:
        base = late.alternatives.made(scenario, overrides=shared["overrides"], seed=shared["seed"])
        plan = late.sweep.planned(base, vary, design.value, points)
        workers = late.executors.executors(shared["executor"], shared["jobs"]).workers
        say(
            late.sweep.forecast(
                base.scenario, plan, late.trials.replications_of(base, replications), workers
            )
        )
        return None
    return late.ask.sweep(
        scenario,
        vary,
        design=design.value,
        points=points,
        kpis=kpi or [],
        replications=replications,
        **shared,
    )
