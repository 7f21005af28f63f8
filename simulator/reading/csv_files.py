"""The text of tables, CSV files plain or compressed and sheets of workbooks: read whole, and no
further than is sensible.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterable, Sequence
from io import BufferedIOBase
from pathlib import Path

from simulator.reading.mistakes import MisreadingError, Mistake, Place, ScenarioError
from simulator.reading.sheet_cells import Written
from simulator.reading.sheet_paths import OTHER_WORKBOOKS, is_workbook
from simulator.reading.sheets import sheet
from simulator.reading.unseen import cleaned, cleaning_note

MOST_BYTES = 100_000_000
"""Of a column of numbers or a catalog, once decompressed."""

MOST_HEADER = 100_000
"""Bytes of a header line."""

MOST_COLUMNS = 2_000

MOST_TOLD = 20
"""Mistakes in a table that an error names; the others are counted."""

UNREADABLE = (OSError, EOFError, zlib.error)
"""What reading a plain or a compressed file can raise."""


def text_of(path: Path, most: int = MOST_BYTES, time_format: str | None = None) -> str:
    """A CSV's text in UTF-8, with or without a byte order mark; `.gz` is decompressed.

    A sheet of a workbook is a CSV with commas and points, its dates as `time_format` has them
    where there is one. Raises MisreadingError where it cannot be
    read or has more than `most` bytes.
    """
    refuse_other_workbooks(path)
    if is_workbook(path):
        return cleaned(sheet(path, Written(time_format=time_format)).text)
    try:
        with open_bytes(path) as file:
            raw = file.read(most + 1)
        if len(raw) > most:
            raise MisreadingError(
                f"{path.name} has more than {most // 1_000_000} MB; write a shorter CSV"
            )
        return cleaned(raw.decode("utf-8-sig"))
    except (*UNREADABLE, UnicodeDecodeError) as problem:
        raise MisreadingError(
            f"{path.name} cannot be read ({problem}); write a UTF-8 CSV"
        ) from None


def refuse_other_workbooks(path: Path) -> None:
    """Raise MisreadingError for a workbook of a kind that is not read."""
    if path.suffix.lower() in OTHER_WORKBOOKS:
        wrong = f"{path.name} is a workbook that is not read"
        raise MisreadingError(f"{wrong}; save it as .xlsx, or as a CSV")


def place_in(path: Path, line: int | None, header: str = "") -> Place:
    """Where a cell stands: the line of a CSV's text, or row and cell of a sheet."""
    if not is_workbook(path):
        return Place(str(path), line)
    workbook = sheet(path)
    return workbook.place(workbook.row(line), header)


def record_in(path: Path, record: int | None, header: str = "") -> Place:
    """The same by the number of a record, the header's 1; where records have a line each."""
    if record is None or not is_workbook(path):
        return Place(str(path), record)
    workbook = sheet(path)
    return workbook.place(workbook.rows[record - 1], header)


def mistake_in(path: Path, line: int | None, header: str, message: str) -> ScenarioError:
    """An error with one mistake in a table, by the line of its text and the column's header."""
    return ScenarioError([Mistake(place_in(path, line, header), header, message)])


def all_wrong(path: Path, wrong: Sequence[Mistake]) -> ScenarioError:
    """An error with the mistakes in a table, the first of very many and how many more there are."""
    told = list(wrong[:MOST_TOLD])
    if len(wrong) > MOST_TOLD:
        more = len(wrong) - MOST_TOLD
        problem = f"{more:,} more {'mistake' if more == 1 else 'mistakes'}; correct these first"
        told.append(Mistake(Place(str(path), None), "", problem))
    return ScenarioError(told)


def cells_without_value(path: Path, headers: Collection[str]) -> list[Mistake]:
    """Mistakes in these columns of a sheet: cells of which nothing can be read."""
    return sheet(path).without_value(headers) if is_workbook(path) else []


def notes_on(paths: Iterable[Path]) -> tuple[str, ...]:
    """What was done with workbooks and with characters that cannot be seen, a sentence each."""
    told = [
        said
        for path in paths
        for said in (*(sheet(path).notes if is_workbook(path) else ()), _cleaning(path))
        if said
    ]
    return tuple(dict.fromkeys(told))


def _cleaning(path: Path) -> str:
    """What is taken off the text of a file; empty where that cannot be read as UTF-8."""
    try:
        if is_workbook(path):
            return cleaning_note(path.name, sheet(path).text)
        with open_bytes(path) as file:
            raw = file.read()
        return "" if raw.isascii() else cleaning_note(path.name, raw.decode("utf-8-sig"))
    except (*UNREADABLE, UnicodeDecodeError):
        return ""


def separator(text: str, path: Path) -> str:
    """The character that separates the cells of the header of a table's text."""
    if is_workbook(path):
        return ","
    header = text.split("\n", 1)[0]
    return max((",", ";", "\t"), key=header.count)


def decimal(cell: str) -> str:
    """A cell with a decimal point for its only comma: '12,5' is 12.5."""
    return cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell


def open_bytes(path: Path) -> BufferedIOBase:
    """The file's bytes, decompressed if its name ends in .gz."""
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")
