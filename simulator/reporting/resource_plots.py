"""Figures of what serves the orders: crews, stock and carriers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.reporting.curves import Spread, groups, in_window, spread, table
from simulator.reporting.dates import RunClock, days, time_axis, week_axis
from simulator.reporting.style import (
    ALARM,
    INK,
    LONGEST_LANE,
    MOST_LANES,
    MUTED,
    WIDTH,
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

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@styled()
def utilization(series: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Busy heads (filled) under scheduled heads (line) by crew and hour of the week."""
    names = groups(series, "heads_by_hour_of_week", MOST_LANES)
    ax = axes(ax, lanes_height(len(names)))
    ax.set_title("Heads scheduled and busy by hour of the week")
    heads = [spread(series, "heads_by_hour_of_week", name) for name in names]
    names = [name for name, c in zip(names, heads, strict=True) if np.nanmax(c.mean) > 0]
    heads = heads[: len(names)]  # the largest come first, so those without heads come last
    if not names:
        return nothing(ax, "no crew is scheduled")
    busy = [
        c.mean * _at(spread(series, "utilization_by_hour_of_week", name), c.x)
        for name, c in zip(names, heads, strict=True)
    ]
    titles = [
        f"{shortened(name.replace('_', ' '), LONGEST_LANE)}: busy "
        f"{100 * np.nansum(b) / np.nansum(c.mean):.0f} % of scheduled hours"
        for name, c, b in zip(names, heads, busy, strict=True)
    ]
    tops = [float(np.nanmax(np.concatenate([c.mean, b]))) for c, b in zip(heads, busy, strict=True)]
    for k, (lane, curve, b) in enumerate(zip(lanes(ax, titles, tops), heads, busy, strict=True)):
        x = np.append(curve.x, curve.x[-1] + 1)
        first = k == 0
        ax.fill_between(
            x, lane.base, lane.at(step_edges(np.nan_to_num(b))), step="post", color=color(0),
            alpha=0.65, linewidth=0, label="busy" if first else None, zorder=2,
        )  # fmt: skip
        ax.step(
            x, lane.at(step_edges(np.nan_to_num(curve.mean))), where="post", color=INK,
            linewidth=1.1, label="scheduled" if first else None, zorder=3,
        )  # fmt: skip
    week_axis(ax)
    ax.set_ylabel("heads")
    legend(ax)
    return ax


def _at(curve: Spread, x: Numbers) -> Numbers:
    """The mean at each x; missing where the curve has no point."""
    by_x = dict(zip(curve.x.tolist(), curve.mean.tolist(), strict=True))
    return np.array([by_x.get(at, np.nan) for at in x.tolist()], dtype=np.float64)


@styled()
def stock_levels(
    series: pd.DataFrame, clock: RunClock | None = None, ax: Axes | None = None
) -> Axes:
    """Units on hand by SKU over time: the first replication, and the band over all of them.

    A mean over replications would smooth the saw teeth of the reorders away.
    """
    names = groups(series, "stock_level", MOST_LANES)
    ax = axes(ax, lanes_height(len(names)))
    ax.set_title("Stock on hand by SKU, in units")
    if not names:
        return nothing(ax, "no stock is kept")
    curves = [spread(series, "stock_level", name) for name in names]
    gone = [name for name, c in zip(names, curves, strict=True) if not np.nanmax(c.high) > 0]
    names, curves = names[: len(names) - len(gone)], curves[: len(curves) - len(gone)]
    if not names:
        return nothing(ax, "no stock is ever on hand")
    titles = [
        f"{shortened(name, LONGEST_LANE)}: mean {plain(in_window(c, clock).mean)}, "
        f"{'band down to' if c.replications > 1 else 'lowest'} {plain(in_window(c, clock).low)}"
        for name, c in zip(names, curves, strict=True)
    ]
    tops = [float(np.nanmax(c.high)) for c in curves]
    for k, (lane, c) in enumerate(zip(lanes(ax, titles, tops), curves, strict=True)):
        x, first = days(clock, c.x), k == 0
        if c.replications > 1:
            ax.fill_between(
                x, lane.at(c.low), lane.at(c.high), color=color(k), alpha=0.2, linewidth=0, zorder=2
            )
        ax.plot(x, lane.at(c.first), color=color(k), linewidth=1.2, zorder=3)
        if first and c.replications > 1:
            ax.fill_between([], [], color=MUTED, alpha=0.2, label=band_name(c.replications))
            ax.plot([], [], color=MUTED, linewidth=1.2, label="one replication")
    left_out(ax, gone)
    time_axis(ax, clock)
    ax.set_ylabel("units on hand")
    legend(ax)
    return ax


