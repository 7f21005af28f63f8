"""The command that compares alternatives."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from simulator.cli.findings import (
    OutputOption,
    ReplicationsOption,
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
    SetOption,
    words_of,
)


def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO...", help="Paths or names, a variant as NAME#VARIANT; baseline first."
        ),
    ],
    variants: Annotated[
        str | None, typer.Option(metavar="all|A,B", help="Variants of the first scenario.")
    ] = None,
    alternative: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME: PATH=VALUE; ...", help="The first scenario with values changed."
        ),
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
        int, typer.Option(min=10, metavar="N", help="With --select-best: most replications.")
    ] = 200,
    orders: Annotated[
        int | None,
        typer.Option(metavar="K", min=0, help="Write order-by-order differences of replication K."),
    ] = None,
    replications: ReplicationsOption = None,
    seed: SeedOption = None,
    set_: SetOption = None,
    output: OutputOption = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
    no_store: NoStoreOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Compare scenarios, variants or changed values on the same customers."""
    from dataclasses import replace

    from simulator.experiments.alternatives import alternatives
    from simulator.experiments.compare import compare as compared
    from simulator.experiments.compare_findings import findings
    from simulator.experiments.compare_orders import order_differences
    from simulator.experiments.trials import replications_of

    began = time.perf_counter()
    found = alternatives(
        scenarios,
        variants=words_of(variants),
        changed=alternative or [],
        overrides=set_ or [],
        seed=seed,
    )
    folder = folder_for(output, found[0].scenario.name, "compare")
    with trials_for(quiet or as_json, jobs, executor, no_store) as known:
        result = compared(
            found,
            known,
            replications_of(found[0], replications),
            kpis=kpi or [],
            select=select_best,
            indifference=indifference,
            at_most=at_most,
        )
        seconds = time.perf_counter() - began
        shown = findings(result, known, command=this_command(), seconds=seconds)
    if orders is not None:
        frame = order_differences(found, orders)
        shown = replace(shown, frames={**shown.frames, "orders": frame})
    publish(shown, folder, as_json, quiet)
