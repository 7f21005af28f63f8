"""What holds of every figure that the program draws: its letters, lines, numbers and alt text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import every_figure
import extreme_figures
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgba
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from synthetic import many_series
from test_colors import DRAWN, contrast

from simulator.reporting.dates import RunClock, day_number
from simulator.reporting.plots import FIGURES
from simulator.reporting.seen import described
from simulator.reporting.style import figure_of, styled
from simulator.units import DAY

CLOCK = RunClock(every_figure.START, 7 * DAY, 28 * DAY, 7 * DAY)
NOT_FIGURES = {"axes", "nothing", "draw"}
"""Functions that give axes, and draw none of an answer's figures."""


@dataclass(frozen=True)
class Drawn:
    """A figure, and of each of its axes the words with the boxes in which they stand."""

    ax: Axes
    words: tuple[tuple[Axes, str, Bbox], ...]
    whole: Bbox


@pytest.fixture(scope="module")
def drawn() -> Mapping[str, Drawn]:
    """Each with its letters where they stand in the file."""
    series = many_series(2)
    drawings = {name: partial(of_run, name, series) for name in FIGURES}
    drawings |= {**every_figure.FIGURES, **extreme_figures.FIGURES}
    made = {}
    for name, draw in drawings.items():
        with styled():
            ax = draw()
            FigureCanvasAgg(figure_of(ax))
            figure_of(ax).draw_without_rendering()
            made[name] = Drawn(ax, tuple(boxes(ax)), figure_of(ax).bbox.padded(1))
    return made


def of_run(name: str, series: pd.DataFrame) -> Axes:
    return FIGURES[name].chart(series, CLOCK).draw()


def words_of(ax: Axes) -> Iterator[Text]:
    """Those that are seen on one axes: ticks, names, legend and what is written into it."""
    yield from (*ax.texts, ax.title, ax._left_title, ax._right_title)  # type: ignore[attr-defined]
    if ax.axison:
        for axis in (ax.xaxis, ax.yaxis):
            yield axis.label
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if low - 1e-9 <= tick.get_loc() <= high + 1e-9:  # type: ignore[attr-defined]
                    yield from (tick.label1, tick.label2)
    if (legend := ax.get_legend()) is not None:
        yield from legend.get_texts()


def boxes(ax: Axes) -> Iterator[tuple[Axes, str, Bbox]]:
    for each in figure_of(ax).axes:
        for text in words_of(each):
            if text.get_text().strip() and text.get_visible():
                yield each, text.get_text(), text.get_window_extent()


def test_every_function_that_draws_a_figure_is_drawn_here() -> None:
    drawing = {
        each.name for path in DRAWN for each in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(each, ast.FunctionDef) and each.returns is not None
        and ast.unparse(each.returns) == "Axes" and not each.name.startswith("_")
        and any(argument.arg == "ax" for argument in each.args.args)
    }  # fmt: skip

    assert drawing - NOT_FIGURES == {*FIGURES} | {*every_figure.FIGURES}


def test_no_letters_stand_on_others_or_outside(drawn: Mapping[str, Drawn]) -> None:
    wrong = []
    for name, figure in drawn.items():
        assert len(figure.words) > 3, name
        for k, (_, text, box) in enumerate(figure.words):
            if not (figure.whole.contains(*box.min) and figure.whole.contains(*box.max)):
                wrong.append((name, text, "outside"))
            wrong += [(name, text, other) for _, other, its in figure.words[k + 1 :]
                      if box.padded(-1.5).overlaps(its.padded(-1.5))]  # fmt: skip

    assert wrong == []


def test_no_letters_stand_on_marks(drawn: Mapping[str, Drawn]) -> None:
    """Of an answer's figures; what is written into the lanes of a run's stands above them."""
    wrong = []
    for name in every_figure.FIGURES:
        for ax, text, box in drawn[name].words:
            marks = [
                mark for line in ax.lines if line.get_marker() not in ("None", "")
                for mark in line.get_transform().transform(line.get_xydata()).tolist()
            ]  # fmt: skip
            wrong += [(name, text) for mark in marks if box.padded(-2).contains(*mark)]

    assert wrong == []


def on_white(line: Line2D) -> str:
    """The color of a line as it is seen, or of the edge of marks without a filling."""
    hue = line.get_markeredgecolor() if line.get_color() == "none" else line.get_color()
    red, green, blue, alpha = to_rgba(hue, line.get_alpha())
    return str(to_hex([alpha * part + 1 - alpha for part in (red, green, blue)]))


def test_every_line_of_every_figure_stands_out_from_its_background(
    drawn: Mapping[str, Drawn],
) -> None:
    """But the guides behind the curves, which nobody has to see."""
    faint = [
        (name, on_white(line)) for name, figure in drawn.items()
        for ax in figure_of(figure.ax).axes for line in ax.lines
        if line.get_zorder() >= 1 and contrast(on_white(line), "#ffffff") < 3
    ]  # fmt: skip

    assert faint == []


