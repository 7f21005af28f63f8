"""A fit finds what made the history, says what it does not tell, and proves itself."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from simulator.fitting.estimate import Estimate
from simulator.fitting.fit import Fit, closed_days, fit
from simulator.fitting.held_out import holdout_from
from simulator.fitting.lags import lags
from simulator.fitting.plots import distributions
from simulator.fitting.proof import MEASURES, Row
from simulator.fitting.read_history import read_history
from simulator.fitting.survival import Durations, durations
from simulator.fitting.told import findings
from simulator.mistakes import InputError
from simulator.reading.mistakes import ScenarioError
from simulator.scenario import load
from simulator.streams import uniforms
from simulator.units import HOUR
from tests.command_line import simulator
from tests.fitting.histories import lag_world, small, write

PAID = 1 - 0.036 - 0.084 * 0.8**2
"""Share of the orders of `small` that are paid in the end: hard declines, soft ones tried twice."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("histories")


@pytest.fixture(scope="module")
def history(folder: Path) -> Path:
    return write(lag_world(), folder / "lag.csv")


@pytest.fixture(scope="module")
def found(history: Path) -> Fit:
    return fit(history, holdout=0.25, replications=2)


def estimate(found: Fit, what: str):
    (one,) = [each for each in found.fitted.estimates if each.what.startswith(what)]
    return one


def test_intervals_have_what_made_the_history(found: Fit) -> None:
    level = estimate(found, "orders a day")
    assert level.low < 40 < level.high
    cv = estimate(found, "spread from day to day")
    assert cv.low < 0.2 < cv.high
    payment = estimate(found, "hours from the order to its payment")
    assert payment.low < 2 < payment.high
    assert estimate(found, "growth").method.startswith("the same; its interval has 1")
    assert found.fitted.arrivals.growth == 1


def test_a_planner_reads_by_how_much_the_prediction_missed(found: Fit) -> None:
    told = findings(found, "")
    off = {row.measure.name: row.predicted for row in found.proof.rows}

    assert (
        f"It misjudged the median time from order to door by {off['lead_p50']:.1f} %, that within "
        f"which nine of ten orders arrive by {off['lead_p90']:.1f} %, the share of broken promises "
        f"by {off['late']:.1f} points and the hand-overs of a week by {off['weekly']:.1f} % on "
    ) in told.conclusion
    assert told.main.head[1:5] == ("Verdict", "Off by", "Limit", "Sampled orders")
    assert [row[2:4] for row in told.main.rows][4] == (f"{off['late']:.1f}", "1.5")


def test_days_pick_ups_and_delivery_days_are_found(found: Fit) -> None:
    fitted = found.fitted
    assert fitted.lag is not None
    assert fitted.lag.weekdays == (0, 1, 2, 3, 4)
    assert fitted.pick_ups is not None
    assert fitted.pick_ups.clustered
    assert fitted.pick_ups.times[0] == (11 * HOUR, 18 * HOUR)
    assert fitted.pick_ups.times[6] == ()
    assert fitted.transit is not None
    assert fitted.transit.way.drives == (0, 1, 2, 3, 4, 5)
    assert fitted.transit.way.split == ("region",)
    assert 0.005 < fitted.transit.lost < 0.05
    assert estimate(found, "what transit is split by").n <= fitted.history.n


def test_mondays_have_twice_the_orders_of_other_days(found: Fit) -> None:
    week = found.fitted.arrivals.week.reshape(7, 24).sum(axis=1)
    assert week[0] / week[1:].mean() == pytest.approx(2, rel=0.2)
    assert found.fitted.arrivals.week.sum() == pytest.approx(1)


