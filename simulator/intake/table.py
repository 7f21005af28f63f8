"""The cells of an order file by column, with the lines on which its rows stand."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simulator.intake.reading import Reading
from simulator.reading.csv_files import (
    MOST_COLUMNS,
    MOST_HEADER,
    UNREADABLE,
    open_bytes,
    refuse_other_workbooks,
)
from simulator.reading.mistakes import MisreadingError, Place, ScenarioError, mistake_at
from simulator.reading.sheet_cells import Written
from simulator.reading.sheet_paths import is_workbook, on_disk
from simulator.reading.sheets import Sheet, sheet
from simulator.reading.unseen import cleaned

MOST_BYTES = 1_000_000_000
"""Of a file, once decompressed: some ten million orders."""

SEPARATORS = (",", ";", "\t", "|")
_BLOCK = 1 << 22
_QUOTED = re.compile(r'"[^"]*"')
_BOMS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """The cells of a column: `words` are its different texts without the blanks around them.

    `codes` has the number of each row's word.
    """

    header: str
    codes: Codes
    words: tuple[str, ...]

    def where(self, kept: npt.NDArray[np.bool_]) -> Column:
        """Only these rows."""
        return Column(self.header, self.codes[kept], self.words)

    @property
    def empty(self) -> npt.NDArray[np.bool_]:
        """Which cells are."""
        if "" not in self.words:
            return np.zeros(len(self.codes), dtype=np.bool_)
        empty: npt.NDArray[np.bool_] = self.codes == self.words.index("")
        return empty

    def texts(self) -> npt.NDArray[np.object_]:
        """The cells."""
        return np.array(self.words, dtype=object)[self.codes]


@dataclass(frozen=True)
class Text:
    """A file's text in UTF-8 from its header on; `above` are lines before that.

    That of a workbook's sheet is in rows: what is a line here is a row there.
    """

    path: str
    content: bytes
    separator: str
    header: tuple[str, ...]
    above: int
    sheet: Sheet | None = None

    @property
    def noun(self) -> str:
        """What a file has one below the other."""
        return "line" if self.sheet is None else "row"

    @property
    def first(self) -> int:
        """The line of the header."""
        return 1 + self.above if self.sheet is None else self.sheet.rows[0]

    def place(self, line: int | None, header: str = "") -> Place:
        """Where errors say that a line stands, or the cell of it below a header."""
        return Place(self.path, line) if self.sheet is None else self.sheet.place(line, header)

    def lines(self, records: Collection[int]) -> dict[int, int]:
        """The line on which each of these records ends; quoted cells may hold line breaks."""
        if self.sheet is not None:
            return {record: self.sheet.rows[record + 1] for record in records}
        numbers: dict[int, int] = {}
        last = max(records, default=-1)
        reader = csv.reader(_decoded(self.content), delimiter=self.separator)
        try:
            for record, _ in enumerate(reader, start=-1):
                if record in records:
                    numbers[record] = self.above + reader.line_num
                if record >= last:
                    break
        except csv.Error:  # a cell too long for it
            pass
        return {record: numbers.get(record, self.above + record + 2) for record in records}


def read_text(path: Path, reading: Reading, key: str) -> Text:
    """A file's text and header. Raises ScenarioError where it cannot be read."""
    if is_workbook(path):
        return _of_a_sheet(path, reading, key)
    name = str(path)
    raw = _bytes(path, key)
    by_mark = next((code for mark, code in _BOMS if raw.startswith(mark)), None)
    content = _in_utf8(raw, by_mark or reading.encoding, name, key)
    del raw
    above = 0
    excel = re.match(rb"sep=(.)\r?\n", content)
    if excel is not None:
        content, above = content[excel.end() :], 1
    head = content[: MOST_HEADER + 1].split(b"\n", 1)[0]
    if len(head) > MOST_HEADER:
        wrong = f"the header is longer than {MOST_HEADER:,} bytes; is it a CSV?"
        raise mistake_at(name, 1, f"{key}.file", wrong)
    line = head.decode()
    if not line.strip():
        raise mistake_at(name, 1, f"{key}.file", "the file is empty; write a header")
    mark = separator(line) if excel is None else excel[1].decode()
    try:
        header = next(csv.reader(_decoded(content), delimiter=mark))
    except csv.Error as problem:
        raise _unreadable(name, str(problem), key) from None
    if len(header) > MOST_COLUMNS:
        wrong = f"there are {len(header):,} columns; write at most {MOST_COLUMNS:,}"
        raise mistake_at(name, 1 + above, f"{key}.file", wrong)
    return Text(name, content, mark, tuple(cleaned(cell).strip() for cell in header), above)


def _of_a_sheet(path: Path, reading: Reading, key: str) -> Text:
    """The text of a workbook's sheet, its numbers and dates as the scenario says of the others."""
    comma = reading.decimal == "comma" or (reading.decimal is None and reading.thousands == "point")
    try:
        read = sheet(path, Written("," if comma else ".", reading.time_format))
    except MisreadingError as problem:
        raise mistake_at(str(path), None, f"{key}.file", str(problem)) from None
    return Text(str(on_disk(path)), read.text.encode(), ",", read.header, 0, read)


