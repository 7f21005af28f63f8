"""The command that compares the model with theory and with other programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.options import JobsOption
from simulator.cli.printing import DONE, FAILED, say
from simulator.cli.progress import progress_bar

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 130


def verify(
    quick: Annotated[
        bool, typer.Option("--quick", help="A tenth of the replications: sees errors above 10 %.")
    ] = False,
    jobs: JobsOption = None,
    output: Annotated[
        Path, typer.Option(metavar="DIR", help="Where tables and plot are written.")
    ] = Path("reports/verification"),
) -> None:
    """Compare the model with systems of a known answer and with other programs.

    Exits 1 if one comparison fails.
    """
    from simulator.verification.tables import (
        OPINIONS,
        SYSTEMS,
        conclusion,
        opinion_cells,
        system_cells,
    )
    from simulator.verification.verify import verify as run
    from simulator.verification.writing import require_writable, write

    require_writable(output)
    with progress_bar(False) as progress:
        found = run(quick, jobs, progress=progress)
    _show(SYSTEMS, system_cells(found.rows), leave_out="Source")
    if found.opinions:
        _show(OPINIONS, opinion_cells(found.opinions))
    for note in found.notes:
        say(f"note: {note}")
    say(conclusion(found))
    say(f"\n{write(found, output) / 'verification.md'}, {found.seconds:.0f} s")
    raise typer.Exit(DONE if found.passed else FAILED)


def _show(head: Sequence[str], cells: Sequence[Sequence[str]], leave_out: str = "") -> None:
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else WIDTH).print(_table(head, cells, leave_out))
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
