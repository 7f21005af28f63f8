"""What a user's file calls its columns: `columns: {placed_at: Order Date}`, of any kind of file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from simulator.reading.mistakes import MisreadingError, did_you_mean
from simulator.units import shown


def own_headers(
    value: Any,
    known: Collection[str],
    of: str,
    example: tuple[str, str],
    files: Collection[str] = (),
) -> dict[str, str]:
    """The header of a file's column by what it is; MisreadingError says what to write.

    `known` is what a column `of` such a file can be, `example` one with its header. Where a section
    has several `files`, 'FILE.COLUMN' is the column of that file alone.
    """
    column, told = example
    if not isinstance(value, Mapping):
        wrong = f"{shown(value)} is not a mapping of columns"
        raise MisreadingError(f'{wrong}; write one such as {{{column}: "{told}"}}')
    for name, header in value.items():
        file, _, bare = str(name).rpartition(".") if files else ("", "", str(name))
        if bare not in known or (file and file not in files):
            remedy = did_you_mean(str(name), known)
            raise MisreadingError(f"{name!r} is not a column of {of}; {remedy}", name)
        if not isinstance(header, str) or not header.strip():
            wrong = f"{shown(header)} is not a column's header"
            raise MisreadingError(f'{wrong}; write it in quotes, such as "{told}"', name)
    return {str(name): str(header) for name, header in value.items()}
