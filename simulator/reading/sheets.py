"""A sheet of a workbook as a CSV, so that whatever reads tables reads it too.

Nothing is guessed: the values are those that a spreadsheet program saved, and a cell that has none
is a mistake where its column is used. Cells keep their places for what errors say.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from simulator.reading.mistakes import MisreadingError, Mistake, Place, did_you_mean, one_of
from simulator.reading.sheet_cells import AS_IT_IS, Written, text_of_cell, why_unread
from simulator.reading.sheet_paths import named_sheet, on_disk
from simulator.units import shown

EXTRA = "pip install 'fulfillment-simulator[excel]'"
MOST_UNPACKED = 1_000_000_000
"""Bytes of all that a workbook has packed; more is a bomb, or no table that people keep."""
MOST_COLUMNS = 2_000
MOST_TOLD = 20
"""Cells without a value that an error names; the others are counted."""
_MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row [^>]*\bhidden="(?:1|true)"')
_FORMULA = re.compile(rb"<f[ >/]")
_THIRD = re.compile(r"-?\d+[.,]\d{3}")


def number_of(column: str) -> int:
    """The number of a column that a spreadsheet calls so."""
    number = 0
    for letter in column:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


@dataclass(frozen=True, eq=False)
class Sheet:
    """The rows of a sheet from its header on, as the text of a CSV with commas.

    `ends` are the lines of that text on which its records end, `rows` the sheet's rows that they
    are. `unread` are (row, column, why) of cells that have no value to read. `thirds` are texts of
    numbers with three decimals that no other cell has as a text, which a reader of texts could take
    for thousands. `notes` say what was done with the workbook, a sentence each.
    """

    path: Path
    name: str
    text: str
    header: tuple[str, ...]
    ends: tuple[int, ...]
    rows: tuple[int, ...]
    unread: tuple[tuple[int, int, str], ...]
    thirds: frozenset[str]
    notes: tuple[str, ...]

    def row(self, line: int | None) -> int | None:
        """The sheet's row on which this line of the text is."""
        if line is None or not self.ends:
            return None
        return self.rows[min(bisect_left(self.ends, line), len(self.ends) - 1)]

    def place(self, row: int | None, header: str = "") -> Place:
        """A row of the sheet, or the cell of it below a header."""
        number = self.header.index(header) + 1 if header in self.header else None
        return Place(str(self.path), row, number if row else None, self.name)

    def without_value(self, headers: Collection[str]) -> list[Mistake]:
        """Cells of these columns that have no value to read, and how many more there are."""
        used = {k for k, name in enumerate(self.header, start=1) if name in headers}
        cells = [each for each in self.unread if each[1] in used]
        told = [
            Mistake(self.place(row, self.header[column - 1]), self.header[column - 1], why)
            for row, column, why in cells[:MOST_TOLD]
        ]
        if len(cells) > MOST_TOLD:
            wrong = f"{len(cells) - MOST_TOLD:,} more cells have no value; correct these first"
            told.append(Mistake(self.place(None), "", wrong))
        return told


def sheet(path: Path, written: Written = AS_IT_IS) -> Sheet:
    """The sheet that a path names, or the first that is not hidden; read once a process.

    `written` says how its numbers and dates are wanted. Raises MisreadingError.
    """
    file = on_disk(path)
    try:
        state = file.stat()
    except OSError as problem:
        raise MisreadingError(f"{file.name} cannot be read ({problem}); check it") from None
    return _sheet(file, named_sheet(path), state.st_mtime_ns, state.st_size, written)


@lru_cache(maxsize=4)
def _sheet(file: Path, name: str | None, modified: int, size: int, written: Written) -> Sheet:
    """`modified` and `size` only make a changed file a new one."""
    values = _opened(file, data_only=True)
    chosen, other = _chosen(values, file, name)
    raw = _raw(values, chosen)
    formulas = None
    if _FORMULA.search(raw):
        formulas = _opened(file, data_only=False)[chosen.title]
    return _read(file, chosen, formulas, raw, other, written)


