"""Rows of an order file that cannot be read: which, why, and the error that names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.intake.table import Column, Text
from simulator.scenario.mistakes import Mistake, Place
from simulator.units import shown

MOST_NAMED = 20
"""Rows that an error names one by one; the others are counted."""

Flags = npt.NDArray[np.bool_]
Why = str | Callable[[str], str]


@dataclass
class BadRows:
    """The rows that cannot be used, as they are found; `record` is a row's number in the file."""

    text: Text
    record: npt.NDArray[np.int64]
    bad: Flags
    _found: list[tuple[npt.NDArray[np.int64], Column | None, Why]] = field(default_factory=list)

    def add(self, rows: Flags, column: Column | None, why: Why) -> None:
        """These rows are wrong in a column; `why` is said of the cell, or made of it."""
        at = np.flatnonzero(rows)
        if len(at):
            self.bad[at] = True
            self._found.append((at, column, why))

    def parsed(
        self, rows: Flags, column: Column, read: Callable[[str], float]
    ) -> npt.NDArray[np.float64]:
        """Numbers of a column, each different text read once; NaN where it is wrong."""
        numbers, wrong = np.full(len(column.words), np.nan), {}
        for k, word in enumerate(column.words):
            try:
                numbers[k] = read(word)
            except ValueError as problem:
                wrong[word] = str(problem)
        values = numbers[column.codes]
        if wrong:
            odd = np.array([word in wrong for word in column.words])
            self.add(rows & odd[column.codes], column, _Said(wrong))
        return values

    @property
    def count(self) -> int:
        """How many rows."""
        return int(self.bad.sum())

    def mistakes(self) -> Iterator[Mistake]:
        """The first rows, and how many there are."""
        named = np.flatnonzero(self.bad)[:MOST_NAMED]
        if not len(named):
            return
        lines = self.text.lines(self.record[named].tolist())
        for row in named.tolist():
            for at, column, why in self._found:
                if at[min(np.searchsorted(at, row), len(at) - 1)] == row:
                    place = Place(self.text.path, lines[int(self.record[row])])
                    yield _mistake(place, column, row, why)
        more = self.count - len(named)
        said = f"{self.count:,} rows cannot be read" if self.count > 1 else "a row cannot be read"
        also = f", of which {more:,} are not named here" if more else ""
        them = "them" if self.count > 1 else "it"
        remedy = f"correct {them}, or write demand.trace.bad_rows: leave out"
        yield Mistake(Place(self.text.path), "demand.trace", f"{said}{also}; {remedy}")


@dataclass(frozen=True)
class _Said:
    """What is said of a cell by its text."""

    by_word: Mapping[str, str]

    def __call__(self, word: str) -> str:
        return self.by_word[word]


def _mistake(place: Place, column: Column | None, row: int, why: Why) -> Mistake:
    if column is None:
        return Mistake(place, "", why if isinstance(why, str) else why(""))
    word = column.words[int(column.codes[row])]
    said = why if isinstance(why, str) else why(word)
    return Mistake(place, column.header, f"{shown(word)} {said}" if word else said)
