"""What a value is read in: its currency, the folder of its file, and the CSVs that it names."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationInfo

from simulator.reading.csv_files import decimal, separator, text_of
from simulator.reading.mistakes import MisreadingError, did_you_mean, one_of, suggestion
from simulator.units import shown


class Text(str):
    """Text of a scenario file that remembers the folder of its file, for relative paths."""

    __slots__ = ("directory",)
    directory: Path

    def __new__(cls, text: str, directory: Path) -> Text:
        """Text of a file in `directory`."""
        self = super().__new__(cls, text)
        self.directory = directory
        return self

    def __reduce__(self) -> tuple[type[Text], tuple[str, Path]]:
        return Text, (str(self), self.directory)


@dataclass
class Surroundings:
    """The context of one reading; collects the files that values were read from.

    `beside` is the scenario's folder, where a path of the command line may begin too.
    """

    currency: str
    beside: Path | None = None
    files: list[Path] = field(default_factory=list)


def surroundings(info: ValidationInfo) -> Surroundings | None:
    """The context, or None where a section is built in Python without one."""
    return info.context if isinstance(info.context, Surroundings) else None


def read_file(value: Any, info: ValidationInfo) -> Path:
    """The absolute path of a file that exists, relative to the file that names it.

    One that the command line names is relative to the working folder, else to the scenario's.
    """
    if not isinstance(value, str | Path) or not str(value).strip():
        raise MisreadingError(f"{shown(value)} is not a file name; write a path such as orders.csv")
    directory = value.directory if isinstance(value, Text) else Path()
    try:
        path = (directory / Path(str(value)).expanduser()).resolve()
        exists = path.is_file()
        context = surroundings(info)
        if not exists and context is not None and context.beside and directory == Path.cwd():
            other = (context.beside / Path(str(value)).expanduser()).resolve()
            path, exists = (other, True) if other.is_file() else (path, False)
    except (OSError, RuntimeError, ValueError):
        raise MisreadingError(
            f"{shown(str(value))} is not a path; write one like orders.csv"
        ) from None
    if not exists:
        raise MisreadingError(f"there is no file {shown(str(value))}; {_other_file(path)}")
    if context is not None and path not in context.files:
        context.files.append(path)
    return path


def _other_file(path: Path) -> str:
    """The file that was meant most likely, else where files are looked for."""
    try:
        beside = [one.name for one in path.parent.iterdir() if one.is_file()]
    except OSError:
        beside = []
    tables = {name.partition(".")[0]: name for name in beside if ".csv" in name}
    near = suggestion(path.name.partition(".")[0], tables)
    if near is not None and " " not in path.name:
        return f"did you mean {tables[near]}?"
    return f"write the path of a file that exists, from {path.parent}"


def read_column(path: Path, column: str | None) -> tuple[str, ...]:
    """The cells of one CSV column, empty ones left out; the only column where none is named.

    A header is needed unless the file is a single column of numbers.
    """
    text = text_of(path)
    try:
        mark = separator(text)
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=mark) if any(row)]
    except csv.Error as problem:
        raise MisreadingError(
            f"{path.name} cannot be read ({problem}); write a UTF-8 CSV"
        ) from None
    if mark != ",":  # as a spreadsheet saves it where the comma is the decimal mark
        rows = [[decimal(cell) for cell in row] for row in rows]
    if not rows:
        raise MisreadingError(f"{path.name} is empty; write a header and rows of numbers")
    header = [name.strip() for name in rows[0]]
    if column is None and len(header) == 1:
        return tuple(row[0].strip() for row in (rows if _is_number(header[0]) else rows[1:]))
    wanted = column or "weight"
    if wanted not in header:
        if column is None:
            names = one_of(f"column: {name}" for name in header)
            raise MisreadingError(f"{path.name} has several columns; write {names}")
        remedy = did_you_mean(wanted, header)
        raise MisreadingError(f"{path.name} has no column {wanted!r}; {remedy}", "column")
    k = header.index(wanted)
    return tuple(row[k].strip() for row in rows[1:] if len(row) > k and row[k].strip())


def numbers_of(cells: tuple[str, ...], path: Path) -> tuple[float, ...]:
    """The cells as numbers, at least one."""
    wrong = next((cell for cell in cells if not _is_number(cell)), None)
    if wrong is not None:
        raise MisreadingError(
            f"{path.name} holds {shown(wrong)}, which is not a number; correct it"
        )
    if not cells:
        raise MisreadingError(f"{path.name} has no rows; write at least one number")
    return tuple(float(cell) for cell in cells)


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False
