"""What was found out, as tables for people (Markdown, and in a terminal) and programs (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from simulator.measure.statistics import Estimate
from simulator.reporting.numbers import counted
from simulator.verification.second_opinion import QUICK_TIMES, Opinion
from simulator.verification.verdicts import CONFIDENCE, Row, Verdict, false_alarms
from simulator.verification.verify import Verification

Cells = Sequence[Sequence[str]]

SYSTEMS = ("System", "Figure", "Source", "Exact", "Simulated", "± 99.9 %", "± rel.", "Verdict")
OPINIONS = ("Figure", "Program", "This model, s", "Other, s", "Difference", "± 99.9 %", "Verdict")
NUMERIC = {"Exact", "Simulated", "± 99.9 %", "± rel.", "This model, s", "Other, s", "Difference"}


def system_cells(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """One row per figure; the simulated mean to the digits that its half-width leaves."""
    return [
        (
            row.system.title,
            f"{row.figure.name}, {row.figure.unit}" if row.figure.unit else row.figure.name,
            row.system.source,
            _number(row.figure.exact),
            _number(row.found.mean),
            _number(row.found.half_width),
            f"{100 * row.relative_half_width:.2f} %",
            str(row.verdict),
        )
        for row in rows
    ]


def opinion_cells(opinions: Sequence[Opinion]) -> list[tuple[str, ...]]:
    """One row per figure and program."""
    return [
        (
            opinion.figure,
            opinion.program,
            _number(opinion.ours.mean),
            _number(opinion.theirs.mean),
            _number(opinion.difference.mean),
            _number(opinion.difference.half_width),
            str(opinion.verdict),
        )
        for opinion in opinions
    ]


def conclusion(verification: Verification) -> str:
    """What may be concluded, and how often it is wrong by chance."""
    verdicts = verification.verdicts
    failed = sum(verdict is not Verdict.OK for verdict in verdicts)
    systems = len({(row.system.scenario, row.system.variant) for row in verification.rows})
    rule = (
        "ok: the exact value lies inside the 99.9 % interval, whose half-width is at most "
        f"{100 * verification.precision:g} % of it."
    )
    quick = (
        f" A quick run: it would not see an error of less than about "
        f"{100 * verification.precision:g} % (the full one: 2 %), and grants second "
        f"opinions {QUICK_TIMES} times the half-width."
    )
    chance = (
        f"The seeds are fixed. With new ones a right program would see one of these "
        f"{len(verdicts)} comparisons fail with a probability of at most "
        f"{100 * false_alarms(len(verdicts)):.1f} % (each with {100 * (1 - CONFIDENCE):.1f} %)."
    )
    result = f"{failed} of {len(verdicts)} comparisons failed" if failed else (
        f"All {len(verdicts)} comparisons are ok"
    )  # fmt: skip
    of = f"{counted(len(verification.rows), 'figure')} of {counted(systems, 'system')}"
    of += f", {counted(len(verification.opinions), 'second opinion')}"
    return f"{result} ({of}).\n{rule}{quick if verification.quick else ''}\n{chance}"


def markdown(verification: Verification) -> str:
    """All tables and the conclusion."""
    parts = [conclusion(verification), _table(SYSTEMS, system_cells(verification.rows))]
    if verification.opinions:
        parts.append(_table(OPINIONS, opinion_cells(verification.opinions)))
    return "\n\n".join([*parts, *verification.notes]) + "\n"


def _table(head: Sequence[str], cells: Cells) -> str:
    rule = ["---:" if name in NUMERIC else "---" for name in head]
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *cells))


def systems_csv(verification: Verification) -> str:
    """One row per figure, numbers in full."""
    head = (
        "scenario,variant,system,source,figure,unit,exact,mean,half_width,confidence,replications,"
        "verdict"
    )
    return _csv(
        head.split(","),
        [
            (
                row.system.scenario, row.system.variant or "", row.system.title, row.system.source,
                row.figure.name, row.figure.unit, row.figure.exact, *_estimate(row.found),
                row.found.confidence, row.found.n, row.verdict,
            )
            for row in verification.rows
        ],
    )  # fmt: skip


def opinions_csv(verification: Verification) -> str:
    """One row per figure and program, in seconds."""
    head = "figure,program,mean,half_width,other_mean,other_half_width,difference,difference_half_width,verdict"  # noqa: E501
    return _csv(
        head.split(","),
        [
            (
                opinion.figure, opinion.program, *_estimate(opinion.ours),
                *_estimate(opinion.theirs), *_estimate(opinion.difference), opinion.verdict,
            )
            for opinion in verification.opinions
        ],
    )  # fmt: skip


def _estimate(estimated: Estimate) -> tuple[float, float]:
    return estimated.mean, estimated.half_width


def _csv(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def _number(value: float) -> str:
    """Five significant digits without an exponent."""
    return f"{value:,.5g}" if abs(value) < 1e5 else f"{value:,.0f}"


def console_tables(verification: Verification) -> Iterator[Table]:
    """The systems without their sources, then the second opinions if there are any."""
    yield _console_table(SYSTEMS, system_cells(verification.rows), leave_out="Source")
    if verification.opinions:
        yield _console_table(OPINIONS, opinion_cells(verification.opinions))


def _console_table(
    head: Sequence[str], cells: Sequence[Sequence[str]], leave_out: str = ""
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    kept = [k for k, name in enumerate(head) if name != leave_out]
    for k in kept:
        table.add_column(Text(head[k]), justify="right" if head[k] in NUMERIC else "left")
    for row in cells:
        style = None if row[-1] == "ok" else "bold red"
        table.add_row(*(Text(row[k]) for k in kept), style=style)
    return table
