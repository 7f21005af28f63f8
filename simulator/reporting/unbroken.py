"""Text for the console whose lines never end between a number and its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import text as rich_text
from rich.cells import cell_len

from simulator.reporting.characters import printable
from simulator.reporting.no_break import GAP

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, JustifyMethod, OverflowMethod
    from rich.containers import Lines
    from rich.measure import Measurement

_GLUE = "\ue000"
"""Stands for the space while lines are broken; rich breaks them at a no-break space too."""


class Unbroken(rich_text.Text):
    """Text that keeps figures whole where the line has room for them.

    It is measured and broken as the output will show it: '+/-' where there is no '±'.
    """

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """The widths of its longest word and of its longest line."""
        shown = rich_text.Text(printable(self.plain, console.encoding))
        return shown.__rich_measure__(console, options)

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        """Lines of at most that width."""
        text = self.copy()
        text.plain = printable(self.plain, console.encoding)
        glued = GAP.sub(_GLUE, text.plain)
        if all(cell_len(word) <= width for word in glued.split()):
            text.plain = glued
        lines = text.wrap(
            console, width, justify=justify, overflow=overflow, tab_size=tab_size, no_wrap=no_wrap
        )
        for line in lines:
            line.plain = line.plain.replace(_GLUE, " ")
        return lines
