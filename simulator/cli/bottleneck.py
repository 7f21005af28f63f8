"""The command that finds bottlenecks."""

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


def bottleneck(
    scenario: ScenarioArgument,
    ramp: Annotated[
        str | None,
        typer.Option(
            metavar="PATH=RANGE",
            help=f"What grows, and where it is searched: {RANGES}.",
        ),
    ] = None,
    find: Annotated[
        int,
        typer.Option(min=0, metavar="N", help="Limits to find; 0: only the largest demand."),
    ] = 3,
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
    """Find the largest demand that still holds, and what limits the house there, next and then."""
    from simulator.experiments.ask import bottleneck as ask

    source = scenario if variant is None else f"{scenario}#{variant}"
    folder = folder_for(output, name_of(source, set_ or []), "bottleneck")
    with where(quiet or as_json, jobs, executor, no_store) as there:
        answer = ask(
            source,
            ramp,
            find=find,
            replications=replications,
            overrides=set_ or [],
            seed=seed,
            where=there,
        )
    publish(answer.findings, folder, as_json, quiet)
