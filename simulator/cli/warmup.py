"""The command that suggests a warm-up."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from simulator.cli import late
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
    **shared: Any,
) -> Any:
    """Suggest how long to warm up, by Welch's plot and MSER."""
    # Its series are not what the store keeps, and there is nothing to announce.
    here = {name: value for name, value in shared.items() if name not in ("store", "tell")}
    return late.ask.warmup(scenario, replications=replications, length=length, **here)
