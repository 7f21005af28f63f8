"""What a cell of a workbook says, as the text that a CSV would have of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

_PADDED = re.compile(r"0{2,}")
_MOST_EXACT = 1e15
"""Whole numbers above it are not exact in a spreadsheet, which keeps 15 digits."""


@dataclass(frozen=True)
class Written:
    """How numbers and dates are to be written, so that those of the other cells match."""

    decimal: str = "."
    time_format: str | None = None


AS_IT_IS = Written()


def text_of_cell(cell: Any, written: Written) -> str:
    """A number without a format, but with the zeros that its format puts before it; a date by ISO.

    A moment at midnight whose format has no time of day is a date. Times and lengths of time are
    hours, minutes and seconds.
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, cell.number_format, written.decimal)
    if isinstance(value, datetime):
        return _moment(value, cell.number_format, written.time_format)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def why_unread(cell: Any, formula: str | None) -> str:
    """Why a cell has no value to read, and what to do; empty where it has one, or is empty."""
    if formula is not None and cell.value is None:
        wrong = f"the formula {formula[:60]} was saved without its value"
        return (
            f"{wrong}; open the workbook in a spreadsheet program and save it, or write the value"
        )
    if cell.data_type == "e" and cell.value is not None:
        by = f"the formula {formula[:60]}" if formula is not None else "the cell"
        return f"{by} gives the error {cell.value}; correct it, or write the value"
    return ""


def _number(value: float, form: str, decimal: str) -> str:
    if float(value).is_integer() and abs(value) < _MOST_EXACT:
        digits = str(int(value))
        return digits.zfill(len(form)) if _PADDED.fullmatch(form) and value >= 0 else digits
    return repr(value).replace(".", decimal)


def _moment(value: datetime, form: str, time_format: str | None) -> str:
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", form).lower()
    whole = value.time() == time(0) and not re.search(r"[hs]", bare)
    if time_format is not None:
        text = value.strftime(time_format)
        if datetime.strptime(text, time_format).replace(tzinfo=None) == value:
            return text
    return value.date().isoformat() if whole else value.isoformat()
