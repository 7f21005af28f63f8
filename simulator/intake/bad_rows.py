"""Rows of an order file that cannot be read: which, why, and the error that names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.intake.table import Column, Text
from simulator.reading.mistakes import Mistake, Place
from simulator.units import shown

MOST_NAMED = 20
"""Rows that an error names; the others are counted."""

MOST_ALONE = 3
"""Rows of one cause that are told one by one."""

SHARE = 0.1
"""Of a file's rows; more of them are not left out on the way."""

KEY = "demand.trace."

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
            odd = np.array([word in wrong for word in column.words], dtype=np.bool_)
            self.add(rows & odd[column.codes], column, _Said(wrong))
        return values

    @property
    def count(self) -> int:
        """How many rows."""
        return int(self.bad.sum())

    @property
    def few(self) -> bool:
        """Whether leaving them out is a way to go on.

        It is not for more than a tenth of the rows, nor where one key of the scenario reads all.
        """
        causes = self._causes()
        by_key = len(causes) == 1 and KEY in causes[0].said
        return self.count <= SHARE * len(self.bad) and not by_key

    def mistakes(self) -> Iterator[Mistake]:
        """What is wrong: many rows of one cause at once, others row by row, and how many."""
        causes = self._causes()
        if not causes:
            return
        alone = [
            (row, cause) for cause in causes if not cause.common for row in cause.rows.tolist()
        ]
        alone.sort(key=lambda pair: pair[0])
        named = [cause for cause in causes if cause.common]
        first = [row for each in named for row in each.rows[:MOST_NAMED].tolist()]
        first += [row for row, _ in alone[:MOST_NAMED]]
        lines = self.text.lines(self.record[first].tolist())
        told = [(row, each, "") for row, each in alone[:MOST_NAMED]]
        for item in named:
            at = [lines[int(self.record[row])] for row in item.rows[:MOST_NAMED].tolist()]
            where = (
                f" ({len(item.rows):,} rows, on {listed_lines(at, len(item.rows), self.text.noun)})"
            )
            told.append((int(item.rows[0]), item, where))
        for row, item, where in sorted(told, key=lambda each: each[0]):
            header = item.column.header if item.column else ""
            place = self.text.place(lines[int(self.record[row])], header)
            yield _mistake(place, item, row, where)
        if len(causes) > 1 or self.few:
            yield self._counted(len(alone) - MOST_NAMED)

    def _counted(self, more: int) -> Mistake:
        """How many rows there are, and what can be done with all of them."""
        wrong = f"{self.count:,} rows cannot be read" if self.count > 1 else "a row cannot be read"
        also = f", of which {more:,} are not named here" if more > 0 else ""
        remedy = f"correct {'them' if self.count > 1 else 'it'}"
        remedy += f", or write {KEY}bad_rows: leave out" if self.few else ""
        return Mistake(self.text.place(None), "demand.trace", f"{wrong}{also}; {remedy}")

    def _causes(self) -> list[_Cause]:
        """The rows by what is wrong with them, in the order in which it was found."""
        causes: dict[tuple[str, str], _Cause] = {}
        for at, column, why in self._found:
            for said, rows in _by_text(at, column, why):
                key = (column.header if column else "", said)
                before = causes[key].rows if key in causes else np.empty(0, dtype=np.int64)
                causes[key] = _Cause(column, said, np.union1d(before, rows))
        return list(causes.values())


@dataclass(frozen=True)
class _Cause:
    """What is wrong with some rows; `said` follows the cell, whatever that is."""

    column: Column | None
    said: str
    rows: npt.NDArray[np.int64]

    @property
    def common(self) -> bool:
        """Whether it is told once for all rows: there are many, or one key mends all of them."""
        return len(self.rows) > MOST_ALONE or (len(self.rows) > 1 and KEY in self.said)


def _by_text(
    at: npt.NDArray[np.int64], column: Column | None, why: Why
) -> Iterator[tuple[str, npt.NDArray[np.int64]]]:
    """What is said of these rows, and of which of them."""
    if isinstance(why, str) or column is None:
        yield (why if isinstance(why, str) else why("")), at
        return
    codes, which = np.unique(column.codes[at], return_inverse=True)
    sentences = [why(column.words[int(code)]) for code in codes.tolist()]
    for text in dict.fromkeys(sentences):
        yield (
            text,
            at[np.array([sentence == text for sentence in sentences], dtype=np.bool_)[which]],
        )


def listed_lines(lines: Sequence[int], count: int, noun: str = "line") -> str:
    """'lines 2, 4 to 7 and 9' of the first of `count` rows; 'lines 2 to 21 and 50 more'."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    texts: list[str] = []
    for first, last in runs:
        texts += [f"{first} to {last}"] if last > first + 1 else map(str, range(first, last + 1))
    more = count - len(lines)
    texts += [f"{more:,} more"] if more > 0 else []
    return f"{noun}s " + " and ".join([", ".join(texts[:-1]), texts[-1]] if texts[1:] else texts)


@dataclass(frozen=True)
class _Said:
    """What is said of a cell by its text."""

    by_word: Mapping[str, str]

    def __call__(self, word: str) -> str:
        return self.by_word[word]


def _mistake(place: Place, cause: _Cause, row: int, where: str) -> Mistake:
    """The mistake of a row; `where` goes between what is wrong and what to write."""
    wrong, semicolon, remedy = cause.said.partition("; ")
    problem = f"{wrong}{where}{semicolon}{remedy}"
    if cause.column is None:
        return Mistake(place, "", problem)
    word = cause.column.words[int(cause.column.codes[row])]
    return Mistake(place, cause.column.header, f"{shown(word)} {problem}" if word else problem)
