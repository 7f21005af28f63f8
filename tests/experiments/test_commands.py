"""The commands results, explain and warmup, and how commands end, through the real command line.

In this process where the process is not what is tested.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import command_line
from tests.command_line import Ended
from tests.patience import patience
from tests.processes import begun

SHORT = ["--set", "clock.run=3 d", "--set", "clock.warm_up=1 d"]
HEAVY = ("pandas", "matplotlib", "scipy", "duckdb", "numpy", "pydantic")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("commands")


def simulator(folder: Path, *words: str) -> Ended:
    return command_line.simulator(*words, SIMULATOR_STORE=str(folder / "store"))


@pytest.mark.usefixtures("undrawn")
def test_a_run_fills_the_store_and_results_reads_it(folder: Path) -> None:
    words = ["run", "small", *SHORT, "--replications", "3", "--jobs", "1", "--json"]
    first = simulator(folder, *words, "--output", str(folder / "run"))
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["reused"] == 0
    more = simulator(folder, *words, "--orders", "none", "--output", str(folder / "run"))
    assert json.loads(more.stdout)["reused"] == 3
    without = simulator(folder, *words, "--no-store", "--output", str(folder / "run"))
    assert json.loads(without.stdout)["reused"] == 0

    listed = json.loads(simulator(folder, "results", "--json").stdout)
    assert [one["replications"] for one in listed["scenarios"]] == [3]
    assert listed["scenarios"][0]["scenario"] == "small"
    sql = "SELECT count(*) AS n, avg(value) AS mean FROM kpis WHERE kpi = 'orders.placed'"
    sql += " AND scope = 'all'"
    rows = json.loads(simulator(folder, "results", "--sql", sql, "--json").stdout)
    placed = next(
        one["mean"]
        for one in json.loads(first.stdout)["kpis"]
        if (one["kpi"], one["scope"]) == ("orders.placed", "all")
    )
    assert rows[0]["n"] == 3
    assert rows[0]["mean"] == pytest.approx(placed)

    kept = simulator(folder, "results", "--clear", "--older-than", "1 d")
    assert kept.stdout.startswith("0.0 MB freed")
    assert simulator(folder, "results", "--clear").returncode == 0
    assert json.loads(simulator(folder, "results", "--json").stdout)["scenarios"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["results", "--sql", "SELEC"], "there is one table, kpis"),
        (["results", "--sql", ""], "write one SELECT or FROM"),
        (["compare", "small", "baseline", "--indifference", "1 %"], "belongs to --select-best"),
        (["results", "--stale"], "belong to --clear"),
        (["results", "--clear", "--older-than", "5"], "write 5 s, 5 min, 5 h or 5 d"),
        (["explain", "small", "--wait", "10"], "--wait: "),
        (["explain", "smal"], "small"),
        (["warmup", "small", "--length", "3 d"], "too few to see a start-up"),
        (["run", "small", "--replications", "3", "--precision", "5%"], "give one of the two"),
        (["run", "small", "--precision", "five"], "precision"),
        (["run", "small", "--precision", ""], "--precision '': has no value; write --precision 5%"),
        (["run", "small", "--of", ","], "--of ',': a name is empty; write --of KPI,KPI"),
        (["run", "small", "--precision", "5%", "--of", "otif,,"], "a name is empty"),
        (["compare", "small", "--variants", ""], "a name is empty; write --variants A,B"),
        (["compare", "small", "small#"], "there is no variant ''"),
        (["sweep", "small", "--variant", "", "--vary", "demand.scale=1,2"], "no variant ''"),
        (["sweep", "small", "--vary", "demand.scale=1,2", "--kpi", "otiff"], "did you mean otif?"),
        (["sweep", "small", "--vary", "demand.scal=1,2"], "--vary: demand.scal: there is no"),
        (["compare", "small", "--changed", "a=1"], "--alternative"),
        (["run", "small", "--overrides", "a=1"], "--set"),
        (["run", "small", "--executor", "ray://x"], "write dask://HOST:PORT"),
    ],
)
def test_bad_input_ends_with_2_and_a_remedy(folder: Path, words: list[str], said: str) -> None:
    done = simulator(folder, *words)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_explain_prints_and_writes_json(folder: Path) -> None:
    text = simulator(folder, "explain", "baseline").stdout
    for part in (
        "Work against what can be done",
        "pickers + packers",
        "parcelco",
        "Stock: the reorder",
    ):
        assert part in text
    assert max(map(len, text.splitlines())) < 200
    found = json.loads(simulator(folder, "explain", "baseline", "--json").stdout)
    # Of two replications: four standard errors of the count of 33,600 orders.
    assert found["replications"] == 2
    assert found["orders_a_day"] == pytest.approx(1200, rel=4 / 33_600**0.5)
    assert f"of replications 0 to 1 (seed {found['seed']})" in text


def test_warmup_leaves_a_report(folder: Path) -> None:
    out = folder / "warmup"
    words = ["warmup", "small", "--length", "28 d", "--replications", "2", "--jobs", "1"]
    done = simulator(folder, *words, "--output", str(out))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "uggest" in done.stdout
    assert {path.name for path in out.iterdir()} >= {"report.html", "daily.csv", "manifest.json"}


def test_a_failed_replication_ends_with_1_and_its_command(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import simulator.experiments.running.work as work\n"
        "real = work.replicate\n"
        "def breaks(scenario, number, *how, **more):\n"
        "    if number == 1: raise ValueError('a wheel came off')\n"
        "    return real(scenario, number, *how, **more)\n"
        "work.replicate = breaks\n"
    )
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])
    words = ["run", "small", *SHORT, "--replications", "3", "--jobs", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "simulator", *words, "--output", str(tmp_path / "out")],
        env={**os.environ, "SIMULATOR_STORE": str(folder / "store"), "PYTHONPATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "replication 1 (seed " in done.stderr
    assert "run it alone: simulator run small" in done.stderr
    assert "--only 1" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_imports_nothing_heavy(folder: Path) -> None:
    code = "import sys\nfrom simulator.cli import app\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(done.stdout.split())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no group of processes to interrupt")
def test_an_interrupted_sweep_ends_and_keeps_what_it_has(tmp_path: Path) -> None:
    """Ctrl-C goes to all processes of a terminal; it ends without a trace back or a deadlock."""
    words = ["sweep", "small", "--vary", "demand.scale=1,2", "--replications", "300", "--jobs", "2"]
    environment = {**os.environ, "SIMULATOR_STORE": str(tmp_path / "store")}
    process = begun(*words, "--output", str(tmp_path / "out"), cwd=tmp_path, env=environment)
    while len(list((tmp_path / "store").rglob("*.rep"))) < 3:
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=patience())
    assert process.returncode == 130
    assert "interrupted; finished replications are in the store" in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()
