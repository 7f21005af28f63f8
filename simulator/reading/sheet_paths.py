"""Tables named by path: a CSV, or a sheet of a workbook as `stock.xlsx#SKUs`."""

from __future__ import annotations

from pathlib import Path

WORKBOOKS = (".xlsx", ".xlsm")
"""Endings of workbooks that are read."""
OTHER_WORKBOOKS = (".xls", ".xlsb", ".ods", ".numbers")
"""Endings of workbooks that are not; a spreadsheet program saves them as .xlsx."""
MARK = "#"


def is_workbook(path: Path) -> bool:
    """Whether this is a workbook, with or without a sheet."""
    return on_disk(path).suffix.lower() in WORKBOOKS


def on_disk(path: Path) -> Path:
    """The file without the sheet that is named behind it; a CSV may have the mark in its name."""
    sheet = named_sheet(path)
    return path if sheet is None else path.with_name(path.name[: -len(sheet) - 1])


def named_sheet(path: Path) -> str | None:
    """The sheet that is named behind a workbook; None where there is none."""
    name = path.name.lower()
    marks = [at for ending in WORKBOOKS if (at := name.find(f"{ending}{MARK}")) > 0]
    if not marks:
        return None
    return path.name[min(marks) :].partition(MARK)[2]


def modified(path: Path) -> int:
    """When the file was changed last, in nanoseconds; OSError where there is none."""
    return on_disk(path).stat().st_mtime_ns
