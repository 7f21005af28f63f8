"""The folder that a run left behind, read again: its tables, what it says, its figures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.mistakes import InputError
from simulator.results.cells import read_csv
from simulator.results.columns import COSTS, REPLICATION, TABLES
from simulator.results.loading import read_kpis, typed
from simulator.results.writing import read_parquet

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reporting.by_name import Figures


def _shown() -> Any:
    """What shows it, which needs more than pandas and NumPy, of which the tables can be read."""
    return import_module("simulator.reporting.run_shown")


@dataclass(frozen=True)
class RunFolder:
    """What a run left behind. Each table is read when it is asked for, and then kept.

    Their columns are those of the table reference, with `TYPES`. InputError where a table is not
    there, or cannot be read with what is installed.
    """

    folder: Path

    @cached_property
    def orders(self) -> pd.DataFrame:
        """One row per order."""
        return self._table("orders")

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row per activity of an order."""
        return self._table("events")

    @cached_property
    def stock(self) -> pd.DataFrame:
        """One row per stock movement."""
        return self._table("stock")

    @cached_property
    def roster(self) -> pd.DataFrame:
        """One row per crew and quarter of an hour."""
        return self._table("roster")

    @cached_property
    def receipts(self) -> pd.DataFrame:
        """One row per activity of a supplier's truck or pallet."""
        return self._table("receipts")

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """One row a KPI and scope: mean and half-width over the replications."""
        return read_kpis(self._there("kpis.csv"))

    @cached_property
    def costs(self) -> pd.DataFrame:
        """One row per group and figure of money."""
        return typed(read_csv(self._there("costs.csv")), COSTS)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Command, versions, seeds and hashes."""
        content: dict[str, Any] = json.loads(self._there("manifest.json").read_text("utf-8"))
        return content

    @property
    def conclusion(self) -> str:
        """A paragraph to act on, as the report has it."""
        return str(_shown().conclusion(self.folder))

    @cached_property
    def plot(self) -> Figures:
        """The report's figures, one method each: `run.plot.queue_lengths()`."""
        plots: Figures = _shown().plots(self.folder)
        return plots

    def __repr__(self) -> str:
        return str(_shown().text(self.folder))

    def _repr_html_(self) -> str:
        return str(_shown().page(self.folder))

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
            wrong = f"{parquet}: cannot be read without DuckDB"
            raise InputError(f"{wrong}; run it with --export csv, or pip install duckdb")
        wrong = f"{self.folder}: the run kept no table {name}"
        raise InputError(f"{wrong}; run it with --orders first, or name another folder")


def load_run(folder: str | Path) -> RunFolder:
    """The folder of a run; its tables are read when they are asked for.

    Raises InputError if no run left it behind.
    """
    folder_of_run = RunFolder(Path(folder))
    folder_of_run._there("manifest.json")
    return folder_of_run
