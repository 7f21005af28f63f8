"""The command that disturbs a scenario."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from simulator.cli.findings import (
    OutputOption,
    ReplicationsOption,
    SeedOption,
    folder_for,
    publish,
    this_command,
    trials_for,
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
)


def stress(
    scenario: ScenarioArgument,
    outage: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT@MOMENT/LENGTH",
            help="payment, printer, 2 printers, bench, label service or carrier:NAME; many times.",
        ),
    ] = None,
    absence: Annotated[
        str | None, typer.Option(metavar="SHARE", help="Of every crew, all along: 10%.")
    ] = None,
    demand: Annotated[
        list[str] | None,
        typer.Option(metavar="5x@DATE", help="Demand on a day, or on FROM..TO; many times."),
    ] = None,
    capacity: Annotated[
        list[str] | None,
        typer.Option(metavar="CARRIER=-20%", help="Change what a carrier's pick-ups take."),
    ] = None,
    replications: ReplicationsOption = None,
    seed: SeedOption = None,
    set_: SetOption = None,
    variant: VariantOption = None,
    output: OutputOption = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
    no_store: NoStoreOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say what a disturbance costs and when its backlog clears."""
    from simulator.experiments.alternatives import made
    from simulator.experiments.disturbances import disturbances
    from simulator.experiments.stress import stress as stressed
    from simulator.experiments.stress_findings import findings
    from simulator.experiments.trials import replications_of

    began = time.perf_counter()
    source = scenario if variant is None else f"{scenario}#{variant}"
    base = made(source, overrides=set_ or [], seed=seed)
    events = disturbances(
        base,
        outages=outage or [],
        absence=absence,
        demand=demand or [],
        capacity=capacity or [],
    )
    folder = folder_for(output, base.scenario.name, "stress")
    with trials_for(quiet or as_json, jobs, executor, no_store, "curves") as known:
        found = stressed(base, events, known, replications_of(base, replications))
        seconds = time.perf_counter() - began
        shown = findings(found, base, known, command=this_command(), seconds=seconds)
    publish(shown, folder, as_json, quiet)
