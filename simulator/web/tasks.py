"""What workers do for the page: a replication, what is explained, a comparison, a report."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.compiled.choice import engine_named
from simulator.experiments.ask import compare
from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.compare import Comparison
from simulator.experiments.explain.explain import load_of
from simulator.experiments.results import Results
from simulator.experiments.run import run
from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Work
from simulator.experiments.store.files import packed
from simulator.measure.changes import Change
from simulator.reporting.labels import kpi_text
from simulator.reporting.numbers import change_text, value_text
from simulator.scenario import Loaded
from simulator.scenario.scenario import Scenario
from simulator.web import drawings

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Replicate:
    """One replication, and the same packed for the store."""

    work: Work
    key: str

    def __call__(self) -> tuple[Replication, bytes]:
        """Run it."""
        done = self.work()
        return done, packed(done, self.key[:32])


@dataclass(frozen=True)
class Explained:
    """Heads needed and scheduled, and what the answer rests on, a sentence each."""

    heads: tuple[drawings.Curves, ...] = ()
    premises: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explain:
    """What `explain` knows of a scenario without a run; takes about a second."""

    scenario: Scenario

    def __call__(self) -> Explained:
        """Work it out."""
        load = load_of(self.scenario)
        return Explained(drawings.heads(load), load.premises)


@dataclass(frozen=True)
class Compared:
    """What is pinned beside the scenario, as texts: a row a KPI, a cell an alternative."""

    conclusion: str
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One KPI: its name, the scenario's value, and each alternative's with the difference."""

    label: str
    base: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Cell:
    """A value, its paired difference to the scenario's, and the verdict on that."""

    value: str
    difference: str
    verdict: str


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
        found = compare(
            self.base,
            changed=self.changed,
            replications=self.replications,
            jobs=1,
            store=self.store,
            command=self.command,
            engine=engine_named(None),
        )
        notes = (*found.findings.notes, *found.findings.footnotes)
        names, rows = _rows(found.found)
        return Compared(found.conclusion, names, rows, notes)


def _rows(found: Comparison) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    ordinary = [row for row in found.rows if row.case == ORDINARY]
    names = tuple(dict.fromkeys(row.alternative for row in ordinary))
    by_kpi: dict[tuple[str, str], list[Change]] = {}
    for row in ordinary:
        by_kpi.setdefault((row.kpi, row.scope), []).append(row)
    return names, tuple(_row(key, its) for key, its in by_kpi.items())


def _row(key: tuple[str, str], its: list[Change]) -> Row:
    return Row(
        label=kpi_text(*key),
        base=value_text(its[0].baseline, its[0].unit),
        cells=tuple(
            Cell(
                value_text(one.value, one.unit),
                change_text(one.together, one.unit),
                one.verdict,
            )
            for one in its
        ),
    )


FORMS = {"report": ("text/html", ".html"), "workbook": (WORKBOOK, ".xlsx")}
"""What a run is given as: its kind and how its name ends."""


def from_store(loaded: Loaded, replications: int, store: Path) -> Results:
    """A run that is done, of the replications that the store has; its orders are not kept."""
    return run(
        loaded,
        replications=replications,
        jobs=1,
        store=store,
        orders="none",
        engine=engine_named(None),
    )


@dataclass(frozen=True)
class Written:
    """A run as a file, one of FORMS; replications are those of the store."""

    form: str
    loaded: Loaded
    replications: int
    store: Path
    command: str

    def __call__(self) -> bytes:
        """Draw and write it; raises InputError for a workbook without the extra."""
        found = from_store(self.loaded, self.replications, self.store)
        with tempfile.TemporaryDirectory() as folder:
            if self.form == "workbook":
                asked = {"asked": self.command}
                return found.to_xlsx(Path(folder) / "run.xlsx", asked).read_bytes()
            return (found.write(Path(folder) / "run") / "report.html").read_bytes()
