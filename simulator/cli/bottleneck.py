"""The command that finds bottlenecks."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli.findings import ReplicationsOption, experiment
from simulator.cli.options import RANGES, ScenarioArgument


@experiment()
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
) -> None:
    """Find the largest demand that still holds, and what limits the house there, next and then."""
