"""Figures: lines that stand out, no empty panel, targets as lines, and places told in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import numpy as np
import pandas as pd
import pytest
from synthetic import START, one_series
from test_colors import DRAWN

from simulator.fitting.plots import _dated_from_nothing
from simulator.measure.statistics import Estimate
from simulator.reporting.dates import RunClock
from simulator.reporting.demand_plots import DemandCurve, service_by_demand
from simulator.reporting.experiment_plots import (
    AtTarget,
    Bar,
    Panel,
    Standing,
    differences,
    gains,
)
from simulator.reporting.fan_plots import Fan, Target, Window, fan
from simulator.reporting.findings import Findings, html
from simulator.reporting.plots import FIGURES, charts
from simulator.reporting.roster_plots import CrewWeek, heads_of_week
from simulator.reporting.seen import described
from simulator.reporting.style import axes, styled
from simulator.reporting.sweep_plots import Line, interaction, main_effects, met_map, scatter
from simulator.reporting.tables import Table
from simulator.reporting.week_block import week_block
from simulator.reporting.week_charts import LEAST_A_CELL, left_out_text, week_chart
from simulator.units import DAY

SHARE = (0.0, 100.0)
CLOCK = RunClock(START, 7 * DAY, 28 * DAY, 7 * DAY)
EMPTY = {"queue_length": "packing", "heads_planned_by_hour_of_week": "packers",
         "heads_needed_by_hour_of_week": "packers", "heads_by_hour_of_week": "packers"}  # fmt: skip


@pytest.fixture(scope="module")
def series() -> pd.DataFrame:
    """Of two replications in which a station, a crew, a SKU and a carrier have nothing to do."""
    made = pd.concat([one_series(k, carriers=2).assign(replication=k) for k in range(2)])
    idle = [
        (made["series"] == name) & (made["group"] == group) for name, group in EMPTY.items()
    ]  # fmt: skip
    last = {name: sorted(made.loc[made["series"] == name, "group"].unique())[-1]
            for name in ("stock_level", "pick_up_loaded")}  # fmt: skip
    idle.append((made["series"] == "stock_level") & (made["group"] == last["stock_level"]))
    picked = made["series"].isin(["pick_up_loaded", "pick_up_waiting"])
    idle.append(picked & (made["group"] == last["pick_up_loaded"]))
    made.loc[np.logical_or.reduce(idle), "value"] = 0.0
    return made


@pytest.fixture(scope="module")
def of_run(series: pd.DataFrame) -> dict[str, object]:
    with styled():
        return {name: figure.chart(series, CLOCK).draw() for name, figure in FIGURES.items()}


def of_questions() -> Iterator[tuple[str, object]]:
    line = Line("demand", ("1", "2"), np.array([99.0, 90.0]), np.array([0.5, 2.0]))
    bars = [Bar("+1 picker", 3.0, 1.0, np.array([2.0, 4.0]))]
    drawn: dict[str, Callable[[], object]] = {
        "demand": demand,
        "differences": partial(differences, [Panel("On-time ship, points", bars, "higher")]),
        "gains": partial(gains, bars, "change"),
        "effects": partial(main_effects, [line, line], "On-time ship, %", SHARE, 95.0),
        "interaction": partial(interaction, [line], "a", "b", "On-time ship, %", SHARE, 95.0),
        "scatter": partial(scatter, [line.mean] * 7, ["x"] * 7, line.mean, "On-time ship, %", 95.0),
    }
    for name, draw in drawn.items():
        with styled():
            yield name, draw()


def demand():
    points = [(each, Estimate(100 - 9 * each, 1.0, 0.95, 5)) for each in (1.0, 1.5, 2.2)]
    loads = [DemandCurve("pickers", [(each, 40 * each) for each in (1.0, 1.5, 2.2)])]
    return service_by_demand(
        points, 90.0, "On-time ship, %", [(2.1, "packers")], SHARE, a_day=138.0, loads=loads
    )


def test_no_panel_is_empty_and_what_is_left_out_is_named(of_run: dict[str, object]) -> None:
    idle = {"queue_lengths": "packing", "heads_needed": "packers", "utilization": "packers",
            "stock_levels": "", "hand_overs": ""}  # fmt: skip
    for name, ax in of_run.items():
        if name not in idle:
            continue
        panels = [text.get_text().partition(":")[0] for text in ax.texts]
        named = [text.get_text() for text in ax.get_legend().get_texts()]
        gone = [text.removeprefix("always 0: ") for text in named if text.startswith("always 0")]
        assert idle[name] not in panels, name
        assert not {*gone} & {*panels}, name
        if name not in ("heads_needed", "utilization"):
            assert len(gone) == 1, name


def test_each_lane_is_told_by_its_own_scale(of_run: dict[str, object]) -> None:
    lanes = {name: described(of_run[name]) for name in ("queue_lengths", "stock_levels")}

    assert re.search(r"picking: mean \d+, band up to \d+: lowest [\d.]+ at \w{3} \d", str(lanes))
    assert re.search(r"SKU-0001: mean \d+, band down to \d+: lowest \d", str(lanes))


def test_orders_a_day_stand_at_round_numbers() -> None:
    with styled():
        drawn = demand()
    lower = drawn.figure.axes[1]
    orders = [each.get_text().partition("\n")[0] for each in lower.get_xticklabels()]

    assert orders == ["150", "200", "250", "300"]
    assert "pickers: 40 at 1 times the demand" in described(drawn)


def test_the_target_is_a_line_in_the_figures_of_a_sweep() -> None:
    line = Line("demand", ("1", "2"), np.array([99.0, 90.0]), np.array([0.5, 2.0]))
    drawings = {name: drawn for name, drawn in of_questions()
                if name in ("effects", "interaction", "scatter")}  # fmt: skip
    for name, drawn in drawings.items():
        last = drawn.figure.axes[-1]
        assert "target 95 %" in [text.get_text() for text in last.get_legend().get_texts()], name
        assert all(any(list(each.get_ydata()) == [95.0, 95.0] for each in ax.lines)
                   for ax in drawn.figure.axes), name  # fmt: skip
    with styled():
        assert main_effects([line], "On-time ship, %", SHARE).get_legend() is None


def test_a_forecast_is_told_by_the_clock_on_the_wall() -> None:
    begin = datetime(2026, 3, 12, 14)
    window = Window(np.arange(12.0), lambda hour: begin + timedelta(hours=hour))
    falling = np.arange(12.0, 0, -1)
    with styled():
        text = described(fan(window, [Fan("orders", falling, falling, falling)],
                             Target(7.75, 5.0, True), "in the house"))  # fmt: skip

    assert "from 12 at 14:00 to 1 at Fri 13 Mar 01:00" in text
    assert "at most 5 at 21:45: 5 at 21:45" in text


def test_the_target_of_a_roster_stands_below_its_heads() -> None:
    week = np.full(672, 2.0)
    rows = [Standing("today's roster", 93.0, 1.0, 90.0, 96.0, "missed"),
            Standing("this roster", 98.0, 0.5, 96.0, 99.0, "met")]  # fmt: skip
    target = AtTarget(rows, 95.0, "On-time ship, %", "weeks, P10 to P90", SHARE)
    with styled():
        told = described(heads_of_week([CrewWeek("pickers", week, week, week)], target))

    assert "pickers, heads" in told
    assert "On-time ship, %: target 95 %" in told
    assert "this roster 98 (97.5 to 98.5), met, weeks, P10 to P90: 96 to 99" in told


def test_the_cells_of_a_map_are_told_by_row_and_column() -> None:
    with styled():
        ax = met_map(np.array([[99.0, 90.0]]), [["met", "missed"]], ("1",), ("2", "3"), ("a", "b"))

    assert described(ax) == "a by b: 1 by 2: ✓ 99; 1 by 3: ✗ 90."


def test_cells_of_a_map_have_the_range_of_single_periods_where_there_is_room() -> None:
    ends = np.array([[[98.0, 100.0], [70.5, 95.0]]])
    few = (np.array([[99.0, 90.0]]), [["met", "missed"]], ("1",), ("2", "3"), ("a", "b"), ends)
    many = (np.full((1, 8), 99.0), [["met"] * 8], ("1",), tuple("23456789"), ("a", "b"),
            np.full((1, 8, 2), 99.0))  # fmt: skip
    with styled():
        drawn = [[text.get_text() for text in met_map(*each).texts] for each in (few, many)]

    assert drawn[0] == ["✓ 99.0\n98.0 to 100.0", "✗ 90.0\n70.5 to 95.0"]
    assert drawn[1] == ["✓ 99"] * 8


def test_the_house_unchanged_says_on_the_page_what_it_is() -> None:
    table = Table("T", ("Choice", "Cost"), (("shop", "1"), ("shop (recommended)", "1"), ("b", "2")))
    page = html(Findings("kind", "Title", "", "'shop' is best.", table, as_it_is="shop",
                         called=(("shop", "the house as it is (one gateway)"),)))  # fmt: skip

    assert "<strong>shop</strong>: the house as it is (one gateway)" in page
    assert '<th scope="row">shop, as it is</th>' in page
    assert '<th scope="row">shop, as it is (recommended)</th>' in page
    assert '<th scope="row">b</th>' in page


def test_the_weeks_of_a_fit_stand_at_dates_and_below_the_top() -> None:
    """Monday 2 March 2026 is 20,514 days after the first of 1970."""
    with styled():
        ax = axes(None)
        ax.plot([20_514.0 + 7 * k for k in range(8)], [41.0, 43.0] * 4)
        _dated_from_nothing(ax)

    told = [tick.get_text() for tick in ax.get_xticklabels()]
    assert "Mon\n2 Mar" in told, told
    assert ax.get_xlabel() == "2026"
    with styled():
        months = axes(None)
        months.plot([20_514.0 + 7 * k for k in range(18)], [41.0, 43.0] * 9)
        _dated_from_nothing(months)
    assert months.get_xlabel() == "date"  # its ticks have the year
    assert ax.get_ylim() == pytest.approx((0, 1.08 * 43))
    assert not [path for path in DRAWN if "xaxis_date" in path.read_text(encoding="utf-8")]


def test_a_map_of_noise_is_not_drawn() -> None:
    week = np.full((7, 24), 0.5)
    few, many = (week_chart(week, orders, "Darker is more.")
                 for orders in (900, 168 * LEAST_A_CELL))  # fmt: skip

    in_letters = [week_block(week, orders)[0] for orders in (900, 168 * LEAST_A_CELL)]
    assert [len(text.splitlines()) for text in in_letters] == [6, 11]
    assert in_letters[0].endswith("900 orders are 5.4 a cell, which chance alone moves by 85 %.")
    assert "3 orders are 0.02 a cell, which is chance alone." in left_out_text(3)
    assert many.title == "Orders by weekday and hour"
    assert few.title == "Orders by hour of the day"
    assert "900 orders are 5.4 a cell, which chance alone moves by 85 %" in few.reading
    band = few.draw().collections[0].get_paths()[0].get_extents()
    # 900 orders at 84 a week are 75 days: an hour has 0.5 * 75 orders, ± 1.96 times their root
    assert band.y1 == pytest.approx(0.5 + 1.96 * (0.5 / 75) ** 0.5)


def test_what_is_nothing_at_all_is_no_figure_of_a_report(series: pd.DataFrame) -> None:
    idle = series["series"].isin(["queue_length", "stock_level"])
    nothing = series.assign(value=series["value"].where(~idle, 0.0))

    assert {*charts(series, CLOCK)} - {*charts(nothing, CLOCK)} == {"queue_lengths", "stock_levels"}


def test_a_single_replication_has_no_band() -> None:
    alone = one_series(0).assign(replication=0)
    with styled():
        queues, stock = (
            described(FIGURES[name].chart(alone, CLOCK).draw())
            for name in ("queue_lengths", "stock_levels")
        )

    assert re.search(r"picking: mean \d+, highest \d+: lowest", queues)
    assert re.search(r"SKU-0001: mean \d+, lowest \d+: lowest", stock)
