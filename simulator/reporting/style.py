"""How every figure looks: colors, axes of time and of the week, bands, lanes, and SVG bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from simulator.units import DAY, HOUR

Numbers = npt.NDArray[np.float64]

# Okabe and Ito (2008), "Color universal design", without black and the yellow that is faint on white.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#6F6F6F")
INK, MUTED, FAINT = "#222222", "#666666", "#D9D9D9"
ALARM = "#D55E00"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WIDTH = 9.2
MOST_POINTS = 340
MOST_LANES = 12

STYLE = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.5,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 18.0,
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


@dataclass(frozen=True)
class RunClock:
    """What turns hours since the start into dates; the phases are in milliseconds."""

    start: datetime
    warm_up: int
    run: int
    cool_down: int

    @property
    def hours(self) -> tuple[float, float, float]:
        """The ends of warm-up, run and cool-down, in hours since the start."""
        ends = np.cumsum([self.warm_up, self.run, self.cool_down]) / HOUR
        return float(ends[0]), float(ends[1]), float(ends[2])


@dataclass(frozen=True)
class Spread:
    """One curve over replications: the mean and a band from `low` to `high` at each x."""

    x: Numbers
    mean: Numbers
    low: Numbers
    high: Numbers
    first: Numbers  # the replication with the lowest number, alone
    replications: int


@contextmanager
def styled() -> Iterator[None]:
    """Our look for what is made inside, whatever the user's settings, which come back after.

    Also a decorator.
    """
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)  # type: ignore[arg-type]
        yield


def axes(ax: Axes | None, height: float = 3.4) -> Axes:
    """The given axes, or those of a new figure at report width."""
    if ax is not None:
        return ax
    return Figure(figsize=(WIDTH, height), layout="constrained").add_subplot()


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


def plain(number: float) -> str:
    """A number on an axis: thousands separated, three significant digits below 100."""
    if not np.isfinite(number):
        return "n/a"
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def band_name(replications: int) -> str:
    """What the band shows, for the legend."""
    return "min-max" if replications < 10 else "10-90 %"


def round_top(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten that is not below `value`."""
    if not np.isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    steps = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
    return float(next(s * power for s in steps if s * power >= value * (1 - 1e-9)))


# -- time ---------------------------------------------------------------------------------------


def days(clock: RunClock | None, hours: Numbers) -> Numbers:
    """Hours since the start as matplotlib's date numbers; left alone without a clock."""
    if clock is None:
        return hours
    return np.asarray(float(date2num(clock.start)) + hours * HOUR / DAY, dtype=np.float64)  # type: ignore[no-untyped-call]


def date_label(moment: datetime, step: timedelta) -> str:
    """A tick label as fine as the step between ticks."""
    if step < timedelta(days=1):
        clock_time = f"{moment:%H:%M}"
        return f"{WEEKDAYS[moment.weekday()]} {clock_time}" if moment.hour == 0 else clock_time
    if step < timedelta(days=28):
        return f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}"
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def date_ticks(start: datetime, end: datetime, most: int = 8) -> list[tuple[datetime, str]]:
    """Round moments from start to end, at most `most` + 1 of them, Mondays where weeks apart."""
    span = end - start
    hours = (1, 2, 3, 6, 12, 24, 48, 168, 336, 672, 1344, 2688, 5376, 10752, 21504)
    step = next((timedelta(hours=h) for h in hours if span <= timedelta(hours=h) * most), span)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if step >= timedelta(weeks=1):
        midnight -= timedelta(days=midnight.weekday())
    count = int((end - midnight) / step) + 1
    moments = (midnight + k * step for k in range(count))
    return [(m, date_label(m, step)) for m in moments if start <= m <= end]


def time_axis(ax: Axes, clock: RunClock | None, shown: tuple[float, float] | None = None) -> None:
    """Dates on the x axis, and the warm-up and cool-down shaded and named above the axes.

    `shown` is the first and last hour of the axis; without it the whole simulated time.
    """
    if clock is None:
        ax.set_xlabel("hours since start")
        return
    warm, window, end = clock.hours
    first, last = shown if shown is not None else (0.0, end)
    ticks = date_ticks(clock.start + timedelta(hours=first), clock.start + timedelta(hours=last))
    ax.set_xticks([float(date2num(m)) for m, _ in ticks], [label for _, label in ticks])  # type: ignore[no-untyped-call]
    edges = days(clock, np.array([first, last]))
    ax.set_xlim(float(edges[0]), float(edges[1]))
    years = {(clock.start + timedelta(hours=h)).year for h in (first, last)}
    ax.set_xlabel(" to ".join(str(year) for year in sorted(years)))
    for name, a, b in (("warm-up", 0.0, warm), ("cool-down", window, end)):
        a, b = max(a, first), min(b, last)
        if b > a:
            left, right = days(clock, np.array([a, b]))
            ax.axvspan(left, right, color="#F0F0F0", linewidth=0, zorder=-5)
            if b - a > 0.075 * (last - first):
                ax.text(
                    (left + right) / 2, 1.01, name, transform=ax.get_xaxis_transform(),
                    ha="center", va="bottom", color=MUTED, fontsize=9.5,
                )  # fmt: skip


def week_axis(ax: Axes) -> None:
    """Hours 0 to 168 of the week: a line at each midnight, each day's name at its noon."""
    ax.set_xlim(0, 168)
    ax.set_xticks(range(0, 169, 24), [""] * 8)
    ax.set_xticks(range(12, 168, 24), WEEKDAYS, minor=True)
    ax.tick_params(axis="x", which="minor", length=0)
    ax.grid(axis="x", which="major")


def step_edges(values: Numbers) -> Numbers:
    """Values of hours as the heights of a step line that ends with its last hour."""
    return np.append(values, values[-1:])


@dataclass(frozen=True)
class Summary:
    """A curve within the measurement window: lowest of the band, mean, highest of the band."""

    low: float
    mean: float
    high: float


def in_window(curve: Spread, clock: RunClock | None) -> Summary:
    """The curve's summary in the measurement window; of all of it without a clock."""
    start, end = (-np.inf, np.inf) if clock is None else clock.hours[:2]
    inside = (curve.x >= start) & (curve.x < end) & np.isfinite(curve.mean)
    if not inside.any():
        return Summary(np.nan, np.nan, np.nan)
    parts = curve.low[inside].min(), curve.mean[inside].mean(), curve.high[inside].max()
    return Summary(*(float(part) for part in parts))


# -- lanes --------------------------------------------------------------------------------------

LANE_GAP = 0.42


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
    ax.spines["left"].set_visible(False)
    return made


def lanes_height(count: int) -> float:
    """Inches for a figure with so many lanes."""
    return 1.3 + 0.95 * max(min(count, MOST_LANES), 1)


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
    with styled():
        figure = draw().figure
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})  # type: ignore[union-attr]
    return re.sub(rb'( d=")([^"]*)"', _short_path, buffer.getvalue())
