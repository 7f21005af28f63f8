"""What the commands of experiments have in common: the folder, what is printed, the command."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.options import few_enough, store_unless
from simulator.cli.printing import remark, say, say_json, wide_console
from simulator.cli.progress import progress_bar

if TYPE_CHECKING:
    from simulator.experiments.where import Where
    from simulator.reporting.findings import Findings

OutputOption = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder of the findings; default reports/NAME-COMMAND."),
]
ReplicationsOption = Annotated[
    int | None,
    typer.Option(min=2, metavar="N", help="Replications of each alternative.", callback=few_enough),
]
SeedOption = Annotated[int | None, typer.Option(min=0, help="Seed of all randomness.")]


def folder_for(output: Path | None, name: str, command: str) -> Path:
    """Where the findings go; refused before anything is run if something else is there."""
    from simulator.results.folder import require_replaceable

    folder = output or Path("reports") / f"{name}-{command}"
    require_replaceable(folder)
    return folder


@contextmanager
def where(silent: bool, jobs: int | None, executor: str | None, no_store: bool) -> Iterator[Where]:
    """Where an experiment runs, with a progress bar."""
    from simulator.experiments.where import Where

    with progress_bar(silent) as progress:
        tell = None if silent else remark
        yield Where(jobs, executor, store_unless(no_store), progress, this_command(), tell)


def name_of(source: str, overrides: list[str]) -> str:
    """The name of a scenario, which its folder is called by."""
    from simulator.experiments.alternatives import made

    return made(source, overrides=overrides).scenario.name


def this_command() -> str:
    """The command line as it was given."""
    return shlex.join(["simulator", *sys.argv[1:]])


def publish(found: Findings, folder: Path, as_json: bool, quiet: bool) -> None:
    """Write the folder and print."""
    from simulator.reporting.findings import as_json as facts
    from simulator.reporting.findings import console, write

    write(found, folder)
    if as_json:
        say_json(facts(found, folder))
    elif not quiet:
        wide_console().print(console(found))
        say(f"\nreport: {folder / 'report.html'}")
