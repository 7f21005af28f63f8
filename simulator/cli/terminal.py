"""Tables and progress for people at a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from simulator.cli.printing import remark
from simulator.units import convert

WIDTH = 100
"""Columns of tables where the output is a file or another program."""
A_LINE_EVERY = 120.0
"""Seconds between two lines of progress where standard error is not a terminal (assumption)."""


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


class ProgressLines:
    """A line now and then where standard error is a file or another program.

    A search plans as it goes, so that no time left is told.
    """

    def __init__(
        self, say: Callable[[str], None] = remark, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._say, self._now = say, now
        self._began = self._said = now()
        self._done = self._planned = 0

    def __enter__(self) -> ProgressLines:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left to be ended."""

    def total(self, replications: int) -> None:
        """So many replications are planned now."""
        self._planned = replications

    def finished(self, number: int) -> None:
        """One more is done; said once a while has passed since the last line."""
        self._done += 1
        if self._now() - self._said < A_LINE_EVERY:
            return
        self._said = self._now()
        of = f" of {self._planned:,}" if self._planned > self._done else ""
        minutes = round(convert(self._said - self._began, "s", "min"), 1)
        self._say(f"{self._done:,}{of} replications done after {minutes:g} min")


def progress_bar(silent: bool) -> ProgressBar | ProgressLines:
    """A bar on standard error; where that is not a terminal a line now and then."""
    if silent:
        return ProgressBar(None)
    if not sys.stderr.isatty():
        return ProgressLines()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    return ProgressBar(Progress(*columns, console=Console(stderr=True)))
