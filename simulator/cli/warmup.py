"""The command that suggests a warm-up."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from simulator.cli.findings import OutputOption, folder_for, publish, this_command
from simulator.cli.options import (
    ExecutorOption,
    JobsOption,
    JsonOption,
    QuietOption,
    ScenarioArgument,
    SetOption,
    VariantOption,
)
from simulator.cli.printing import refuse
from simulator.cli.progress import progress_bar


def warmup(
    scenario: ScenarioArgument,
    set_: SetOption = None,
    variant: VariantOption = None,
    replications: Annotated[int, typer.Option(min=2, metavar="N", help="Replications.")] = 5,
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
    from simulator.experiments.run import command_line
    from simulator.experiments.warmup import suggest
    from simulator.experiments.warmup_findings import findings
    from simulator.scenario import load
    from simulator.scenario.quantities import positive_duration
    from simulator.workload.sampling import prepare

    try:
        long = None if length is None else positive_duration(length)
    except ValueError as error:
        refuse(f"--length: {error}")
    began = time.perf_counter()
    loaded = load(scenario, variant=variant, overrides=set_ or [])
    prepare(loaded.scenario)
    folder = folder_for(output, loaded.scenario.name, "warmup")
    with progress_bar(quiet or as_json) as progress:
        found = suggest(
            loaded.scenario,
            command_line(scenario, variant, set_ or []),
            replications=replications,
            length=long,
            jobs=jobs,
            executor=executor,
            progress=progress,
        )
    seconds = time.perf_counter() - began
    publish(findings(found, loaded, this_command(), seconds), folder, as_json, quiet)
