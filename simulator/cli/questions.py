"""The commands that ask a question of a scenario, each with the options that it alone has."""

from __future__ import annotations

import shlex
from enum import StrEnum
from typing import Annotated, Any

import typer

from simulator.cli import completing, late
from simulator.cli.asked import asked
from simulator.cli.findings import (
    OutputOption,
    ReplicationsOption,
    experiment,
    folder_for,
    say_where,
)
from simulator.cli.options import (
    RANGES,
    JsonOption,
    ScenarioArgument,
    SetOption,
    VariantOption,
    few_enough,
)
from simulator.cli.printing import say, say_json
from simulator.cli.workbook import leave_by, say_workbook, workbook


def explain(
    scenario: ScenarioArgument,
    set_: SetOption = None,
    variant: VariantOption = None,
    wait: Annotated[
        str, typer.Option(metavar="DURATION", help="Mean wait at a station to staff for.")
    ] = "10 min",
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set load against capacity by crew, zone, lane and hour, before anything runs."""
    source = scenario if variant is None else f"{scenario}#{variant}"
    name = late.alternatives.made(source, overrides=set_ or []).scenario.name
    place = folder_for(output, name, "explain")
    explanation = late.explain.explain(
        source, wait=wait, overrides=set_ or [], command=asked().command
    )
    words = [scenario, *(["--variant", variant] if variant else [])]
    words += [word for text in set_ or [] for word in ("--set", text)]
    as_asked = shlex.join(words)
    if not as_json:
        say(late.explained.text(explanation, as_asked))  # drawing the page takes as long again
    with place.room() as there:
        page = late.page.findings(explanation, as_asked)
        late.findings.write(page, there.folder, place.asked.manifest)
    leave_by(lambda path: late.load_sheets.to_xlsx(explanation, path, asked().command))
    if as_json:
        say_json(
            late.explained.as_json(explanation) | {"folder": str(there.folder)} | workbook().fact
        )
        return
    say_where(there)
    say_workbook()


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
) -> None:
    """Suggest how long to warm up, by Welch's plot and MSER."""


@experiment(
    "variant",
    read={
        "alternative": lambda texts: late.changes.alternatives(texts),
        "circumstance": lambda texts: late.changes.circumstances(texts),
    },
    alternative="changed",
    circumstance="circumstances",
    kpi="kpis",
)
def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO",
            autocompletion=completing.scenarios,
            help="Paths or names, a variant as NAME#VARIANT; baseline first.",
        ),
    ],
    variants: Annotated[
        str | None,
        typer.Option(
            metavar="all|A,B",
            autocompletion=completing.variants,
            help="Variants of the first scenario, choices and circumstances.",
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
        typer.Option(
            metavar="PATH",
            autocompletion=completing.policies,
            help="Every policy that could stand there is a choice too.",
        ),
    ] = None,
    kpi: Annotated[
        list[str] | None,
        typer.Option(metavar="KPI", autocompletion=completing.kpis, help="Compare this KPI too."),
    ] = None,
    select_best: Annotated[
        str | None,
        typer.Option(
            metavar="KPI",
            autocompletion=completing.kpis,
            help="Select the best by this KPI (Kim & Nelson).",
        ),
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


class DesignKind(StrEnum):
    """Where a sweep looks."""

    GRID = "grid"
    LHS = "lhs"
    SOBOL = "sobol"
    MORRIS = "morris"


@experiment()
def sweep(
    scenario: ScenarioArgument,
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary",
            metavar="PATH=RANGE",
            autocompletion=completing.paths,
            help=f"What is varied: {RANGES}; many times.",
        ),
    ],
    design: Annotated[
        DesignKind,
        typer.Option(
            metavar="grid|lhs|sobol|morris", help="All combinations, or points in the ranges."
        ),
    ] = DesignKind.GRID,
    points: Annotated[
        int | None,
        typer.Option(min=2, metavar="N", help="Points (lhs), rows (sobol) or paths (morris)."),
    ] = None,
    kpi: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KPI",
            autocompletion=completing.kpis,
            help="Keep this KPI too, and show it first.",
        ),
    ] = None,
    replications: ReplicationsOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many runs and how long, and stop.")
    ] = False,
    **shared: Any,
) -> Any:
    """Run a scenario over values of some of its inputs, on the same customers."""
    if dry_run:
        base = late.alternatives.made(scenario, overrides=shared["overrides"], seed=shared["seed"])
        plan = late.sweep.planned(base, vary, design.value, points)
        workers = late.executors.executors(shared["executor"], shared["jobs"]).workers
        say(
            late.sweep.forecast(
                base.scenario, plan, late.trials.replications_of(base, replications), workers
            )
        )
        return None
    return late.ask.sweep(
        scenario,
        vary,
        design=design.value,
        points=points,
        kpis=kpi or [],
        replications=replications,
        **shared,
    )


class Method(StrEnum):
    """How the best is searched for."""

    EXACT = "exact"
    TPE = "tpe"


@experiment(check_replications="check")
def optimize(
    scenario: ScenarioArgument,
    vary: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=RANGE",
            autocompletion=completing.paths,
            help=f"What may change: {RANGES}; many times.",
        ),
    ],
    minimize: Annotated[
        str,
        typer.Option(metavar="KPI", autocompletion=completing.kpis, help="What is to be least."),
    ] = "cost_per_order",
    subject_to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KPI>=VALUE",
            autocompletion=completing.kpis,
            help="What must hold; default: the targets.",
        ),
    ] = None,
    replications: Annotated[
        int,
        typer.Option(
            min=2, metavar="N", help="First replications of each roster.", callback=few_enough
        ),
    ] = 5,
    budget: Annotated[int, typer.Option(metavar="N", help="Runs, at most.")] = 5000,
    check_replications: Annotated[
        int,
        typer.Option(
            min=2, metavar="N", help="Fresh replications of the chosen roster.", callback=few_enough
        ),
    ] = 20,
    indifference: Annotated[
        float,
        typer.Option(
            min=0.0001, max=1, metavar="SHARE", help="Share of cost that does not matter."
        ),
    ] = 0.005,
    tolerance: Annotated[
        float,
        typer.Option(
            min=0,
            max=0.1,
            metavar="SHARE",
            help="Share of a target that is too close to it to tell.",
        ),
    ] = 0.01,
    method: Annotated[
        Method,
        typer.Option(metavar="exact|tpe", help="'tpe': Optuna's proposals, for very many values."),
    ] = Method.EXACT,
) -> None:
    """Find the cheapest roster that meets every target, by exact search."""


@experiment()
def bottleneck(
    scenario: ScenarioArgument,
    ramp: Annotated[
        str | None,
        typer.Option(
            metavar="PATH=RANGE",
            autocompletion=completing.paths,
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


@experiment(outage="outages")
def stress(
    scenario: ScenarioArgument,
    outage: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT@MOMENT/LENGTH",
            autocompletion=completing.one_of("payment@", "printer@", "bench@"),
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
        typer.Option(
            metavar="CARRIER=-20%",
            autocompletion=completing.carriers,
            help="Change what a carrier's pick-ups take.",
        ),
    ] = None,
    replications: ReplicationsOption = None,
) -> None:
    """Say what a disturbance costs and when its backlog clears."""
