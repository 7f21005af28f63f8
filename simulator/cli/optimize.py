"""The command that finds the cheapest roster."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from simulator.cli.findings import (
    OutputOption,
    SeedOption,
    folder_for,
    name_of,
    publish,
    where,
)
from simulator.cli.options import (
    RANGES,
    ExecutorOption,
    JobsOption,
    JsonOption,
    NoStoreOption,
    QuietOption,
    ScenarioArgument,
    SetOption,
    VariantOption,
    few_enough,
)


class Method(StrEnum):
    """How the best is searched for."""

    EXACT = "exact"
    TPE = "tpe"


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
    set_: SetOption = None,
    variant: VariantOption = None,
    seed: SeedOption = None,
    output: OutputOption = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
    no_store: NoStoreOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Find the cheapest roster that meets every target, by exact search."""
    from simulator.experiments.ask import optimize as ask

    source = scenario if variant is None else f"{scenario}#{variant}"
    folder = folder_for(output, name_of(source, set_ or []), "optimize")
    with where(quiet or as_json, jobs, executor, no_store) as there:
        answer = ask(
            source,
            vary,
            minimize=minimize,
            subject_to=subject_to or [],
            replications=replications,
            budget=budget,
            check=check_replications,
            indifference=indifference,
            method=method.value,
            overrides=set_ or [],
            seed=seed,
            where=there,
        )
    publish(answer.findings, folder, as_json, quiet)
