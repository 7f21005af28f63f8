"""What the commands of experiments have in common: the folder, what is printed, the command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.asked import asked
from simulator.cli.options import few_enough, store_unless
from simulator.cli.places import FOLDER, Place, Settled
from simulator.cli.printing import remark, say, say_json, wide_console
from simulator.cli.progress import progress_bar

if TYPE_CHECKING:
    from simulator.experiments.where import Where
    from simulator.reporting.findings import Findings

OutputOption = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Folder of the findings; default reports/NAME-COMMAND, or with a number.",
    ),
]
ReplicationsOption = Annotated[
    int | None,
    typer.Option(min=2, metavar="N", help="Replications of each alternative.", callback=few_enough),
]
SeedOption = Annotated[int | None, typer.Option(min=0, help="Seed of all randomness.")]


def folder_for(output: Path | None, name: str, command: str) -> Place:
    """Where the findings go; refused before anything is run if something else is there."""
    place = Place(asked(), output, FOLDER / f"{name}-{command}")
    place.settled()
    return place


@contextmanager
def where(silent: bool, jobs: int | None, executor: str | None, no_store: bool) -> Iterator[Where]:
    """Where an experiment runs, with a progress bar."""
    from simulator.experiments.where import Where

    with progress_bar(silent) as progress:
        tell = None if silent else remark
        yield Where(jobs, executor, store_unless(no_store), progress, asked().command, tell)


def name_of(source: str, overrides: list[str]) -> str:
    """The name of a scenario, which its folder is called by."""
    from simulator.experiments.alternatives import made

    return made(source, overrides=overrides).scenario.name


def publish(found: Findings, place: Place, as_json: bool, quiet: bool) -> None:
    """Write the folder and print."""
    from simulator.reporting.findings import as_json as facts
    from simulator.reporting.findings import console, write

    with place.room() as there:
        write(found, there.folder, place.asked.manifest)
    if as_json:
        say_json(facts(found, there.folder) | {"earlier": there.line or None})
    elif not quiet:
        wide_console().print(console(found))
        for block in found.blocks:
            say(f"\n{block}")
        say_where(there)


def say_where(there: Settled) -> None:
    """Where the report is, and what became of an earlier one."""
    say(f"\nreport: {there.folder / 'report.html'}")
    if there.line:
        say(there.line)
