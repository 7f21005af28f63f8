"""What is wrong in a scenario or its CSVs, as values, and the error that carries all of it.

A message is 'what is wrong; what to write', and what it offers works when it is copied to the place
that it names: `write 5 s or 5 min` is one of two values there, `write run: 7 d` a key, `such as` an
example of its form, `did you mean run?` another key or word. A number is carried over only where it
means the same: 1.6 a minute as 2304 a day, kilograms as no time at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from simulator.mistakes import InputError
from simulator.units import shown

MOST_SHOWN = 200
"""Mistakes in the text of an error; a file with more is most likely not a scenario at all."""


@dataclass(frozen=True)
class Place:
    """Where something is written; a line counts from 1 and is None where there are no lines.

    In a workbook's `sheet` a line is a row, and a column one of the sheet.
    """

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None

    def __str__(self) -> str:
        if self.sheet is None:
            return ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        cell = f"cell {letters(self.column)}{self.line}" if self.column else f"row {self.line}"
        return f"{self.file}: sheet {shown(self.sheet)}" + (f", {cell}" if self.line else "")


def letters(column: int) -> str:
    """A column as a spreadsheet calls it: 'A' of 1, 'AB' of 28."""
    before, last = divmod(column - 1, 26)
    return (letters(before) if before else "") + chr(ord("A") + last)


@dataclass(frozen=True)
class Mistake:
    """One mistake: its place, the path of the key, what is wrong and what to write instead."""

    place: Place
    path: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.place), self.path, self.message) if part)


class ScenarioError(InputError):
    """All mistakes of a scenario; as text, a line each of the first `MOST_SHOWN`."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        lines = [str(mistake) for mistake in self.mistakes[:MOST_SHOWN]]
        if len(self.mistakes) > MOST_SHOWN:
            lines.append(f"and {len(self.mistakes) - MOST_SHOWN:,} more; correct these first")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Mistake, ...]]]:
        return type(self), (self.mistakes,)


class MisreadingError(ValueError):
    """A value that cannot be read; `at` leads from the value to the part that is wrong."""

    def __init__(self, message: str, *at: str | int) -> None:
        super().__init__(message)
        self.at = at


def mistake_at(file: str, line: int | None, path: str, message: str) -> ScenarioError:
    """An error with one mistake, such as a row of a CSV that cannot be used."""
    return ScenarioError([Mistake(Place(file, line), path, message)])


def suggestion(word: str, known: Iterable[str]) -> str | None:
    """The known word that a misspelt one most likely stands for."""
    by_folded = {name.casefold().replace("-", "_").replace(" ", "_"): name for name in known}
    folded = word.casefold().replace("-", "_").replace(" ", "_")
    close = get_close_matches(folded, list(by_folded), 1, 0.6)
    return by_folded[close[0]] if close else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that another one surely is misspelt for, where others may stand too."""
    close = suggestion(word, known)
    if close is None:
        return None
    return close if get_close_matches(word.casefold(), [close.casefold()], 1, 0.8) else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The remedy for an unknown word: the nearest known one, else a list of all."""
    words = list(known)
    close = suggestion(word, words)
    if close is not None:
        return f"did you mean {close}?"
    return f"write {one_of(words)}" if words else "remove it"


def nearest_of(word: str, known: Iterable[str]) -> str:
    """The known word that is most like it, however little: of several alike the first."""
    folded = word.casefold()
    return max(known, key=lambda name: SequenceMatcher(None, folded, name).ratio())


def other_key(word: str, known: Iterable[str], there: Iterable[str] = ()) -> str:
    """The remedy for an unknown key: the nearest one that is not there yet, or to remove it."""
    taken = set(there)
    free = [name for name in known if name not in taken]
    close = suggestion(word, free)
    if close is not None:
        return f"did you mean {close}?"
    return f"write one of {one_of(free)}, or remove it" if free else "remove it"


def one_of(words: Iterable[str]) -> str:
    """'a, b or c'."""
    listed = list(words)
    return " or ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
