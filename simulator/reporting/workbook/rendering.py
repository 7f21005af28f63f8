"""Pages as the bytes of a workbook, by XlsxWriter: every text a text, whatever it begins with."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from simulator.mistakes import InputError
from simulator.reporting.workbook.formats import DAY, MOMENT
from simulator.reporting.workbook.parts import Chart, Column, Grid, Line, Page
from simulator.results.cells import SIGNS

ACROSS = 9
"""Columns over which a line of text goes."""
WIDEST, NARROWEST = 60, 8
MOST_ROWS = 100_000
"""Of a grid; what has more is in the folder's tables."""
MOST_LETTERS = 32_767
"""That a cell holds; a longer text goes on in the next ones."""
CHART_ROWS = 17
_RUNS = re.compile(f"[{SIGNS}]")
STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 12, "font_color": "#1F4E79"},
    "text": {"text_wrap": True, "valign": "top"},
    "warning": {"text_wrap": True, "valign": "top", "bg_color": "#FFF2CC"},
    "note": {"text_wrap": True, "valign": "top", "font_color": "#595959"},
    "code": {"font_name": "Consolas", "font_size": 10},
}
HEAD = {"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True, "valign": "top"}
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "line": {"line": {"width": 1.5}},
    "scatter": {"marker": {"type": "circle", "size": 7}},
}
"""Of the series of a chart, by its kind; the others are as they come."""
VERDICTS = (
    ("undecided", "#FFEB9C", "#7F6000"), ("missed", "#FFC7CE", "#9C0006"),
    ("worse", "#FFC7CE", "#9C0006"), ("met", "#C6EFCE", "#006100"),
    ("better", "#C6EFCE", "#006100"),
)  # fmt: skip
"""A word of a verdict and its colors; the first that a cell has counts."""


def rendered(pages: Sequence[Page], about: Mapping[str, str]) -> bytes:
    """The workbook; `about` are properties of the file. Raises InputError without the extra."""
    out = io.BytesIO()
    book = writer().Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
            "default_date_format": MOMENT,
        },
    )
    moment = datetime.now().replace(microsecond=0)
    book.set_properties({"created": moment, "title": about.get("title", "")})
    for name, value in about.items():
        book.set_custom_property(name, value[:255])
    known = _Formats(book)
    for page in pages:
        _Sheet(book.add_worksheet(page.name), book, known).write(page)
    book.close()
    return out.getvalue()


def writer() -> Any:
    """XlsxWriter, of the extra."""
    try:
        import xlsxwriter
    except ImportError:
        raise InputError(
            "--xlsx: XlsxWriter is not installed; pip install 'fulfillment-simulator[excel]'"
        ) from None
    return xlsxwriter


