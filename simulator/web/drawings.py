"""What the page draws, as numbers with a sentence each: load against heads, queues, causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.experiments.explain.explain import Load
from simulator.experiments.explain.load import GroupLoad
from simulator.experiments.explain.steps import WEEKDAYS
from simulator.experiments.running.replication import Replication
from simulator.reporting.labels import words
from simulator.reporting.numbers import percent, shown
from simulator.scenario.scenario import Scenario
from simulator.stages import CAUSES
from simulator.units import HOUR

Floats = npt.NDArray[np.float64]
MOST_POINTS = 240
"""Of a curve: more are not seen at the width of a page."""
TIME = "Where an order's time goes until it leaves"
MOST_QUEUES = 6
_ON_THE_ROAD = ("transit", "delivery")
"""Causes that begin when the parcel has left."""


@dataclass(frozen=True)
class Curves:
    """Lines over one axis: their names, a value each step (missing: None), and what is seen.

    `ticks` are (place from 0 to 1, text); `text` is a sentence; `marks` are further lines by name,
    against which those of `lines` are to be read.
    """

    title: str
    text: str
    unit: str
    lines: Mapping[str, Sequence[float | None]]
    ticks: tuple[tuple[float, str], ...]
    marks: Mapping[str, Sequence[float | None]]


@dataclass(frozen=True)
class Bars:
    """Shares of a whole: (name, value, text)."""

    title: str
    text: str
    rows: tuple[tuple[str, float, str], ...]


def heads(load: Load) -> tuple[Curves, ...]:
    """Heads needed and scheduled by hour of the week, of each group of crews."""
    return tuple(_heads(group) for group in load.loads if group.people)


def _heads(group: GroupLoad) -> Curves:
    hour = int(np.argmax(group.needed))
    most, there = float(group.needed[hour]), float(group.heads[hour])
    when = f"{WEEKDAYS[hour // 24]} {hour % 24:02d}:00"
    text = (
        f"{100 * group.load:.0f} % of what they can do in the window. Most are needed on {when}: "
        f"{most:.1f} of {there:.1f} heads."
        if most
        else "There is nothing for them to do."
    )
    return Curves(
        title=group.name,
        text=text,
        unit="heads",
        lines={"needed": _rounded(group.needed)},
        ticks=tuple((day / 7, name[:3]) for day, name in enumerate(WEEKDAYS)),
        marks={"scheduled": _rounded(group.heads)},
    )


def queues(scenario: Scenario, done: Sequence[Replication]) -> tuple[Curves, ...]:
    """Orders that wait at each station through the window, the longest queue first.

    Stations at which on average never one waits are left out.
    """
    drawn = [_queue(scenario, name, x, y) for name, (x, y) in _curves(done, "queue_length").items()]
    peaks = {each.title: max(filter(None, each.lines["orders"]), default=0.0) for each in drawn}
    longest = sorted(drawn, key=lambda each: -peaks[each.title])
    return tuple(each for each in longest[:MOST_QUEUES] if peaks[each.title] >= 1)


def _queue(scenario: Scenario, name: str, x: Floats, y: Floats) -> Curves:
    clock = scenario.clock
    start, end = (moment / HOUR for moment in clock.window)
    inside = (x >= start) & (x < end)
    x, y = x[inside], y[inside]
    at = int(np.argmax(y)) if len(y) else 0
    most = float(y[at]) if len(y) else 0.0
    when = clock.start + timedelta(hours=float(x[at])) if len(x) else clock.start
    mean = shown(float(y.mean()) if len(y) else 0.0, None, "orders").text
    text = f"{mean} on average; most, {most:,.0f}, on {when:%A} {when.day} {when:%B, %H:%M}."
    days = np.arange(np.ceil(start / 24), end / 24 + 1e-9)
    every = max(1, -(-len(days) // 7))
    ticks = tuple(
        (
            float((24 * day - start) / (end - start)),
            f"{clock.start + timedelta(days=float(day)):%a}",
        )
        for day in days[::every]
        if 24 * day < end
    )
    step = max(1, -(-len(y) // MOST_POINTS))
    tops = np.maximum.reduceat(y, np.arange(0, len(y), step)) if len(y) else y
    title = words(name.partition(".")[0]) + (f" '{name.partition('.')[2]}'" if "." in name else "")
    return Curves(title, text, "orders", {"orders": _rounded(tops)}, ticks, {})


def causes(done: Sequence[Replication]) -> Bars:
    """Where a finished order's time goes until it leaves, by cause, the longest first."""
    every = _curves(done, "time_by_cause").items()
    mean = {name: float(y[0]) for name, (_, y) in every if len(y) and name not in _ON_THE_ROAD}
    total = sum(mean.values())
    ranked = sorted((name for name in mean if mean[name] > 0), key=lambda name: -mean[name])
    rows = tuple(
        (
            words(name),
            mean[name] / total,
            f"{shown(mean[name], None, 'h').text} · {percent(mean[name] / total)}",
        )
        for name in ranked
    )
    if not rows:
        return Bars(TIME, "No order was finished.", ())
    text = (
        f"{shown(total, None, 'h').text} from the order to its hand-over; most of it is "
        f"{rows[0][0]}: {CAUSES[ranked[0]].meaning}."
    )
    return Bars(TIME, text, rows)


def _curves(done: Sequence[Replication], name: str) -> dict[str, tuple[Floats, Floats]]:
    """The mean over replications of each group of a series; all have the same places."""
    by_station: dict[str, list[tuple[Floats, Floats]]] = {}
    for each in done:
        series: Any = each.measurement.series
        rows = series["series"] == name
        groups = series["group"][rows]
        for group in dict.fromkeys(groups):
            its = groups == group
            pair = (series["x"][rows][its], series["value"][rows][its])
            by_station.setdefault(str(group), []).append(pair)
    return {
        group: (pairs[0][0], np.nan_to_num(np.mean([y for _, y in pairs], axis=0)))
        for group, pairs in by_station.items()
    }


def _rounded(values: Floats) -> list[float | None]:
    return [None if value != value else round(float(value), 2) for value in values]
