"""The command that compares the model with theory and with other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import completing, late
from simulator.cli.asked import asked
from simulator.cli.options import EngineOption, JobsOption
from simulator.cli.printing import DONE, FAILED, say
from simulator.cli.workbook import leave_by, say_workbook

WIDTH = 130
FOLDER = Path("reports/verification")


def verify(
    quick: Annotated[
        bool,
        typer.Option(
            "--quick", help="A tenth of the replications, at most 40: sees errors above 10 %."
        ),
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            autocompletion=completing.systems,
            help="The systems of this file of scenarios/verification alone, without other "
            "programs; may be given many times.",
        ),
    ] = None,
    jobs: JobsOption = None,
    engine: EngineOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=f"Where tables and plot are written; default: {FOLDER}, nowhere with --only.",
        ),
    ] = None,
) -> None:
    """Compare the model with systems of a known answer and with other programs.

    Exits 1 if one comparison fails.
    """
    these = late.systems.named(only) if only else None
    folder = FOLDER if output is None and these is None else output
    if folder is not None:
        late.files.require_writable(folder)
    with late.terminal.progress_bar(False) as progress:
        verification = late.verify.verify(
            quick, jobs, these, second_opinions=these is None, progress=progress, engine=engine
        )
    say(late.tables.conclusion(verification))
    say("")
    for table in late.tables.console_tables(verification):
        late.terminal.wide_console(WIDTH).print(table)
        say("")
    for note in verification.notes:
        say(f"note: {note}")
    written = ""
    if folder is not None:
        late.files.write(verification, folder, asked().command)
        written = f"report: {folder / 'report.html'}, "
    leave_by(lambda path: late.files.to_xlsx(verification, path, asked().command))
    say(f"\n{written}{verification.seconds:.0f} s")
    say_workbook()
    raise typer.Exit(DONE if verification.passed else FAILED)
