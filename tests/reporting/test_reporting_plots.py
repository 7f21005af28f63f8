import pickle
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from datetime import datetime
from functools import partial
from math import inf

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from synthetic import DAYS, START, many_series

from simulator.experiments.forecast.conclusion import band_words
from simulator.reporting.charts import Chart, pictures
from simulator.reporting.curves import groups, in_window, spread
from simulator.reporting.dates import RunClock, date_ticks
from simulator.reporting.experiment_plots import Bar, gains
from simulator.reporting.numbers import most_change
from simulator.reporting.plots import FIGURES, charts, plots
from simulator.reporting.style import styled, svg
from simulator.reporting.sweep_plots import edges, scatter
from simulator.units import DAY, HOUR

CLOCK = RunClock(START, *(days * DAY for days in DAYS.values()))
NAMES = tuple(FIGURES)


@pytest.fixture(scope="module")
def series() -> pd.DataFrame:
    return many_series(3)


def plot(name: str, series: pd.DataFrame, ax: Axes | None = None) -> Axes:
    axes: Axes = getattr(plots(series, CLOCK), name)(ax)
    return axes


def svg_figures(series: pd.DataFrame) -> dict[str, bytes]:
    return {name: chart.svg for name, chart in charts(series, CLOCK).items()}


def texts(ax: Axes) -> str:
    return " | ".join(text.get_text() for text in ax.texts)


def tiny(rows: list[tuple[int, str, str, float, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["replication", "series", "group", "x", "value"])


def test_a_curve_is_the_mean_and_the_extremes_over_replications() -> None:
    frame = tiny(
        [(r, "backlog", "", x, v) for r, x, v in [(0, 0, 1), (0, 1, 2), (1, 0, 5), (1, 1, 10)]]
    )
    curve = spread(frame, "backlog")
    assert curve.x.tolist() == [0, 1]
    assert curve.mean.tolist() == [3, 6]
    assert (curve.low.tolist(), curve.high.tolist()) == ([1, 2], [5, 10])
    assert curve.first.tolist() == [1, 2]
    assert curve.replications == 2


def test_a_band_leaves_the_outermost_tenths_out_from_as_many_replications_as_a_table() -> None:
    few, enough = (tiny([(r, "backlog", "", 0, r) for r in range(n)]) for n in (19, 21))
    curve = spread(few, "backlog")
    assert (curve.low[0], curve.high[0]) == (0, 18)
    curve = spread(enough, "backlog")
    assert (curve.low[0], curve.high[0]) == (2, 18)
    assert [band_words(n) for n in (19, 20)] == ["in all futures", "in 8 of 10 futures"]


def test_thinning_keeps_means_and_peaks() -> None:
    values = np.zeros(1000)
    values[777] = 90.0
    frame = tiny([(0, "backlog", "", float(x), float(v)) for x, v in enumerate(values)])
    curve = spread(frame, "backlog", most=100)
    assert len(curve.x) == 100
    assert curve.high.max() == 90.0
    assert curve.mean.sum() == 9.0
    assert np.nonzero(curve.high)[0].tolist() == [77]


def test_a_value_missing_in_one_replication_does_not_spoil_the_others() -> None:
    frame = tiny([(0, "backlog", "", 0, np.nan), (1, "backlog", "", 0, 4.0)])
    assert spread(frame, "backlog").mean.tolist() == [4.0]
    assert groups(frame[:1], "backlog") == []


def test_groups_come_largest_first() -> None:
    frame = tiny([(0, "queue_length", g, 0, v) for g, v in [("a", 1), ("b", 7), ("c", 3)]])
    assert groups(frame, "queue_length") == ["b", "c", "a"]
    assert groups(frame, "queue_length", 2) == ["b", "c"]


def test_summaries_look_at_the_measurement_window_alone() -> None:
    clock = RunClock(START, DAY, DAY, DAY)
    frame = tiny([(0, "backlog", "", 24.0 * d, v) for d, v in enumerate([100, 3, 200])])
    found = in_window(spread(frame, "backlog"), clock)
    assert (found.low, found.mean, found.high) == (3, 3, 3)


@pytest.mark.parametrize("name", NAMES)
def test_without_data_a_figure_says_so(name: str, series: pd.DataFrame) -> None:
    assert "nothing to show: " in texts(plot(name, series[:0]))


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_draws_on_the_axes_it_is_given(name: str, series: pd.DataFrame) -> None:
    ax = Figure().add_subplot()
    assert plot(name, series, ax) is ax
    assert plot(name, series) is not ax


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("many", [1, 12])
def test_labels_do_not_overlap(name: str, many: int) -> None:
    frame = many_series(1, stations=many, crews=many, carriers=many, skus=many)
    with styled():
        ax = plot(name, frame)
        figure = ax.figure
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        renderer = canvas.get_renderer()
    labels = [*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels(), ax.title]
    legend = ax.get_legend()
    labels += legend.get_texts() if legend else []
    labels += [ax.xaxis.label, ax.yaxis.label]
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in labels if t.get_text()]
    inside = figure.bbox.padded(1)
    assert len(boxes) > 3
    for k, (text, box) in enumerate(boxes):
        assert inside.contains(*box.min), text
        assert inside.contains(*box.max), text
        hit = [t for t, b in boxes[k + 1 :] if text and box.padded(-1.5).overlaps(b.padded(-1.5))]
        assert not hit, (text, hit)


def test_each_lane_is_to_its_own_scale() -> None:
    frame = tiny(
        [
            (0, "queue_length", g, x, v)
            for g, top in (("a", 500), ("b", 5))
            for x, v in ((0, 0), (1, top))
        ]
    )
    ax = plot("queue_lengths", frame)
    labels = [t.get_text() for t in ax.get_yticklabels()]
    assert labels == ["0", "500", "0", "5"]
    lines = [
        line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_color() != "#666666"
    ]
    heights = [np.ptp(np.asarray(line.get_ydata(), dtype=float)) for line in lines]
    assert heights.count(1.0) == 2


def test_time_is_in_dates_with_the_phases_shaded(series: pd.DataFrame) -> None:
    ax = plot("backlog", series)
    assert ax.get_xlim() == (date2num(START), date2num(datetime(2026, 4, 13)))
    assert [t.get_text() for t in ax.get_xticklabels()][:2] == ["Mon\n2 Mar", "Mon\n9 Mar"]
    assert texts(ax) == "warm-up | cool-down"


@pytest.mark.parametrize(
    ("end", "first", "most"),
    [
        (datetime(2026, 3, 2, 6), "Mon\n00:00", 8),
        (datetime(2026, 3, 9), "Mon\n2 Mar", 8),
        (datetime(2026, 4, 13), "Mon\n2 Mar", 8),
        (datetime(2028, 3, 2), "2 Mar\n2026", 8),
    ],
)
def test_ticks_are_few_and_round(end: datetime, first: str, most: int) -> None:
    ticks = date_ticks(START, end, most)
    assert ticks[0][1] == first
    assert 3 <= len(ticks) <= most + 1


def test_the_promise_is_marked_at_its_hour(series: pd.DataFrame) -> None:
    ax = plot("cycle_times", series)
    dashed = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 2]  # type: ignore[index]
    assert dashed == [30.0, 96.0] or dashed == [96.0, 30.0]
    labels = [t.get_text() for t in ax.get_legend().get_texts()]  # type: ignore[union-attr]
    assert sorted(labels) == ["express (promise 30 h)", "standard (promise 96 h)"]


