"""SQL over the KPIs of finished replications."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from simulator.experiments.store.store import Store
from simulator.mistakes import InputError
from simulator.units import shown

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection, Statement

T = TypeVar("T")

COLUMNS = {
    "scenario": "string",
    "key": "string",
    "seed": "int64",
    "current": "bool",
    "replication": "int64",
    "kpi": "string",
    "scope": "string",
    "value": "float64",
}
"""Of the table `kpis`, with their types: one row per replication, KPI and scope; `current` is
whether this version of the program made it, `key` what tells scenarios of one name apart."""

_ABOUT = f"there is one table, kpis, with the columns {', '.join(COLUMNS)}"
_QUESTIONS = ("SELECT", "EXPLAIN", "MULTI")
"""Kinds of statement that only ask; MULTI is what new versions of DuckDB make of a PIVOT without
the values in which it turns (old ones make two statements, the first of which creates a type)."""
MEMORY = "512MB"
"""What a query may take for itself; the table kpis and the answer come on top."""
MOST_CELLS = 10_000_000
"""Of an answer: rows times columns."""
MOST_TEXT = 100_000_000
"""Characters of an answer's text."""
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "memory_limit": MEMORY,
    "temp_directory": "",
}
"""No file is read or written, no extension is loaded, and what does not fit into memory is not put
on the disk: a question that needs so much is most likely a join without its condition."""
_LOOK = 0.05
"""Seconds between looks at whether Ctrl-C was pressed."""


def kpi_table(store: Store) -> pd.DataFrame:
    """Every stored KPI as one table of `COLUMNS`."""
    import pandas as pd

    frames = []
    for entry in store.entries():
        for done in store.kept(entry):
            kpis = done.measurement.kpis
            frame = pd.DataFrame(
                {
                    "kpi": [name for name, _ in kpis],
                    "scope": [scope for _, scope in kpis],
                    "value": np.fromiter(kpis.values(), np.float64, len(kpis)),
                }
            )
            about = {"scenario": entry.about["scenario"], "key": entry.folder.name[:8]}
            about |= {"seed": entry.about["seed"], "current": entry.current}
            frames.append(frame.assign(**about, replication=done.number))
    store.tell_troubles()
    if not frames:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    return pd.concat(frames, ignore_index=True)[list(COLUMNS)]


def query(store: Store, sql: str) -> pd.DataFrame:
    """The answer to one question about the table `kpis`; InputError if it is anything else."""
    import duckdb

    with duckdb.connect(config=_CLOSED) as connection:
        try:
            statements = connection.extract_statements(sql)
            if [statement.type.name in _QUESTIONS for statement in statements] != [True]:
                wrong = f"--sql {shown(sql)}: is not one question; write one SELECT or FROM"
                raise InputError(f"{wrong}\n{_ABOUT}")
            connection.register("kpis", kpi_table(store))
            return _interruptible(connection, partial(_answer, connection, statements[0]))
        except duckdb.OutOfMemoryException:
            wrong = f"--sql {shown(sql)}: takes more than {MEMORY} of memory"
            raise InputError(f"{wrong}; ask for less, or join by a condition\n{_ABOUT}") from None
        except duckdb.Error as error:
            raise InputError(f"--sql: {error}\n{_ABOUT}") from None


def _answer(connection: DuckDBPyConnection, statement: Statement) -> pd.DataFrame:
    """All rows, a part at a time, so that an answer without end is refused before it is whole."""
    import pandas as pd

    result = connection.execute(statement)
    parts, cells, letters = [], 0, 0
    while True:
        part = result.fetch_df_chunk(16)
        parts.append(part)
        if not len(part):
            break
        cells += part.size
        texts = part.select_dtypes(include=["object", "string"])
        letters += sum(int(texts[name].map(_length).sum()) for name in texts)
        if cells > MOST_CELLS or letters > MOST_TEXT:
            wrong = f"the answer has more than {MOST_CELLS:,} cells or {MOST_TEXT:,} characters"
            raise InputError(f"--sql: {wrong}; count, group, or write LIMIT 1000 at its end")
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def _length(value: object) -> int:
    return len(value) if isinstance(value, str | bytes | list) else 1


def _interruptible(connection: DuckDBPyConnection, work: Callable[[], T]) -> T:
    """Do some work on a connection; KeyboardInterrupt as soon as Ctrl-C is pressed.

    DuckDB looks at no signals while it works, so it works beside, and is told to stop.
    """
    outcome: Future[T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # raised again where the answer is waited for
            outcome.set_exception(error)

    Thread(target=run, daemon=True).start()
    try:
        while True:
            try:
                return outcome.result(_LOOK)
            except TimeoutError:
                if outcome.done():  # then the error is the work's own
                    raise
    except KeyboardInterrupt:
        connection.interrupt()
        wait([outcome], timeout=10)
        raise