def _opened(file: Path, data_only: bool) -> Any:
    """A workbook that is read row by row."""
    try:
        import openpyxl
    except ImportError:
        wrong = f"{file.name} is a workbook, which openpyxl reads, and that is not installed"
        raise MisreadingError(f"{wrong}; {EXTRA}, or save the sheet as a CSV") from None
    remedy = "save it again as .xlsx without a password, or as a CSV"
    try:
        with zipfile.ZipFile(file) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > MOST_UNPACKED:
            wrong = f"{file.name} unpacks to more than {MOST_UNPACKED // 1_000_000} MB"
            raise MisreadingError(f"{wrong}; write fewer rows or columns")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that hold no value
            return openpyxl.load_workbook(
                file, read_only=True, data_only=data_only, keep_links=False
            )
    except MisreadingError:
        raise
    except Exception as problem:  # whatever can be wrong in twenty files of XML
        wrong = f"{type(problem).__name__}: {' '.join(str(problem).split())[:120]}"
        raise MisreadingError(f"{file.name} cannot be read ({wrong}); {remedy}") from None


def _chosen(workbook: Any, file: Path, name: str | None) -> tuple[Any, str]:
    """The sheet to read, and what is said of the others where it was not named."""
    sheets = {worksheet.title: worksheet for worksheet in workbook.worksheets}
    if name is not None:
        if name in sheets:
            return sheets[name], ""
        wrong = f"{file.name} has no sheet {shown(name)}; {did_you_mean(name, sheets)}"
        raise MisreadingError(wrong)
    visible = [sheet for sheet in sheets.values() if sheet.sheet_state == "visible"]
    if not visible:
        names = one_of(f"{file.name}#{title}" for title in sheets) or "a workbook with a sheet"
        raise MisreadingError(f"{file.name} has no sheet that is not hidden; write {names}")
    first = visible[0]
    others = [
        shown(title) if sheet.sheet_state == "visible" else f"{shown(title)} (hidden)"
        for title, sheet in sheets.items()
        if title != first.title
    ]
    if not others:
        return first, ""
    told = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if len(others) > 3 else "")
    return first, f"not {told}: write {file.name}#SHEET for another"


def _raw(workbook: Any, chosen: Any) -> bytes:
    """The sheet as XML, which says what openpyxl does not say of a sheet read row by row."""
    try:
        content: bytes = workbook._archive.read(chosen._worksheet_path)
        return content
    except (AttributeError, KeyError):
        return b""


@dataclass
class _Rows:
    """The rows of a sheet while they are read: the text of a CSV, and where its cells stand."""

    written: Written
    out: io.StringIO = field(default_factory=io.StringIO)
    header: tuple[str, ...] = ()
    ends: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    unread: list[tuple[int, int, str]] = field(default_factory=list)
    fractions: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    computed: int = 0
    empty: list[int] = field(default_factory=list)

    def add(self, row: int, cells: Sequence[Any], behind: Sequence[Any]) -> None:
        """A row of the sheet; `behind` are its cells with their formulas. Empty ones may end it."""
        record = [text_of_cell(cell, self.written) for cell in cells]
        while record and not record[-1]:
            record.pop()
        if self.rows:
            self._note(row, cells, behind)
        unread = bool(self.unread) and self.unread[-1][0] == row
        if not record and not unread:
            self.empty += [row] if self.rows else []
            return
        if not self.rows:
            self.header = tuple(cell.strip() for cell in record)
        for k, cell in enumerate(cells[: len(record)]):
            (self.fractions if isinstance(cell.value, float) else self.texts).add(record[k])
        for blank in self.empty:
            self._write(blank, [])
        self.empty.clear()
        self._write(row, record + [""] * (len(self.header) - len(record)))

    def _note(self, row: int, cells: Sequence[Any], behind: Sequence[Any]) -> None:
        """Formulas, and cells without a value."""
        for column, (cell, other) in enumerate(zip_longest(cells, behind), start=1):
            formula = other.value if other is not None and other.data_type == "f" else None
            self.computed += formula is not None
            why = why_unread(cell, None if formula is None else str(formula))
            if why:
                self.unread.append((row, column, why))

    def _write(self, row: int, record: Sequence[str]) -> None:
        csv.writer(self.out, lineterminator="\n").writerow(record)
        before = self.ends[-1] if self.ends else 0
        self.ends.append(before + 1 + sum(cell.count("\n") for cell in record))
        self.rows.append(row)


