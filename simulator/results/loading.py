"""A run folder, read again: its tables as data frames, without a Parquet engine for pandas.

DuckDB reads the Parquet files, which comes with the simulator. Where it is missing, and pandas and
NumPy are all there is, the tables are read from the CSV files that `--export csv` leaves.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.results.cells import read_csv
from simulator.results.columns import Column, Kind

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
