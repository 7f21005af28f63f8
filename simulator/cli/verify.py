"""The command that compares the model with theory and with other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.options import JobsOption
from simulator.cli.printing import DONE, FAILED, say, wide_console
from simulator.cli.progress import progress_bar

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 130
FOLDER = Path("reports/verification")


def verify(
    quick: Annotated[
        bool, typer.Option("--quick", help="A tenth of the replications: sees errors above 10 %.")
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="The systems of this file of scenarios/verification alone, without other "
            "programs; may be given many times.",
        ),
    ] = None,
    jobs: JobsOption = None,
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
    from simulator.verification.systems import named
    from simulator.verification.tables import (
        OPINIONS,
        SYSTEMS,
        conclusion,
        opinion_cells,
        system_cells,
    )
    from simulator.verification.verify import verify as run
    from simulator.verification.writing import require_writable, write

    these = named(only) if only else None
    folder = FOLDER if output is None and these is None else output
    if folder is not None:
        require_writable(folder)
    with progress_bar(False) as progress:
        found = run(quick, jobs, these, second_opinions=these is None, progress=progress)
    _show(SYSTEMS, system_cells(found.rows), leave_out="Source")
    if found.opinions:
        _show(OPINIONS, opinion_cells(found.opinions))
    for note in found.notes:
        say(f"note: {note}")
    say(conclusion(found))
    written = f"{write(found, folder) / 'verification.md'}, " if folder is not None else ""
    say(f"\n{written}{found.seconds:.0f} s")
    raise typer.Exit(DONE if found.passed else FAILED)


def _show(head: Sequence[str], cells: Sequence[Sequence[str]], leave_out: str = "") -> None:
    wide_console(WIDTH).print(_table(head, cells, leave_out))
    say("")


def _table(head: Sequence[str], cells: Sequence[Sequence[str]], leave_out: str) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from simulator.verification.tables import NUMERIC

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    kept = [k for k, name in enumerate(head) if name != leave_out]
    for k in kept:
        table.add_column(Text(head[k]), justify="right" if head[k] in NUMERIC else "left")
    for row in cells:
        style = None if row[-1] == "ok" else "bold red"
        table.add_row(*(Text(row[k]) for k in kept), style=style)
    return table
