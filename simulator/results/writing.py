"""Tables as files: Parquet and CSV with the same bytes for the same values."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.results.cells import SIGNS
from simulator.results.columns import SQL_TYPES, Column, contract_of

if TYPE_CHECKING:
    import pandas as pd


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as Parquet, or as CSV where the name ends in .csv; bytes depend on values only.

    Raises ValueError if no table of the contract has these columns.
    """
    import duckdb

    columns = contract_of([str(name) for name in frame.columns])
    as_csv = path.suffix == ".csv"
    format_ = (
        "FORMAT csv, HEADER"
        if as_csv
        else "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
    )
    chosen = ", ".join(
        f'{_cell(column) if as_csv else _value(column)} AS "{column.name}"' for column in columns
    )
    with duckdb.connect(config={"threads": 1}) as database:
        database.register("source", frame)
        copy(database, f"(SELECT {chosen} FROM source)", path, format_)


def _value(column: Column) -> str:
    """The values of a column, in SQL."""
    return f'CAST("{column.name}" AS {SQL_TYPES[column.kind]})'


def _cell(column: Column) -> str:
    """The same as cells of a CSV: moments with milliseconds throughout, texts safe to open.

    DuckDB's own format of timestamps leaves milliseconds out where they are 0.
    """
    value = _value(column)
    if column.kind == "moment":
        return f"strftime(CAST({value} AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%g')"
    if column.kind == "text":
        return rf"regexp_replace({value}, '^(''*[{SIGNS}])', '''\1')"
    return value


def copy(database: Any, rows: str, path: Path, form: str) -> None:
    """Copy rows into a file; OSError where it cannot be written, as of any other file."""
    import duckdb

    target = str(path).replace("'", "''")
    try:
        database.execute(f"COPY {rows} TO '{target}' ({form})")
    except duckdb.IOException as problem:
        raise os_error(str(problem), path.name) from None


def parquet(frame: pd.DataFrame) -> bytes:
    """A frame as a Parquet file, its columns as they are."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "frame.parquet")
        with duckdb.connect(config={"threads": 1}) as database:
            database.register("frame", frame)
            copy(database, "frame", target, "FORMAT parquet, COMPRESSION zstd")
        return target.read_bytes()


def read_parquet(path: Path) -> pd.DataFrame:
    """A Parquet file as DuckDB reads it."""
    import duckdb

    with duckdb.connect(config={"threads": 1}) as database:
        return database.execute("SELECT * FROM read_parquet(?)", [str(path)]).df()


def os_error(said: str, name: str) -> OSError:
    """What the system said, out of DuckDB's message about a file: '...: No space left on device'.

    Newer versions give it as JSON, with the number of the error.
    """
    number = re.search(r'"errno"\s*:\s*"?(\d+)', said)
    if number is not None:
        return OSError(int(number[1]), os.strerror(int(number[1])), name)
    return OSError(f"{name}: {said.splitlines()[0].rpartition(': ')[2]}")
