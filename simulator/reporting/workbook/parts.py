"""What a page of a workbook is made of: lines of text, grids of values, native charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Style = Literal["title", "heading", "text", "warning", "note", "code"]
Colors = Literal["", "verdict", "scale", "short"]


@dataclass(frozen=True)
class Line:
    """A line of text; 'code' is kept in one cell, others may take several lines of the page."""

    text: str
    style: Style = "text"


@dataclass(frozen=True)
class Column:
    """A column of a grid: values as they are, missing ones as None or NaN.

    `form` is the number format of all cells, or one each cell, in the words of a spreadsheet.
    """

    head: str
    values: Sequence[Any]
    form: str | Sequence[str] = ""

    def form_of(self, row: int) -> str:
        """The number format of a cell."""
        return self.form if isinstance(self.form, str) else self.form[row]


@dataclass(frozen=True)
class Chart:
    """A native chart of a grid: columns `series` against column `x`, by their places.

    A 'scatter' has a mark per row.
    """

    title: str
    kind: Literal["line", "column", "bar", "scatter"]
    x: int
    series: tuple[int, ...]
    x_title: str = ""
    y_title: str = ""


@dataclass(frozen=True)
class Grid:
    """Values below headings, with a filter over them and colors by what they say.

    `colored` are columns that are colored: by verdict, from low to high together, or, 'short',
    where a value is below that `shift` columns on, as heads scheduled below heads needed.
    """

    title: str
    columns: Sequence[Column]
    charts: tuple[Chart, ...] = ()
    colors: Colors = ""
    colored: tuple[int, ...] = ()
    shift: int = 0

    @property
    def rows(self) -> int:
        """How many there are below the headings."""
        return max((len(column.values) for column in self.columns), default=0)


@dataclass(frozen=True)
class Page:
    """A sheet; its name has at most 31 letters and none of []:*?/ and backslash."""

    name: str
    parts: tuple[Line | Grid, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing but headings would stand on it."""
        return not any(
            part.rows if isinstance(part, Grid) else part.style not in ("heading", "title")
            for part in self.parts
        )
