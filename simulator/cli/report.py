"""The command that makes a report again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import late
from simulator.cli.printing import say


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A run folder.")],
) -> None:
    """Make the report and the figures of a run folder again."""
    say(f"report: {late.writing.rewrite_report(folder)}")
