"""Figures of the flow of orders: arrivals, queues, backlog, times, and where the time goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.reporting.curves import Spread, groups, in_window, spread
from simulator.reporting.dates import RunClock, days, time_axis, week_axis
from simulator.reporting.labels import words
from simulator.reporting.numbers import percent, shown
from simulator.reporting.style import (
    FAINT,
    INK,
    LONGEST_LANE,
    MOST_LANES,
    MUTED,
    Lane,
    Numbers,
    axes,
    band_name,
    color,
    lanes,
    lanes_height,
    left_out,
    legend,
    nothing,
    plain,
    shortened,
    step_edges,
    styled,
)
from simulator.stages import CAUSES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_CURVES = 7
LONGEST_CLASS = 24
"""Letters of the name of a class in the legend."""
KINDS = {
    doing: tuple(name for name, cause in CAUSES.items() if cause.doing == doing)
    for doing in ("work", "waiting", "on the road")
}
"""The causes by what the order is doing meanwhile."""


@styled()
def orders_by_hour(series: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Orders placed and orders handed over to carriers, by hour of the week, mean a week."""
    ax = axes(ax)
    ax.set_title("Orders placed and shipped by hour of the week")
    drawn = 0
    for k, name in enumerate(("placed", "shipped")):
        curve = spread(series, f"{name}_by_hour_of_week")
        if not np.isfinite(curve.mean).any():
            continue
        drawn += 1
        x = np.append(curve.x, curve.x[-1] + 1)
        ax.step(x, step_edges(curve.mean), where="post", color=color(k), label=name, zorder=3 - k)
        if curve.replications > 1:
            ax.fill_between(
                x, step_edges(curve.low), step_edges(curve.high), step="post", alpha=0.22,
                color=color(k), linewidth=0, label=f"  {band_name(curve.replications)}", zorder=1,
            )  # fmt: skip
    if not drawn:
        return nothing(ax, "no orders were placed or shipped in the measurement window")
    week_axis(ax)
    ax.set_ylim(bottom=0)
    ax.set_ylabel("orders per hour")
    legend(ax)
    return ax


def _line_with_band(ax: Axes, x: Numbers, curve: Spread, hue: str, lane: Lane) -> None:
    if curve.replications > 1:
        ax.fill_between(
            x, lane.at(curve.low), lane.at(curve.high), color=hue, alpha=0.25, linewidth=0, zorder=2
        )
    ax.plot(x, lane.at(curve.mean), color=hue, linewidth=1.2, zorder=3)


@styled()
def queue_lengths(
    series: pd.DataFrame, clock: RunClock | None = None, ax: Axes | None = None
) -> Axes:
    """Orders queued and not begun, by station over time; a lane each, the longest on top."""
    names = groups(series, "queue_length", MOST_LANES)
    curves = [spread(series, "queue_length", name) for name in names]
    never = [in_window(c, clock).high == 0 for c in curves]
    ax = axes(ax, lanes_height(never.count(False)))
    ax.set_title("Queue length by station, in orders")
    if not names:
        return nothing(ax, "no station with a queue")
    if all(never):
        return nothing(ax, "nothing ever waits in the measurement window")
    empty = [words(name) for name, none in zip(names, never, strict=True) if none]
    names = [name for name, none in zip(names, never, strict=True) if not none]
    curves = [curve for curve, none in zip(curves, never, strict=True) if not none]
    titles = [
        f"{shortened(words(name), LONGEST_LANE)}: mean {_mean_text(in_window(c, clock).mean)}, "
        f"{'band up to' if c.replications > 1 else 'highest'} {plain(in_window(c, clock).high)}"
        for name, c in zip(names, curves, strict=True)
    ]
    made = lanes(ax, titles, [float(np.nanmax(c.high)) for c in curves])
    for k, (lane, curve) in enumerate(zip(made, curves, strict=True)):
        _line_with_band(ax, days(clock, curve.x), curve, color(k), lane)
    n = curves[0].replications
    if n > 1:
        ax.plot([], [], color=MUTED, linewidth=1.2, label="mean")
        ax.fill_between([], [], color=MUTED, alpha=0.25, linewidth=0, label=band_name(n))
    left_out(ax, empty)
    legend(ax)
    time_axis(ax, clock)
    ax.set_ylabel("orders waiting")
    return ax


def _mean_text(mean: float) -> str:
    return "under 0.1" if 0 < mean < 0.1 else plain(mean)