def test_the_scenario_is_valid_runs_and_says_where_it_comes_from(found: Fit, folder: Path) -> None:
    place = found.write(folder / "out")
    scenario = load(place / "scenario.yaml").scenario
    assert scenario.handling is not None
    assert scenario.demand.orders_per_day == pytest.approx(40, rel=0.2)
    text = (place / "scenario.yaml").read_text(encoding="utf-8")
    assert "# demand.orders_per_day: orders a day" in text
    assert "; history\n" in text
    assert "returns: off (no column says when orders come back)" in " ".join(
        scenario.study.assumptions
    )
    real = load(place / "history.yaml").scenario
    assert real.demand.trace is not None
    assert real.demand.trace.file.name == "orders.csv"
    targets = {(one.kpi, one.at_least is None) for one in real.targets}
    assert {
        ("cycle_time.p50", True),
        ("cycle_time.p50", False),
        ("on_time_delivery", True),
    } <= targets


def test_it_predicts_the_part_held_out_of_a_shop_that_stays_the_same(found: Fit) -> None:
    assert found.proof is not None
    rows = {row.measure.name: row for row in found.proof.rows}
    assert rows["handling"].predicted < 0.08
    assert rows["transit"].predicted < 0.08
    assert rows["lead_p50"].predicted < 8
    assert rows["late"].predicted < 4
    assert rows["weekly"].predicted < 6
    assert not found.validation.empty


def test_what_no_column_tells_is_assumed_and_said(history: Path, folder: Path) -> None:
    bare = write(
        lag_world(), folder / "bare.csv", without=("paid_at", "delivered_at", "dest_region")
    )
    found = fit(bare, replications=2)
    told = {one.what: one for one in found.fitted.estimates}
    assert told["payments"].source == "assumed"
    assert told["transit"].method == "no column says when orders are delivered"
    scenario = found.scenario.scenario
    assert scenario.payment is None
    assert list(scenario.demand.regions) == ["all"]
    assert {"handling", "weeks", "days"} <= set(told_charts := findings(found, "fit").charts)
    assert not {"transit", "quantiles", "lead"} & set(told_charts)
    assert not findings(found, "fit").shown, "no times to the door by month"
    assert all(chart.svg for chart in told_charts.values())


def test_without_hand_overs_there_is_demand_and_nothing_to_prove(folder: Path) -> None:
    bare = write(lag_world(), folder / "none.csv", without=("handed_over_at", "delivered_at"))
    found = fit(bare)
    assert found.proof is None
    assert found.validation.empty
    assert found.scenario.scenario.handling is None


def test_its_workbook_has_the_scenario_and_weeks_and_days_with_charts(found: Fit) -> None:
    told = findings(found, "fit")
    weeks, days = told.grids
    assert weeks.frame["Week from"].tolist()[-1].endswith("(held out)")
    assert weeks.frame["Real"].sum() == pytest.approx(
        found.proof.true.weekly(*found.proof.weeks).sum()
    )
    assert days.frame["Real"].sum() == found.fitted.history.n
    assert {weeks.chart, days.chart} == {"line"}
    assert "handling:" in told.scenario
    assert {"days", "weeks", "lead", "hours"} <= set(told.charts)


def test_the_order_of_rows_changes_nothing(history: Path, found: Fit, folder: Path) -> None:
    head, *rows = history.read_text(encoding="utf-8").splitlines()
    other = folder / "lag" / "lag.csv"
    other.parent.mkdir()
    other.write_text("\n".join([head, *reversed(rows), ""]), encoding="utf-8")
    again = fit(other, replications=2)
    assert again.records() == found.records()
    assert [one.text for one in again.fitted.estimates] == [
        one.text for one in found.fitted.estimates
    ]


def test_what_was_known_hides_what_came_later(history: Path) -> None:
    whole = read_history(history).history
    cut = whole.begin + (whole.end - whole.begin) // 2
    known = whole.known_at(cut)
    assert known.n < whole.n
    assert known.placed.max() < cut
    assert known.handed_over.max() < cut
    assert (known.delivered < cut).all()


def test_a_base_with_a_floor_keeps_it(folder: Path) -> None:
    short = write(lag_world(), folder / "short.csv", days=24)
    found = fit(short, base="small", replications=1)
    scenario = found.scenario.scenario
    assert scenario.picking is not None
    assert scenario.handling is None
    assert scenario.delivery.hours is None
    assert scenario.delivery.first_attempt_fails == 0
    assert scenario.returns is not None
    told = findings(found, "fit")
    assert any("Orders go through the stations of the base" in note for note in told.notes)
    assert "says nothing about people" not in told.conclusion
    assert scenario.demand.orders_per_day == pytest.approx(40, rel=0.3)


