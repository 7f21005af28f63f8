"""What a question gives back: what was found, and the same for people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Generic, TypeVar

from simulator.experiments.explain.load_sheets import heads_of
from simulator.reporting.brief import html, lines
from simulator.reporting.by_name import Figures, Tables
from simulator.reporting.findings import Findings
from simulator.reporting.findings import write as write_findings
from simulator.reporting.workbook.workbooks import write_answer
from simulator.scenario import Loaded, resolve

T = TypeVar("T")


def of_scenario(findings: Findings, loaded: Loaded) -> Findings:
    """Findings with the scenario that they are about, as it was resolved, and its heads by hour.

    None of a house that begins with a state: heads needed are of what comes in an ordinary week,
    and what is in the house tonight is not part of it.
    """
    scenario = loaded.scenario
    findings = replace(findings, scenario=resolve(loaded), currency=scenario.currency)
    if scenario.state is not None or findings.heads is not None or "heads" in findings.frames:
        return findings
    return replace(findings, heads=partial(heads_of, scenario), heads_of="the house as asked about")


@dataclass(frozen=True)
class Answer(Generic[T]):
    """What was found, and the same for people.

    `found` has every figure; `conclusion` says what to do, `tables` has what is in the CSV files
    of the command's folder, by name (`answer.tables.sweep`), `plot` its figures
    (`answer.plot(ax=ax)`, `answer.plot.frontier()`); `write` makes that folder.
    """

    found: T
    findings: Findings

    @property
    def conclusion(self) -> str:
        """A paragraph to act on."""
        return self.findings.conclusion

    @cached_property
    def tables(self) -> Tables:
        """Frames by name."""
        return Tables(self.findings.frames)

    @cached_property
    def plot(self) -> Figures:
        """The figures of the page by name; called, it draws the first."""
        return Figures(self.findings.charts)

    def write(self, folder: str | Path) -> Path:
        """Write report, tables and figures; an older such folder is replaced whole."""
        return write_findings(self.findings, Path(folder))

    def to_xlsx(self, path: str | Path) -> Path:
        """Write one workbook with the answer, its tables, grids and the scenario.

        Needs the extra [excel]. A workbook of an answer is replaced unless somebody edited it, and
        nothing else is.
        """
        return write_answer(self.findings, Path(path))

    def __repr__(self) -> str:
        return lines([f"<answer: {self.findings.title}>", self.conclusion, self._more])

    def _repr_html_(self) -> str:
        findings = self.findings
        shown = (findings.main, *findings.shown)
        return html(findings.title, findings.conclusion, shown, findings.warnings, self._more)

    @property
    def _more(self) -> str:
        tables = ", ".join(f"tables.{name}" for name in self.tables)
        figures = ", ".join(f"plot.{name}" for name in self.plot.names)
        return "; ".join(
            part for part in (tables, figures, "found, write(folder), to_xlsx(path)") if part
        )
