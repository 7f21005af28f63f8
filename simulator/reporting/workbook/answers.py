"""What an experiment found as the pages of a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.reporting.findings import Findings
from simulator.reporting.grids import WideTable
from simulator.reporting.report import flat
from simulator.reporting.tables import Table
from simulator.reporting.workbook.formats import (
    about_columns,
    columns_of_frame,
    columns_of_table,
    form_of,
    in_unit,
    typed,
)
from simulator.reporting.workbook.moments import House
from simulator.reporting.workbook.parts import Chart, Colors, Column, Grid, Line, Page
from simulator.reporting.workbook.run import scenario_page
from simulator.reporting.workbook.week import heads_page

_MARKS = ("met", "missed", "undecided", "better", "worse")
OF_OURS = ("Answer", "Grids", "Tables", "Scenario", "About")
"""Pages that are there whatever the tables are called."""


def answer_pages(found: Findings) -> list[Page]:
    """All pages of an answer, what to do first; then every table with its numbers."""
    pages = [
        _answer(found),
        Page("Grids", tuple(_wide(grid) for grid in found.grids)),
        Page("Tables", tuple(_table(one) for one in found.more)),
        *_heads(found),
        *(_frame(name, found) for name in found.frames),
        scenario_page(found.scenario),
        _about(found),
    ]
    return [page for page in pages if not page.empty]


def _heads(found: Findings) -> Iterator[Page]:
    """Heads needed and scheduled by hour, where crews have shifts."""
    series, heads = found.heads() if found.heads else (None, None)
    if series is not None and heads is not None and len(series):
        yield heads_page(series, heads, found.heads_of)


def _answer(found: Findings) -> Page:
    parts: list[Line | Grid] = [Line(found.title, "title")]
    parts += [Line(found.question, "note")] if found.question else []
    parts += [Line(found.conclusion), Line("")]
    parts += [Line(text, "warning") for text in found.warnings]
    parts += [_table(one) for one in (found.main, *found.shown)]
    parts += [Line(text, "note") for text in (*found.notes, *found.footnotes) if text]
    for block in found.blocks:
        parts += [Line(""), *(Line(line, "code") for line in block.splitlines())]
    return Page("Answer", tuple(parts))


def _table(table: Table) -> Grid:
    """A table of the page, its numbers as numbers, colored by its verdicts."""
    columns = columns_of_table(table)
    colored = tuple(
        k for k, column in enumerate(columns)
        if any(mark in str(value) for value in column.values for mark in _MARKS)
    )  # fmt: skip
    return Grid(table.caption, columns, (), "verdict", colored)


def _wide(one: WideTable) -> Grid:
    first, *others = one.frame.columns
    if one.start is not None:
        lead = House(one.start, one.time_zone).columns(one.frame[first])
    else:
        cells = [
            typed(value) if isinstance(value, str) else (value, "") for value in one.frame[first]
        ]
        lead = [Column(str(first), [value for value, _ in cells], [form for _, form in cells])]
    form = form_of(one.unit) if one.unit else "#,##0.0##"
    columns = [
        *lead,
        *(Column(str(name), [in_unit(value, one.unit) for value in one.frame[name].tolist()], form)
          for name in others),
    ]  # fmt: skip
    places = tuple(range(len(lead), len(columns)))
    if one.short:
        short = places[: one.short]
        return Grid(one.title, columns, (), "short", short, one.short)
    charts = (Chart(one.title, one.chart, 0, places, "", one.unit),) if one.chart else ()
    texts = any(isinstance(value, str) for name in others for value in one.frame[name])
    colors: Colors = ("verdict" if texts else "scale") if one.colored else ""
    return Grid(one.title, columns, charts, colors, places if one.colored else ())


def _frame(name: str, found: Findings) -> Page:
    """One table of the folder, whole."""
    columns = columns_of_frame(found.frames[name], found.currency)
    colored = tuple(k for k, one in enumerate(columns) if one.head == "Verdict")
    title = name.replace("_", " ").capitalize()
    ours = (*OF_OURS, "Heads") if found.heads else OF_OURS
    title = f"{title} (table)" if title in ours else title
    return Page(title[:31], (Grid("", columns, (), "verdict", colored),))


def _about(found: Findings) -> Page:
    columns = about_columns(flat(found.manifest))
    return Page("About", (Line("Where this comes from", "title"), Grid("", columns)))