def test_causes_are_ordered_with_hours_and_share() -> None:
    frame = tiny(
        [(0, "time_by_cause", c, 0, v) for c, v in [("labor", 1), ("transit", 3), ("stock", 0)]]
    )
    ax = plot("time_by_cause", frame)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["transit", "labor"]
    assert texts(ax) == "3 h · 75.0 % | 1 h · 25.0 %"
    few = tiny([(0, "time_by_cause", c, 0, v) for c, v in [("pick_up", 40), ("labeling", 0.01)]])
    ax = plot("time_by_cause", few)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["pick-up", "labeling"]
    assert texts(ax) == "40 h · 100.0 % | 36 s · under 0.1 %"


def test_the_map_of_load_names_the_fullest_hour() -> None:
    load = [(0, "load_by_hour_of_week", "pickers", x, 0.7) for x in range(30, 38)]
    load += [(0, "load_by_hour_of_week", "pickers", 40, 1.2)]
    ax = plot("load_map", tiny(load))
    assert texts(ax) == "pickers: at most 120 %, Tue from 16:00"
    cells = ax.collections[0].get_array()
    assert int((~cells.mask).sum()) == 9


def test_heads_that_are_missing_are_told_from_those_that_are_there() -> None:
    rows = [
        (0, f"heads_{what}_by_hour_of_week", "pickers", x, heads)
        for what, level in (("planned", (0, 3, 3)), ("needed", (0, 2, 5)))
        for x, heads in enumerate(level)
    ]
    ax = plot("heads_needed", tiny(rows))
    assert texts(ax) == "pickers: at most 5.0 needed, where 3.0 are scheduled"
    tops = [area.get_datalim(ax.transData).ymax for area in ax.collections]
    assert tops == [pytest.approx(3 / 5), pytest.approx(1.0)]


