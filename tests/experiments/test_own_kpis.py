"""KPIs of the user's own in experiments: every process, the store, files and the command line."""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pandas as pd
import pytest

import simulator as sim
from simulator.experiments.running.executors import Executors
from simulator.experiments.store.store import Store, replication_key
from simulator.experiments.writing import rewrite_report
from simulator.measure import kpis as known
from simulator.measure.own_kpis import KpiError
from tests.command_line import simulator

pytestmark = pytest.mark.usefixtures("undrawn")

HOUSE = ("small",)
DAY = ["clock.run=1 d", "clock.cool_down=1 d"]
OWN = """
import numpy as np
import simulator as sim


@sim.kpi(name="express_units", unit="units", better="higher")
def express_units(period):
    \"\"\"Units of express orders of the cohort.\"\"\"
    mine = period.cohort & (period.orders["class"] == "express")
    return period.orders["units"][mine].sum(){more}
"""


@pytest.fixture(autouse=True)
def nothing_is_left_behind():
    with known.known_as(()):
        yield


def define(times=1):
    @sim.kpi(name="express_units", unit="units", better="higher")
    def express_units(period, times=times):
        mine = period.cohort & (period.orders["class"] == "express")
        return times * period.orders["units"][mine].sum()


def run(**how):
    return sim.run("small", overrides=[*DAY, "targets=[]"], replications=3, **how)


def spawned(jobs):
    context = multiprocessing.get_context("spawn")
    return Executors(jobs, lambda: ProcessPoolExecutor(jobs, mp_context=context))


def test_it_is_the_same_in_one_process_in_two_in_spawned_ones_and_in_threads():
    define()
    alone = run(jobs=1)
    values = alone.values("express_units")
    assert len(set(values)) > 1
    threads = Executors(2, lambda: ThreadPoolExecutor(2))
    for how in ({"jobs": 2}, {"executor": spawned(2)}, {"executor": threads}):
        assert run(**how).values("express_units") == values
    orders = alone.orders[lambda each: each["class"] == "express"]
    placed = pd.Timestamp(alone.scenario.clock.start) + pd.Timedelta(
        alone.scenario.clock.window[0], "ms"
    )
    mine = orders[orders["placed_at"].between(placed, placed + pd.Timedelta("1D"), "left")]
    assert values[0] == mine["units"].sum()


def test_it_is_part_of_the_key():
    shop = sim.load("small").scenario
    keys = [replication_key(shop)]
    for times in (1, 2):
        define(times)
        keys.append(replication_key(shop))
    assert len(set(keys)) == 3


def test_what_was_finished_is_read_again_until_it_changes(tmp_path):
    store = Store(tmp_path)
    define()
    first = run(store=store, jobs=1, orders="none")
    again = run(store=store, jobs=1, orders="none")
    assert (first.reused, again.reused) == (0, 3)
    assert again.values("express_units") == first.values("express_units")
    define(2)
    changed = run(store=store, jobs=1, orders="none")
    assert changed.reused == 0
    assert changed.values("express_units") == [2 * v for v in first.values("express_units")]


def test_a_run_says_it_everywhere(tmp_path):
    define()
    asked = [*DAY, "targets=[{kpi: express_units, at_most: 9000 units}]"]
    results = sim.run("small", overrides=asked, replications=3, jobs=1)
    assert results.targets["verdict"].tolist() == ["met"]
    folder = results.write(tmp_path / "run")
    row = pd.read_csv(folder / "kpis.csv").set_index("kpi").loc["express_units"]
    assert row["unit"] == "units"
    assert row["half_width"] > 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "as express_units computes it" in page
    assert "Your own" in page
    told = json.loads((folder / "manifest.json").read_text())["own_kpis"]["express_units"]
    assert told["values"] == {"times": "1"}
    assert told["source"].startswith("def express_units(period")


def test_a_report_is_made_again_where_nobody_knows_it(tmp_path):
    define()
    asked = [*DAY, "targets=[{kpi: express_units, at_most: 9000 units}]"]
    outputs = "study.outputs=[express_units]"
    results = sim.run("small", overrides=[*asked, outputs], replications=2, jobs=1)
    folder = results.write(tmp_path / "run")
    before = [(folder / name).read_bytes() for name in ("report.html", "model.md")]
    with known.known_as(()):
        rewrite_report(folder)
    assert [(folder / name).read_bytes() for name in ("report.html", "model.md")] == before


def test_alternatives_are_compared_by_it():
    define()
    twice = {"twice": {"demand.scale": 2}}
    found = sim.compare(
        "small", changed=twice, overrides=[*DAY, "targets=[]"], kpis=["express_units"],
        replications=3, jobs=1,
    )  # fmt: skip
    rows = found.tables["compare"].set_index("kpi").loc[["express_units"]]
    assert rows["unit"].tolist() == ["units"]
    assert rows["difference"].iloc[0] > 0


def broken(period):
    return period.orders["unit"].sum()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_in_it_ends_the_run_with_its_sentence(jobs):
    sim.kpi(name="mine", unit="units", better="higher")(broken)
    with pytest.raises(KpiError, match=r"KPI 'mine': raises KeyError \(no column 'unit'; did you"):
        run(jobs=jobs)


def command(folder, more, *words):
    path = folder / "own.py"
    path.write_text(OWN.format(more=more), encoding="utf-8")
    words = ("run", "small", "--replications", "2", *words)
    return simulator(*words, folder=folder, SIMULATOR_OWN=str(path))


def test_on_the_command_line_it_may_be_a_target(tmp_path):
    target = "targets=[{kpi: express_units, at_most: 9000 units}]"
    done = command(tmp_path, "", "--set", target, "--no-store", "--output", "run", "--check")
    assert done.returncode == 0, done.stderr
    assert "express units" in done.stdout.lower()
    assert "express_units,all,units," in (tmp_path / "run" / "kpis.csv").read_text()


def test_on_the_command_line_an_error_in_it_ends_with_exit_code_2(tmp_path):
    done = command(tmp_path, ".nothing", "--no-store", "--jobs", "2")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("KPI 'express_units': raises AttributeError (")
    assert "Traceback" not in done.stderr
