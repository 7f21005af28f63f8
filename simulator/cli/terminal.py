"""Tables and progress for people at a terminal."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

WIDTH = 100
"""Columns of tables where the output is a file or another program."""


def wide_console(width: int = WIDTH) -> Console:
    """Standard output for tables: as wide as the terminal, else `width` columns."""
    return Console(width=None if sys.stdout.isatty() else width)


class ProgressBar:
    """Replications done and time left, on standard error."""

    def __init__(self, bar: Progress | None) -> None:
        self._bar = bar
        self._task = bar.add_task("replications", total=None) if bar else None

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def total(self, replications: int) -> None:
        """So many replications are planned now."""
        if self._bar and self._task is not None:
            self._bar.start()
            self._bar.update(self._task, total=replications)

    def finished(self, number: int) -> None:
        """One more is done."""
        if self._bar and self._task is not None:
            self._bar.advance(self._task)


def progress_bar(silent: bool) -> ProgressBar:
    """A bar on standard error; nothing where that is not a terminal."""
    if silent or not sys.stderr.isatty():
        return ProgressBar(None)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    return ProgressBar(Progress(*columns, console=Console(stderr=True)))
