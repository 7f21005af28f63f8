"""The command that simulates a scenario."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli import completing, late
from simulator.cli.asked import asked
from simulator.cli.findings import SeedOption, say_where
from simulator.cli.options import (
    EngineOption,
    ExecutorOption,
    FromOption,
    JobsOption,
    JsonOption,
    NoStoreOption,
    QuietOption,
    ScenarioArgument,
    SetOption,
    VariantOption,
    as_list,
    few_enough,
    store_unless,
)
from simulator.cli.places import FOLDER, Place, Settled
from simulator.cli.printing import INTERRUPTED, remark, say, say_json
from simulator.cli.workbook import leave_by, say_workbook, workbook

if TYPE_CHECKING:
    from simulator.experiments.results import Results


class Orders(StrEnum):
    """Of which replications the order table and the event log are written."""

    NONE = "none"
    FIRST = "first"
    ALL = "all"


class Export(StrEnum):
    """Further formats of the tables."""

    CSV = "csv"
    OCEL = "ocel"


def run(
    scenario: ScenarioArgument,
    replications: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Number of replications.", callback=few_enough),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Go on until the half-width is within, such as 5%."),
    ] = None,
    of: Annotated[
        str | None,
        typer.Option(
            metavar="KPI,...",
            autocompletion=completing.kpis,
            help="KPIs that the precision is for.",
        ),
    ] = None,
    at_most: Annotated[
        int | None,
        typer.Option(
            min=2, metavar="N", help="Replications, with --precision.", callback=few_enough
        ),
    ] = None,
    seed: SeedOption = None,
    set_: SetOption = None,
    variant: VariantOption = None,
    from_: FromOption = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Run folder; default reports/NAME, or with a number."),
    ] = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
    engine: EngineOption = None,
    no_store: NoStoreOption = False,
    orders: Annotated[
        Orders,
        typer.Option(
            metavar="none|first|all", help="Replications whose orders and events are written."
        ),
    ] = Orders.FIRST,
    only: Annotated[
        int | None, typer.Option(min=0, metavar="K", help="Run replication K (from 0) alone.")
    ] = None,
    export: Annotated[
        list[Export] | None,
        typer.Option(metavar="csv|ocel", help="Write orders and events in this format too."),
    ] = None,
    replay: Annotated[
        str,
        typer.Option(metavar="DATE", help="Day that the report replays, or worst, all or off."),
    ] = "worst",
    check: Annotated[
        bool, typer.Option("--check", help="Exit 3 if a target is missed, 4 if undecided.")
    ] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Simulate a scenario and write its report."""
    overrides = list(set_ or [])
    place = _place(scenario, variant, overrides, output)
    if replay != "worst":
        loaded = late.scenario.load(scenario, variant=variant, overrides=overrides)
        late.replays.asked_day(loaded.scenario, replay)
    place.settled()
    with late.terminal.progress_bar(quiet or as_json) as progress:
        results = late.run.run(
            scenario,
            variant=variant,
            overrides=overrides,
            replications=replications,
            precision=precision,
            of=as_list(of),
            at_most=at_most,
            seed=seed,
            only=only,
            jobs=jobs,
            executor=executor,
            store=store_unless(no_store),
            orders=orders.value,
            progress=progress,
            tell=None if quiet or as_json else remark,
            engine=engine,
            from_=from_,
        )
    with place.room() as there:
        results.write(
            there.folder, [each.value for each in export or []], place.asked.manifest, replay
        )
    leave_by(lambda path: results.to_xlsx(path, place.asked.manifest))
    if as_json:
        say_json(_as_json(results, there) | workbook().fact)
    elif not quiet:
        _show(results)
        say_where(there)
        say_workbook()
    if results.interrupted:
        raise typer.Exit(INTERRUPTED)
    if check:
        raise typer.Exit(late.summary.check_exit_code(results))


def _place(scenario: str, variant: str | None, overrides: list[str], output: Path | None) -> Place:
    """The folder that is named, or one by the scenario and its variant."""
    if output is not None:
        return Place(asked(), output, output)
    name = late.scenario.load(scenario, variant=variant, overrides=overrides).scenario.name
    plain = FOLDER / name
    return Place(asked(), None, plain, owns=asked().is_plain)


def _show(results: Results) -> None:
    late.terminal.wide_console().print(late.console.text_table(results.report_input))
    for line in how(results):
        say(line)


def how(results: Results) -> list[str]:
    """Why a sequential run stopped, when its cool-downs did, and what was read from the store."""
    lines = [results.stopped.reason] if results.stopped is not None else []
    lines += [results.cool_downs.sentence] if results.cool_downs is not None else []
    if results.reused:
        were, them = ("was", "it") if results.reused == 1 else ("were", "them")
        read = f"{late.numbers.counted(results.reused, 'replication')} {were} read from the store"
        others = len(results.replications) - results.reused
        if others > 0:
            other = "the other was" if others == 1 else f"the other {others:,} were"
            read += f", {other} run: not all of it, such as its orders, was there"
        lines.append(f"{read}; --no-store runs {them} again.")
    return lines


def _as_json(results: Results, there: Settled) -> dict[str, Any]:
    content = results.report_input
    frames = {
        "kpis": content.kpis,
        "targets": content.targets,
        "in_flight": content.in_flight,
        "replications": content.replications,
    }
    return {
        "scenario": content.name,
        "folder": str(there.folder),
        "earlier": there.line or None,
        "conclusion": results.conclusion,
        "interrupted": results.interrupted,
        "replications_needed": results.stopped.needed if results.stopped else None,
        "stopped": results.stopped.reason if results.stopped else None,
        "reused": results.reused,
        "premises": list(content.premises),
        "warnings": list(content.warnings),
        "order_file": list(content.order_file),
        "limits": results.limits.facts,
        **{name: json.loads(frame.to_json(orient="records")) for name, frame in frames.items()},
    }