def _read(
    file: Path, chosen: Any, formulas: Any, raw: bytes, other: str, written: Written
) -> Sheet:
    """All rows of a sheet."""
    rows = _Rows(written)
    for row, (cells, behind) in enumerate(_pairs(chosen, formulas), start=1):
        if len(cells) > MOST_COLUMNS and any(
            cell.value is not None for cell in cells[MOST_COLUMNS:]
        ):
            wrong = (
                f"{file.name}: sheet {shown(chosen.title)} has cells beyond column {MOST_COLUMNS:,}"
            )
            raise MisreadingError(f"{wrong}; write fewer columns")
        rows.add(row, cells[:MOST_COLUMNS], behind[:MOST_COLUMNS])
    if not rows.rows:
        wrong = f"{file.name}: sheet {shown(chosen.title)} is empty"
        raise MisreadingError(f"{wrong}; write a header and rows, or {file.name}#SHEET for another")
    merged = _merged(raw, rows.rows[0], rows.rows[-1], len(rows.header))
    hidden = len(_HIDDEN_ROW.findall(raw))
    return Sheet(
        path=file,
        name=chosen.title,
        text=rows.out.getvalue(),
        header=rows.header,
        ends=tuple(rows.ends),
        rows=tuple(rows.rows),
        unread=tuple(sorted([*rows.unread, *merged])),
        thirds=frozenset(filter(_THIRD.fullmatch, rows.fractions - rows.texts)),
        notes=tuple(_notes(file, chosen.title, other, rows.computed, hidden)),
    )


def _pairs(chosen: Any, formulas: Any) -> Iterator[tuple[Sequence[Any], Sequence[Any]]]:
    """Each row's cells by value and, where the sheet has formulas, by formula."""
    sheets = [each for each in (chosen, formulas) if each is not None]
    for sheet in sheets:
        sheet.reset_dimensions()  # other programs write wrong ones, which would cut rows off
    for rows in zip(*(sheet.iter_rows() for sheet in sheets), strict=True):
        yield rows[0], rows[1] if len(rows) > 1 else ()


def _merged(raw: bytes, first: int, last: int, columns: int) -> Iterator[tuple[int, int, str]]:
    """Cells below the header that are merged with another, which alone has their value."""
    for left, top, right, bottom in _MERGED.findall(raw):
        span = f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}"
        why = f"the cells {span} are merged; unmerge them, and write the value in each row"
        across = range(number_of(left.decode()), min(number_of(right.decode()), columns) + 1)
        for row in range(max(int(top), first + 1), min(int(bottom), last) + 1):
            for column in across:
                if (row, column) != (int(top), across[0]):
                    yield row, column, why


def _notes(file: Path, name: str, other: str, computed: int, hidden: int) -> Iterator[str]:
    """What was done with a workbook, in sentences with counts."""
    which = f"{file.name}: read from sheet {shown(name)}"
    if other:
        yield f"{which}, {other}."
    if computed:
        cells = "1 cell is a formula" if computed == 1 else f"{computed:,} cells are formulas"
        yield f"{file.name}: in sheet {shown(name)} {cells}, read by the value saved with it."
    if hidden:
        rows = "1 hidden row is" if hidden == 1 else f"{hidden:,} hidden rows are"
        yield f"{file.name}: in sheet {shown(name)} {rows} read like the others."
