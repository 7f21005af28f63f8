"""What is pinned beside the scenario: a worker compares it, and writes that as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulator.experiments.answer import Answer
from simulator.experiments.ask import compare
from simulator.experiments.assumed_free import assumed_free
from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.compare import Comparison
from simulator.experiments.compare.findings import footnotes
from simulator.experiments.wages import period_of_wages, wages_of
from simulator.measure.changes import Change
from simulator.mistakes import InputError
from simulator.reporting.labels import kpi_text
from simulator.reporting.numbers import change_text, listed, value_text
from simulator.scenario import Loaded
from simulator.scenario.scenario import Scenario
from simulator.web.question import Question
from simulator.web.runs import Runs
from simulator.web.sources import Sources
from simulator.web.tasks import page_engine


@dataclass(frozen=True)
class Compared:
    """What is pinned beside the scenario, as texts: a row per KPI, a cell per alternative.

    `base` is what the conclusion calls the scenario.
    """

    conclusion: str
    base: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One KPI: its name, the scenario's value, and each alternative's with the difference."""

    label: str
    base: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Cell:
    """A value, its paired difference to the scenario's, the verdict on that, and what is free of
    what was changed, where it is of money.
    """

    value: str
    difference: str
    verdict: str
    free: str


@dataclass(frozen=True)
class Compare:
    """What is pinned against the scenario: the answer of `simulator compare`, from the store.

    `changed` are {NAME: {PATH: VALUE}}.
    """

    base: Loaded
    changed: Mapping[str, Mapping[str, Any]]
    replications: int
    store: Path
    command: str

    def __call__(self) -> Compared:
        """Compare them."""
        comparison = self.answer()
        notes = (*comparison.findings.notes, *footnotes(comparison.found, alone=True))
        names, rows = _rows(comparison.found)
        base = comparison.found.crossed.baseline.name
        warnings = comparison.findings.warnings
        return Compared(comparison.conclusion, base, names, rows, warnings, notes)

    def answer(self) -> Answer[Comparison]:
        """What the command gives back."""
        return compare(
            self.base,
            changed=self.changed,
            replications=self.replications,
            jobs=1,
            store=self.store,
            command=self.command,
            engine=page_engine(),
        )


@dataclass(frozen=True)
class WrittenComparison:
    """A comparison as a file, one of FORMS; replications are those of the store."""

    form: str
    compare: Compare

    def __call__(self) -> bytes:
        """Draw and write it; raises InputError for a workbook without the extra."""
        comparison = self.compare.answer()
        with tempfile.TemporaryDirectory() as folder:
            if self.form == "workbook":
                return comparison.to_xlsx(Path(folder) / "pinned.xlsx").read_bytes()
            return (comparison.write(Path(folder) / "pinned") / "report.html").read_bytes()


def _rows(comparison: Comparison) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    ordinary = [row for row in comparison.rows if row.case == ORDINARY]
    names = tuple(dict.fromkeys(row.alternative for row in ordinary))
    by_kpi: dict[tuple[str, str], list[Change]] = {}
    for row in ordinary:
        by_kpi.setdefault((row.kpi, row.scope), []).append(row)
    crossed = comparison.crossed
    own = crossed.baseline.scenario
    free = {
        name: listed(list(assumed_free((own, crossed.cells[name, ORDINARY].scenario))))
        for name in names
    }
    rows = tuple(_row(key, its, free, own.currency) for key, its in by_kpi.items())
    cells = {name: crossed.cells[name, ORDINARY].scenario for name in names}
    return names, (*rows, *_wages(own, cells))


def _wages(own: Scenario, cells: Mapping[str, Scenario]) -> tuple[Row, ...]:
    """What people are paid as they are scheduled, where anybody is: known without a run."""
    base = wages_of(own)
    if base is None:
        return ()
    paid = {name: wages_of(each) or 0.0 for name, each in cells.items()}
    whole = f"{own.currency} of wages {period_of_wages(own)}"
    return (
        Row(
            label=f"People cost, {whole}",
            base=f"{base:,.0f}",
            cells=tuple(
                Cell(f"{paid[name]:,.0f}", f"{paid[name] - base:+,.0f}".replace("-", "\u2212"),
                     "as scheduled", "")
                for name in cells
            ),
        ),
    )  # fmt: skip


def _row(key: tuple[str, str], its: list[Change], free: Mapping[str, str], currency: str) -> Row:
    return Row(
        label=kpi_text(*key),
        base=value_text(its[0].baseline, its[0].unit),
        cells=tuple(
            Cell(
                value_text(each.value, each.unit),
                change_text(each.together, each.unit),
                each.verdict,
                f"{free[each.alternative]} assumed free"
                if free[each.alternative] and currency in each.unit
                else "",
            )
            for each in its
        ),
    )


def comparison(sources: Sources, runs: Runs, question: Question) -> Compare:
    """A task that compares what is pinned with the scenario as its file has it.

    A difference needs two replications: where fewer are asked for, two are, and the command says
    so. Raises InputError.
    """
    pinned = question.pinned()
    if not pinned:
        raise InputError("alternative: nothing is pinned; pin what is on the page first")
    base, loaded = sources.asked(replace(question, alternatives=()))
    changed = {}
    for name, each in pinned.items():
        sources.asked(each)  # with its mistakes, and the bounds of its files
        own = each.changes[len(question.settings) :]
        changed[name] = {setting.path: setting.value for setting in own}
    plan = loaded.scenario.experiment.replications
    wanted = question.replications or base.replications or plan
    assert isinstance(wanted, int)
    asked = question if wanted > 1 else replace(question, replications=2)
    return Compare(loaded, changed, max(wanted, 2), runs.store.folder, asked.comparison)
