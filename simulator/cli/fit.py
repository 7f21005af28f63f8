"""The command that fits a scenario to a history."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli import completing, late
from simulator.cli.asked import asked
from simulator.cli.findings import OutputOption, SeedOption, folder_for, say_where
from simulator.cli.options import (
    JobsOption,
    JsonOption,
    LayoutOption,
    NoStoreOption,
    QuietOption,
    store_unless,
)
from simulator.cli.pairs import pairs
from simulator.cli.printing import say, say_json
from simulator.cli.workbook import leave, say_workbook, workbook
from simulator.mistakes import InputError

if TYPE_CHECKING:
    from simulator.reporting.findings import Findings


def fit(
    history: Annotated[
        list[Path],
        typer.Argument(
            metavar="HISTORY",
            help="Orders with what happened, or a log (CSV, XES, OCEL 2.0); then files of scans.",
        ),
    ],
    base: Annotated[
        str | None,
        typer.Option(
            metavar="SCENARIO",
            autocompletion=completing.scenarios,
            help="A house to extend; none: one lag.",
        ),
    ] = None,
    holdout: Annotated[
        str, typer.Option(metavar="SHARE|DATE", help="What is held out: 25% or 2017-08-01.")
    ] = "25%",
    layout: LayoutOption = "auto",
    columns: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OURS=THEIRS",
            help="The file's own header, as handed_over_at=Shipped; may be given many times.",
        ),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Fit to the orders placed from then on.")
    ] = None,
    holidays: Annotated[
        str | None,
        typer.Option(metavar="DAYS", help="Days off: a code, dates, or both: BR,2017-06-15."),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="A key of demand.trace, as 'time_format=\"%d/%m/%Y\"'; may be given many times.",
        ),
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Of the house, such as Europe/London.")
    ] = None,
    class_by: Annotated[
        str, typer.Option(metavar="WHAT", help="Classes: auto, service, promise or none.")
    ] = "auto",
    transit_by: Annotated[
        str,
        typer.Option(
            metavar="WHAT",
            help="Transit by auto, promise, class, region, lane (origin and destination), "
            "promise-region, promise-lane, class-region, class-lane or none.",
        ),
    ] = "auto",
    currency: Annotated[
        str, typer.Option(metavar="CODE", help="Of prices, where there is no base.")
    ] = "USD",
    replications: Annotated[
        int, typer.Option(min=1, metavar="N", help="Replications of the proof.")
    ] = 5,
    input_uncertainty: Annotated[
        int | None,
        typer.Option(metavar="N", help="N bootstrap samples of the inputs: what each adds."),
    ] = None,
    seed: SeedOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Read the history, and fit nothing.")
    ] = False,
    output: OutputOption = None,
    jobs: JobsOption = None,
    no_store: NoStoreOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Fit a scenario to a history of orders, and prove it on the part held out."""
    history = [late.sources.table(path) for path in history]
    mapped = pairs(columns, "--columns", "OURS=THEIRS", "handed_over_at=Shipped")
    settings = late.layouts.with_layout(_settings(set_ or []), layout)
    if check:
        read = late.read_history.read_history(history, mapped, settings, time_zone)
        _tell(late.told.look(read, asked().command), as_json, quiet)
        return
    place = folder_for(output, history[0].name.partition(".")[0] or "history", "fit")
    fitted = late.fit.fit(
        history,
        base=base,
        holdout=holdout,
        columns=mapped,
        settings=settings,
        since=since,
        holidays=holidays or (),
        time_zone=time_zone,
        class_by=class_by,
        transit_by=transit_by,
        currency=currency,
        replications=replications,
        input_uncertainty=-1 if input_uncertainty == 0 else input_uncertainty or 0,
        seed=seed,
        jobs=jobs,
        store=store_unless(no_store),
    )
    told = late.told.findings(fitted, asked().command)
    with place.room() as there:
        fitted.write(there.folder, late.told.files(fitted, told, place.asked.manifest))
    _tell(told, as_json, quiet)
    if not as_json and not quiet:
        say(f"\nscenario: {there.folder / 'scenario.yaml'}")
        say(f"next: simulator run {shlex.quote(str(there.folder / 'scenario.yaml'))}")
        say_where(there, "fit.html")


def _tell(told: Findings, as_json: bool, quiet: bool) -> None:
    leave(told)
    if as_json:
        say_json(late.findings.as_json(told, None) | workbook().fact)
    elif not quiet:
        late.terminal.wide_console().print(late.console.console(told))
        say_workbook()


def _settings(texts: list[str]) -> dict[str, Any]:
    """Keys of `demand.trace` with their values; a text that is not YAML stands for itself."""
    settings: dict[str, Any] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise InputError(f"--set: {text!r} is not KEY=VALUE; write one such as decimal=','")
        settings[key.strip()] = late.nodes.value_of(value)
    return settings
