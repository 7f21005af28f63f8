"""The command that disturbs a scenario."""

from __future__ import annotations

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
        typer.Option(
            metavar="5x@DATE",
            help="Demand on DATE, FROM..TO, FROM..TO/7 d or DATE,DATE; many times.",
        ),
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
    from simulator.experiments.ask import stress as ask

    source = scenario if variant is None else f"{scenario}#{variant}"
    folder = folder_for(output, name_of(source, set_ or []), "stress")
    with where(quiet or as_json, jobs, executor, no_store) as there:
        answer = ask(
            source,
            outages=outage or [],
            absence=absence,
            demand=demand or [],
            capacity=capacity or [],
            replications=replications,
            overrides=set_ or [],
            seed=seed,
            where=there,
        )
    publish(answer.findings, folder, as_json, quiet)