@styled()
def backlog(series: pd.DataFrame, clock: RunClock | None = None, ax: Axes | None = None) -> Axes:
    """Orders released to the floor and not yet handed over, over time."""
    ax = axes(ax)
    ax.set_title("Backlog: orders released and not handed over")
    curve = spread(series, "backlog")
    if not np.isfinite(curve.mean).any():
        return nothing(ax, "no order was released to the floor")
    x = days(clock, curve.x)
    if curve.replications > 1:
        ax.fill_between(
            x, curve.low, curve.high, color=color(0), alpha=0.25, linewidth=0,
            label=f"{band_name(curve.replications)} of {curve.replications} replications",
        )  # fmt: skip
    ax.plot(x, curve.mean, color=color(0), label="mean" if curve.replications > 1 else "orders")
    ax.grid(axis="y")
    ax.set_ylim(0, max(1.0, ax.get_ylim()[1]))
    ax.set_ylabel("orders")
    time_axis(ax, clock)
    legend(ax)
    return ax


@styled()
def cycle_times(series: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Share of finished orders by their cycle time, by class; promises dashed.

    The axis ends where 99.5 % of the orders are in, or at the last promise if that is later.
    """
    ax = axes(ax)
    ax.set_title("Cycle time")
    names = [g for g in groups(series, "cycle_time_histogram") if g != "all"]
    if not names and "all" in groups(series, "cycle_time_histogram"):
        names = ["all"]
    if not names:
        return nothing(ax, "no order of the measurement window was finished")
    end = 0.0
    for k, name in enumerate(names[:MOST_CURVES]):
        curve = spread(series, "cycle_time_histogram", name)
        width = float(np.diff(curve.x).min()) if len(curve.x) > 1 else 1.0
        share = np.nan_to_num(curve.mean)
        inside = np.cumsum(share) <= 0.995 * max(float(share.sum()), 1e-12)
        end = max(end, float(curve.x[inside].max(initial=0.0)) + 2 * width)
        label, promise = shortened(name, LONGEST_CLASS), spread(series, "promise", name)
        due = promise.mean[promise.x == 1]
        if due.size and np.isfinite(due[0]):
            end = max(end, float(due[0]) + width)
            label = f"{label} (promise {plain(float(due[0]))} h)"
            ax.axvline(float(due[0]), color=color(k), linestyle=(0, (5, 2 + k)), linewidth=1.5)
        edges = np.append(curve.x, curve.x[-1] + width)
        ax.stairs(100 * share, edges, color=color(k), linewidth=1.6, label=label, zorder=3)
        ax.stairs(100 * share, edges, color=color(k), alpha=0.12, fill=True, zorder=1)
    if len(names) > MOST_CURVES:
        ax.plot([], [], " ", label=f"and {len(names) - MOST_CURVES} more classes")
    ax.set_xlim(0, end)
    step = next((h for h in (1, 2, 4, 6, 12, 24, 48, 72, 168, 336) if end / h <= 10), end / 8)
    ax.set_xticks(np.arange(0, end, step))
    ax.set_ylim(bottom=0)
    ax.set_xlabel("hours from order to finish (dashed: promised)")
    ax.set_ylabel("% of finished orders of the class")
    legend(ax)
    return ax


@styled()
def time_by_cause(series: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Mean hours of a finished order by cause, the largest on top, with the share of the total.

    The thin line on a bar goes from the lowest to the highest replication.
    """
    curves = {
        name: spread(series, "time_by_cause", name) for name in groups(series, "time_by_cause")
    }
    mean = {name: float(np.nan_to_num(curve.mean[0])) for name, curve in curves.items()}
    names = sorted((name for name in curves if mean[name] > 0), key=lambda name: -mean[name])
    ax = axes(ax, 1.3 + 0.34 * max(len(names), 4))
    ax.set_title("Where a finished order's time goes")
    if not names:
        return nothing(ax, "no order of the measurement window was finished")
    total = sum(mean.values())
    reach = max(float(curves[name].high[0]) for name in names)
    named = set()
    for k, name in enumerate(names):
        kind = next((kind for kind, causes in KINDS.items() if name in causes), "waiting")
        label = None if kind in named else kind
        named.add(kind)
        hue = color(list(KINDS).index(kind))
        ax.barh(k, mean[name], height=0.68, color=hue, label=label, zorder=2)
        end = max(float(curves[name].high[0]), mean[name])
        if curves[name].replications > 1:
            ax.plot([float(curves[name].low[0]), end], [k, k], color=INK, linewidth=1.2, zorder=3)
        ax.text(
            end + 0.012 * reach, k,
            f"{shown(mean[name], None, 'h').text} · {percent(mean[name] / total)}",
            va="center", color=INK,
        )  # fmt: skip
    ax.set_yticks(range(len(names)), [words(name) for name in names])
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(0, reach * 1.28)
    ax.grid(axis="x", color=FAINT)
    ax.set_xlabel(f"mean hours per finished order (total {total:,.1f} h)")
    legend(ax)
    return ax
