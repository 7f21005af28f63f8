"""How every figure looks: colors, fonts, lanes, legends, and SVG bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from simulator.measure.periods import TENTHS_FROM
from simulator.reporting.ticks import number_text, roomy

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure
    from matplotlib.typing import RcKeyType

Numbers = npt.NDArray[np.float64]

# Okabe and Ito (2008), "Color universal design", without black and the yellow, faint on white; the
# orange and the sky blue are darker, so that each line stands out from white by 3:1 (WCAG 1.4.11).
PALETTE = ("#0072B2", "#B57A00", "#009E73", "#D55E00", "#3A94CC", "#CC79A7", "#6F6F6F")
INK, MUTED, FAINT = "#222222", "#666666", "#D9D9D9"
ALARM = "#D55E00"
VERDICT_MARKS = {"met": ("o", PALETTE[2]), "missed": ("X", ALARM), "undecided": ("s", PALETTE[1])}
"""The marker and the color of each verdict on a target."""
MARKERS = "osD^vPX<>"
"""By curve, so that those of one color, or in print, are told apart."""
Bounds = tuple[float, float]
"""The least and the most that a figure can be."""
MORE_IS_BETTER, LESS_IS_BETTER = " (better →)", " (← better)"
"""What is written behind the words of an axis."""
WIDTH = 9.2
MOST_LANES = 12
MOST_LEFT_OUT = 4
LONGEST_LANE, LONGEST_LEFT_OUT = 30, 18
"""Letters of a name above a lane, so that its figures end before the legend, and in the legend."""

STYLE: dict[RcKeyType, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.5,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 18.0,
    # Where it would be put anyway, after three times of measuring all ticks and labels.
    "axes.titley": 1.0,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 10,
    "lines.linewidth": 1.6,
    "text.color": INK,
    "text.parse_math": False,
    "text.usetex": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": "fulfillment-simulator",
    "path.simplify": True,
    "path.simplify_threshold": 0.3,
}


@contextmanager
def styled() -> Iterator[None]:
    """Our look for what is made inside, whatever the user's settings, which come back after.

    Also a decorator.
    """
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def axes(ax: Axes | None, height: float = 3.4) -> Axes:
    """The given axes, or those of a new figure at report width; their numbers are ours."""
    return _numbered(new_figure(height).add_subplot() if ax is None else ax)


def _numbered(ax: Axes) -> Axes:
    """Axes whose numbers have thousands separated, as in tables."""
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(number_text)
    ax.xaxis.set_major_locator(roomy())
    return ax


def new_figure(height: float) -> Figure:
    """A figure at report width that no window knows; the height is in inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height), layout="constrained")


def figure_of(ax: Axes) -> Figure:
    """The whole figure that axes stand on; ValueError for axes that were taken out of theirs."""
    from matplotlib.figure import Figure

    figure = ax.figure
    while figure is not None and not isinstance(figure, Figure):
        figure = figure.figure
    if figure is None:
        raise ValueError("these axes belong to no figure; give axes that stand in one")
    return figure


def panels(
    ax: Axes | None, height: float, rows: Sequence[float] = (1,), columns: int = 1
) -> list[Axes]:
    """Axes below or beside one another, of a new figure or in the room of the given ones.

    `rows` are their heights in relation to each other; columns share their scale.
    """
    if ax is None:
        grid = new_figure(height).subplots(
            len(rows), columns, squeeze=False, sharey=columns > 1, height_ratios=rows
        )
        return [_numbered(each) for each in grid.ravel()]
    if len(rows) * columns == 1:
        return [ax]
    ax.set_axis_off()
    gap, left, made = 0.06, 1.0, []
    for row in rows:
        share = row / sum(rows)
        left -= share
        for k in range(columns):
            place = (k / columns, left, (1 - gap) / columns, share * 0.6)
            made.append(_numbered(ax.inset_axes(place)))
    return made


def scale(ax: Axes, colored: ScalarMappable, words: str) -> None:
    """What the colors of a map stand for, right of it; its numbers are ours."""
    from matplotlib.ticker import FuncFormatter

    figure_of(ax).colorbar(colored, ax=ax, label=words, format=FuncFormatter(number_text))


def luminance(color: Sequence[float]) -> float:
    """Relative luminance of red, green and blue from 0 to 1 (WCAG 2.2)."""
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4
                        for p in color[:3])  # fmt: skip
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable_on(color: Sequence[float]) -> str:
    """White or black: what stands out more from a cell of this color."""
    light = luminance(color)
    return "white" if 1.05 / (light + 0.05) > (light + 0.05) / 0.05 else "black"


def nothing(ax: Axes, what: str) -> Axes:
    """Axes that say why they are empty."""
    ax.set_axis_off()
    ax.text(
        0.5, 0.5, f"nothing to show: {what}", ha="center", va="center", transform=ax.transAxes,
        color=MUTED, wrap=True,
    )  # fmt: skip
    return ax


def color(k: int) -> str:
    """The k-th color; they repeat, so that a figure with more curves needs another mark too."""
    return PALETTE[k % len(PALETTE)]


def error_bars(mean: Numbers, half_width: Numbers, bounds: Bounds) -> Numbers:
    """(2, n) Lengths of the bars below and above each mean; none reaches where no value can be."""
    half = np.nan_to_num(half_width)
    low, high = bounds
    lengths = [np.minimum(half, mean - low), np.minimum(half, high - mean)]
    shown: Numbers = np.maximum(np.nan_to_num(np.array(lengths)), 0)
    return shown