class _Formats:
    """The formats of a workbook, each once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


class _Sheet:
    """One sheet while it is written; `row` is the next free one."""

    def __init__(self, sheet: Any, book: Any, formats: _Formats) -> None:
        self._sheet, self._book, self._formats = sheet, book, formats
        self._row = 0
        self._widths: dict[int, int] = {}
        self._lines: list[tuple[int, str]] = []
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def write(self, page: Page) -> None:
        """All parts below each other, and the widths of the columns."""
        grids = [part for part in page.parts if isinstance(part, Grid)]
        for part in page.parts:
            if isinstance(part, Line):
                self._line(part)
            else:
                self._grid(part, alone=len(grids) == 1)
        for column, width in self._widths.items():
            self._sheet.set_column(column, column, width)
        across = sum(self._widths.get(column, NARROWEST) for column in range(ACROSS))
        for row, text in self._lines:
            lines = sum(max(1, math.ceil(len(each) / across)) for each in text.split("\n"))
            self._sheet.set_row(row, 15 * lines)

    def _line(self, line: Line) -> None:
        form = self._formats.of(**STYLES[line.style])
        if line.text and line.style in ("title", "heading", "code"):
            for k, part in enumerate(_pieces(line.text)):
                self._sheet.write_string(self._row, k, part, form)
        elif line.text:
            text = line.text[:MOST_LETTERS]
            self._sheet.merge_range(self._row, 0, self._row, ACROSS - 1, "", form)
            self._sheet.write_string(self._row, 0, text, form)
            self._lines.append((self._row, text))
        self._row += 1

    def _grid(self, grid: Grid, alone: bool) -> None:
        if grid.title:
            self._line(Line(grid.title, "heading"))
        top, rows = self._row, min(grid.rows, MOST_ROWS)
        head, numbers = self._formats.of(**HEAD), self._formats.of(**HEAD, align="right")
        if any(_two_lines(column) for column in grid.columns):
            self._sheet.set_row(top, 30)
        for column, each in enumerate(grid.columns):
            form = numbers if _is_numeric(each) else head
            self._sheet.write_string(top, column, each.head or " ", form)
            widest = _widest(each)
            width = min(max(widest, _narrowest(each.head)) + 2, WIDEST)
            self._widths[column] = max(self._widths.get(column, NARROWEST), width)
            for row, value in enumerate(each.values[:rows]):
                self._cell(top + 1 + row, column, value, each.form_of(row))
        if rows and alone and rows > 8:
            self._sheet.autofilter(top, 0, top + rows, len(grid.columns) - 1)
            self._sheet.freeze_panes(top + 1, 0)
        self._color(grid, top + 1, top + rows)
        self._row = top + rows + 1
        if grid.rows > rows:
            sentence = f"{grid.rows - rows:,} more rows are in the tables of the folder."
            self._line(Line(sentence, "note"))
        below = top
        for chart in grid.charts if rows else ():
            self._chart(chart, grid, top, rows, below)
            below += CHART_ROWS
        self._row = max(self._row, below if grid.charts and rows else 0) + 1

    def _cell(self, row: int, column: int, value: Any, form: str) -> None:
        """A number, a date, a truth or a text; nothing where there is none."""
        if hasattr(value, "item"):
            value = value.item()
        style = self._formats.of(num_format=form) if form else None
        if value is None or value != value or value == "":
            return
        if isinstance(value, bool):
            self._sheet.write_boolean(row, column, value, style)
        elif isinstance(value, int | float):
            if math.isinf(value):
                self._sheet.write_string(row, column, "no limit" if value > 0 else "none")
            else:
                self._sheet.write_number(row, column, value, style)
        elif isinstance(value, datetime | date):
            day = not isinstance(value, datetime)
            form = form or (DAY if day else MOMENT)
            self._sheet.write_datetime(row, column, value, self._formats.of(num_format=form))
        else:
            text = str(value)
            if _RUNS.match(text):  # so that it stays a text where somebody edits the cell
                style = self._formats.of(quote_prefix=True)
            for k, part in enumerate(_pieces(text)):
                self._sheet.write_string(row, column + k, part, style)

    def _color(self, grid: Grid, first: int, last: int) -> None:
        if last < first or not grid.colors:
            return
        for column in grid.colored:
            area = (first, column, last, column)
            if grid.colors == "verdict":
                for word, background, text in VERDICTS:
                    form = self._formats.of(bg_color=background, font_color=text)
                    rule = {"type": "text", "criteria": "containing", "value": word}
                    self._sheet.conditional_format(*area, {**rule, "format": form,
                                                           "stop_if_true": True})  # fmt: skip
            elif grid.colors == "short":
                here, there = (_name(first, each) for each in (column, column + grid.shift))
                form = self._formats.of(bg_color="#FFC7CE", font_color="#9C0006")
                rule = {"type": "formula", "criteria": f"={here}<{there}-0.005", "format": form}
                self._sheet.conditional_format(*area, rule)
        if grid.colors == "scale" and grid.colored:
            area = (first, min(grid.colored), last, max(grid.colored))
            rule = {"type": "3_color_scale", "min_color": "#FFFFFF", "mid_color": "#DDEBF7",
                    "max_color": "#9BC2E6"}  # fmt: skip
            self._sheet.conditional_format(*area, rule)

    def _chart(self, chart: Chart, grid: Grid, top: int, rows: int, below: int) -> None:
        made = self._book.add_chart({"type": chart.kind})
        name = self._sheet.get_name()
        for column in chart.series:
            series = {
                "name": [name, top, column],
                "categories": [name, top + 1, chart.x, top + rows, chart.x],
                "values": [name, top + 1, column, top + rows, column],
            }
            made.add_series({**series, **LOOKS.get(chart.kind, {})})
        x = grid.columns[chart.x]
        dates = any(isinstance(value, date) for value in x.values[:1])
        axis: dict[str, Any] = {
            "name": chart.x_title or x.head,
            "label_position": "low",
            "num_font": {"rotation": -45},
        }
        if dates:
            axis |= {"num_format": "d mmm hh:mm", "interval_unit": max(1, rows // 8),
                     "interval_tick": max(1, rows // 8), "text_axis": True}  # fmt: skip
        elif rows > 30:
            axis |= {"interval_unit": max(1, rows // 14), "interval_tick": max(1, rows // 14)}
        if chart.kind == "scatter":
            axis = {"name": axis["name"], "num_format": _without_unit(grid, chart.x)}
        made.set_title({"name": chart.title, "name_font": {"size": 12}})
        made.set_x_axis(axis)
        made.set_y_axis({"name": chart.y_title, "num_format": _without_unit(grid, chart.series[0])})
        made.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom"})
        made.set_size({"width": 760, "height": 20 * (CHART_ROWS - 1)})
        self._sheet.insert_chart(below, len(grid.columns) + 1, made)


def _without_unit(grid: Grid, column: int) -> str:
    """The number format of an axis, whose title has the unit."""
    return re.sub(' "[^"]*"', "", grid.columns[column].form_of(0)) or "General"


def _pieces(text: str) -> list[str]:
    """A text in as many cells as it needs."""
    return [text[k : k + MOST_LETTERS] for k in range(0, len(text), MOST_LETTERS)] or [""]


def _narrowest(head: str) -> int:
    """Letters that a heading needs on two lines."""
    return max([math.ceil(len(head) / 2) + 2, *map(len, head.split())])


def _two_lines(column: Column) -> bool:
    """Whether a heading does not fit above its values on one line."""
    return len(column.head) > max(_widest(column), _narrowest(column.head), NARROWEST - 2)


def _is_numeric(column: Column) -> bool:
    """Whether numbers stand below a heading, which then stands to the right as they do."""
    if column.form and isinstance(column.form, str) and column.form not in (MOMENT, DAY):
        return True
    first = next((value for value in column.values if value is not None and value == value), None)
    return isinstance(first, int | float) or hasattr(first, "item")


def _widest(column: Column) -> int:
    """Letters of the widest of the first cells."""
    shown = enumerate(column.values[:500])
    return max((_letters(value, column.form_of(row)) for row, value in shown), default=0)


def _letters(value: Any, form: str) -> int:
    """How wide a cell is, in letters: a number as its format writes it, with its unit."""
    if isinstance(value, str):
        return min(len(value), WIDEST)
    if isinstance(value, datetime):
        return 16
    if isinstance(value, int | float) and math.isfinite(value):
        unit = max(map(len, re.findall(r'"([^"]*)"', form)), default=0)
        places = max(map(len, re.findall(r"\.([0#]+)", form)), default=0)
        return len(f"{value:,.{places}f}") + unit + 1
    return 9


def _name(row: int, column: int) -> str:
    """A cell by its name in a rule: 'C14', which moves with the row."""
    before, last = divmod(column, 26)
    return f"${chr(64 + before) if before else ''}{chr(65 + last)}{row + 1}"
