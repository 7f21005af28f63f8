"""The commands that look ahead: from what is in the house, and from what is expected."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from simulator.cli import completing, late
from simulator.cli.findings import ReplicationsOption, experiment
from simulator.cli.options import FromOption, ScenarioArgument


@experiment(event="events")
def forecast(
    scenario: ScenarioArgument,
    until: Annotated[str, typer.Option(metavar="TIME", help="22:00, 72 h, or a date and time.")],
    from_: FromOption = None,
    event: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT", help="'backlog<=0 at 21:30', 'on_time_ship>=98%'; many times."
        ),
    ] = None,
    call: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=RANGE",
            autocompletion=completing.paths,
            help="Tried in turn until the first event's chance is 90 %.",
        ),
    ] = None,
    replications: ReplicationsOption = None,
) -> None:
    """Say what happens in the next hours or days, from what is in the house now."""


@experiment()
def worth(
    scenario: ScenarioArgument,
    kpi: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KPI", autocompletion=completing.kpis, help="Take this KPI apart; many times."
        ),
    ] = None,
    replications: ReplicationsOption = None,
    **shared: Any,
) -> Any:
    """Say how surely targets hold, and what unsettles them: house, day or forecast."""
    return late.ask_worth.worth(scenario, kpis=kpi or [], replications=replications, **shared)
