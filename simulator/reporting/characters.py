"""Text for outputs that do not know every character: readable stand-ins for those they lack."""

from __future__ import annotations

import codecs
import unicodedata

STAND_INS = {
    "±": "+/-", "✓": "+", "✗": "x", "−": "-", "–": "-", "—": "-", "×": "x", "·": "|", "…": "...",
    "²": "2", "≥": ">=", "≤": "<=", "→": "->", "∞": "infinity", "‘": "'", "’": "'", "“": '"',
    "”": '"', "\u00a0": " ", "\u202f": " ", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR",
    "ł": "l", "ß": "ss", "æ": "ae", "←": "<-",
    "ø": "o", "α": "alpha", "γ": "gamma", "ρ": "rho", "µ": "u", "μ": "mu", "•": "*", "█": "#",
    "━": "-", "╸": "-", "╺": "-", "─": "-",
}  # fmt: skip
"""In ASCII, so that each can be written everywhere."""

ERRORS = "stand-ins"
"""The name by which Python's streams know `stand_in` once `register` was called."""


def printable(text: str, encoding: str) -> str:
    """The text as an output of that encoding shows it; the same text where it knows every letter.

    An encoding that Python does not know is taken for ASCII.
    """
    register()
    try:
        return text.encode(encoding, ERRORS).decode(encoding)
    except LookupError:
        return text.encode("ascii", ERRORS).decode("ascii")


def register() -> None:
    """Make `ERRORS` a way in which streams treat what they cannot write."""
    codecs.register_error(ERRORS, _error)


def _error(problem: UnicodeError) -> tuple[str, int]:
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    written = problem.object[problem.start : problem.end]
    return "".join(stand_in(letter) for letter in written), problem.end


def stand_in(letter: str) -> str:
    """What is written instead of a letter: its stand-in, itself without accents, or '?'."""
    known = STAND_INS.get(letter)
    if known is not None:
        return known
    bare = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return bare or "?"
