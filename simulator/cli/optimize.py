"""The command that finds the cheapest roster."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Annotated

import typer

from simulator.cli.findings import (
    OutputOption,
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


class Method(StrEnum):
    """How the best is searched for."""

    EXACT = "exact"
    TPE = "tpe"


def optimize(
    scenario: ScenarioArgument,
    vary: Annotated[
        list[str], typer.Option(metavar="PATH=3..9", help="What may change; many times.")
    ],
    minimize: Annotated[
        str, typer.Option(metavar="KPI", help="What is to be least.")
    ] = "cost_per_order",
    subject_to: Annotated[
        list[str] | None,
        typer.Option(metavar="KPI>=VALUE", help="What must hold; default: the targets."),
    ] = None,
    replications: Annotated[
        int, typer.Option(min=2, metavar="N", help="First replications of each roster.")
    ] = 5,
    budget: Annotated[int, typer.Option(metavar="N", help="Runs, at most.")] = 2000,
    check_replications: Annotated[
        int, typer.Option(min=2, metavar="N", help="Fresh replications of the chosen roster.")
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
    from simulator.experiments.alternatives import made
    from simulator.experiments.goals import goal_of, goals_of
    from simulator.experiments.optimize import optimize as optimum
    from simulator.experiments.optimize_findings import findings
    from simulator.experiments.variables import variable

    began = time.perf_counter()
    source = scenario if variant is None else f"{scenario}#{variant}"
    base = made(source, overrides=set_ or [], seed=seed)
    goals = [goal_of(text, base.scenario, "--subject-to") for text in subject_to or []]
    folder = folder_for(output, base.scenario.name, "optimize")
    with trials_for(quiet or as_json, jobs, executor, no_store) as known:
        found = optimum(
            base,
            [variable(text) for text in vary],
            minimize,
            goals or goals_of(base.scenario),
            known,
            replications=replications,
            budget=budget,
            check=check_replications,
            indifference=indifference,
            method=method.value,
        )
        seconds = time.perf_counter() - began
        shown = findings(found, base, known, command=this_command(), seconds=seconds)
    publish(shown, folder, as_json, quiet)
