"""The command that finds the cheapest roster."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from simulator.cli.findings import experiment
from simulator.cli.options import RANGES, ScenarioArgument, few_enough


class Method(StrEnum):
    """How the best is searched for."""

    EXACT = "exact"
    TPE = "tpe"


@experiment(check_replications="check")
def optimize(
    scenario: ScenarioArgument,
    vary: Annotated[
        list[str],
        typer.Option(metavar="PATH=RANGE", help=f"What may change: {RANGES}; many times."),
    ],
    minimize: Annotated[
        str, typer.Option(metavar="KPI", help="What is to be least.")
    ] = "cost_per_order",
    subject_to: Annotated[
        list[str] | None,
        typer.Option(metavar="KPI>=VALUE", help="What must hold; default: the targets."),
    ] = None,
    replications: Annotated[
        int,
        typer.Option(
            min=2, metavar="N", help="First replications of each roster.", callback=few_enough
        ),
    ] = 5,
    budget: Annotated[int, typer.Option(metavar="N", help="Runs, at most.")] = 2000,
    check_replications: Annotated[
        int,
        typer.Option(
            min=2, metavar="N", help="Fresh replications of the chosen roster.", callback=few_enough
        ),
    ] = 20,
    indifference: Annotated[
        float, typer.Option(min=0.0001, max=1, help="Share of cost that does not matter.")
    ] = 0.005,
    method: Annotated[
        Method, typer.Option(help="'tpe': Optuna's proposals, for very many values.")
    ] = Method.EXACT,
) -> None:
    """Find the cheapest roster that meets every target, by exact search."""
