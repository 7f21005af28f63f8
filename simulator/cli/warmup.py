"""The command that suggests a warm-up."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli.findings import experiment
from simulator.cli.options import ScenarioArgument, few_enough


@experiment("no_store")
def warmup(
    scenario: ScenarioArgument,
    replications: Annotated[
        int, typer.Option(min=2, metavar="N", help="Replications.", callback=few_enough)
    ] = 5,
    length: Annotated[
        str | None,
        typer.Option(metavar="DURATION", help="Simulated; default 112 d, or the whole trace."),
    ] = None,
) -> None:
    """Suggest how long to warm up, by Welch's plot and MSER."""
