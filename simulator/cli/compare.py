"""The command that compares alternatives."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli.findings import ReplicationsOption, experiment
from simulator.cli.options import few_enough


@experiment("variant", alternative="changed", circumstance="circumstances", kpi="kpis")
def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO...", help="Paths or names, a variant as NAME#VARIANT; baseline first."
        ),
    ],
    variants: Annotated[
        str | None,
        typer.Option(
            metavar="all|A,B", help="Variants of the first scenario, choices and circumstances."
        ),
    ] = None,
    alternative: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME: PATH=VALUE; ...",
            help="A choice: the first scenario with values changed.",
        ),
    ] = None,
    circumstance: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME: PATH=VALUE; ...",
            help="What may happen to the house: every choice is run under it too.",
        ),
    ] = None,
    policies: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="Every policy that could stand there is a choice too."),
    ] = None,
    kpi: Annotated[
        list[str] | None, typer.Option(metavar="KPI", help="Compare this KPI too.")
    ] = None,
    select_best: Annotated[
        str | None,
        typer.Option(metavar="KPI", help="Select the best by this KPI (Kim & Nelson)."),
    ] = None,
    indifference: Annotated[
        str | None,
        typer.Option(metavar="AMOUNT", help="With --select-best: what makes no difference."),
    ] = None,
    at_most: Annotated[
        int,
        typer.Option(
            min=10, metavar="N", help="With --select-best: most replications.", callback=few_enough
        ),
    ] = 200,
    orders: Annotated[
        int | None,
        typer.Option(metavar="K", min=0, help="Write order-by-order differences of replication K."),
    ] = None,
    replications: ReplicationsOption = None,
) -> None:
    """Compare choices of the house, and price what may happen to it, on the same customers.

    Choices are scenarios, variants and changed values. Each is run in the ordinary case and under
    every circumstance (a variant of kind: circumstance, or --circumstance).
    """
