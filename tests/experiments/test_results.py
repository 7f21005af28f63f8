"""Runs of the small scenario: the same figures however they are made, and the Python interface."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import simulator as sim
from simulator.experiments.summary import limited
from simulator.mistakes import InputError

BYTES = ("kpis.csv", "orders.parquet", "events.parquet", "stock.parquet", "series.parquet")


@pytest.fixture(scope="module")
def results():
    return sim.run("small", replications=3, jobs=1)


@pytest.mark.usefixtures("undrawn")
def test_the_number_of_processes_does_not_show(results, tmp_path):
    two = sim.run("small", replications=3, jobs=2, orders="all")
    one = sim.run("small", replications=3, jobs=1, orders="all")
    first, second = one.write(tmp_path / "one"), two.write(tmp_path / "two")
    for name in BYTES:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


@pytest.mark.usefixtures("undrawn")
def test_a_run_folder_repeats_itself_to_the_byte(results, tmp_path):
    first = results.write(tmp_path / "first")
    again = sim.run(first / "scenario.yaml", jobs=1).write(tmp_path / "again")
    for name in BYTES:
        assert (first / name).read_bytes() == (again / name).read_bytes(), name


@pytest.mark.usefixtures("undrawn")
def test_a_folder_with_a_trace_can_be_moved_and_run(tmp_path):
    folder = sim.run("real_orders", replications=1).write(tmp_path / "here")
    moved = folder.rename(tmp_path / "there")
    assert (moved / "inputs" / "1-sample_orders.csv").is_file()
    again = sim.run(moved / "scenario.yaml").write(tmp_path / "again")
    for name in BYTES:
        assert (moved / name).read_bytes() == (again / name).read_bytes(), name


def test_one_replication_alone_is_the_same_as_in_the_run(results):
    alone = sim.run("small", only=2)
    assert [one.number for one in alone.replications] == [2]
    assert alone.values("cycle_time.mean") == [results.values("cycle_time.mean")[2]]


def test_another_seed_gives_other_figures(results):
    other = sim.run("small", replications=3, seed=99, jobs=1)
    assert other.values("cycle_time.mean") != results.values("cycle_time.mean")


def test_kpis_have_the_columns_of_the_contract(results):
    assert list(results.kpis.columns) == [
        "kpi",
        "scope",
        "unit",
        "mean",
        "half_width",
        "confidence",
        "replications",
    ]
    row = results.kpis.set_index(["kpi", "scope"]).loc["on_time_ship", "all"]
    assert row["mean"] == pytest.approx(sum(results.values("on_time_ship")) / 3)


def test_outcomes_of_the_cohort_add_up(results):
    total = sum(
        results.estimate(f"orders.{outcome}").mean
        for outcome in (
            "delivered",
            "declined",
            "payment_failed",
            "canceled",
            "lost",
            "returned_to_sender",
            "in_flight",
        )
    )
    assert total == pytest.approx(results.estimate("orders.placed").mean)


def test_tables_are_pandas_frames_of_the_first_replication(results):
    assert set(results.orders["replication"]) == {0}
    assert isinstance(results.events["began_at"].dtype, type(pd.Series([pd.Timestamp(0)]).dtype))
    assert len(results.stock) > 0


def test_tables_that_were_not_kept_say_so():
    bare = sim.run("small", replications=1, orders="none")
    with pytest.raises(LookupError, match="orders='first'"):
        _ = bare.orders


def test_precision_stops_at_the_same_replication_for_any_number_of_processes():
    plan = (
        "experiment.replications={precision: 20 %, of: [cycle_time.mean], at_least: 3, at_most: 20}"
    )
    runs = [sim.run("small", overrides=[plan], jobs=jobs, orders="none") for jobs in (1, 2, 5)]
    assert len({len(run.replications) for run in runs}) == 1
    assert 3 <= len(runs[0].replications) < 20


def test_the_command_of_a_replication_names_all_changes(results):
    changed = sim.run("small", overrides=["demand.orders_per_day=50"], replications=1, seed=4)
    command = changed.report_input.replications["command"][0]
    assert command == (
        "simulator run small --set demand.orders_per_day=50 --set experiment.replications=1 "
        "--set experiment.seed=4 --only 0"
    )


@pytest.mark.parametrize("number", [-1, 1_000_000, 10**20])
def test_a_replication_that_cannot_be_kept_is_bad_input(number):
    with pytest.raises(InputError, match=r"--only .* write 0 to 999999"):
        sim.run("small", only=number)


def test_defaults_are_listed_as_assumptions(results):
    paths = {path for path, _, _ in results.report_input.assumptions}
    assert "checkout.abandonment" in paths
    assert "demand.orders_per_day" not in paths
    assert not {path for path in paths if path.startswith("demand.trace")}


def test_the_report_is_made_again_from_the_folder(results, tmp_path):
    from simulator.experiments.writing import rewrite_report

    folder = results.write(tmp_path / "run")
    before = (folder / "report.html").read_bytes()
    (folder / "report.html").write_text("lost")
    rewrite_report(folder)
    assert (folder / "report.html").read_bytes() == before


REAL = Path(__file__).parents[3] / "shared" / "data" / "online_retail_orders.csv.gz"


@pytest.mark.skipif(not REAL.is_file(), reason="the real orders are not beside the project")
def test_a_year_of_real_orders():
    real = sim.run(
        "real_orders",
        variant="online_retail",
        overrides=[f"demand.trace.file={REAL}"],
        replications=2,
        orders="first",
    )
    orders = real.orders
    assert len(orders) == 19_773
    assert real.estimate("orders.placed").half_width == 0  # the trace is the same every time
    assert real.estimate("on_time_ship").low > 98
    short = sim.run(
        "real_orders",
        variant="online_retail",
        overrides=[f"demand.trace.file={REAL}", "shifts.day.heads.pickers=2"],
        replications=2,
        orders="none",
    )
    assert short.estimate("on_time_ship").high < 95


def test_stock_limits_a_house_that_cancels_for_want_of_it():
    """Nobody waits where nothing is there to be picked."""
    never = (
        "inventory={policy: {kind: s S, s: -1, S: 20}, lead_time: 1 d, when_short: cancel order}"
    )
    results = sim.run("small", overrides=[never, "catalog.skus=5"], replications=2, orders="none")
    told = limited(results)
    assert re.fullmatch(
        r"Stock limits the house: \d\d\.\d % of the orders were canceled for want of it\.", told
    )
    assert limited(sim.run("small", replications=2, orders="none")) != told
