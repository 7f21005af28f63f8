"""Cells of CSV files that a spreadsheet would take for formulas, and back.

A spreadsheet runs what begins with = + - @ (their full-width forms too), a tab or the end of a
line, and a shop's order ids and SKUs are anybody's. Such a text gets an apostrophe before it, as
people write it in a spreadsheet. So that what we wrote can be read again, a text of apostrophes
with one of these signs after them gets one more; all other texts are left as they are. Numbers
are never touched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SIGNS = "=+\\-@\\t\\r\\n\uff1d\uff0b\uff0d\uff20"
"""What a formula may begin with, as a class of a regular expression."""
_RUNS = re.compile(f"'*[{SIGNS}]")
_ESCAPED = re.compile(f"'+[{SIGNS}]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def safe(text: str) -> str:
    """The text as a cell of a CSV file."""
    return f"'{text}" if _RUNS.match(text) else text


def restored(cell: str) -> str:
    """The text that `safe` made this cell of."""
    return cell[1:] if _ESCAPED.match(cell) else cell


def to_csv(frame: pd.DataFrame) -> bytes:
    """A CSV file of a frame of ours, its texts safe; texts that are numbers stay numbers."""

    def cell(value: Any) -> Any:
        return safe(value) if isinstance(value, str) and not _NUMBER.fullmatch(value) else value

    written = frame.copy()
    for name in [name for name in frame if _may_hold_text(frame[name])]:
        written[name] = frame[name].map(cell)
    return written.rename(columns=safe).to_csv(index=False, lineterminator="\n").encode()


def read_csv(path: Any) -> pd.DataFrame:
    """The cells of a CSV file of ours as texts, "" where they are empty."""
    import pandas as pd

    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    return frame.map(restored).rename(columns=restored)


def _may_hold_text(column: pd.Series[Any]) -> bool:
    return column.dtype.kind not in "biufcmM"
