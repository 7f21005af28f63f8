"""Runs whose cool-down ends when all orders are done: what they say, leave and repeat."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import simulator as sim
from simulator.cli import app
from simulator.experiments.alternatives import made
from simulator.experiments.cool_downs import CoolDowns, cool_downs, in_full
from simulator.experiments.stress.disturbances import disturbances
from simulator.experiments.stress.stress import stress
from simulator.experiments.trials import trials
from simulator.experiments.writing import rewrite_report
from simulator.units import DAY, HOUR

pytestmark = pytest.mark.usefixtures("undrawn")

FEW = ["demand.orders_per_day=60", "returns=off"]
EARLY = [*FEW, "clock.cool_down={until_done: at most 8 d}"]
WHOLE = [*FEW, "clock.cool_down=8 d"]
OUTAGE = "printer@2026-03-04 10:00/4h"


@pytest.fixture(scope="module")
def early():
    return sim.run("small", replications=2, overrides=EARLY, jobs=1)


def test_all_figures_are_those_of_the_whole_cool_down(early, tmp_path):
    whole = sim.run("small", replications=2, overrides=WHOLE, jobs=1)
    folders = [one.write(tmp_path / name) for one, name in ((early, "early"), (whole, "whole"))]
    kpis = [(folder / "kpis.csv").read_bytes() for folder in folders]
    assert kpis[0] == kpis[1]
    ended = [one.signs.ended for one in early.replications]
    assert max(ended) < early.scenario.clock.horizon == whole.replications[0].signs.ended
    assert all(moment % HOUR == 0 for moment in ended)
    assert len(early.orders) < len(whole.orders)
    assert early.orders["created_at"].max() < whole.orders["created_at"].max()


def test_manifest_report_and_console_say_when_it_ended(early, tmp_path):
    told = cool_downs(early.scenario, early.replications)
    assert told is not None
    assert told.sentence.startswith("The cool-down ended after ")
    assert told.sentence.endswith(" d, once no order of the window was open (limit: 8 d).")
    folder = early.write(tmp_path / "run")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["cool_down"]["until_done"] == "at most 8 d"
    assert manifest["cool_down"]["longest_days"] == round(told.longest / DAY, 3)
    page = (folder / "report.html").read_text()
    shown = page.replace("\u00a0", " ")
    assert f"cool-down from 2026-03-06 00:00 for {told.length}" in shown
    assert told.length in (folder / "model.md").read_text()
    again = rewrite_report(folder)
    assert again.read_text() == page


def test_a_run_folder_repeats_itself(early, tmp_path):
    first = early.write(tmp_path / "first")
    again = sim.run(first / "scenario.yaml", jobs=1).write(tmp_path / "again")
    for name in ("kpis.csv", "orders.parquet", "events.parquet", "series.parquet"):
        assert (first / name).read_bytes() == (again / name).read_bytes(), name


def test_the_command_says_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = ["run", "small", "--replications", "2", "--jobs", "1"]
    for value in EARLY:
        given += ["--set", value]
    printed = CliRunner().invoke(app, given).output
    assert "The cool-down ended after" in printed
    assert Path("reports/small/report.html").is_file()


@pytest.mark.parametrize(
    ("lengths", "at_the_limit", "said"),
    [
        ((2, 2), 0, "ended after 2.0 d, once no order of the window was open (limit: 9 d)."),
        (
            (2, 9),
            1,
            "ended after 2.0 to 9.0 d, once no order of the window was open; 1 of 4 replications "
            "reached the limit of 9 d.",
        ),
        (
            (9, 9),
            4,
            "went on to the limit of 9 d, with orders of the window or their returns still open.",
        ),
    ],
)
def test_in_words(lengths, at_the_limit, said):
    shortest, longest = (days * DAY for days in lengths)
    told = CoolDowns(9 * DAY, shortest, longest, at_the_limit, 4)
    assert told.sentence == f"The cool-down {said}"


def test_a_given_length_says_nothing():
    results = sim.run("small", replications=1, overrides=WHOLE, jobs=1)
    assert cool_downs(results.scenario, results.replications) is None
    assert results.report_input.cool_down == ""
    assert results.report_input.clock["cool_down"] == 8 * DAY


def test_stress_simulates_all_of_it_since_it_compares_curves():
    """The same with and without: the disturbed backlog must have an undisturbed one beside it."""
    found = []
    for overrides in (EARLY, WHOLE):
        base = made("small", overrides=overrides)
        with trials(jobs=1, detail="curves") as known:
            found.append(stress(base, disturbances(base, outages=[OUTAGE]), known, 2))
    early, whole = found
    assert early.hours.tolist() == whole.hours.tolist()
    assert early.clearing == whole.clearing
    assert in_full(made("small", overrides=WHOLE)).command == whole.calm.command