def plain(number: float) -> str:
    """A number on an axis: thousands separated, three significant digits below 100."""
    if not np.isfinite(number):
        return "n/a"
    told = f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
    return told.replace("-", "−")


def shortened(name: str, letters: int) -> str:
    """A name in so many letters: a long one without its middle, since names differ at the end."""
    if len(name) <= letters:
        return name
    head = letters // 2
    return f"{name[:head].rstrip()}…{name[head + 1 - letters :].lstrip()}"


def sided(axis: str, more_is_better: bool) -> str:
    """The words of an axis with the side that is the good one: 'On-time ship, % (better →)'.

    The arrow points along the axis, up where its words stand upright.
    """
    return f"{axis}{MORE_IS_BETTER if more_is_better else LESS_IS_BETTER}"


def target_words(goal: float, axis: str) -> str:
    """'target 95 %' of a goal on an axis whose words end in its unit: 'On-time ship, %'."""
    axis = axis.removesuffix(MORE_IS_BETTER).removesuffix(LESS_IS_BETTER)
    unit = axis.rpartition(", ")[2] if ", " in axis else ""
    return f"target {plain(goal)} {unit}".rstrip()


def band_shares(replications: int) -> tuple[float, float]:
    """The quantiles that a band reaches to, as in the tables: all of few, 10 to 90 % of more."""
    return (0.0, 1.0) if replications < TENTHS_FROM else (0.1, 0.9)


def band_name(replications: int) -> str:
    """What the band shows, for the legend, in the words of the tables (`ends_head`)."""
    return "lowest to highest" if band_shares(replications) == (0.0, 1.0) else "P10 to P90"


def round_top(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten that is not below `value`."""
    if not np.isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    steps = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
    return float(next(s * power for s in steps if s * power >= value * (1 - 1e-9)))


def step_edges(values: Numbers) -> Numbers:
    """Values of hours as the heights of a step line that ends with its last hour."""
    return np.append(values, values[-1:])


# -- lanes --------------------------------------------------------------------------------------

LANE_GAP = 0.42
LANES = "lanes"
"""What axes in lanes are called, which nobody sees."""


@dataclass(frozen=True)
class Lane:
    """A strip of the axes with its own scale: `top` is drawn one unit above `base`."""

    base: float
    top: float

    def at(self, values: Numbers) -> Numbers:
        """Values as heights in the axes."""
        return self.base + values / self.top


def lanes(ax: Axes, names: Sequence[str], tops: Sequence[float]) -> list[Lane]:
    """One lane a name, the first on top; ticks at 0 and at the top of each, its name above it."""
    made = []
    ticks: list[float] = []
    labels: list[str] = []
    for k, (name, top) in enumerate(zip(names, tops, strict=True)):
        lane = Lane((len(names) - 1 - k) * (1 + LANE_GAP), round_top(top))
        made.append(lane)
        ticks += [lane.base, lane.base + 1]
        labels += ["0", plain(lane.top)]
        ax.axhline(lane.base, color=MUTED, linewidth=0.6, zorder=1)
        ax.axhline(lane.base + 1, color="#E6E6E6", linewidth=0.6, zorder=0)
        ax.text(
            0.004, lane.base + 1.05, name, transform=ax.get_yaxis_transform(), va="bottom",
            ha="left", fontsize=10, fontweight="bold", color=INK, zorder=6,
        )  # fmt: skip
    ax.set_yticks(ticks, labels)
    ax.set_ylim(0, len(names) * (1 + LANE_GAP))
    ax.set_label(LANES)
    ax.spines["left"].set_visible(False)
    return made


def lanes_height(count: int) -> float:
    """Inches for a figure with so many lanes."""
    return 1.3 + 0.95 * max(min(count, MOST_LANES), 1.4)


def left_out(ax: Axes, names: Sequence[str]) -> None:
    """The names of what would be an empty panel, in the legend."""
    if names:
        told = [shortened(name, LONGEST_LEFT_OUT) for name in names[:MOST_LEFT_OUT]]
        told += ["..."] if len(names) > MOST_LEFT_OUT else []
        ax.plot([], [], " ", label="always 0: " + ",\n".join(told))


def legend(ax: Axes) -> None:
    """A legend right of the axes, where nothing is in its way."""
    handles, labels = ax.get_legend_handles_labels()
    if handles:
        ax.legend(handles, labels, loc="upper left", bbox_to_anchor=(1.005, 1.0), borderaxespad=0)


# -- files --------------------------------------------------------------------------------------


def _short_path(match: re.Match[bytes]) -> bytes:
    numbers = re.sub(
        rb"-?\d+\.\d+", lambda n: f"{float(n.group()):.2f}".rstrip("0").rstrip(".").encode(),
        match.group(2),
    )  # fmt: skip
    return match.group(1) + b" ".join(numbers.split()) + b'"'


def svg(draw: Callable[[], Axes]) -> bytes:
    """The figure of the axes that `draw` makes, the same bytes every time."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = io.BytesIO()
    with styled():
        # `savefig` comes here too, after it has drawn everything once more for the layout.
        write: Callable[..., None] = FigureCanvasSVG(figure_of(draw())).print_svg
        write(buffer, metadata={"Date": None, "Creator": None})
    return re.sub(rb'( d=")([^"]*)"', _short_path, buffer.getvalue())


def png(draw: Callable[[], Axes]) -> bytes:
    """The same as dots."""
    buffer = io.BytesIO()
    with styled():
        figure_of(draw()).savefig(buffer, format="png", dpi=150)
    return buffer.getvalue()
