"""The command that finds bottlenecks."""

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


def bottleneck(
    scenario: ScenarioArgument,
    ramp: Annotated[
        str | None,
        typer.Option(metavar="PATH=1..4", help="What grows, such as demand.scale=1..4/0.5."),
    ] = None,
    find: Annotated[
        int, typer.Option(min=1, metavar="N", help="Bottlenecks to find along the ramp.")
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
    """Say what limits the house, now and as demand grows, and what one more of each gains."""
    from simulator.experiments.alternatives import made
    from simulator.experiments.bottleneck import bottleneck as limiting
    from simulator.experiments.bottleneck import ramp_of
    from simulator.experiments.bottleneck_findings import findings
    from simulator.experiments.trials import replications_of
    from simulator.experiments.variables import variable

    began = time.perf_counter()
    source = scenario if variant is None else f"{scenario}#{variant}"
    base = made(source, overrides=set_ or [], seed=seed)
    grows = None if ramp is None else ramp_of(variable(ramp, "--ramp"))
    folder = folder_for(output, base.scenario.name, "bottleneck")
    with trials_for(quiet or as_json, jobs, executor, no_store) as known:
        found = limiting(base, grows, known, replications_of(base, replications), find=find)
        seconds = time.perf_counter() - began
        shown = findings(found, base, known, command=this_command(), seconds=seconds)
    publish(shown, folder, as_json, quiet)
