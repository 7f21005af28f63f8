"""The text of CSV files, plain or compressed: read whole, and no further than is sensible."""

from __future__ import annotations

import gzip
import zlib
from io import BufferedIOBase
from pathlib import Path

from simulator.reading.mistakes import MisreadingError

MOST_BYTES = 100_000_000
"""Of a column of numbers or a catalog, once decompressed."""

MOST_HEADER = 100_000
"""Bytes of a header line."""

MOST_COLUMNS = 2_000

UNREADABLE = (OSError, EOFError, zlib.error)
"""What reading a plain or a compressed file can raise."""


def text_of(path: Path, most: int = MOST_BYTES) -> str:
    """A CSV's text in UTF-8, with or without a byte order mark; `.gz` is decompressed.

    Raises MisreadingError where it cannot be read or has more than `most` bytes.
    """
    try:
        with open_bytes(path) as file:
            raw = file.read(most + 1)
        if len(raw) > most:
            raise MisreadingError(
                f"{path.name} has more than {most // 1_000_000} MB; write a shorter CSV"
            )
        return raw.decode("utf-8-sig")
    except (*UNREADABLE, UnicodeDecodeError) as problem:
        raise MisreadingError(
            f"{path.name} cannot be read ({problem}); write a UTF-8 CSV"
        ) from None


def separator(text: str) -> str:
    """The character that separates the cells of a CSV's header."""
    header = text.split("\n", 1)[0]
    return max((",", ";", "\t"), key=header.count)


def decimal(cell: str) -> str:
    """A cell with a decimal point for its only comma: '12,5' is 12.5."""
    return cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell


def open_bytes(path: Path) -> BufferedIOBase:
    """The file's bytes, decompressed if its name ends in .gz."""
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")