def test_thousands_are_parted_in_every_figure(drawn: Mapping[str, Drawn]) -> None:
    """By a comma; a year has none, nor what is called SKU-0001."""
    year = r"\b(19|20)\d\d\b"
    bare = [
        (name, text) for name, figure in drawn.items() for _, text, _ in figure.words
        if re.search(r"(?<![\w.,-])\d{4,}", re.sub(year, "", text))
    ]  # fmt: skip

    assert bare == []
    numbers = {name for name, figure in drawn.items()
               if any(re.search(r"\d,\d{3}", text) for _, text, _ in figure.words)}  # fmt: skip
    assert {"differences", "gains", "fan", "week_map", "disturbed_backlog"} <= numbers


def test_no_bar_or_band_reaches_where_no_share_can_be(drawn: Mapping[str, Drawn]) -> None:
    """On axes in per cent of what there is, which no change in points is."""
    beyond = []
    for name, figure in drawn.items():
        for ax in figure_of(figure.ax).axes:
            for side, words in ((0, ax.get_xlabel()), (1, ax.get_ylabel())):
                if not words.startswith(("On-time ship, %", "chance", "% of")):
                    continue
                ends = [line.get_xydata()[:, side] for line in ax.lines
                        if line.get_transform() == ax.transData]  # fmt: skip
                ends += [path.vertices[:, side] for bars in ax.collections
                         for path in bars.get_paths()]  # fmt: skip
                beyond += [(name, float(end)) for each in ends for end in each
                           if not -1e-6 <= end <= 100 + 1e-6]  # fmt: skip

    assert beyond == []


def test_what_is_seen_has_names_and_numbers(drawn: Mapping[str, Drawn]) -> None:
    told = {name: described(figure.ax) for name, figure in drawn.items()}

    assert [name for name, text in told.items() if len(re.findall(r"\d+", text)) < 3] == []
    assert [name for name, text in told.items() if re.search(r"→|←|\n|nan", text)] == []
    assert [name for name, text in told.items() if len(text) < 60] == []


def test_axes_have_words_or_named_rows(drawn: Mapping[str, Drawn]) -> None:
    """Not a path of the scenario, and not a count of days."""
    wrong = []
    for name, figure in drawn.items():
        for ax in (each for each in figure_of(figure.ax).axes if each.axison):
            words = f"{ax.get_xlabel()} {ax.get_ylabel()} {ax.get_title(loc='left')}"
            if not words.strip() or re.search(r"\w\.\w+\.|_|since", words):
                wrong.append((name, words))

    assert wrong == []


def test_costs_above_any_date_are_told_as_numbers(drawn: Mapping[str, Drawn]) -> None:
    """Days since 1970 and USD are told apart by the axis, not by their size."""
    told = described(drawn["frontier of millions"].ax)

    assert "73 at 1,600,000" in told
    assert "highest 81 at 3,200,000" in told


def test_dates_of_several_years_have_the_year(drawn: Mapping[str, Drawn]) -> None:
    told = described(drawn["queues of two years"].ax)

    assert "in 2026 to 2028" in told
    assert re.search(r"highest [\d,]+ at \w{3} \d+ \w{3} 202[678]", told)
    assert "station of a ve…me for packing: mean" in told
    legend = drawn["queues of two years"].ax.get_legend()
    assert legend.get_texts()[-1].get_text() == "always 0: station o…or gifts"


def test_a_row_called_0_is_not_a_lane(drawn: Mapping[str, Drawn]) -> None:
    """A map over heads begins with none."""
    told = described(drawn["met map of millions"].ax)

    assert "in thousands, pickers, early shift by orders a day" in told
    assert "0 by 1,000: ✓ −1,500.0; 0 by 2,000: ? −1,342.9" in told


def test_the_color_scale_is_told_by_its_words(drawn: Mapping[str, Drawn]) -> None:
    assert described(drawn["heat map of millions"].ax).endswith(
        "Color: Margin, USD (more is better)."
    )


def test_the_last_hour_of_a_week_ends_it(drawn: Mapping[str, Drawn]) -> None:
    told = described(drawn["orders_by_hour"].ax)

    assert " at Sun 24:00, lowest" in told
    assert "at Sun 0:00," not in told.partition("lowest")[0]


def test_every_value_of_a_factor_is_told_by_its_name(drawn: Mapping[str, Drawn]) -> None:
    """Also one that is not written at the axis."""
    told = described(drawn["five effects"].ax)

    assert "from 100 (97 to 100) at 0 % to 20 (17 to 23) at 11 %" in told
    shown = [text.get_text() for text in drawn["five effects"].ax.get_xticklabels()]
    assert "11 %" not in shown
    assert len(shown) < 12


def test_a_week_is_told_by_its_first_day_and_drawn_at_its_middle(
    drawn: Mapping[str, Drawn],
) -> None:
    """So that the mark of a week that was held out lies within what is shaded."""
    ax = drawn["weeks"].ax

    assert "in the week from Mon 2 Mar 2026" in described(ax)
    assert (
        float(np.asarray(ax.lines[0].get_xdata())[0] % 7)
        == (day_number(every_figure.START) + 3.5) % 7
    )
    assert "held out" in described(ax)
