"""The command line: parses, calls, prints. Everything heavy is imported inside the commands."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from simulator.experiments.results import Results

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="simulator",
    help="Simulate e-commerce order fulfillment, from a YAML scenario to a report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Orders(StrEnum):
    """Of which replications the order table and the event log are written."""

    NONE = "none"
    FIRST = "first"
    ALL = "all"


class Export(StrEnum):
    """Further formats of the tables."""

    CSV = "csv"
    OCEL = "ocel"


ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A path, or the name of one that ships.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be given many times."),
]
VariantOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="One of the scenario's variants.")
]


@app.command()
def run(
    scenario: ScenarioArgument,
    replications: Annotated[int | None, typer.Option(min=1, help="Number of replications.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of all randomness.")] = None,
    set_: SetOption = None,
    variant: VariantOption = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Run folder; default reports/NAME.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes; default: one a processor.")
    ] = None,
    orders: Annotated[
        Orders, typer.Option(help="Replications whose orders and events are written.")
    ] = Orders.FIRST,
    only: Annotated[
        int | None, typer.Option(min=0, metavar="K", help="Run replication K (from 0) alone.")
    ] = None,
    export: Annotated[
        list[Export] | None, typer.Option(help="Write orders and events in this format too.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 3 if a target is missed, 4 if undecided.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Simulate a scenario and write its report."""
    from simulator.experiments.run import run as run_scenario
    from simulator.experiments.summary import check_exit_code
    from simulator.results.folder import require_replaceable
    from simulator.scenario import load

    overrides = list(set_ or [])
    if output is None:
        name = load(scenario, variant=variant, overrides=overrides).scenario.name
        output = Path("reports") / (name if variant is None else f"{name}-{variant}")
    require_replaceable(output)
    with _progress(quiet or as_json) as progress:
        results = run_scenario(
            scenario,
            variant=variant,
            overrides=overrides,
            replications=replications,
            seed=seed,
            only=only,
            jobs=jobs,
            orders=orders.value,
            progress=progress,
        )
    folder = results.write(output, export=[one.value for one in export or []])
    if as_json:
        _print(json.dumps(_as_json(results, folder), indent=2, ensure_ascii=False))
    elif not quiet:
        _show(results, folder)
    if results.interrupted:
        raise typer.Exit(INTERRUPTED)
    if check:
        raise typer.Exit(check_exit_code(results))


@app.command()
def validate(
    scenario: ScenarioArgument, set_: SetOption = None, variant: VariantOption = None
) -> None:
    """Check a scenario, its CSV files included, and say every mistake in it."""
    from simulator.scenario import load
    from simulator.workload.sampling import prepare

    loaded = load(scenario, variant=variant, overrides=set_ or [])
    prepare(loaded.scenario)
    _print(f"{scenario}: a valid scenario")


@app.command()
def resolve(
    scenario: ScenarioArgument, set_: SetOption = None, variant: VariantOption = None
) -> None:
    """Print a scenario with everything it inherits and every default, and where each is from."""
    from simulator.scenario import load
    from simulator.scenario import resolve as resolved

    _print(resolved(load(scenario, variant=variant, overrides=set_ or [])))


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from simulator.scenario import json_schema

    _print(json.dumps(json_schema(), indent=2))


@app.command("list")
def list_scenarios() -> None:
    """List the scenarios that ship, with the question each answers."""
    from simulator.scenario import load, shipped

    for name in shipped():
        _print(f"{name:18} {load(name).scenario.question}")


@app.command()
def init(
    path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("scenario.yaml"),
) -> None:
    """Write a commented scenario to start from; an existing file is left alone."""
    from simulator.scenario import starter

    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(starter())
    except FileExistsError:
        _refuse(f"{path}: exists already; give another path")
    except OSError as error:
        _refuse(f"{path}: cannot be written: {error.strerror}; give another path")
    _print(f"{path} written; try: simulator run {path}")


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A run folder.")],
) -> None:
    """Make the report and the figures of a run folder again."""
    from simulator.experiments.writing import rewrite_report

    _print(f"report: {rewrite_report(folder)}")


def main() -> NoReturn:
    """Run the command line; people's mistakes end in one message and exit code 2."""
    from simulator.mistakes import InputError

    try:
        app(standalone_mode=True)
    except InputError as error:
        _refuse(str(error))
    except KeyboardInterrupt:
        typer.echo("interrupted; nothing was finished, nothing is written", err=True)
        sys.exit(INTERRUPTED)
    sys.exit(DONE)


class _ProgressBar:
    """Replications done and time left, on standard error."""

    def __init__(self, bar: Bar | None) -> None:
        self._bar = bar
        self._task = bar.add_task("replications", total=None) if bar else None

    def __enter__(self) -> _ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def total(self, replications: int) -> None:
        if self._bar and self._task is not None:
            self._bar.start()
            self._bar.update(self._task, total=replications)

    def finished(self, number: int) -> None:
        if self._bar and self._task is not None:
            self._bar.advance(self._task)


def _progress(silent: bool) -> _ProgressBar:
    if silent or not sys.stderr.isatty():
        return _ProgressBar(None)
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    return _ProgressBar(Progress(*columns, console=Console(stderr=True)))


def _show(results: Results, folder: Path) -> None:
    from rich.console import Console

    from simulator.reporting.console import text_table

    console = Console(width=None if sys.stdout.isatty() else 100)
    console.print(text_table(results.report_input))
    _print(f"\nreport: {folder / 'report.html'}")


def _as_json(results: Results, folder: Path) -> dict[str, Any]:
    content = results.report_input
    frames = {
        "kpis": content.kpis,
        "targets": content.targets,
        "in_flight": content.in_flight,
        "replications": content.replications,
    }
    return {
        "scenario": content.name,
        "folder": str(folder),
        "interrupted": results.interrupted,
        "warnings": list(content.warnings),
        **{name: json.loads(frame.to_json(orient="records")) for name, frame in frames.items()},
    }


def _print(text: str) -> None:
    typer.echo(text)


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(BAD_INPUT)
