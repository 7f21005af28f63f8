"""Tables and figures as files: Parquet and CSV with the same bytes for the same values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from math import isnan
from pathlib import Path

from simulator.results.columns import SQL_TYPES, Column, Table, frame


def write_table(path: Path, table: Table, columns: Sequence[Column]) -> None:
    """Write a table as Parquet, or as CSV where the name ends in .csv; bytes depend on values only.

    Raises ValueError if the table does not have the columns of its contract.
    """
    if tuple(table) != tuple(column.name for column in columns):
        raise ValueError(f"{path.name}: columns {tuple(table)} are not those of the contract")
    import duckdb

    format_ = (
        "FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%d %H:%M:%S.%g'"
        if path.suffix == ".csv"
        else "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
    )
    chosen = ", ".join(
        f'CAST("{column.name}" AS {SQL_TYPES[column.kind]}) AS "{column.name}"'
        for column in columns
    )
    target = str(path).replace("'", "''")
    with duckdb.connect(config={"threads": 1}) as database:
        database.register("source", frame(table))
        database.execute(f"COPY (SELECT {chosen} FROM source) TO '{target}' ({format_})")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV with '\\n' line ends, numbers to ten significant digits, and nothing for NaN."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "" if isnan(value) else f"{value:.10g}"
    return "" if value is None else str(value)
