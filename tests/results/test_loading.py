"""A run folder read again, with DuckDB and without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import simulator as sim
from simulator.mistakes import InputError
from simulator.results.columns import REPLICATION, TABLES
from simulator.results.loading import TYPES
from tests.fuzz.harness import ROOT

TRACE = """order_id,placed_at,sku,quantity
=1+1,2026-03-02 10:00:00,+A,1
-2,2026-03-02 10:00:00.500,@B,2
'=x,2026-03-03 00:00:00,C,1
"""
SCENARIO = """
schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 2 d}
demand: {trace: {file: orders.csv}}
inventory: {policy: {s: 3, S: 20}, lead_time: 1 h}
crews: {p: {skills: [picking], heads: 1}}
picking: {time: {setup: 60 s, per_line: 10 s, per_unit: 1 s}}
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    (folder / "orders.csv").write_text(TRACE)
    (folder / "shop.yaml").write_text(SCENARIO)
    return sim.run(folder / "shop.yaml", replications=2, jobs=1, orders="all")


@pytest.fixture(scope="module")
def folder(results, tmp_path_factory) -> Path:
    return results.write(tmp_path_factory.mktemp("run") / "run", export=["csv"])


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Equal cell by cell; texts may have other categories."""
    assert found.columns.tolist() == expected.columns.tolist()
    for name in expected:
        one, two = found[name], expected[name]
        assert one.isna().tolist() == two.isna().tolist(), name
        assert one.dropna().tolist() == two.dropna().tolist(), name


@pytest.mark.parametrize("table", ["orders", "events", "stock", "roster"])
def test_tables_are_those_of_the_results(table: str, results, folder: Path, tmp_path: Path) -> None:
    found = getattr(sim.load_run(folder), table)
    same(found, getattr(results, table))
    kinds = {column.name: column.kind for column in (REPLICATION, *TABLES[table])}
    assert {name: str(kind) for name, kind in found.dtypes.items()} == {
        name: TYPES[kind] for name, kind in kinds.items()
    }
    # The CSV alone has all of it, apostrophes taken off again.
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / f"{table}.csv").write_bytes((folder / f"{table}.csv").read_bytes())
    pd.testing.assert_frame_equal(getattr(sim.load_run(tmp_path), table), found)


def test_figures_and_provenance(results, folder: Path) -> None:
    found = sim.load_run(str(folder))
    pd.testing.assert_frame_equal(found.kpis, results.kpis[found.kpis.columns.tolist()])
    assert found.costs["figure"].tolist()[0] == "orders_left"
    assert found.manifest["kind"] == "fulfillment simulator run"


def test_names_are_as_they_were(folder: Path) -> None:
    found = sim.load_run(folder)
    assert found.orders["order"].tolist() == ["=1+1", "-2", "'=x"] * 2
    assert set(found.stock["sku"]) == {"+A", "@B", "C"}
    assert "\n0,'=1+1," in (folder / "orders.csv").read_text()


NEEDED = ("numpy", "pandas")
ALONE = """
import sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(name)

import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name in {blocked!r} else find(name)
sys.meta_path.insert(0, Nothing())
import simulator as sim
from simulator.mistakes import InputError
run = sim.load_run({folder!r})
try:
    print(run.orders["order"].tolist(), len(run.events), len(run.kpis) > 9)
except InputError as error:
    print(error)
"""
BLOCKED = ("duckdb", "pyarrow", "fastparquet", "pydantic", "simpy", "scipy", "matplotlib", "rich",
           "typer", "jinja2", "yaml")  # fmt: skip


def alone(folder: Path) -> str:
    """What a Python that has only pandas and NumPy prints of a run folder."""
    program = ALONE.format(blocked=BLOCKED, folder=str(folder))
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, text=True, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_pandas_and_numpy_are_enough_for_csv(folder: Path) -> None:
    events = len(sim.load_run(folder).events)
    assert alone(folder) == f"{['=1+1', '-2', chr(39) + '=x'] * 2} {events} True\n"


def test_without_duckdb_parquet_is_refused_with_a_remedy(folder: Path, tmp_path: Path) -> None:
    for name in ("manifest.json", "orders.parquet"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    assert alone(tmp_path) == (
        f"{tmp_path}/orders.parquet: cannot be read without DuckDB; run it with --export csv, or "
        "pip install duckdb\n"
    )


def test_what_is_not_there(results, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no manifest.json; name the folder of a run"):
        sim.load_run(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(InputError, match=r"kept no table orders; run it with --orders first, or"):
        sim.load_run(tmp_path).orders  # noqa: B018


def test_it_is_shown_as_the_report_says_it(folder):
    found = sim.load_run(folder)
    shown = found._repr_html_()

    assert found.conclusion in str(found).replace("\n", " ")
    assert "Cycle time, mean" in shown
    assert "<table" in shown
    assert found.plot.backlog().figure is not None
