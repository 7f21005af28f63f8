"""The cells of a trace's CSV by column: text, numbers and moments, with the line of a mistake."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.scenario.csv_files import MOST_HEADER, UNREADABLE, open_bytes, separator, text_of
from simulator.scenario.mistakes import ScenarioError, mistake_at
from simulator.units import HOUR, MINUTE, NEVER, shown
from simulator.workload.draws import Floats, Integers

if TYPE_CHECKING:
    import pandas as pd

_EPOCH = datetime(1970, 1, 1)
MOST_BYTES = 1_000_000_000
"""Of a trace, once decompressed: some ten million orders."""

MOST_UNITS = 1_000_001
MOST_CENTS = 10**11

_OFFSET = re.compile(r"\s*(Z|UTC|[+-]\d{2}:?\d{2})$")


def read_table(path: str) -> pd.DataFrame:
    """All cells as text, header names in lower case with underscores."""
    import pandas as pd  # heavy, and only a trace needs it

    try:
        head = _head(path)
        _require_readable_size(path)
        with warnings.catch_warnings(action="error", category=pd.errors.ParserWarning):
            table = pd.read_csv(
                path,
                sep=separator(head),
                dtype=str,
                na_filter=False,
                index_col=False,
                encoding="utf-8-sig",
                compression="gzip" if path.endswith(".gz") else None,
                skip_blank_lines=False,
            )
    except pd.errors.ParserWarning:
        said = "rows have more cells than the header; write a name for each column"
        raise mistake_at(path, 2, "demand.trace.file", said) from None
    except (*UNREADABLE, UnicodeDecodeError, pd.errors.ParserError) as problem:
        said = f"it cannot be read ({str(problem).strip()}); write a UTF-8 CSV"
        raise mistake_at(path, None, "demand.trace.file", said) from None
    table.columns = pd.Index([normal(name) for name in table.columns])
    if (table.iloc[:, 0] == "").any():
        table = table[(table != "").any(axis=1)]
    return table


def header_of(path: str) -> list[str]:
    """The names in a file's first line, as `read_table` gives them."""
    try:
        head = _head(path)
        names = next(csv.reader([head], delimiter=separator(head)))
    except (*UNREADABLE, UnicodeDecodeError, csv.Error) as problem:
        said = f"it cannot be read ({str(problem).strip()}); write a UTF-8 CSV"
        raise mistake_at(path, None, "demand.trace.file", said) from None
    return [normal(name) for name in names]


def _head(path: str) -> str:
    with open_bytes(Path(path)) as file:
        raw = file.readline(MOST_HEADER + 1)
    if len(raw) > MOST_HEADER:
        said = f"the header is longer than {MOST_HEADER:,} bytes; is it a CSV?"
        raise mistake_at(path, 1, "demand.trace.file", said)
    head = raw.decode("utf-8-sig")
    if not head.strip():
        raise mistake_at(path, 1, "demand.trace.file", "the file is empty; write a header")
    return head


def _require_readable_size(path: str) -> None:
    """Raise where a file holds more than can be read at once, compressed or not."""
    size = Path(path).stat().st_size
    if path.endswith(".gz"):
        with open_bytes(Path(path)) as file:
            size = 0
            while size <= MOST_BYTES and (block := file.read(1 << 20)):
                size += len(block)
    if size > MOST_BYTES:
        said = f"it has more than {MOST_BYTES // 1_000_000} MB; write fewer rows or columns"
        raise mistake_at(path, None, "demand.trace.file", said)


def normal(name: object) -> str:
    """A header's name in lower case with underscores."""
    return str(name).strip().lower().replace(" ", "_")


