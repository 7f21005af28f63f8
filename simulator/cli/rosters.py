"""The command that makes rosters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from simulator.cli import late
from simulator.cli.findings import ReplicationsOption, experiment
from simulator.cli.options import FromOption, ScenarioArgument, few_enough


@experiment()
def roster(
    scenario: ScenarioArgument,
    templates: Annotated[
        Path, typer.Option(metavar="FILE", help="Shifts that can be asked for: a CSV or a sheet.")
    ],
    from_forecast: Annotated[
        bool, typer.Option("--from-forecast", help="Insist on a scenario with a demand.forecast.")
    ] = False,
    from_: FromOption = None,
    subject_to: Annotated[
        list[str] | None,
        typer.Option(metavar="KPI>=VALUE", help="What must hold; default: the targets."),
    ] = None,
    replications: ReplicationsOption = None,
    check_replications: Annotated[
        int,
        typer.Option(
            min=2, metavar="N", help="Fresh replications of the chosen roster.", callback=few_enough
        ),
    ] = 20,
    **shared: Any,
) -> Any:
    """Find heads by hour and the cheapest roster of shift templates with which the targets hold."""
    return late.ask_roster.roster(
        scenario,
        templates,
        from_forecast=from_forecast,
        from_=from_,
        subject_to=subject_to or (),
        replications=replications,
        check=check_replications,
        **shared,
    )
