"""The figures of a run for the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.reporting.answer import precision_sentence
from simulator.reporting.estimates import Estimates, estimates
from simulator.reporting.labels import label
from simulator.reporting.numbers import percent
from simulator.reporting.report_input import ReportInput
from simulator.reporting.tables import Table, in_flight, targets

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table as RichTable

VERDICT_STYLE = {"met": "green", "missed": "bold red", "undecided": "yellow"}


def text_table(run: ReportInput) -> Group:
    """Headline figures, targets, warnings and what is in flight, within 100 columns."""
    from rich.console import Group
    from rich.text import Text

    from simulator.reporting.unbroken import Unbroken

    known = estimates(run.kpis)
    parts: list[RichTable | Text] = [_headline(run, known)]
    goals = targets(run)
    if goals is not None:
        parts += [Text(), rich_table(goals)]
    inside = in_flight(run)
    if inside is not None:
        parts += [Text(), rich_table(inside)]
    parts += [Unbroken(f"warning: {text}", style="yellow") for text in run.warnings]
    flagged = run.replications[run.replications["flagged"].astype(bool)]
    for _, row in flagged.iterrows():
        remark = row["remark"] or "odd"
        parts.append(
            Unbroken(f"replication {row['replication']}: {remark}; repeat it: {row['command']}")
        )
    parts.append(Unbroken(precision_sentence(run), style="dim"))
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
        s = row.shown
        rows.append((label(name), s.value, s.plus_minus, s.unit, share))
    title = run.title or run.name
    return rich_table(Table(title, ("KPI", "Mean", "± half-width", "Unit", ""), tuple(rows)))


def rich_table(table: Table) -> RichTable:
    """Cells are taken literally: brackets in a title are no markup."""
    from rich import box
    from rich.table import Table as RichTable

    from simulator.reporting.unbroken import Unbroken

    made = RichTable(
        title=Unbroken(table.caption, style="bold"), title_justify="left", box=box.SIMPLE_HEAD,
        pad_edge=False, show_edge=False,
    )  # fmt: skip
    for k, head in enumerate(table.head):
        numeric = k >= table.text_columns and head not in ("Unit", "")
        made.add_column(Unbroken(head), justify="right" if numeric else "left")
    for k, row in enumerate(table.rows):
        mark = table.marks[k] if k < len(table.marks) else ""
        made.add_row(*(Unbroken(cell) for cell in row), style=VERDICT_STYLE.get(mark))
    return made
