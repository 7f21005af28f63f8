"""An explanation as a workbook: what it says, heads and load by hour, the scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.experiments.explain.explain import Explanation, load_of
from simulator.experiments.explain.explained import conclusion, text
from simulator.experiments.explain.report import curves, heads
from simulator.experiments.provenance import versions
from simulator.reporting.report import flat
from simulator.reporting.workbook.formats import about_columns
from simulator.reporting.workbook.parts import Column, Grid, Line, Page
from simulator.reporting.workbook.run import scenario_page
from simulator.reporting.workbook.week import heads_page, hours_page
from simulator.reporting.workbook.workbooks import write_pages
from simulator.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

KIND = "fulfillment simulator explanation"
HOURS = '#,##0.0 "h"'


def to_xlsx(explanation: Explanation, path: str | Path, command: str = "asked in Python") -> Path:
    """Write a workbook; `command` is what the file says that it answers. Raises InputError."""
    pages = [_answer(explanation)]
    if explanation.loads:
        series = curves(explanation)
        pages += [heads_page(series, heads(explanation)), hours_page(series)]
    about = about_columns(
        flat({"command": command, "seed": explanation.seed, "versions": versions()})
    )
    pages += [scenario_page(explanation.yaml), Page("About", (Grid("", about),))]
    return write_pages([page for page in pages if not page.empty], KIND, command, Path(path))


def heads_of(scenario: Scenario) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Curves and heads of a scenario, for the workbook of an answer that is about it."""
    load = load_of(scenario)
    return curves(load), heads(load)


def _answer(explanation: Explanation) -> Page:
    loads = explanation.loads
    columns = [
        Column("Who", [load.name for load in loads]),
        Column("For", [", ".join(load.stations) for load in loads]),
        Column("Work", [float(load.work.sum()) for load in loads], HOURS),
        Column("Can do", [float(load.capacity.sum()) for load in loads], HOURS),
        Column("Load", [load.load for load in loads], "0.0%"),
        Column("Busy", [load.utilization for load in loads], "0.0%"),
        Column("Left at the end", [load.left for load in loads], HOURS),
    ]
    return Page(
        "Answer",
        (
            Line(explanation.title, "title"),
            Line(conclusion(explanation)),
            Line(""),
            Grid("Work against what can be done", columns),
            *(Line(f"Try --set {each.override} (now {each.now}).") for each in explanation.advice),
            *(Line(remark, "warning") for remark in explanation.remarks),
            Line("In full", "heading"),
            *(Line(line, "code") for line in text(explanation).splitlines()),
        ),
    )
