"""What was found out, as a page and in a notebook: does the model give the known answers?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING

from simulator.experiments.answer import Answer
from simulator.experiments.provenance import versions
from simulator.reporting.charts import Chart
from simulator.reporting.findings import Findings
from simulator.reporting.grids import WideTable
from simulator.reporting.tables import NONE, Table
from simulator.verification.plot import theory_against_simulation
from simulator.verification.second_opinion import Opinion
from simulator.verification.tables import (
    OPINIONS,
    SYSTEMS,
    conclusion,
    opinion_cells,
    opinions_csv,
    system_cells,
    systems_csv,
)
from simulator.verification.verdicts import Row, Verdict
from simulator.verification.verify import Verification

if TYPE_CHECKING:
    import pandas as pd

CLOSEST = 12
"""Figures of the first plot."""
READING = (
    "The dot is the simulated mean less the exact value, the bar its 99.9 % interval: ok where the "
    "bar reaches the line at 0 and is at most as wide as the shaded band."
)


def answer(verification: Verification, command: str = "asked in Python") -> Answer[Verification]:
    """With its page, tables and `plot`, as other questions give them."""
    return Answer(verification, findings(verification, command))


def findings(verification: Verification, command: str = "asked in Python") -> Findings:
    """The page: the verdict first, then the figures that are closest to failing."""
    first, *rest = conclusion(verification).split("\n")
    failed = [row for row in verification.rows if row.verdict is not Verdict.OK]
    return Findings(
        kind="fulfillment simulator verification",
        title="Theory against simulation",
        question="Does the model give the answers that are known, and agree with other programs?",
        conclusion=f"{advice(verification)} {first}",
        verdict=("met", "All agree") if verification.passed else ("missed", "Not all agree"),
        main=_kinds(verification),
        shown=(_systems("Figures that failed", failed),) if failed else (),
        more=_tables(verification),
        charts=charts(verification),
        warnings=verification.notes,
        notes=tuple(rest),
        frames=_frames(verification),
        grids=_grids(verification),
        manifest={
            "command": command,
            "seconds": round(verification.seconds, 3),
            "versions": versions(),
        },
    )


def _frames(verification: Verification) -> dict[str, pd.DataFrame]:
    """As in the files of these names."""
    import pandas as pd

    texts = {"systems": systems_csv(verification), "second_opinion": opinions_csv(verification)}
    return {name: pd.read_csv(StringIO(text)) for name, text in texts.items()}


def _grids(verification: Verification) -> tuple[WideTable, ...]:
    """For a workbook: how far off each figure is, and how far it may be."""
    import pandas as pd

    rows = [
        {
            "Figure": f"{row.system.title}: {row.figure.name}",
            "Off": 100 * (row.found.mean - row.figure.exact) / abs(row.figure.exact),
            "± 99.9 %": 100 * row.relative_half_width,
        }
        for row in verification.rows
        if row.figure.exact
    ]
    title = "Simulated less exact, of the exact value"
    return (WideTable(title, pd.DataFrame(rows), "%", "column"),) if rows else ()


def advice(verification: Verification) -> str:
    """What to do: trust it, or not before a figure is mended."""
    if not verification.passed:
        return "Do not trust the figures below before they are mended."
    return (
        "Trust it to about "
        f"{100 * verification.precision:g} %"
        f"{'; run it in full for less' if verification.quick else ''}."
    )


def charts(verification: Verification) -> dict[str, Chart]:
    """The figures that are closest to failing, then all of them."""
    closest = sorted(verification.rows, key=lambda each: -nearness(each, verification.precision))[
        :CLOSEST
    ]
    named = {"closest": (closest, "The figures that are closest to failing")}
    if len(verification.rows) > CLOSEST:
        named["theory"] = (list(verification.rows), "Theory against simulation, all figures")
    return {
        name: Chart(
            partial(theory_against_simulation, rows, verification.precision, title=title),
            title,
            READING,
        )
        for name, (rows, title) in named.items() if rows
    }  # fmt: skip


def nearness(row: Row, precision: float) -> float:
    """1 where a figure fails: its distance over its half-width, or its half-width over the band."""
    off = abs(row.found.mean - row.figure.exact)
    reach = off / row.found.half_width if row.found.half_width else float(off > 0)
    return max(reach, row.relative_half_width / precision)


def _kinds(verification: Verification) -> Table:
    """A line for the systems, and one for each other program."""
    rows = [
        _kind(
            "Systems with a known answer",
            [row.verdict for row in verification.rows],
            _most(verification),
        )
    ]
    for program in dict.fromkeys(opinion.program for opinion in verification.opinions):
        theirs = [opinion for opinion in verification.opinions if opinion.program == program]
        verdicts = [opinion.verdict for opinion in theirs]
        rows.append(_kind(f"Second opinion: {program}", verdicts, NONE))
    marks = tuple("met" if row[1] == "ok" else "missed" for row in rows)
    head = ("Compared with", "Verdict", "Figures", "Failed", "Farthest off")
    return Table("What was compared", head, tuple(rows), 2, marks=marks)


def _kind(name: str, verdicts: Sequence[Verdict], most: str) -> tuple[str, ...]:
    failed = sum(verdict is not Verdict.OK for verdict in verdicts)
    return name, "failed" if failed else "ok", f"{len(verdicts)}", f"{failed}", most


def _most(verification: Verification) -> str:
    off = [
        abs(row.found.mean - row.figure.exact) / abs(row.figure.exact) for row in verification.rows
    ]
    return f"{100 * max(off):.2f} %" if off else NONE


def _systems(caption: str, rows: Sequence[Row]) -> Table:
    marks = tuple("met" if row.verdict is Verdict.OK else "missed" for row in rows)
    return Table(caption, SYSTEMS, tuple(system_cells(rows)), 3, marks=marks, marked=7)


def _tables(verification: Verification) -> tuple[Table, ...]:
    systems = _systems("Every figure of a system", verification.rows)
    return (systems, _opinions(verification.opinions)) if verification.opinions else (systems,)


def _opinions(opinions: Sequence[Opinion]) -> Table:
    marks = tuple("met" if opinion.verdict is Verdict.OK else "missed" for opinion in opinions)
    cells = tuple(opinion_cells(opinions))
    return Table("Second opinions", OPINIONS, cells, 2, marks=marks, marked=6)