class Cells:
    """The cells of a table by our column names, with the file's line for errors."""

    def __init__(self, path: str, table: pd.DataFrame, columns: dict[str, str]) -> None:
        self._path = path
        self._table = table
        self._columns = columns

    def __len__(self) -> int:
        return len(self._table)

    def where(self, kept: Any) -> Cells:
        """Only these rows."""
        return Cells(self._path, self._table[kept], self._columns)

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self._columns

    def text(self, name: str) -> Any:
        """The cells of a column as an object array."""
        return self._table[self._columns[name]].to_numpy(dtype=object)

    def codes(self, name: str, instead: str | None = None) -> tuple[Integers, tuple[str, ...]]:
        """Number of each cell's text, by first appearance; `instead` fills empty cells."""
        import pandas as pd

        text = self.text(name)
        if instead is not None and self.has(instead) and (text == "").any():
            text = np.where(text == "", self.text(instead), text)
        written, values = pd.factorize(text)
        stripped, words_found = pd.factorize(np.array([str(one).strip() for one in values], object))
        codes, words = stripped[written], tuple(words_found.tolist())
        if "" in words and name == "sku":
            row = int(np.flatnonzero(codes == words.index(""))[0])
            raise self.mistake(row, name, "is empty; write the SKU")
        return codes.astype(np.int64), words

    def all_filled(self, name: str) -> None:
        """Raise for the first empty cell."""
        empty = np.flatnonzero(self.text(name) == "")
        if len(empty):
            raise self.mistake(int(empty[0]), name, "is empty; every row names its order")

    def parsed(self, name: str, parse: Callable[[str], float]) -> Floats:
        """Numbers of a column; each distinct text is read once."""
        codes, words = self.codes(name)
        numbers = np.empty(len(words))
        for k, word in enumerate(words):
            try:
                numbers[k] = parse(word)
            except ValueError as problem:
                raise self.mistake(int(np.argmax(codes == k)), name, str(problem)) from None
        return numbers[codes]

    def moments(self, name: str) -> Integers:
        """Milliseconds since 1970 of a column, NEVER where a cell is empty."""
        codes, words = self.codes(name)
        values = np.empty(len(words), dtype=np.int64)
        offsets: dict[int | None, int] = {}
        for k, word in enumerate(words):
            try:
                values[k], offset = _moment(word)
            except ValueError as problem:
                raise self.mistake(int(np.argmax(codes == k)), name, str(problem)) from None
            if word:
                offsets.setdefault(offset, k)
        self._one_zone(name, codes, offsets)
        return values[codes]

    def _one_zone(self, name: str, codes: Integers, offsets: dict[int | None, int]) -> None:
        """One zone, in which summer time may move the offset by an hour."""
        known = [offset for offset in offsets if offset is not None]
        if len(offsets) > len(known) > 0 or (known and max(known) - min(known) > HOUR):
            odd = list(offsets.values())[-1]
            said = "is in another time zone than rows above; write all times in one zone"
            raise self.mistake(int(np.argmax(codes == odd)), name, said)

    def no_line_twice(self, order: Integers) -> None:
        """Raise where an order has a line number twice."""
        if not self.has("line_no"):
            return
        line, words = self.codes("line_no")
        key = order * len(words) + line
        first = np.unique(key, return_index=True)[1]
        if len(first) < len(key):
            again = np.setdiff1d(np.arange(len(key)), first)
            row = next((int(r) for r in again if words[line[r]]), None)
            if row is not None:
                raise self.mistake(row, "line_no", "is there twice in its order; number each line")

    def mistake(self, row: int, name: str, said: str) -> ScenarioError:
        """An error about a cell of the table's `row`-th row."""
        column = self._columns[name]
        cell = str(self._table[column].iloc[row])
        message = f"{shown(cell)} {said}" if cell else said
        line = _line_of(self._path, int(self._table.index[row]))
        return mistake_at(self._path, line, column, message)


def _line_of(path: str, record: int) -> int:
    """The line on which a record ends; quoted cells may hold line breaks."""
    text = text_of(Path(path), MOST_BYTES)
    reader = csv.reader(io.StringIO(text), delimiter=separator(text))
    try:
        for _ in range(record + 2):
            next(reader, None)
    except csv.Error:  # a cell too long for it
        return record + 2
    return reader.line_num


def _moment(text: str) -> tuple[int, int | None]:
    """(milliseconds since 1970 by the wall clock, offset from UTC in milliseconds)."""
    if not text:
        return NEVER, None
    zone = _OFFSET.search(text) if len(text) > 10 else None
    try:
        wall = datetime.fromisoformat(text[: zone.start()] if zone else text)
    except ValueError:
        raise ValueError("is not a date and time; write 2026-03-02T10:11:12") from None
    offset = None if zone is None else _offset(zone[1])
    return (wall - _EPOCH) // timedelta(milliseconds=1), offset


def _offset(zone: str) -> int:
    if zone in ("Z", "UTC"):
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return (1 if zone[0] == "+" else -1) * (hours * HOUR + minutes * MINUTE)


def quantity(text: str) -> float:
    """Whole units from 1."""
    try:
        number = float(text)
    except ValueError:
        number = 0.5
    if not 1 <= number < MOST_UNITS or number != int(number):
        raise ValueError("is not a quantity; write a whole number from 1 to a million")
    return number


def price(text: str) -> float:
    """Cents, not rounded; an empty cell costs nothing."""
    if not text:
        return 0.0
    number = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    try:
        cents = 100 * float(number.replace(",", ""))
    except ValueError:
        cents = -1.0
    if not 0 <= cents <= MOST_CENTS:
        raise ValueError("is not a price; write a number such as 12.50")
    return cents