def test_small_comes_back_from_its_own_orders(folder: Path) -> None:
    own = write(small(), folder / "small.csv", days=28)
    found = fit(own, replications=1)
    level, cv = estimate(found, "orders a day"), estimate(found, "spread from day to day")
    assert level.low < 150 * PAID < level.high
    assert cv.low < 0.18 < cv.high
    assert found.fitted.lag.weekdays == (0, 1, 2, 3, 4, 5)
    assert 16 * HOUR + HOUR // 2 in found.fitted.pick_ups.times[0]
    rows = {row.measure.name: row for row in found.proof.rows}
    assert rows["weekly"].predicted < 12


@pytest.mark.parametrize(
    ("holdout", "said"),
    [
        ("2030-01-01", "leaves nothing on one side; write a day within the orders"),
        ("half", "is neither a share nor a date; write 25% or 2026-"),
        ("150%", "is neither a share nor a date"),
        (0, "is neither a share nor a date"),
    ],
)
def test_a_part_that_cannot_be_held_out_is_one_error(history: Path, holdout, said: str) -> None:
    with pytest.raises(InputError, match=said):
        holdout_from(holdout, read_history(history).history)


def test_shares_and_dates_hold_out_whole_days(history: Path) -> None:
    read = read_history(history).history
    days = (holdout_from("25%", read) - read.begin) / (24 * HOUR)
    assert days == 42
    assert holdout_from(date(2026, 4, 13), read) == holdout_from("25 %", read)


def test_wrong_cells_and_columns_are_told_with_a_remedy(history: Path, folder: Path) -> None:
    with pytest.raises(ScenarioError, match="handed_over_at"):
        read_history(history, {"handed_over": "handed_over_at"})
    bad = folder / "bad.csv"
    text = history.read_text(encoding="utf-8").splitlines()
    cells = text[1].split(",")
    cells[3] = "soon"
    bad.write_text("\n".join([text[0], ",".join(cells), *text[2:], ""]), encoding="utf-8")
    with pytest.raises(ScenarioError, match="such as 'soon'; write them as placed_at is written"):
        read_history(bad)


def test_the_command_checks_and_fits(history: Path, folder: Path, undrawn: None) -> None:
    told = simulator("fit", str(history), "--check")
    assert told.returncode == 0
    assert "can be fitted and proved" in told.stdout
    out = folder / "cli"
    ended = simulator("fit", str(history), "--replications", "2", "--output", str(out))
    assert ended.returncode == 0, ended.stderr
    assert "How far the part held out is" in ended.stdout
    facts = json.loads((out / "fit.json").read_text(encoding="utf-8"))
    assert {"estimates", "validation", "left_out"} <= set(facts)
    page = (out / "fit.html").read_text(encoding="utf-8")
    assert "<svg" in page
    for name in re.findall(r"(\w+\.csv)", page.partition("Tables in this folder")[2]):
        assert (out / name).is_file()
    wrong = simulator("fit", str(history), "--columns", "paid_at")
    assert wrong.returncode == 2
    assert "write one such as handed_over_at=Shipped" in wrong.stderr
    wrong = simulator("fit", str(history), "--holidays", "ZZ")
    assert wrong.returncode == 2
    assert "--holidays" in wrong.stderr


def test_days_off_are_a_country_or_dates_or_both(found: Fit) -> None:
    """As errors and remedies say them: Christmas of three years, a day of the house."""
    history = found.read.history
    both = closed_days("US, 2026-06-15", history)
    assert {date(2026, 12, 25), date(2026, 6, 15)} < {*both}
    assert {*both} == {*closed_days("US", history), *closed_days("[2026-06-15]", history)}
    assert closed_days((), history) == ()
    with pytest.raises(InputError, match="--holidays: '2026-13-01' is not in the calendar; write"):
        closed_days("US,2026-13-01", history)


