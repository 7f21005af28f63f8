"""What commands tell that ask nothing of a house (lists, keys, a state) as workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.reporting.workbook.formats import about_columns, columns_of_frame
from simulator.reporting.workbook.parts import Column, Grid, Line, Page
from simulator.reporting.workbook.run import scenario_page
from simulator.reporting.workbook.workbooks import write_pages

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Listing:
    """A title, sentences below it, and tables, a sheet each by its name.

    With `as_written` their headings are the names of their columns, so that the sheets can be read
    as files are.
    """

    kind: str
    title: str
    sentences: tuple[str, ...]
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    scenario: str = ""
    as_written: bool = False


def write_listing(told: Listing, path: Path, command: str) -> Path:
    """Write it; `command` is what the file says that it answers. Raises InputError."""
    lines = [Line(told.title, "title"), *(Line(text) for text in told.sentences)]
    lines += [Line(text, "warning") for text in told.warnings]
    about = Grid("", about_columns([("command", command)]))
    pages = [
        Page("Answer", tuple(lines)),
        *(_sheet(name, frame, told.as_written) for name, frame in told.frames.items()),
        scenario_page(told.scenario),
        Page("About", (Line("Where this comes from", "title"), about)),
    ]
    kind = f"fulfillment simulator {told.kind}"
    return write_pages([page for page in pages if not page.empty], kind, command, path)


def _sheet(name: str, frame: pd.DataFrame, as_written: bool) -> Page:
    columns = columns_of_frame(frame, "")
    if as_written:
        columns = [
            Column(str(head), column.values, column.form)
            for head, column in zip(frame, columns, strict=True)
        ]
    return Page(name, (Grid("", columns),))
