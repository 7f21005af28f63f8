"""A run folder, read again: its tables as data frames, without a Parquet engine for pandas.

DuckDB reads the Parquet files, which comes with the simulator. Where it is missing, and pandas and
NumPy are all there is, the tables are read from the CSV files that `--export csv` leaves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.mistakes import InputError
from simulator.results.cells import read_csv
from simulator.results.columns import COSTS, REPLICATION, TABLES, Column, Kind
from simulator.results.writing import read_parquet

if TYPE_CHECKING:
    import pandas as pd

TYPES: dict[Kind, str] = {
    "text": "category",
    "whole": "Int64",
    "number": "float64",
    "flag": "boolean",
    "moment": "datetime64[ms]",
}
"""Of each kind of column, as pandas names it; what is missing is missing in all of them."""


@dataclass(frozen=True)
class RunFolder:
    """What a run left behind. Each table is read when it is asked for, and then kept.

    Their columns are those of the table reference, with `TYPES`. InputError where a table is not
    there, or cannot be read with what is installed.
    """

    folder: Path

    @cached_property
    def orders(self) -> pd.DataFrame:
        """One row an order."""
        return self._table("orders")

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row an activity of an order."""
        return self._table("events")

    @cached_property
    def stock(self) -> pd.DataFrame:
        """One row a stock movement."""
        return self._table("stock")

    @cached_property
    def roster(self) -> pd.DataFrame:
        """One row a crew and quarter of an hour."""
        return self._table("roster")

    @cached_property
    def receipts(self) -> pd.DataFrame:
        """One row an activity of a supplier's truck or pallet."""
        return self._table("receipts")

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """One row a KPI and scope: mean and half-width over the replications."""
        return read_kpis(self._there("kpis.csv"))

    @cached_property
    def costs(self) -> pd.DataFrame:
        """One row a group and figure of money."""
        return typed(read_csv(self._there("costs.csv")), COSTS)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Command, versions, seeds and hashes."""
        found: dict[str, Any] = json.loads(self._there("manifest.json").read_text("utf-8"))
        return found

    def _there(self, name: str) -> Path:
        path = self.folder / name
        if not path.is_file():
            raise InputError(f"{self.folder}: there is no {name}; name the folder of a run")
        return path

    def _table(self, name: str) -> pd.DataFrame:
        columns, engine = (REPLICATION, *TABLES[name]), find_spec("duckdb") is not None
        parquet, text = self.folder / f"{name}.parquet", self.folder / f"{name}.csv"
        if parquet.is_file() and engine:
            return typed(read_parquet(parquet), columns)
        if text.is_file():
            return typed(read_csv(text), columns)
        if parquet.is_file():
            said = f"{parquet}: cannot be read without DuckDB"
            raise InputError(f"{said}; run it with --export csv, or pip install duckdb")
        said = f"{self.folder}: the run kept no table {name}"
        raise InputError(f"{said}; run it with --orders first, or name another folder")


def load_run(folder: str | Path) -> RunFolder:
    """The folder of a run; its tables are read when they are asked for.

    Raises InputError if no run left it behind.
    """
    found = RunFolder(Path(folder))
    found._there("manifest.json")
    return found


def read_kpis(path: Path) -> pd.DataFrame:
    """Every digit as written, which pandas' own parser does not promise; a class may be 'NA'."""
    frame = read_csv(path)
    for column in ("mean", "half_width", "confidence"):
        frame[column] = [float(cell or "nan") for cell in frame[column]]
    return frame.astype({"mean": float, "half_width": float, "replications": int})


def typed(frame: pd.DataFrame, columns: tuple[Column, ...]) -> pd.DataFrame:
    """The columns of a contract with the types of their kinds."""
    import pandas as pd

    made = {column.name: _typed(frame[column.name], column.kind) for column in columns}
    return pd.DataFrame(made)


def _typed(values: pd.Series[Any], kind: Kind) -> pd.Series[Any]:
    import pandas as pd

    if values.dtype.kind != "O" and not isinstance(values.dtype, pd.StringDtype):
        return pd.Series(values, dtype=TYPES[kind])
    cells = [None if pd.isna(cell) or cell == "" else cell for cell in values]
    if kind == "number":  # by Python, which reads every digit
        return pd.Series([float(cell or "nan") for cell in cells], dtype="float64")
    if kind == "whole":
        cells = [None if cell is None else int(cell) for cell in cells]
    if kind == "flag":
        words = {"true": True, "false": False}
        cells = [words.get(str(cell), cell) for cell in cells]
    if kind == "moment":
        return pd.Series(pd.to_datetime(pd.Series(cells, dtype=object)), dtype=TYPES[kind])
    return pd.Series(cells, dtype=TYPES[kind])
