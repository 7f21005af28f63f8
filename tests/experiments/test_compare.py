"""A comparison end to end, on a shop of seconds and on figures written by hand."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from simulator.cli import app
from simulator.cli.changes import alternatives
from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.compare import compare
from simulator.experiments.compare.crossing import crossed
from simulator.experiments.compare.findings import findings
from simulator.experiments.compare.orders import order_differences
from simulator.experiments.trials import trials
from simulator.measure.differences import variance_ratio
from simulator.measure.statistics import estimate, paired_difference
from simulator.mistakes import InputError
from simulator.reporting.findings import html
from simulator.reporting.numbers import change_text
from simulator.reporting.verdicts import open_text
from tests.experiments.figured import compared as compared_by_hand
from tests.reporting.conclusion_rules import assert_plain

SLOW = "slow carrier: shipping.carriers.parcelco.capacity=35"
SAME = "same: shifts.day.heads.pickers=2"
BUSY = "busy: demand.scale=1.5"
SHORT = ["demand.orders_per_day=60"]


@pytest.fixture(scope="module")
def compared():
    found = crossed(["small"], changed=alternatives([SLOW, SAME]), overrides=SHORT)
    with trials(jobs=1) as known:
        result = compare(found, known, 8, kpis=["click_to_ship.mean"])
        yield result, known


def row(result, name, kpi):
    return next(r for r in result.rows if (r.alternative, r.kpi) == (name, kpi))


def test_a_difference_is_the_paired_t_on_the_same_replications(compared):
    result, known = compared
    base, slow = result.alternatives
    mine = known.values(slow, range(8), "click_to_ship.mean")
    theirs = known.values(base, range(8), "click_to_ship.mean")
    found = row(result, "slow carrier", "click_to_ship.mean")
    assert found.difference == paired_difference(mine, theirs)
    assert found.variance_ratio == variance_ratio(mine, theirs)
    assert found.verdict == "worse"
    assert found.adjusted_p >= found.p


def test_the_same_house_is_left_out_and_named(compared):
    result, known = compared
    assert [one.name for one in result.alternatives] == ["small", "slow carrier"]
    assert known.runs == 16
    told = findings(result, known, command="x", seconds=1.0)
    same = "'same' equals 'small' (shifts.day.heads.pickers=2 holds already)"
    assert f"Left out: {same}." in told.conclusion
    assert f"Left out: {same}." in told.notes


def test_the_conclusion_says_what_to_do_first(compared):
    result, known = compared
    text = findings(result, known, command="x", seconds=1.0).conclusion
    assert_plain(text)
    meets = [state.name for state in result.states if state.meets]
    assert text.startswith("Keep 'small' as it is: it ") == ("small" in meets)
    assert text.startswith("Decide nothing yet: ") == (not meets)
    assert "nothing is sure" not in text
    table = findings(result, known, command="x", seconds=1.0).main
    assert table.rows[1][3] == "full pick-ups of 'parcelco'"


def test_the_page_stands_alone(compared):
    result, known = compared
    page = html(findings(result, known, command="x", seconds=1.0))
    assert "<svg" in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert "Differences from small" in page


def test_the_best_by_the_selection_procedure():
    found = crossed(["small"], changed=alternatives([SLOW]), overrides=SHORT)
    with trials(jobs=1) as known:
        result = compare(found, known, 2, select="on_time_ship", indifference="5 %")
        assert result.chosen[0].selection.survivors == (0,)
        assert result.chosen[0].selection.replications == 10
        text = findings(result, known, command="x", seconds=1.0).conclusion
    assert "Best by On-time ship: 'small', if 5 % make no difference" in text


def test_the_number_of_workers_does_not_show():
    found = crossed(["small"], changed=alternatives([SLOW]), overrides=SHORT)
    rows = []
    for jobs in (1, 2):
        with trials(jobs=jobs) as known:
            rows.append(compare(found, known, 3, select="on_time_ship", indifference="5 %"))
    assert rows[0].rows == rows[1].rows
    assert rows[0].chosen == rows[1].chosen


def test_orders_that_became_late_and_why():
    found = crossed(["small"], changed=alternatives([SLOW]), overrides=SHORT)
    frame = order_differences(found.choices, 0)
    with trials(jobs=1) as known:
        known.run((one, [0]) for one in found.choices)
        late = [known.values(one, [0], "orders.shipped_late")[0] for one in found.choices]
    change = frame["change"].value_counts()
    assert change.get("became late", 0) - change.get("became on time", 0) == late[1] - late[0]
    known_hours = frame["hours_later"].dropna()
    assert len(known_hours) > 20
    assert (frame.loc[known_hours.index, "change"] != "earlier").all()
    finished = frame[frame["cause"] != "still inside"]
    assert set(finished["cause"]) == {"pick_up_capacity"}


def test_other_orders_cannot_be_matched():
    found = crossed(["small"], changed=alternatives(["busier: demand.scale=2"]), overrides=SHORT)
    with pytest.raises(InputError, match="busier has other orders than small"):
        order_differences(found.choices, 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"replications": 1}, "at least 2"),
        ({"replications": 2, "kpis": ["on_time"]}, "did you mean on_time"),
        (
            {"replications": 2, "select": "on_time_ship"},
            "matters; add --indifference '1 %'",
        ),
        ({"replications": 2, "select": "utilization.pickers"}, "neither good nor bad"),
        (
            {"replications": 2, "select": "on_time_ship", "indifference": "2 h"},
            "2 h is not in %; write one such as 1 %",
        ),
    ],
)
def test_bad_input(arguments, message):
    found = crossed(["small"], changed=alternatives([SLOW]), overrides=SHORT)
    with trials(jobs=1) as known, pytest.raises(InputError, match=message):
        compare(found, known, **arguments)


def test_nothing_to_compare():
    with pytest.raises(InputError, match="give a second scenario"):
        crossed(["small", "small"])


def test_the_command_writes_its_folder_and_prints_json(tmp_path):
    words = ["compare", "small", "--alternative", SLOW, "--set", SHORT[0], "--replications", "2"]
    words += ["--orders", "0", "--no-store", "--jobs", "1", "--json", "--output"]
    done = CliRunner().invoke(app, [*words, str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["alternatives"] == ["slow carrier"]
    assert told["conclusion"].endswith("With 2 replications nothing is sure: take at least 5.")
    assert any("Holm" in one for one in told["footnotes"])
    for file in ("conclusion.txt", "report.html"):
        assert "nothing is sure: take at least 5." in (tmp_path / "out" / file).read_text()
    files = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert files == {
        "report.html", "conclusion.txt", "standing.svg", "differences.svg",
        "more_differences.svg", "compare.csv", "best.csv",
        "choices.csv", "orders.csv", "manifest.json",
    }  # fmt: skip
    table = pd.read_csv(tmp_path / "out" / "compare.csv")
    assert list(table["difference"]) == pytest.approx(
        [one["difference"] for one in told["compare"]], nan_ok=True
    )
    assert np.isfinite(table["baseline"]).any()


def test_the_command_prints_a_conclusion_and_at_most_ten_rows(tmp_path):
    words = ["compare", "small", "--alternative", SLOW, "--circumstance", BUSY, "--set", SHORT[0]]
    words += ["--replications", "2", "--no-store", "--jobs", "1", "--output", str(tmp_path / "o")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "more rows in the folder" in done.stdout
    assert len(done.stdout.splitlines()) < 52


def test_a_difference_without_spread_has_no_half_width():
    assert change_text(estimate([-1.0, -1.0]), "orders") == "−1 orders (no spread)"
    assert change_text(estimate([0.5, 0.5]), "%") == "+0.500 points (no spread)"
    assert change_text(estimate([0.0, 0.0]), "orders") == "0 ± 0 orders"
    assert change_text(estimate([1.0, 3.0]), "orders") == "+2 ± 13 orders"


def test_differences_of_one_kpi_share_a_unit():
    """The one with the smaller p is tested first of two: 3, 4 and 5 h are 4.0 ± 6.205 x 0.577."""
    assert change_text(estimate([0.1, 0.2, 0.3]), "h") == "+12 ± 15 min"
    plain = {"cycle_time.mean": [10.0, 11.0, 12.0]}
    found, known = compared_by_hand(
        {
            ("house", ORDINARY): plain,
            ("quick", ORDINARY): {"cycle_time.mean": [10.1, 11.2, 12.3]},
            ("slow", ORDINARY): {"cycle_time.mean": [13.0, 15.0, 17.0]},
        }
    )
    table = findings(found, known, command="x", seconds=1.0).shown[0]
    cells = {one[0]: one[3] for one in table.rows if one[1] == "Cycle time, mean"}
    assert cells == {"quick": "+0.20 ± 0.25 h", "slow": "+4.0 ± 3.6 h"}


def test_few_replications_are_counted_and_many_are_not():
    told = open_text("9 differences", [30, 5000], had=10)
    assert told == (
        "Of 9 differences, 2 are not distinguishable; about 20 more replications should decide "
        "the next of them, more than 1,000 all that can be foreseen."
    )
    assert open_text("9 differences", [11], had=10).endswith(
        "; 1 more replication should decide it."
    )
