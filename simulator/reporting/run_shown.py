"""A run's folder where it is looked at: what it says, its figures, the same as HTML."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from simulator.mistakes import InputError
from simulator.reporting.answer import answer
from simulator.reporting.brief import html, lines
from simulator.reporting.by_name import Figures
from simulator.reporting.estimates import estimates
from simulator.reporting.folder import from_folder
from simulator.reporting.labels import label
from simulator.reporting.report import plots_of
from simulator.reporting.report_input import ReportInput
from simulator.reporting.tables import Table, targets

HAS = "has orders, events, stock, roster, receipts, kpis, costs, manifest, conclusion, plot.NAME()"


def conclusion(folder: Path) -> str:
    """A paragraph to act on, as the report has it. Raises InputError without DuckDB."""
    run = _read(folder)
    return answer(run, estimates(run.kpis))


def plots(folder: Path) -> Figures:
    """The report's figures by name. Raises InputError without DuckDB."""
    return plots_of(_read(folder))


def text(folder: Path) -> str:
    """A few lines; where and what alone if the folder is not a whole run's."""
    try:
        return lines([f"<the run in {folder}>", conclusion(folder), HAS])
    except InputError:
        return lines([f"<the run in {folder}>", HAS])


def page(folder: Path) -> str:
    """What it says, its targets and its first figures, for a notebook."""
    try:
        run = _read(folder)
    except InputError as problem:
        return html(f"The run in {folder}", f"{problem}", [], [], HAS)
    known = estimates(run.kpis)
    rows = [(label(name), row.shown.text) for name in run.headline
            if (row := known.get(name)) is not None]  # fmt: skip
    figures = Table("Figures", ("KPI", "Mean"), tuple(rows))
    shown = [table for table in (targets(run), figures) if table is not None]
    title = run.title or run.name
    return html(title, answer(run, known), shown, run.warnings, HAS)


def _read(folder: Path) -> ReportInput:
    if find_spec("duckdb") is None:
        wrong = f"{folder / 'series.parquet'}: cannot be read without DuckDB"
        raise InputError(f"{wrong}; pip install duckdb")
    return from_folder(folder)
