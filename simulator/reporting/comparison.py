"""The table of every comparison: columns of alternatives or figures, for people and for programs.

A column has the cells that people read, in terminal and page, and the values that programs get, in
CSV, `--json` and Python. What is the same for both is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING, Any

from simulator.measure.changes import Change
from simulator.measure.periods import Held
from simulator.measure.statistics import Estimate
from simulator.reporting.numbers import change_text, value_text
from simulator.reporting.periods import Period, tally_head, tally_text
from simulator.reporting.tables import NONE, Table

if TYPE_CHECKING:
    import pandas as pd

MARKS = {
    "better": "met", "helps": "met", "chosen": "met", "worse": "missed",
    "not distinguishable": "undecided", "met": "met", "missed": "missed",
    "undecided": "undecided", "too close": "undecided", "orders open": "undecided",
    "ruled out": "missed",
}  # fmt: skip
"""What a verdict is marked as; the others are not."""
LAST = {"the same": 1, "not distinguishable": 2}
"""Verdicts of rows that stand behind all others, in this order."""


@dataclass(frozen=True)
class Column:
    """`cells` stand under `head`, for people; `values` are columns of the frame by their names.

    Without a head it is in the frame alone. `reads` from the left, as words do, or is a number;
    `judges`: its cells are verdicts.
    """

    head: str
    cells: Sequence[str] = ()
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    reads: bool = False
    judges: bool = False


def words(head: str, cells: Iterable[str], name: str = "", given: Iterable[Any] = ()) -> Column:
    """Words; in the frame, under a name, as they are or as they were `given`."""
    told, values = tuple(cells), tuple(given)
    return Column(head, told, {name: values or told} if name else {}, reads=True)


def numbers(head: str, cells: Iterable[str]) -> Column:
    """Numbers that are written already, for people alone."""
    return Column(head, tuple(cells))


def hidden(**values: Sequence[Any]) -> Column:
    """For the frame alone."""
    return Column("", values=values)


def verdicts(head: str, told: Iterable[str | None], name: str = "verdict") -> Column:
    """Of each row; None where nothing is judged."""
    words = tuple(told)
    cells = tuple(each or NONE for each in words)
    return Column(head, cells, {name: words} if name else {}, reads=True, judges=True)


def tallies(period: Period, helds: Iterable[Held], shares: Iterable[float | None] = ()) -> Column:
    """In how many periods each holds; `shares` are those that are asked for."""
    held, asked = tuple(helds), tuple(shares)
    cells = map(tally_text, held, asked or [None] * len(held))
    values: dict[str, Sequence[float]] = {
        "hits": [each.hits for each in held],
        "trials": [each.trials for each in held],
        "share_low": [100 * each.low for each in held],
        "share_high": [100 * each.high for each in held],
    }
    return Column(tally_head(period), tuple(cells), values)


def amounts(
    head: str,
    estimateds: Iterable[Estimate],
    unit: str | Sequence[str],
    name: str = "",
    half: str = "",
) -> Column:
    """Values with their half-widths; `half` is what these are called in the frame."""
    return _estimates(head, tuple(estimateds), unit, name, half, value_text)


def differences(
    head: str,
    estimateds: Iterable[Estimate],
    unit: str | Sequence[str],
    name: str = "",
    half: str = "",
) -> Column:
    """The same with their signs."""
    return _estimates(head, tuple(estimateds), unit, name, half, change_text)


def _estimates(
    head: str,
    estimateds: Sequence[Estimate],
    unit: str | Sequence[str],
    name: str,
    half: str,
    text: Callable[[Estimate, str], str],
) -> Column:
    units = [unit] * len(estimateds) if isinstance(unit, str) else unit
    cells = [
        NONE if isnan(each.mean) else text(each, of)
        for each, of in zip(estimateds, units, strict=True)
    ]
    values = {
        name: [each.mean for each in estimateds],
        half or f"{name}_half_width": [each.half_width for each in estimateds],
    }
    return Column(head, cells, values if name else {})


def changed(rows: Sequence[Change], head: str = "Difference") -> Column:
    """What each changes, with the half-width that agrees with its verdict.

    Those of one KPI share the unit of time that suits the largest.
    """
    sizes: dict[tuple[str, str], float] = {}
    for row in rows:
        key = (row.kpi, row.scope)
        sizes[key] = max(sizes.get(key, 0.0), abs(row.difference.mean))
    cells = [change_text(row.together, row.unit, sizes[row.kpi, row.scope]) for row in rows]
    return Column(head, cells)


def table(
    caption: str, columns: Iterable[Column], marks: Sequence[str] = (), most: int | None = None
) -> Table:
    """For people: what is not distinguishable stands last, folded on a page; `most` rows at most.

    Rows are marked by their verdicts, or as `marks` says.
    """
    told = [column for column in columns if column.head]
    judged = next((k for k, column in enumerate(told) if column.judges), None)
    rows = list(zip(*(column.cells for column in told), strict=True))
    told_verdicts = ["" if judged is None else row[judged] for row in rows]
    order = sorted(range(len(rows)), key=lambda k: LAST.get(told_verdicts[k], 0))[:most]
    given = marks or [MARKS.get(verdict, "") for verdict in told_verdicts]
    undecided = sum(told_verdicts[k] in LAST for k in order)
    return Table(
        caption,
        tuple(column.head for column in told),
        tuple(rows[k] for k in order),
        1 + max((k for k, column in enumerate(told) if column.reads), default=0),
        marks=tuple(given[k] for k in order),
        marked=1 if judged is None else judged,
        folded=undecided,
    )


def frame(columns: Iterable[Column]) -> pd.DataFrame:
    """For programs, one row each in the order that it was given."""
    import pandas as pd

    return pd.DataFrame(
        {name: values for column in columns for name, values in column.values.items()}
    )


NAMES = ("alternative", "circumstance", "kpi", "scope")


def changes_frame(
    rows: Sequence[Change],
    names: Sequence[str] = NAMES,
    baseline: str = "baseline",
    value: str = "value",
) -> pd.DataFrame:
    """Every change with all of its figures, in the KPI's unit; `names` tell its rows apart."""
    import pandas as pd

    changes = [
        {
            "alternative": row.alternative,
            "circumstance": row.case,
            "kpi": row.kpi,
            "scope": row.scope,
            "unit": row.unit,
            baseline: row.baseline.mean,
            value: row.value.mean,
            "difference": row.difference.mean,
            "half_width": row.difference.half_width,
            "confidence": row.difference.confidence,
            "half_width_together": row.together.half_width,
            "confidence_together": row.together.confidence,
            "replications": row.difference.n,
            "p": row.p,
            "p_holm": row.adjusted_p,
            "verdict": row.verdict,
            "variance_ratio": row.variance_ratio,
            "replications_needed": row.needed,
        }
        for row in rows
    ]
    if not changes:
        return pd.DataFrame()
    frame = pd.DataFrame(changes).drop(columns=[name for name in NAMES if name not in names])
    return frame.astype({"replications_needed": "Int64"})
