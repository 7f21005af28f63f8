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


def answer_pages(findings: Findings) -> list[Page]:
    """All pages of an answer, what to do first; then every table with its numbers."""
    pages = [
        _answer(findings),
        Page("Grids", tuple(_wide(grid) for grid in findings.grids)),
        Page("Tables", tuple(_table(each) for each in findings.more)),
        *_heads(findings),
        *(_frame(name, findings) for name in findings.frames),
        scenario_page(findings.scenario),
        _about(findings),
    ]
    return [page for page in pages if not page.empty]


def _heads(findings: Findings) -> Iterator[Page]:
    """Heads needed and scheduled by hour, where crews have shifts."""
    series, heads = findings.heads() if findings.heads else (None, None)
    if series is not None and heads is not None and len(series):
        yield heads_page(series, heads, findings.heads_of)


def _answer(findings: Findings) -> Page:
    parts: list[Line | Grid] = [Line(findings.title, "title")]
    parts += [Line(findings.question, "note")] if findings.question else []
    parts += [Line(findings.conclusion), Line("")]
    parts += [Line(text, "warning") for text in findings.warnings]
    parts += [_table(each) for each in (findings.main, *findings.shown)]
    parts += [Line(text, "note") for text in (*findings.notes, *findings.footnotes) if text]
    for block in findings.blocks:
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


def _wide(wide_table: WideTable) -> Grid:
    first, *others = wide_table.frame.columns
    if wide_table.start is not None:
        lead = House(wide_table.start, wide_table.time_zone).columns(wide_table.frame[first])
    else:
        cells = [
            typed(value) if isinstance(value, str) else (value, "")
            for value in wide_table.frame[first]
        ]
        lead = [Column(str(first), [value for value, _ in cells], [form for _, form in cells])]
    form = form_of(wide_table.unit) if wide_table.unit else "#,##0.0##"
    unit, frame = wide_table.unit, wide_table.frame
    columns = [
        *lead,
        *(Column(str(name), [in_unit(value, unit) for value in frame[name].tolist()], form)
          for name in others),
    ]  # fmt: skip
    places = tuple(range(len(lead), len(columns)))
    if wide_table.short:
        short = places[: wide_table.short]
        return Grid(wide_table.title, columns, (), "short", short, wide_table.short)
    charts = (
        (Chart(wide_table.title, wide_table.chart, 0, places, "", wide_table.unit),)
        if wide_table.chart
        else ()
    )
    texts = any(isinstance(value, str) for name in others for value in wide_table.frame[name])
    colors: Colors = ("verdict" if texts else "scale") if wide_table.colored else ""
    return Grid(wide_table.title, columns, charts, colors, places if wide_table.colored else ())


def _frame(name: str, findings: Findings) -> Page:
    """One table of the folder, whole."""
    columns = columns_of_frame(findings.frames[name], findings.currency)
    colored = tuple(k for k, column in enumerate(columns) if column.head == "Verdict")
    title = name.replace("_", " ").capitalize()
    ours = (*OF_OURS, "Heads") if findings.heads else OF_OURS
    title = f"{title} (table)" if title in ours else title
    return Page(title[:31], (Grid("", columns, (), "verdict", colored),))


def _about(findings: Findings) -> Page:
    columns = about_columns(flat(findings.manifest))
    return Page("About", (Line("Where this comes from", "title"), Grid("", columns)))