def test_full_pick_ups_are_counted_in_each_replication() -> None:
    rows = []
    for r, loaded in enumerate([(10, 4), (10, 10)]):
        for x, parcels in enumerate(loaded):
            rows += [
                (r, "pick_up_waiting", "van", x, 12.0),
                (r, "pick_up_loaded", "van", x, float(parcels)),
                (r, "pick_up_capacity", "van", x, 10.0),
            ]
    both, first = (RunClock(START, 0, hours * HOUR, HOUR) for hours in (2, 1))
    assert "van: 75 % of pick-ups full" in texts(plots(tiny(rows), both).hand_overs())
    assert "van: 100 % of pick-ups full" in texts(plots(tiny(rows), first).hand_overs())
    assert texts(plot("hand_overs", tiny(rows))).startswith("van |")  # all in the warm-up


@pytest.mark.parametrize(("loaded", "names"), [(4, ["left behind", "loaded"]), (9, ["loaded"])])
def test_what_is_left_behind_is_in_the_legend_where_it_is_seen(
    loaded: float, names: list[str]
) -> None:
    rows = [(0, "pick_up_waiting", "van", 1, 9.0), (0, "pick_up_loaded", "van", 1, loaded)]
    legend = plot("hand_overs", tiny(rows)).get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == names


def test_figures_are_small_and_the_same_each_time(series: pd.DataFrame) -> None:
    figures = svg_figures(series)
    assert tuple(figures) == NAMES
    with mpl.rc_context({"font.size": 30, "svg.hashsalt": "other"}):
        assert svg_figures(series) == figures
    for name, data in figures.items():
        assert len(data) < 120_000, name
        assert b"<dc:date>" not in data
        ElementTree.fromstring(data)


def test_text_stays_text_whatever_it_says() -> None:
    frame = tiny([(0, "queue_length", "a $x$ <b> & ☃", x, 1.0) for x in range(3)])
    data = svg(lambda: plot("queue_lengths", frame))
    assert "a $x$ &lt;b&gt; &amp; ☃" in data.decode()


def test_a_figure_that_has_nothing_to_show_is_not_made(series: pd.DataFrame) -> None:
    left = series[series["series"] != "stock_level"]
    found: Callable[[pd.DataFrame], set[str]] = lambda s: set(charts(s, CLOCK))  # noqa: E731
    assert found(left) == set(NAMES) - {"stock_levels"}
    assert found(series[:0]) == set()


@pytest.mark.usefixtures("undrawn")
def test_what_no_test_looks_at_is_not_drawn():
    """Not for what is seen on it either; a digest tells other series apart."""

    def drawn(*_: object) -> Axes:
        raise AssertionError("it was drawn")

    pages = [
        pictures({"backlog": Chart(partial(drawn, many_series(number)), "Backlog", "Read it so.")})
        for number in (2, 2, 3)
    ]
    assert pages[0] == pages[1] != pages[2]
    assert "Read it so." in pages[0]["backlog"].svg


def test_a_figure_is_pickled_with_its_ticks(series: pd.DataFrame) -> None:
    figure = plot("time_by_cause", series).figure
    assert isinstance(figure, Figure)
    again = pickle.loads(pickle.dumps(figure))

    was, now = (each.axes[0].xaxis.get_major_locator() for each in (figure, again))
    assert type(now) is type(was)
    assert [*now.tick_values(0, 4)] == [*was.tick_values(0, 4)]


def test_the_interval_of_a_difference_of_shares_ends_at_a_hundred_points() -> None:
    bar = Bar("one more", 47.0, 74.0, np.array([20.0, 74.0]), most_change("%"))
    drawn = gains([bar], "change of On-time ship, points")
    thick = next(line for line in drawn.lines if line.get_linewidth() == 2.6)
    assert list(thick.get_xdata()) == [-27.0, 100.0]
    assert most_change("h") == inf


def test_what_is_counted_has_no_half_ones_at_its_axis() -> None:
    heads, demand = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 1.5, 2.2, 2.9])
    first = scatter([heads, demand], ["pickers", "demand"], np.array([60.0, 80.0, 99.0, 99.0]), "%")
    counted, measured = (ax.get_xticks() for ax in first.figure.axes)
    assert not np.any(counted % 1)
    assert np.any(measured % 1)


def test_the_edge_of_a_sweep_lies_between_what_meets_and_what_misses() -> None:
    assert edges(["met", "met", "undecided", "undecided", "missed", "missed"]) == [(1, 4)]
    assert edges(["missed", "met", "met"]) == [(0, 1)]
    assert edges(["met", "undecided"]) == [(0, 1)]
    assert edges(["met", "undecided", "met"]) == [(0, 1), (1, 2)]
    assert edges(["missed", "met", "missed"]) == [(0, 1), (1, 2)]
    assert edges(["met", "met"]) == edges(["missed", "undecided"]) == []
