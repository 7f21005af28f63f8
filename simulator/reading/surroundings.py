"""What a value is read in: its currency, the folder of its file, and the CSVs that it names."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationInfo

from simulator.reading.csv_files import (
    cells_without_value,
    decimal,
    place_in,
    separator,
    text_of,
)
from simulator.reading.mistakes import MisreadingError, did_you_mean, nearest, one_of
from simulator.reading.sheet_paths import is_workbook, on_disk
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


NO_FILE = "there is no file"
"""How the mistake begins that a file is not there."""


@dataclass
class Surroundings:
    """The context of one reading; collects the files that values were read from.

    `beside` is the scenario's folder, where a path of the command line may begin too.
    """

    currency: str
    beside: Path | None = None
    files: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class _Bounds:
    """Where files may be that a scenario names: below a folder, or one of these."""

    folder: Path
    files: frozenset[Path]


_BOUNDS: ContextVar[_Bounds | None] = ContextVar("where files may be", default=None)


@contextmanager
def only_within(folder: Path, files: Iterable[Path] = ()) -> Iterator[None]:
    """Inside, a scenario reads files below a folder, and these, and no other of this machine.

    For scenarios of which somebody else than the user of the machine may be the author: not even
    whether there is a file outside can be learned from the mistakes that they make.
    """
    bounds = _Bounds(folder.resolve(), frozenset(path.resolve() for path in files))
    before = _BOUNDS.set(bounds)
    try:
        yield
    finally:
        _BOUNDS.reset(before)


def may_be_read(path: Path) -> bool:
    """Whether a scenario may name a file, by its resolved path."""
    bounds = _BOUNDS.get()
    return bounds is None or path in bounds.files or path.is_relative_to(bounds.folder)


def outside(written: str) -> str:
    """What is wrong with a file that may not be read, and what to do."""
    name = Path(written).name or "its name"
    sentence = "is outside the scenario's folder; put the file beside the scenario and write"
    return f"{shown(written)} {sentence} {name}"


def surroundings(info: ValidationInfo) -> Surroundings | None:
    """The context, or None where a section is built in Python without one."""
    return info.context if isinstance(info.context, Surroundings) else None


def read_file(value: Any, info: ValidationInfo) -> Path:
    """The absolute path of a file that exists, relative to the file that names it.

    Behind a workbook may stand one of its sheets, 'stock.xlsx#SKUs', which stays in the path.
    One that the command line names is relative to the working folder, else to the scenario's.
    """
    if not isinstance(value, str | Path) or not str(value).strip():
        raise MisreadingError(f"{shown(value)} is not a file name; write a path such as orders.csv")
    context = surroundings(info)
    try:
        allowed = [
            path for path in _candidates(value, context) if may_be_read(on_disk(path).resolve())
        ]
        there = next((path for path in allowed if on_disk(path).is_file()), None)
    except (OSError, RuntimeError, ValueError):
        raise MisreadingError(
            f"{shown(str(value))} is not a path; write one like orders.csv"
        ) from None
    if not allowed:
        raise MisreadingError(outside(str(value)))
    if there is None:
        raise MisreadingError(f"{NO_FILE} {shown(str(value))}; {_other_file(str(value), allowed)}")
    if context is not None and there not in context.files:
        context.files.append(there)
    return there


def _candidates(value: str | Path, context: Surroundings | None) -> list[Path]:
    """Where a file may be that is written so."""
    directory = value.directory if isinstance(value, Text) else Path()
    written = Path(str(value)).expanduser()
    paths = [(directory / written).resolve()]
    if context is not None and context.beside and directory == Path.cwd():
        paths.append((context.beside / written).resolve())
    return paths


def _other_file(written: str, paths: Sequence[Path]) -> str:
    """The file that was surely meant, else where files are looked for."""
    name = paths[0].name
    tables: dict[str, str] = {}
    for path in paths:
        try:
            beside = [each.name for each in path.parent.iterdir() if each.is_file()]
        except OSError:
            continue
        tables |= {
            each.partition(".")[0]: each for each in beside if ".csv" in each or ".xls" in each
        }
    near = nearest(name.partition(".")[0], tables)
    if near is not None and " " not in name:
        return f"did you mean {Path(written).with_name(tables[near])}?"
    return f"write the path of a file that exists, from {paths[0].parent}"


@dataclass(frozen=True)
class Cells:
    """The filled cells of a column, and the lines of its file on which they end."""

    header: str
    texts: tuple[str, ...]
    lines: tuple[int, ...]


def read_column(path: Path, column: str | None, where: Mapping[str, str] | None = None) -> Cells:
    """The cells of one column, empty ones left out; the only column where none is named.

    A header is needed unless the file is a single column of numbers. `where` keeps the rows that
    have these cells in other columns.
    """
    text = text_of(path)
    try:
        mark = separator(text, path)
        reader = csv.reader(io.StringIO(text), delimiter=mark)
        lines = [(reader.line_num, row) for row in reader if any(row)]
    except csv.Error as problem:
        raise MisreadingError(
            f"{path.name} cannot be read ({problem}); write a UTF-8 CSV"
        ) from None
    if mark != ",":  # as a spreadsheet saves it where the comma is the decimal mark
        lines = [(line, [decimal(cell) for cell in row]) for line, row in lines]
    if not lines:
        raise MisreadingError(f"{path.name} is empty; write a header and rows of numbers")
    header = [name.strip() for name in lines[0][1]]
    if column is None and len(header) == 1:
        bare = _is_number(header[0])
        return _cells(path, header[0], 0, lines if bare else lines[1:])
    wanted = column or "weight"
    if wanted not in header:
        if column is None:
            names = one_of(f"column: {name}" for name in header)
            raise MisreadingError(f"{path.name} has several columns; write {names}")
        remedy = did_you_mean(wanted, header)
        raise MisreadingError(f"{path.name} has no column {wanted!r}; {remedy}", "column")
    return _cells(path, wanted, header.index(wanted), _kept(lines[1:], header, where or {}, path))


def _kept(
    lines: list[tuple[int, list[str]]], header: list[str], where: Mapping[str, str], path: Path
) -> list[tuple[int, list[str]]]:
    """The rows with these cells; at least one must have each."""
    for name, cell in where.items():
        if name not in header:
            remedy = did_you_mean(name, header)
            raise MisreadingError(f"{path.name} has no column {name!r}; {remedy}", "where", name)
        k = header.index(name)
        there = [line for line in lines if len(line[1]) > k and line[1][k].strip() == cell]
        if not there:
            cells = tuple(dict.fromkeys(row[k].strip() for _, row in lines if len(row) > k))
            wrong = f"{path.name} has no row with {name} {cell!r}; {did_you_mean(cell, cells)}"
            raise MisreadingError(wrong, "where", name)
        lines = there
    return lines


def _cells(path: Path, header: str, k: int, lines: list[tuple[int, list[str]]]) -> Cells:
    """The filled cells of column `k`. Raises MisreadingError for one that has no value to read."""
    unread = cells_without_value(path, [header])
    if unread:
        place = replace(unread[0].place, file=path.name)
        raise MisreadingError(f"{place}: {unread[0].message}")
    filled = [(row[k].strip(), line) for line, row in lines if len(row) > k and row[k].strip()]
    return Cells(header, tuple(text for text, _ in filled), tuple(line for _, line in filled))


def numbers_of(cells: Cells, path: Path) -> tuple[float, ...]:
    """The cells as numbers, at least one."""
    wrong = next((k for k, cell in enumerate(cells.texts) if not _is_number(cell)), None)
    if wrong is not None:
        problem = f"{path.name} holds {shown(cells.texts[wrong])}, which is not a number"
        if is_workbook(path):
            place = replace(place_in(path, cells.lines[wrong], cells.header), file=path.name)
            problem = f"{place}: {shown(cells.texts[wrong])} is not a number"
        raise MisreadingError(f"{problem}; correct it")
    if not cells.texts:
        raise MisreadingError(f"{path.name} has no rows; write at least one number")
    return tuple(float(cell) for cell in cells.texts)


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False
