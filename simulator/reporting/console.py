"""The figures of a run and the findings of an experiment for the console."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

from rich import box
from rich.console import Group
from rich.table import Table as RichTable
from rich.text import Text

from simulator.reporting.answer import (
    answer,
    precision_sentence,
    ranges_sentence,
    verdict_of_run,
)
from simulator.reporting.estimates import Estimates, estimates
from simulator.reporting.findings import Findings, explained, shortened
from simulator.reporting.labels import label
from simulator.reporting.numbers import percent
from simulator.reporting.report_input import ReportInput
from simulator.reporting.still_open import open_note
from simulator.reporting.tables import Table, in_flight, targets
from simulator.reporting.unbroken import Unbroken

CONSOLE_WIDTH = 100
"""Columns of the terminal that every output fits."""
TEXT_WIDTH = 16
"""Columns that are left to a column of words, which may be broken between words."""
VERDICT_STYLE = {"met": "green", "missed": "bold red", "undecided": "yellow"}


def text_table(run: ReportInput) -> Group:
    """The conclusion and what it lacks, headline figures, targets, what is in flight, warnings."""
    known = estimates(run.kpis)
    parts: list[RichTable | Text] = [_first(verdict_of_run(run), answer(run, known))]
    parts += [Unbroken(f"note: {text}") for text in run.premises]
    parts += [Unbroken(f"warning: {text}", style="yellow") for text in run.gaps]
    parts += [Text(), _headline(run, known)]
    goals = targets(run)
    if goals is not None:
        parts += [Text(), rich_table(goals)]
    inside = in_flight(run)
    if inside is not None:
        parts += [Text(), rich_table(inside)]
    parts += [Unbroken(text) for text in run.order_file]
    others = [text for text in run.warnings if text not in run.gaps]
    parts += [Unbroken(f"warning: {text}", style="yellow") for text in others]
    flagged = run.replications[run.replications["flagged"].astype(bool)]
    for _, row in flagged.iterrows():
        remark = row["remark"] or "odd"
        parts.append(
            Unbroken(f"replication {row['replication']}: {remark}; repeat it: {row['command']}")
        )
    if run.limited:
        parts.append(Unbroken(run.limited))
    precise = f"{ranges_sentence(run)} {precision_sentence(run)}".lstrip()
    parts.append(Unbroken(precise, style="dim"))
    return Group(*parts)


def _headline(run: ReportInput, known: Estimates) -> RichTable:
    placed = known.mean("orders.placed")
    rows = []
    for name in run.headline:
        row = known.get(name)
        if row is None:
            continue
        counts = name.startswith("orders.") and placed
        share = f"{percent(row.mean / placed)} of placed" if counts and placed else ""
        share = share or open_note(known, name)
        s = row.shown
        rows.append((label(name), s.value, s.plus_minus, s.unit, share))
    title = run.title or run.name
    return rich_table(Table(title, ("KPI", "Mean", "± half-width", "Unit", ""), tuple(rows)))


def _heads(table: Table) -> list[tuple[str, bool]]:
    """Each heading, and whether its column must not be broken.

    Where the table is too wide, figures are kept on one line, the words beside them give way, and
    headings of figures are broken to the width of these.
    """
    as_it_is = [(head, False) for head in table.head]
    cells = [max((len(row[k]) for row in table.rows), default=0) for k in range(len(table.head))]
    words, figures = slice(0, table.text_columns), slice(table.text_columns, None)
    if _wide(cells, table.head) <= CONSOLE_WIDTH:
        return as_it_is
    broken = [
        fill(head, max(1, cell, *map(len, head.split())))
        for head, cell in zip(table.head[figures], cells[figures], strict=True)
    ]
    least = [min(cell, TEXT_WIDTH) for cell in cells[words]] + cells[figures]
    if _wide(least, [*table.head[words], *broken]) > CONSOLE_WIDTH:
        return as_it_is
    return [*as_it_is[words], *((head, True) for head in broken)]


def _wide(cells: Sequence[int], heads: Sequence[str]) -> int:
    """Columns of the terminal that such a table takes, three between two columns."""
    lines = (max(map(len, head.split("\n"))) for head in heads)
    return sum(map(max, cells, lines)) + 3 * (len(cells) - 1)


def console(findings: Findings) -> Group:
    """The conclusion, the short table and the notes, within 100 columns."""
    findings = explained(findings)
    parts: list[RichTable | Text] = [_first(findings.verdict, findings.conclusion)]
    parts += [Unbroken(f"warning: {text}", style="yellow") for text in findings.warnings]
    for table in (findings.main, *findings.shown):
        shown = shortened(table)
        left_out = len(table.rows) - len(shown.rows)
        parts += [Text(), rich_table(shown)]
        if left_out > 0:
            noun = "row" if left_out == 1 else "rows"
            parts.append(Text(f"and {left_out} more {noun} in the folder", style="dim"))
    parts += [Text(), *(Unbroken(note, style="dim") for note in findings.notes)]
    return Group(*parts)


def _first(verdict: tuple[str, str], conclusion: str) -> Unbroken:
    """The conclusion behind its verdict, as on the page: 'Met at 3 of 4 points. Take ...'."""
    if not verdict[0]:
        return Unbroken(conclusion)
    word = f"{verdict[1]}."
    text = Unbroken(f"{word} {conclusion}")
    text.stylize(VERDICT_STYLE[verdict[0]], 0, len(word))
    return text


def rich_table(table: Table) -> RichTable:
    """Cells are taken literally: brackets in a title are not markup."""
    made = RichTable(
        title=Unbroken(table.caption, style="bold"), title_justify="left", box=box.SIMPLE_HEAD,
        pad_edge=False, show_edge=False,
    )  # fmt: skip
    for k, (head, whole) in enumerate(_heads(table)):
        numeric = k >= table.text_columns and head not in ("Unit", "")
        made.add_column(Unbroken(head), justify="right" if numeric else "left", no_wrap=whole)
    for k, row in enumerate(table.rows):
        mark = table.marks[k] if k < len(table.marks) else ""
        made.add_row(*(Unbroken(cell) for cell in row), style=VERDICT_STYLE.get(mark))
    return made