def test_estimates_are_written_as_people_read_them() -> None:
    delay = Estimate(
        "payment", "its payment", 1 / 1200, "h", 9, "empirical", low=1 / 1800, high=0.1
    )
    never = Estimate("", "never paid", 0.0, "%", 9, "Wilson's", low=4e-17, high=0.425)

    assert (delay.text, delay.interval) == ("3 s", "2 to 360 s")
    assert (never.text, never.interval) == ("0 %", "0 to 0.425 %")


def test_kaplan_and_meier_by_hand() -> None:
    time = np.array([1.0, 2.0, 2.0, 3.0, 4.0])
    found = durations(time, np.array([True, True, False, True, False]))
    assert found.times.tolist() == [1, 2, 3]
    assert found.shares.tolist() == pytest.approx([0.2, 0.2, 0.3])
    assert found.beyond == pytest.approx(0.3)
    assert found.quantile(0.5) == 2


def test_naive_is_better_only_beyond_chance() -> None:
    limit = MEASURES[0]
    row = Row(limit, predicted=0.05, sampled=0.0, naive=0.03, resampled=0.0, chance=0.0,
              in_sample=0.0, naive_error=0.015, in_part=0.0)  # fmt: skip
    assert row.verdict == "met"
    assert replace(row, naive_error=0.01).verdict == "missed"
    assert "fit again with more" in replace(row, naive_error=0.01).remedy
    short = replace(row, naive_error=0.01, later="2026-04-01")
    assert short.remedy.endswith("(--since 2026-04-01)")
    assert "fit again when they are over" in replace(row, predicted=0.09).remedy
    drifted = replace(row, predicted=0.09, in_days=0.05)
    assert "since, in the hours at which orders leave: counted in whole days" in drifted.remedy
    assert "hours" not in replace(drifted, in_days=0.085).remedy
    assert "has changed" not in replace(drifted, in_part=0.085).remedy  # good in all
    assert replace(row, predicted=0.09, naive=0.2).verdict == "missed"
    assert replace(row, predicted=float("nan")).verdict == "not told"


def test_hours_of_leaving_that_drift_are_those_of_the_last_weeks(folder: Path) -> None:
    """A house that works 8 to 17 h and whose carrier's stamps come an hour later each month."""
    rows, chosen = ["order_id,placed_at,handed_over_at,sku,quantity"], uniforms(0, 0, "drift", 4000)
    for k in range(2000):
        day, hour = divmod(int(chosen[k] * 84 * 24), 24)
        lag = int(chosen[2000 + k] * 3)
        days = [d for d in range(day + (hour >= 14), day + 20) if d % 7 < 5]
        at = (11 + min(days[lag] // 28, 2) * 3) * 60 + int(60 * chosen[k] * 977 % 60)
        gone = datetime(2026, 3, 2) + timedelta(days=days[lag], minutes=at)
        placed = datetime(2026, 3, 2) + timedelta(days=day, hours=hour)
        if gone > placed:
            rows.append(f"D{k},{placed},{gone},S,1")
    drift = folder / "drift.csv"
    drift.write_text("\n".join([*rows, ""]), encoding="utf-8")
    history = read_history(drift).history
    found = lags(history, ())
    assert found.way.leaves
    assert found.way.hours_keep == 7
    weights = np.array(found.leaves)
    assert weights[17] > 0.7 * weights.sum()


@pytest.mark.filterwarnings("error")
def test_shares_that_add_up_to_a_rounding_above_all_are_drawn_without_a_warning() -> None:
    """Nine ninths, each added to those before, are above their sum by a rounding."""
    times = np.arange(1.0, 10.0) * HOUR
    nine = Durations(times, np.full(9, 1 / 9), np.zeros(9), 0.0, 9, 9)
    assert nine.by(times)[-1] > 1
    drawn = distributions(nine, nine, HOUR, "Transit")
    (band,) = drawn.collections
    assert np.isfinite(band.get_paths()[0].vertices).all()