def cells_of(
    text: Text, columns: Mapping[str, Column], numbers: Collection[str]
) -> dict[str, Column]:
    """The columns that are used, by what they are; those named in `numbers` are numbers.

    Raises ScenarioError for cells of a sheet that have no value. A number of a sheet is never taken
    for thousands: where it has three decimals it gets a fourth, 1.125 is 1.1250.
    """
    used = dict(columns)
    if text.sheet is None:
        return used
    if unread := text.sheet.without_value({column.header for column in used.values()}):
        raise ScenarioError(unread)
    thirds = text.sheet.thirds
    for name in used.keys() & set(numbers) if thirds else ():
        words = (f"{word}0" if word in thirds else word for word in used[name].words)
        used[name] = replace(used[name], words=tuple(words))
    return used


def separator(header: str) -> str:
    """The character that separates the cells of a header."""
    bare = _QUOTED.sub("", header)
    return max(SEPARATORS, key=bare.count)


def read_columns(text: Text, wanted: Sequence[int], key: str) -> tuple[list[Column], Codes]:
    """These columns, and the records with more cells than the header."""
    import pandas as pd  # heavy, and only an order file needs it

    try:
        frame = pd.read_csv(
            io.BytesIO(text.content),
            sep=text.separator,
            header=0,
            names=[str(k) for k in range(len(text.header))],
            usecols=[str(k) for k in wanted],
            dtype=object,
            na_filter=False,
            index_col=False,
            skip_blank_lines=False,
        )
    except (*UNREADABLE, UnicodeDecodeError, ValueError) as problem:
        raise _unreadable(text.path, str(problem).strip(), key) from None
    columns = []
    for number in wanted:
        columns.append(_column(text.header[number], frame.pop(str(number)).to_numpy()))
    return columns, too_long(text)


def _column(header: str, cells: npt.NDArray[np.object_]) -> Column:
    import pandas as pd

    codes, factorized = pd.factorize(cells)
    written = factorized.tolist()
    stripped = [cleaned(cell).strip() for cell in written]
    if stripped != written:
        words = dict.fromkeys(stripped)
        number = {word: k for k, word in enumerate(words)}
        codes = np.array([number[word] for word in stripped])[codes]
        stripped = list(words)
    return Column(header, codes.astype(np.int64), tuple(stripped))


def too_long(text: Text) -> Codes:
    """The records that have more cells than the header."""
    most = len(text.header) - 1
    if text.content.count(b'"') == 0 and not _any_longer(text.content, text.separator, most):
        return np.empty(0, dtype=np.int64)
    rows = []
    try:
        reader = csv.reader(_decoded(text.content), delimiter=text.separator)
        rows = [
            k
            for k, cells in enumerate(reader, -1)
            if len(cells) > most + 1 and any(cells[most + 1 :])
        ]
    except csv.Error:  # a cell too long for it: the cells that are read say what is wrong
        pass
    return np.array(rows, dtype=np.int64)


def _any_longer(content: bytes, mark: str, most: int) -> bool:
    """Whether a line has more separators than the header; nothing is quoted."""
    whole = np.frombuffer(content, dtype=np.uint8)
    before, line = 0, 0
    for first in range(0, len(whole), _BLOCK):
        block = whole[first : first + _BLOCK]
        ends, marks = np.flatnonzero(block == ord("\n")), np.flatnonzero(block == ord(mark))
        until = np.searchsorted(marks, ends) + before
        if (np.diff(until, prepend=line) > most).any():
            return True
        before += len(marks)
        line = int(until[-1]) if len(until) else line
    return before - line > most


def _bytes(path: Path, key: str) -> bytes:
    try:
        refuse_other_workbooks(path)
        with open_bytes(path) as file:
            raw = file.read(MOST_BYTES + 1)
    except MisreadingError as problem:
        raise mistake_at(str(path), None, f"{key}.file", str(problem)) from None
    except UNREADABLE as problem:
        raise _unreadable(str(path), str(problem), key) from None
    if len(raw) > MOST_BYTES:
        wrong = f"it has more than {MOST_BYTES // 1_000_000} MB; write fewer rows or columns"
        raise mistake_at(str(path), None, f"{key}.file", wrong)
    return raw


def _in_utf8(raw: bytes, encoding: str, path: str, key: str) -> bytes:
    """The same text in UTF-8, without a byte order mark, and checked."""
    try:
        if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
            raw.decode() if not raw.isascii() else None
            return raw
        if encoding == "utf-8-sig":
            raw = raw[3:]
            raw.decode() if not raw.isascii() else None
            return raw
        return raw.decode(encoding).encode()
    except UnicodeError as problem:
        wrong = f"it cannot be read ({problem}); write {key}.encoding: cp1252, or a UTF-8 CSV"
        raise mistake_at(path, None, f"{key}.file", wrong) from None


def _decoded(content: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline="")


def _unreadable(path: str, problem: str, key: str) -> ScenarioError:
    wrong = f"it cannot be read ({problem}); write a UTF-8 CSV"
    return mistake_at(path, None, f"{key}.file", wrong)
