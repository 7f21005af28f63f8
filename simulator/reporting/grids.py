"""Findings as wide tables for a workbook: points by two variables, curves over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class WideTable:
    """A table whose first column leads the others, which are all in `unit`, and how it is shown.

    `colored` shades the values from low to high, or where they are texts by verdict. A first column
    of hours since `start` becomes dates by the clock on the wall in `time_zone`. With
    `short` so many columns behind the first are red where they are below those so many further on.
    """

    title: str
    frame: pd.DataFrame
    unit: str = ""
    chart: Literal["", "line", "column", "bar", "scatter"] = ""
    colored: bool = False
    start: datetime | None = None
    time_zone: str = ""
    short: int = 0


def points_frame(rows: Sequence[Sequence[Any]], names: Sequence[str]) -> pd.DataFrame:
    """Rows of (down, across, value), or without across, as a frame."""
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(names))


def crossed(frame: pd.DataFrame, down: str, across: str | None, value: str) -> pd.DataFrame:
    """One row per value of `down`, one column per value of `across`; both in the frame's order."""
    import pandas as pd

    rows, head = list(dict.fromkeys(frame[down])), str(down)
    if across is None:
        return frame[[down, value]].reset_index(drop=True)
    columns = list(dict.fromkeys(frame[across]))
    cells = {
        (a, b): each for a, b, each in zip(frame[down], frame[across], frame[value], strict=True)
    }
    made = {head: rows} | {
        f"{across} {b}" if str(b)[:1].isdigit() else str(b): [cells.get((a, b)) for a in rows]
        for b in columns
    }
    return pd.DataFrame(made)
