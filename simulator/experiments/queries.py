"""SQL over the KPIs of finished replications."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.experiments.store import Store
from simulator.mistakes import InputError
from simulator.units import shown

if TYPE_CHECKING:
    import pandas as pd

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
"""Of the table `kpis`, with their types: one row a replication, KPI and scope; `current` is whether
this version of the program made it, `key` what tells scenarios of one name apart."""

_ABOUT = f"there is one table, kpis, with the columns {', '.join(COLUMNS)}"
_QUESTIONS = ("SELECT", "EXPLAIN", "MULTI")
"""Kinds of statement that only ask; MULTI is what new versions of DuckDB make of a PIVOT without
the values in which it turns (old ones make two statements, the first of which creates a type)."""
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
}
"""No file is read or written, no extension is loaded."""


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
    if not frames:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    return pd.concat(frames, ignore_index=True)[list(COLUMNS)]


def query(store: Store, sql: str) -> pd.DataFrame:
    """The answer to one question about the table `kpis`; InputError if it is anything else."""
    import duckdb

    with duckdb.connect(config=_CLOSED) as connection:
        try:
            statements = connection.extract_statements(sql)
            if [one.type.name in _QUESTIONS for one in statements] != [True]:
                said = f"--sql {shown(sql)}: is not one question; write one SELECT or FROM"
                raise InputError(f"{said}\n{_ABOUT}")
            connection.register("kpis", kpi_table(store))
            return connection.execute(statements[0]).df()
        except duckdb.Error as error:
            raise InputError(f"--sql: {error}\n{_ABOUT}") from None
