"""Numbers as files write them: which mark is the decimal one, and what a cell is worth."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SIGNS = r"(?:(?:US|CA?|AU?|NZ|HK|S|R)?\$|[€£¥\u20b9\u20ba\u20a9\u20aa]|zł|kr\.?|Kč|Ft|S?Fr\.)"
_CURRENCY = re.compile(
    rf"^{_SIGNS}\s*|\s*{_SIGNS}$|^[A-Z]{{3}}\s*(?=[\d.,+-])|(?<=\d)\s*[A-Z]{{3}}$"
)
_SPACES = re.compile(r"(?<=\d)[\s'\u2019](?=\d{3})")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_GROUPS = {
    "point": re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?"),
    "comma": re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?"),
}
MARKS = {"point": ".", "comma": ","}
OTHER = {"point": "comma", "comma": "point"}


class AmbiguousError(ValueError):
    """Cells from which the decimal mark cannot be told; the text names one, or two."""


def bare(cell: str) -> str:
    """A number without its currency and without blanks and apostrophes between thousands."""
    return _SPACES.sub("", _CURRENCY.sub("", cell.strip())).strip()


def currency_in(cell: str) -> str:
    """The sign or the code of a currency in a cell; empty where there is none."""
    currency = _CURRENCY.search(cell.strip())
    return currency[0].strip() if currency else ""


def decimal_mark(cells: Iterable[str], decimal: str | None, thousands: str | None) -> str:
    """'point' or 'comma', as it is written or as the cells of a file show.

    Raises AmbiguousError where they show both, or where a cell such as 1,234 could be either.
    """
    if decimal is not None or thousands is not None:
        return decimal or OTHER[str(thousands)]
    shows: dict[str, str] = {}
    either = ""
    for cell in cells:
        if "," in cell or "." in cell:
            text = bare(cell)
            fits = [mark for mark in MARKS if _plain(text, mark) is not None]
            if len(fits) == 1:
                shows.setdefault(fits[0], cell)
            elif fits and not either and not text.endswith((",", ".")):
                either = cell
    if len(shows) == 2:
        raise AmbiguousError(f"the file has both {shows['point']!r} and {shows['comma']!r}")
    if not shows and either:
        raise AmbiguousError(f"{either!r} could be read in two ways")
    return next(iter(shows), "point")


def number(cell: str, mark: str) -> float:
    """A cell's number with this decimal mark. Raises ValueError."""
    plain = _plain(bare(cell), mark)
    if plain is None:
        raise ValueError("is not a number")
    return float(plain)


def _plain(text: str, mark: str) -> str | None:
    """The number with a decimal point and nothing between thousands; None if it is not one."""
    other = MARKS[OTHER[mark]]
    if other in text:
        if not _GROUPS[mark].fullmatch(text):
            return None
        text = text.replace(other, "")
    text = text.replace(MARKS[mark], ".")
    return text if _PLAIN.fullmatch(text) else None