@styled()
def hand_overs(series: pd.DataFrame, clock: RunClock | None = None, ax: Axes | None = None) -> Axes:
    """Parcels loaded and left behind, and the capacity, at each pick-up of each carrier (means)."""
    names = groups(series, "pick_up_waiting", MOST_LANES)
    names += [n for n in groups(series, "pick_up_loaded", MOST_LANES) if n not in names]
    idle = [name for name in names if not _is_used(series, name)]
    names = [name for name in names if name not in idle][:MOST_LANES]
    ax = axes(ax, lanes_height(len(names)))
    ax.set_title("Hand-overs against pick-up capacity")
    if not names:
        return nothing(ax, "no carrier picked up")
    kinds = ("waiting", "loaded", "capacity")
    curves = [[spread(series, f"pick_up_{what}", name, 10**9) for what in kinds] for name in names]
    tops = [float(np.nanmax(np.concatenate([c.mean for c in curve]))) for curve in curves]
    made = lanes(ax, [_pick_up_title(series, name, clock) for name in names], tops)
    some_left = any((waiting.mean > loaded.mean).any() for waiting, loaded, _ in curves)
    for k, (lane, curve) in enumerate(zip(made, curves, strict=True)):
        for c, name in zip(curve, ("left behind", "loaded", "capacity"), strict=True):
            label = name if k == 0 and (some_left or name != "left behind") else None
            _pick_ups(ax, days(clock, c.x), lane.at(c.mean), lane.base, name, label)
    time_axis(ax, clock)
    ax.set_ylabel("parcels per pick-up")
    if not any(np.isfinite(curves[0][2].mean)) and any(
        np.isfinite(c[2].mean).any() for c in curves
    ):
        ax.plot([], [], color=ALARM, linewidth=1.8, label="capacity")
    left_out(ax, idle)
    legend(ax)
    return ax


def _is_used(series: pd.DataFrame, carrier: str) -> bool:
    """Whether a parcel ever waits for a carrier or leaves with it."""
    parcels = series["series"].isin(["pick_up_waiting", "pick_up_loaded"])
    return bool((series.loc[parcels & (series["group"] == carrier), "value"] > 0).any())


def _pick_up_title(series: pd.DataFrame, carrier: str, clock: RunClock | None) -> str:
    """How often the carrier leaves full in the measurement window, over all replications."""
    loaded = table(series, "pick_up_loaded", carrier)
    capacity = table(series, "pick_up_capacity", carrier).reindex_like(loaded)
    if not capacity.notna().to_numpy().any():
        return f"{shortened(carrier, LONGEST_LANE)}: no limit"
    if clock is not None:
        start, end, _ = clock.hours
        inside = (loaded.index >= start) & (loaded.index < end)
        loaded, capacity = loaded[inside], capacity[inside]
    limited = int(capacity.notna().to_numpy().sum())
    full = int((loaded >= capacity).to_numpy().sum())
    name = shortened(carrier, LONGEST_LANE)
    return f"{name}: {100 * full / limited:.0f} % of pick-ups full" if limited else name


def _pick_ups(
    ax: Axes, x: Numbers, top: Numbers, base: float, name: str, label: str | None
) -> None:
    """All bars as one line that jumps, which keeps the file small; the capacity as a step line."""
    if not np.isfinite(top).any():
        return
    if name == "capacity":
        ax.step(x, top, where="mid", color=ALARM, linewidth=1.4, label=label, zorder=4)
        return
    gap = float(np.diff(x).min()) if len(x) > 1 else 1.0
    points = 72 * 0.72 * WIDTH * gap / max(float(x[-1] - x[0]) + gap, 1e-9)
    corners = [np.full(len(x), base), top, np.full(len(x), np.nan)]
    ax.plot(
        np.column_stack([x, x, corners[2]]).ravel(), np.column_stack(corners).ravel(),
        color=color(1) if name == "left behind" else color(0), label=label,
        linewidth=float(np.clip(0.8 * points, 1.4, 9.0)), solid_capstyle="butt",
        zorder=2 if name == "left behind" else 3,
    )  # fmt: skip
