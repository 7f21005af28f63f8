"""A comparison end to end, on a shop of seconds and on figures written by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from simulator.analysis.differences import variance_ratio
from simulator.analysis.statistics import estimate, paired_difference
from simulator.cli import app
from simulator.experiments.alternatives import alternatives
from simulator.experiments.compare import compare
from simulator.experiments.compare_findings import findings
from simulator.experiments.compare_orders import order_differences
from simulator.experiments.goals import verdict_of_all
from simulator.experiments.trials import trials
from simulator.experiments.wording import change_text, open_text
from simulator.mistakes import InputError
from simulator.reporting.findings import html

SLOW = "slow carrier: shipping.carriers.parcelco.capacity=35"
SAME = "same: shifts.day.heads.pickers=2"
SHORT = ["demand.orders_per_day=60"]


@pytest.fixture(scope="module")
def compared():
    found = alternatives(["small"], changed=[SLOW, SAME], overrides=SHORT)
    with trials(jobs=1) as known:
        result = compare(found, known, 8, kpis=["click_to_ship.mean"])
        yield result, known


def row(result, name, kpi):
    return next(r for r in result.rows if (r.alternative, r.kpi) == (name, kpi))


def test_a_difference_is_the_paired_t_on_the_same_replications(compared):
    result, known = compared
    base, slow, _ = result.alternatives
    mine = known.values(slow, range(8), "click_to_ship.mean")
    theirs = known.values(base, range(8), "click_to_ship.mean")
    found = row(result, "slow carrier", "click_to_ship.mean")
    assert found.difference == paired_difference(mine, theirs)
    assert found.variance_ratio == variance_ratio(mine, theirs)
    assert found.verdict == "worse"
    assert found.adjusted_p >= found.p


def test_the_same_house_is_the_same_and_runs_no_second_time(compared):
    result, known = compared
    assert row(result, "same", "on_time_ship").verdict == "the same"
    assert row(result, "same", "cost_per_order").difference.mean == 0
    assert known.runs == 16


def test_who_costs_the_same_is_not_told_apart(compared):
    result, known = compared
    assert result.cheapest[:2] == ("small", "same")
    text = findings(result, known, command="x", seconds=1.0).conclusion
    assert "the cheapest of them on average is small" in text
    assert "cannot be told apart by cost." in text


def test_the_conclusion_names_who_meets_the_targets(compared):
    result, known = compared
    text = findings(result, known, command="x", seconds=1.0).conclusion
    assert "too few" not in text
    assert "the cheapest of them" in text or "is shown to meet the target" in text
    assert "Same: no figure is distinguishable" in text
    assert "slow carrier: On-time ship −" in text
    open_ = [state.name for state in result.states if verdict_of_all(state.targets) == "undecided"]
    assert ("Open: " in text) == bool(open_)
    assert all(name in text.partition("Open: ")[2] for name in open_)
    assert "full pick-ups" in text


def test_the_page_stands_alone(compared):
    result, known = compared
    page = html(findings(result, known, command="x", seconds=1.0))
    assert "<svg" in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert "Differences from small" in page


def test_the_best_by_the_selection_procedure():
    found = alternatives(["small"], changed=[SLOW], overrides=SHORT)
    with trials(jobs=1) as known:
        result = compare(found, known, 2, select="on_time_ship", indifference="5 %")
        assert result.chosen.selection.survivors == (0,)
        assert result.chosen.selection.replications == 10
        text = findings(result, known, command="x", seconds=1.0).conclusion
    assert "Best by On-time ship: small, with 95% confidence" in text


def test_the_number_of_workers_does_not_show():
    found = alternatives(["small"], changed=[SLOW], overrides=SHORT)
    rows = []
    for jobs in (1, 2):
        with trials(jobs=jobs) as known:
            rows.append(compare(found, known, 3, select="on_time_ship", indifference="5 %"))
    assert rows[0].rows == rows[1].rows
    assert rows[0].chosen == rows[1].chosen


def test_orders_that_became_late_and_why():
    found = alternatives(["small"], changed=[SLOW], overrides=SHORT)
    frame = order_differences(found, 0)
    with trials(jobs=1) as known:
        known.run((one, [0]) for one in found)
        late = [known.values(one, [0], "orders.shipped_late")[0] for one in found]
    change = frame["change"].value_counts()
    assert change.get("became late", 0) - change.get("became on time", 0) == late[1] - late[0]
    known_hours = frame["hours_later"].dropna()
    assert len(known_hours) > 20
    assert (frame.loc[known_hours.index, "change"] != "earlier").all()
    finished = frame[frame["cause"] != "still inside"]
    assert set(finished["cause"]) == {"pick_up_capacity"}


def test_other_orders_cannot_be_matched():
    found = alternatives(["small"], changed=["busier: demand.scale=2"], overrides=SHORT)
    with pytest.raises(InputError, match="busier has other orders than small"):
        order_differences(found, 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"replications": 1}, "at least 2"),
        ({"replications": 2, "kpis": ["on_time"]}, "did you mean on_time"),
        ({"replications": 2, "select": "on_time_ship"}, "needs --indifference"),
        ({"replications": 2, "select": "utilization.pickers"}, "neither good nor bad"),
        (
            {"replications": 2, "select": "on_time_ship", "indifference": "2 h"},
            "write 2 %",
        ),
    ],
)
def test_bad_input(arguments, message):
    found = alternatives(["small"], changed=[SLOW], overrides=SHORT)
    with trials(jobs=1) as known, pytest.raises(InputError, match=message):
        compare(found, known, **arguments)


def test_nothing_to_compare():
    with trials(jobs=1) as known, pytest.raises(InputError, match="give a second scenario"):
        compare(alternatives(["small", "small"]), known, 2)


def test_the_command_writes_its_folder_and_prints_json(tmp_path):
    words = ["compare", "small", "--alternative", SLOW, "--set", SHORT[0], "--replications", "2"]
    words += ["--orders", "0", "--no-store", "--jobs", "1", "--json", "--output"]
    done = CliRunner().invoke(app, [*words, str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["alternatives"] == ["slow carrier"]
    assert told["conclusion"].startswith("These figures rest on 2 replications, too few to call")
    for file in ("conclusion.txt", "report.html"):
        assert "too few to call any of them certain" in (tmp_path / "out" / file).read_text()
    files = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert files == {
        "report.html", "conclusion.txt", "differences.svg", "compare.csv", "best.csv",
        "orders.csv", "manifest.json",
    }  # fmt: skip
    table = pd.read_csv(tmp_path / "out" / "compare.csv")
    assert list(table["difference"]) == pytest.approx(
        [one["difference"] for one in told["compare"]], nan_ok=True
    )
    assert np.isfinite(table["baseline"]).any()


def test_the_command_prints_a_conclusion_and_at_most_ten_rows(tmp_path):
    words = ["compare", "small", "--alternative", SLOW, "--alternative", SAME, "--set", SHORT[0]]
    words += ["--replications", "2", "--no-store", "--jobs", "1", "--output", str(tmp_path / "o")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "more rows in the folder" in done.stdout
    assert len(done.stdout.splitlines()) < 45


def test_a_difference_without_spread_has_no_half_width():
    assert change_text(estimate([-1.0, -1.0]), "orders") == "−1 orders (no spread)"
    assert change_text(estimate([0.5, 0.5]), "%") == "+0.500 points (no spread)"
    assert change_text(estimate([0.0, 0.0]), "orders") == "0 ± 0 orders"
    assert change_text(estimate([1.0, 3.0]), "orders") == "+2 ± 13 orders"


def test_differences_of_one_kpi_share_a_unit(compared):
    result, known = compared
    small = estimate([0.1, 0.2, 0.3])
    assert change_text(small, "h") == "+12 ± 15 min"
    rows = tuple(
        replace(one, difference=small) if one.alternative == "same" else one for one in result.rows
    )
    slow = row(result, "slow carrier", "cycle_time.mean")
    assert slow.difference.mean > 1
    table = findings(replace(result, rows=rows), known, command="x", seconds=1.0).main
    cells = {one[0]: one[3] for one in table.rows if one[1] == "Cycle time, mean"}
    assert cells["same"] == "+0.20 ± 0.25 h"
    assert cells["slow carrier"].endswith(" h")


def test_few_replications_are_counted_and_many_are_not():
    told = open_text(2, "9 differences", [30, 5000, None], had=10)
    assert told == (
        "Of 9 differences, 2 are not distinguishable; about 20 more replications should decide "
        "the next of them, more than 1,000 all that can be foreseen."
    )
    assert open_text(1, "9 differences", [11], had=10).endswith(
        "; 1 more replication should decide it."
    )
