"""The command that suggests a warm-up."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli.findings import OutputOption, folder_for, name_of, publish, where
from simulator.cli.options import (
    ExecutorOption,
    JobsOption,
    JsonOption,
    QuietOption,
    ScenarioArgument,
    SetOption,
    VariantOption,
    few_enough,
)


def warmup(
    scenario: ScenarioArgument,
    set_: SetOption = None,
    variant: VariantOption = None,
    replications: Annotated[
        int, typer.Option(min=2, metavar="N", help="Replications.", callback=few_enough)
    ] = 5,
    length: Annotated[
        str | None,
        typer.Option(metavar="DURATION", help="Simulated; default 112 d, or the whole trace."),
    ] = None,
    output: OutputOption = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Suggest how long to warm up, by Welch's plot and MSER."""
    from simulator.experiments.ask import warmup as ask

    source = scenario if variant is None else f"{scenario}#{variant}"
    folder = folder_for(output, name_of(source, set_ or []), "warmup")
    with where(quiet or as_json, jobs, executor, no_store=True) as there:
        answer = ask(
            source,
            replications=replications,
            length=length,
            overrides=set_ or [],
            where=there,
        )
    publish(answer.findings, folder, as_json, quiet)
