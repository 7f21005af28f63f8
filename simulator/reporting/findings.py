"""What an experiment found, for people: a conclusion first, a short table, figures, a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.reporting.charts import Chart, pictures
from simulator.reporting.grids import WideTable
from simulator.reporting.report import flat
from simulator.reporting.tables import Table
from simulator.reporting.templating import rendered
from simulator.results.cells import to_csv
from simulator.results.folder import Content, write_folder
from simulator.results.writing import parquet

if TYPE_CHECKING:
    import pandas as pd

AS_IT_IS = "as it is"
"""What the house unchanged is called in figures, where names are short."""
MOST_ROWS = 8
"""Rows of the table that is printed; the whole of it is in the folder."""


@dataclass(frozen=True)
class Findings:
    """The answer of one experiment.

    `conclusion` is a paragraph to act on, `verdict` what stands in front of it on a page ('met',
    'missed' or 'undecided', and its words; empty where nothing is judged); `main` is the table that
    is printed, followed by those of `shown`; `more` is on the page besides, folded, as all but the
    first of `charts` are; `frames`
    become CSV files by name, those of `columnar` Parquet files too; `facts` is what `--json` prints
    besides. `warnings` (what could
    bend the figures, or is missing) are printed under the conclusion, `notes` under the tables;
    `changes`, one of them, says what is other than now, on the page below the conclusion;
    `footnotes` (what the statistics rest on) stand on the page and in `--json` alone. `blocks` are
    texts whose lines and blanks stay as they are, to read or to copy. `grids` are tables that a
    workbook shows with colors and charts, `files` are further texts of the folder by name,
    `scenario` is the YAML of what was asked about, and `currency` that of its money. `called` says
    what the names of choices stand for; `as_it_is` is the name of the house unchanged. `heads`
    gives what a workbook says of heads by hour (curves, and heads by shift) of the house that
    `heads_of` names; it is asked when a workbook is written and not before.
    """

    kind: str
    title: str
    question: str
    conclusion: str
    main: Table
    shown: tuple[Table, ...] = ()
    more: tuple[Table, ...] = ()
    charts: Mapping[str, Chart] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    changes: str = ""
    footnotes: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    columnar: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)
    interrupted: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    grids: tuple[WideTable, ...] = ()
    scenario: str = ""
    currency: str = ""
    called: tuple[tuple[str, str], ...] = ()
    as_it_is: str = ""
    heads: Callable[[], tuple[pd.DataFrame, pd.DataFrame]] | None = None
    heads_of: str = ""
    verdict: tuple[str, str] = ("", "")

    @property
    def tables(self) -> list[str]:
        """Names of the CSV files."""
        return [f"{name}.csv" for name in self.frames]


def html(findings: Findings) -> str:
    """The page; it needs no other file and no script."""
    findings = explained(findings)
    context = {
        "found": findings,
        "pictures": [*pictures(findings.charts).values()],
        "provenance": flat(findings.manifest),
    }
    return rendered("findings.html.j2", context, html=True)


def explained(findings: Findings) -> Findings:
    """With tables for people: what is the house unchanged, is called so."""

    def told(tables: tuple[Table, ...]) -> tuple[Table, ...]:
        return tuple(_explained(table, findings.as_it_is) for table in tables)

    (main,) = told((findings.main,))
    return replace(findings, main=main, shown=told(findings.shown), more=told(findings.more))


def _explained(table: Table, as_it_is: str) -> Table:
    """A table that says of the house unchanged what it is, beside the name of its scenario."""
    if not as_it_is:
        return table

    def told(cell: str) -> str:
        if cell == as_it_is or cell.startswith(f"{as_it_is} ("):
            return cell.replace(as_it_is, unchanged(as_it_is), 1)
        return cell

    return replace(table, rows=tuple(tuple(map(told, row)) for row in table.rows))


def unchanged(name: str) -> str:
    """The house unchanged, by the name of its scenario: 'second_gateway, as it is'."""
    return f"{name}, {AS_IT_IS}"


def write(findings: Findings, folder: Path, asked: Mapping[str, Any] | None = None) -> Path:
    """Write page, tables, figures and manifest, replacing an older such folder whole.

    `asked` is what the manifest says besides of what was asked.
    """
    manifest = {"kind": findings.kind, **findings.manifest, **(asked or {})}
    files: dict[str, Content] = {
        "report.html": html(findings).encode(),
        "conclusion.txt": f"{findings.conclusion}\n".encode(),
        **{f"figures/{name}.svg": chart.svg for name, chart in findings.charts.items()},
        **{f"{name}.csv": to_csv(frame) for name, frame in findings.frames.items()},
        **{f"{name}.parquet": parquet(findings.frames[name]) for name in findings.columnar},
        **{name: text.encode() for name, text in findings.files.items()},
        "manifest.json": json.dumps(manifest, indent=2, default=str).encode(),
    }
    write_folder(folder, files)
    return folder


def as_json(findings: Findings, folder: Path | None) -> dict[str, Any]:
    """For machines: the conclusion, the facts and every frame as records."""
    return {
        "kind": findings.kind,
        "title": findings.title,
        "verdict": findings.verdict[0] or None,
        "conclusion": findings.conclusion,
        "folder": str(folder) if folder else None,
        "interrupted": findings.interrupted,
        "warnings": list(findings.warnings),
        "footnotes": list(findings.footnotes),
        **findings.facts,
        **{
            name: json.loads(frame.to_json(orient="records", date_format="iso"))
            for name, frame in findings.frames.items()
        },
    }


def shortened(table: Table) -> Table:
    """The rows that are printed."""
    return Table(
        table.caption,
        table.head,
        table.rows[:MOST_ROWS],
        table.text_columns,
        table.code_columns,
        table.marks[:MOST_ROWS],
    )
