"""The command that disturbs a scenario."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli.findings import ReplicationsOption, experiment
from simulator.cli.options import ScenarioArgument


@experiment(outage="outages")
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
) -> None:
    """Say what a disturbance costs and when its backlog clears."""
