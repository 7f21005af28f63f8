"""Pages of comparisons, sweeps and disturbances: what stands in sight, and what figures say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from rich.console import Console

from simulator.measure.statistics import Estimate
from simulator.reporting.charts import Chart, _tall
from simulator.reporting.comparison import table, verdicts, words
from simulator.reporting.console import console
from simulator.reporting.dates import RunClock
from simulator.reporting.demand_plots import DemandCurve, service_by_demand
from simulator.reporting.experiment_plots import (
    AtTarget,
    Band,
    Bar,
    Panel,
    Spot,
    Standing,
    differences,
    disturbed_backlog,
    frontier,
    gains,
    standings,
)
from simulator.reporting.findings import Findings, html
from simulator.reporting.seen import described
from simulator.reporting.style import error_bars, styled, svg
from simulator.reporting.sweep_plots import Line, interaction, met_line, met_map
from simulator.reporting.tables import Table
from simulator.units import DAY

SHARE = (0.0, 100.0)


def judged(*told: str) -> Table:
    return table("Differences", [words("KPI", (f"k{k}" for k in range(len(told)))),
                                 verdicts("Verdict", told)])  # fmt: skip


def page(main: Table, **more: Table) -> str:
    panel = Panel("On-time ship, points", [Bar("batch", 1.0, 2.0, np.array([0.0, 2.0]))], "higher")
    charts = {
        name: Chart(lambda: differences([panel]), f"Title of {name}", "How it is read.")
        for name in ("first", "second")
    }
    shown, further = ((more[name],) if name in more else () for name in ("shown", "more"))
    return html(Findings("kind", "Title", "Question?", "Conclusion.", main, shown, further, charts))


def in_sight(text: str) -> str:
    """Without what is folded."""
    return re.sub(r"<details>.*?</details>", "", text, flags=re.S)


def test_rows_that_are_not_shown_to_differ_are_folded() -> None:
    few, many = judged("worse", "not distinguishable"), judged("worse", *["the same"] * 6)

    assert (few.folded, many.folded) == (1, 6)
    shown = in_sight(page(many))
    assert "k0" in shown
    assert "k1" not in shown
    assert "6 more that are not shown to differ" in page(many)
    assert page(many).count('<th scope="row">k') == 7


def test_where_nothing_is_decided_the_page_says_so() -> None:
    text = page(judged(*["not distinguishable"] * 8))

    assert "Differences: none of 8 is shown to differ" in text
    assert "<table>" not in in_sight(text).split('id="notes"')[0]


def test_one_figure_is_in_sight_and_the_others_are_folded() -> None:
    text = page(judged("better"), shown=judged("worse"), more=judged("better", "worse"))
    seen = in_sight(text)

    assert 'id="first"' in seen
    assert 'id="second"' not in seen
    assert "Figure: Title of second" in text
    assert seen.count("<caption>") == 2


def test_a_long_table_stands_below_its_figure() -> None:
    short, long = page(judged("better")), page(judged(*["better"] * 9))

    assert short.index("<table>") < short.index('id="first"')
    assert long.index("<table>") > long.index('id="first"')


def test_a_row_is_a_card_on_a_telephone_where_columns_have_no_room() -> None:
    """Widths with 2 between columns: 8 + 10 + 20 + 2 x 3 = 44 fits a line, one more does not."""
    row = ("as it is", "undecided.", "x" * 90)
    fits = Table("Fits", ("Choice", "Verdict", "Limited by"), (row,))
    wide = Table("Wide", fits.head, (("as it is.", "undecided.", "x" * 20),))
    assert (fits.wide, wide.wide) == (False, True)

    cells = page(wide).split("<tbody>")[1].split("</tbody>")[0]
    assert 'data-head="Verdict">undecided.' in cells
    assert cells.count("data-head") == 2  # a card begins with its name, which needs no heading
    numbered = Table("Wide", fits.head, (("0.5 times", "undecided.", "x" * 20),))
    assert 'data-head="Choice">0.5 times' in page(numbered)  # a number needs one
    assert ' data-head="' not in page(fits)


def test_an_answer_begins_with_its_verdict_as_a_word() -> None:
    main = judged("better")
    told = Findings("kind", "Title", "Question?", "Conclusion.", main, verdict=("met", "Met by 1"))
    assert '<p class="answer"><strong class="met">Met by 1.</strong> Conclusion.</p>' in html(told)
    assert '<p class="answer">Conclusion.</p>' in page(main)


def test_a_terminal_begins_with_it_too_and_in_color_where_it_is_one() -> None:
    told = Findings("k", "T", "?", "Conclusion.", judged("better"), verdict=("missed", "Missed"))
    for terminal, first in ((True, "\x1b[1;31mMissed.\x1b[0m Conclusion."),
                            (False, "Missed. Conclusion.")):  # fmt: skip
        shown = Console(
            file=StringIO(), force_terminal=terminal, color_system="standard" if terminal else None
        )
        with patch.dict(os.environ):
            os.environ.pop("NO_COLOR", None)
            shown.print(console(told))
        assert shown.file.getvalue().splitlines()[0].rstrip() == first
    without = Console(file=StringIO())
    without.print(console(replace(told, verdict=("", ""))))
    assert without.file.getvalue().startswith("Conclusion.")


def test_on_a_telephone_verdicts_stand_before_the_cards_of_what_has_names() -> None:
    rows = (("as it is", "met", "x" * 40), ("one more packer", "missed", "y"))
    main = Table("Wide", ("Choice", "Verdict", "Limited by"), rows, marks=("met", "missed"))
    told = page(main)
    listed = told.split('<ul class="verdicts"')[1].split("</ul>")[0]
    assert '<span>as it is</span> <strong class="met">met</strong>' in listed
    assert '<span>one more packer</span> <strong class="missed">missed</strong>' in listed
    numbered = replace(main, rows=(("1", *rows[0][1:]), ("2", *rows[1][1:])))
    for other in (replace(main, marks=()), numbered, replace(main, rows=rows[:1])):
        assert '<ul class="verdicts"' not in page(other)


def test_an_interval_does_not_reach_where_no_share_can_be() -> None:
    bars = error_bars(np.array([98.0, 1.0, 50.0]), np.array([5.0, 4.0, np.nan]), SHARE)

    assert bars.tolist() == [[5.0, 1.0, 0.0], [2.0, 4.0, 0.0]]


@pytest.mark.parametrize(
    ("better", "left", "right"),
    [("higher", "← worse", "better →"), ("lower", "← better", "worse →"), ("neutral", "", "")],
)
def test_the_sides_of_a_difference_are_named(better: str, left: str, right: str) -> None:
    panel = Panel("KPI", [Bar("batch", 1.0, 2.0, np.zeros(2))], better)  # type: ignore[arg-type]
    with styled():
        drawn = [text.get_text() for text in differences([panel]).texts]

    assert drawn == [side for side in (left, right) if side]


def test_choices_stand_to_the_target_with_range_and_interval_apart() -> None:
    rows = [Standing("base", 99.0, 3.0, 92.0, 100.0, "undecided"),
            Standing("batch", 99.5, 0.2, 99.0, 100.0, "met")]  # fmt: skip
    with styled():
        ax = standings(rows, 98.0, "On-time ship, %", "weeks, P10 to P90", SHARE)

    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names[:2] == ["target 98 %", "weeks, P10 to P90"]
    assert {"met: the mean and its interval", "undecided: the mean and its interval"} < {*names}
    assert max(np.max(line.get_xdata()) for line in ax.lines) <= 100
    assert described(ax) == (
        "On-time ship, %: target 98 %; base 99 (96 to 100), undecided, weeks, P10 to P90: 92 to "
        "100; batch 99.5 (99.3 to 99.7), met, weeks, P10 to P90: 99 to 100."
    )
    assert [label.get_text() for label in ax.get_yticklabels()] == ["batch", "base"]


def test_a_figure_is_tall_from_half_its_width() -> None:
    assert _tall("0 0 660 331")
    assert not _tall("0 0 660 330")


def test_the_edge_parts_cells_that_meet_the_target_from_those_that_do_not() -> None:
    mean, told = np.array([[99.0, 99.0], [90.0, 97.9]]), [["met", "met"], ["missed", "undecided"]]
    with styled():
        ax = met_map(mean, told, ("1", "2"), ("a", "b"), ("demand", "pickers"))

    assert [text.get_text() for text in ax.texts] == ["✓ 99.0", "✓ 99.0", "✗ 90.0", "? 97.9"]
    edges = [(*line.get_xdata(), *line.get_ydata()) for line in ax.lines]
    assert edges == [(-0.5, 0.5, 0.5, 0.5), (0.5, 1.5, 0.5, 0.5)]


def test_points_of_one_factor_are_marked_by_their_verdicts() -> None:
    line = Line("demand", ("1", "2", "3"), np.array([99.0, 98.0, 60.0]), np.array([2.0, 2.0, 9.0]))
    with styled():
        told = ["met", "undecided", "missed"]
        ranges = [(98.0, 100.0), (97.0, 99.0), (40.0, 80.0)]
        ax = met_line(line, told, 98.0, "On-time ship, %", SHARE, ranges, "weeks, P10 to P90")

    names = {text.get_text() for text in ax.get_legend().get_texts()}
    means = {f"{verdict}: the mean and its interval" for verdict in told}
    assert names == means | {"target 98 %", "weeks, P10 to P90", "it breaks from 1 to 3"}
    assert described(ax) == (
        "On-time ship, %, over demand: it breaks from 1 to 3; target 98 %; "
        "met: the mean and its interval: 99 (97 to 100) at 1; "
        "missed: the mean and its interval: 60 (51 to 69) at 3; "
        "undecided: the mean and its interval: 98 (96 to 100) at 2."
    )


def test_what_is_seen_has_values_extremes_and_dates() -> None:
    clock = RunClock(datetime(2026, 3, 2), 0, 7 * DAY, 0)
    hours = np.arange(168.0)
    calm = Band(np.full(168, 10.0), np.full(168, 8.0), np.full(168, 12.0))
    high = np.where(hours == 30, 500.0, 10.0)
    with styled():
        ax = disturbed_backlog(
            hours, calm, Band(high, high, high), [24.0], 60.0, clock, "min-max", "Wednesday, 12:00"
        )
    assert described(ax) == (
        "orders released, not handed over, in 2026: undisturbed, mean and min-max: from 10 at "
        "Mon 2 Mar to 10 at Sun 8 Mar 23:00, lowest 10 at Mon 2 Mar, highest 10 at Mon 2 Mar; "
        "disturbed, mean and min-max: from 10 at Mon 2 Mar to 10 at Sun 8 Mar 23:00, lowest 10 at "
        "Mon 2 Mar, highest 500 at Tue 3 Mar 06:00; disturbance begins at Tue 3 Mar; cleared, on "
        "average Wednesday, 12:00 at Wed 4 Mar 12:00."
    )


def test_better_stands_at_the_axes_of_gains_and_of_the_frontier() -> None:
    with styled():
        bars = [Bar("+1 picker, day shift", 3.0, 1.0, np.array([2.0, 4.0]))]
        gained = gains(bars, "change of On-time ship, points", "higher")
        spots = [Spot(9.0, 98.0, "met")]
        edge = [(9.0, 98.0)]
        axis = ("Cost per order, USD", "On-time ship, %", 95.0)
        plane = frontier(spots, edge, None, *axis)
        labeled = frontier(spots, edge, Spot(9.0, 98.0, "met", "3 pickers, day shift"), *axis)

    (chosen,) = labeled.texts
    assert chosen.get_text() == "chosen: 3 pickers, day shift"
    assert chosen.get_position()[1] > 1  # above the axes, where it covers no mark
    assert [text.get_text() for text in gained.texts] == ["← worse", "better →"]
    assert plane.get_xlabel() == "Cost per order, USD (← better)"
    assert plane.get_ylabel() == "On-time ship, % (better →)"
    assert plane.get_legend_handles_labels()[1] == ["met", "target 95 %"]


def test_the_target_stands_below_the_backlog_with_its_line() -> None:
    clock = RunClock(datetime(2026, 3, 2), 0, 7 * DAY, 0)
    flat = Band(*(np.full(168, value) for value in (10.0, 8.0, 12.0)))
    rows = [Standing("undisturbed", 99.0, 0.5, 98.0, 99.6, "met"),
            Standing("disturbed", 60.0, 9.0, 40.0, 80.0, "missed")]  # fmt: skip
    target = AtTarget(rows, 95.0, "On-time ship, %", "weeks, P10 to P90", SHARE)
    with styled():
        ax = disturbed_backlog(
            np.arange(168.0), flat, flat, [24.0], None, clock, "min-max", "", target
        )
        told = described(ax)

    assert len(ax.figure.axes) == 2
    assert "target 95 %" in told
    assert "undisturbed 99 (98.5 to 99.5), met, weeks" in told
    assert "disturbed 60 (51 to 69), missed, weeks, P10 to P90: 40 to 80" in told


def test_a_figure_stands_in_the_page_below_its_title_with_what_is_seen_for_who_cannot_see() -> None:
    text = page(judged("better"))
    lead = text[text.index("<figure") : text.index("</figure>")]

    assert lead.index("Title of first</p>") < lead.index("<svg") < lead.index("<figcaption>")
    described_as = re.search(r"<desc[^>]*>(.*?)</desc>", lead)
    assert described_as is not None
    assert "On-time ship, points" in described_as.group(1)
    assert "batch 1" in described_as.group(1)


def test_lines_of_an_interaction_stand_beside_each_other() -> None:
    lines = [Line(str(k), ("1", "2"), np.full(2, 99.0), np.full(2, 1.0)) for k in range(3)]
    with styled():
        ax = interaction(lines, "pickers", "demand", "%", SHARE)

    curves = [
        line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_linestyle() == "-"
    ]
    assert len({float(line.get_xdata()[0]) for line in curves}) == 3
    assert len({line.get_marker() for line in curves}) == 3


def test_where_the_largest_demand_lies_is_shaded() -> None:
    points = [(factor, Estimate(mean, 1.0, 5, 0.95)) for factor, mean in ((1.0, 99.0), (2.0, 80.0))]

    drawn = svg(
        lambda: service_by_demand(points, 98.0, "%", [], SHARE, (1.1, 1.9), 1000.0, 1.05)
    ).decode()

    for told in ("the largest demand lies here", "can be promised: 1,050 a day", "1,200"):
        assert told in drawn


def test_load_stands_below_service_at_the_same_demands_with_the_limit_in_both() -> None:
    points = [(factor, Estimate(mean, 1.0, 5, 0.95)) for factor, mean in ((1.0, 99.0), (2.0, 80.0))]
    loads = [DemandCurve("pickers", [(1.0, 60.0), (2.0, 100.0)])]
    with styled():
        top = service_by_demand(
            points,
            98.0,
            "On-time ship, %",
            [(1.2, "pickers")],
            SHARE,
            (1.1, 1.9),
            1000.0,
            1.05,
            loads,
        )
        told = described(top)

    above, below = top.figure.axes
    assert above.get_xlim() == below.get_xlim()
    for each in (above, below):
        assert 1.2 in [line.get_xdata()[0] for line in each.lines if line.get_linestyle() == ":"]
    assert "limit: pickers" in told
    assert "busy, % of time there" in told
    assert "pickers: 60 at 1" in told


@pytest.mark.skipif(not shutil.which("chromium"), reason="no chromium to print with")
def test_in_print_what_is_folded_takes_no_paper(tmp_path: Path) -> None:
    long = judged(*["not distinguishable"] * 400)
    text = page(judged("better"), more=long)
    (tmp_path / "page.html").write_text(text, encoding="utf-8")

    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/u",
         f"--print-to-pdf={tmp_path}/page.pdf", f"file://{tmp_path}/page.html"],
        check=True, capture_output=True,
    )  # fmt: skip

    assert len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "page.pdf").read_bytes())) == 1
