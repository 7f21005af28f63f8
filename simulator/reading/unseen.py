"""Characters that nobody sees and letters written in two ways, which make two names out of one."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

_BLANKS = "\u00a0\u2007\u2009\u202f"
_JOINERS = "\u200c\u200d"
_MARKS = "\u00ad\u180e\u200b\u200e\u200f\u2060\ufeff" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_CLEANED = str.maketrans({**dict.fromkeys(_BLANKS, " "), **dict.fromkeys(_MARKS + _JOINERS, "")})
MOST_KINDS = 3
"""Kinds of characters that a sentence names."""


def cleaned(text: str) -> str:
    """A text of a file without characters that cannot be seen, its letters composed (NFC).

    A blank that does not break a line is a blank.
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_CLEANED)


def composed(text: str) -> str:
    """The same letters written in the one way in which they are compared (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def unseen(text: str) -> Iterator[tuple[int, int, str]]:
    """Line, column and name of each character of a scenario that cannot be seen."""
    if text.isascii() or not any(mark in text for mark in _MARKS):
        return
    for line, written in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        for column, letter in enumerate(written, 1):
            if letter in _MARKS:
                yield line, column, name_of(letter)


def name_of(letter: str) -> str:
    """'zero width space (U+200B)'."""
    return f"{unicodedata.name(letter, 'character').lower()} (U+{ord(letter):04X})"


def cleaning_note(name: str, text: str) -> str:
    """What `cleaned` takes off a file's text, in a sentence; empty where it takes nothing."""
    if text.isascii():
        return ""
    marks = Counter({chr(mark): count for mark in _CLEANED if (count := text.count(chr(mark)))})
    letters = len(text) - len(unicodedata.normalize("NFC", text))
    if not marks and not letters:
        return ""
    kinds = [f"{count:,} of {name_of(letter)}" for letter, count in marks.most_common(MOST_KINDS)]
    kinds += [f"{len(marks) - MOST_KINDS} more kinds"] if len(marks) > MOST_KINDS else []
    told = "characters that cannot be seen are taken off or read as blanks: "
    parts = [told + ", ".join(kinds)] if marks else []
    parts += [f"accents are read as part of their letters ({letters:,})"] if letters else []
    return f"{name}: {'; '.join(parts)}."
