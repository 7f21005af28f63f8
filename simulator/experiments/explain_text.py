"""An explanation for people in a terminal, and as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from textwrap import wrap
from typing import Any

from simulator.experiments.explain import Explanation
from simulator.experiments.explain_conclusion import conclusion
from simulator.experiments.explain_heads import Heads
from simulator.experiments.explain_load import GroupLoad
from simulator.experiments.explain_steps import WEEKDAYS, hour_text
from simulator.units import HOUR, MINUTE, SECOND, duration_text

WIDTH = 100
MOST_DAYS = 5
SHADES = ((0.0, "."), (0.5, "-"), (0.75, "+"), (0.9, "#"))
"""Marks of the map of load from so much work over capacity; `!` above all of it."""


def blocks(found: Explanation) -> list[str]:
    """What the command prints, a text a subject."""
    parts = (_head, _loads, _maps, _shifts, _heads, _outside, _assumed, _remarks)
    return ["\n".join(lines) for part in parts if (lines := part(found))]


def _head(found: Explanation) -> list[str]:
    size = found.size
    return [
        found.title,
        *wrap(conclusion(found), WIDTH),
        "",
        f"{found.orders_a_day:,.0f} orders a day in the window, of which {found.accepted:.1%} are "
        "paid and accepted",
        _sample(found),
        f"A replication simulates {size.orders:,.0f} orders in about {size.seconds_each:.1f} s; "
        f"{size.replications} on {size.workers} processes take about {_time(size.seconds)}, and "
        f"the run folder about {size.megabytes:.0f} MB.",
        "",
    ]


def _sample(found: Explanation) -> str:
    """Of which orders all that follows is said."""
    last = found.replications - 1
    numbers = f"replications 0 to {last}" if last else "replication 0"
    return (
        f"This is of the orders of {numbers} (seed {found.seed}), with the days' chance left out."
    )


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds * SECOND / MINUTE:.0f} min"


def _loads(found: Explanation) -> list[str]:
    short = found.hours < 168
    over = f"in the {found.hours:g} h of the window" if short else "a week"
    lines = [f"Work against what can be done (hours of work {over})"]
    width = max([len(one.name) for one in found.loads], default=3)
    lines.append(f"{'who':{width}} {'work':>8} {'can do':>8} {'load':>6} {'busy':>6}  for")
    for one in found.loads:
        work, capacity = one.work.sum(), one.capacity.sum()
        shares = f"{_share(one.load)} {_share(one.utilization)}"
        stations = ", ".join(one.stations)
        lines.append(f"{one.name:{width}} {work:8.1f} {capacity:8.1f} {shares}  {stations}")
    for one in found.loads:
        if not one.stable:
            lines.append(
                f"UNSTABLE: {one.name} cannot do the work of the window; "
                f"{one.left:.0f} h of work are left at its end."
            )
    lines += [f"Try --set {one.override} (now {one.now})." for one in found.advice]
    return [*lines, *_days(found), ""]


def _days(found: Explanation) -> list[str]:
    """Shifts with too much work, of those who have time enough over the whole window."""
    lines = []
    for one in (load for load in found.loads if load.stable):
        for day in one.days[:MOST_DAYS]:
            lines.append(
                f"{day.day:%a %Y-%m-%d}: {one.name} find {day.work:.0f} h of work and can do "
                f"{day.capacity:.0f} h; the rest waits for the next shift."
            )
        if len(one.days) > MOST_DAYS:
            lines.append(f"... and so in {len(one.days) - MOST_DAYS} more shifts of {one.name}.")
    return lines


def _maps(found: Explanation) -> list[str]:
    lines = [
        "Load by hour, when what comes in hours off shift is spread over the shift that finds it",
    ]
    for one in found.loads:
        if one.people:
            lines += [f"{one.name}: {', '.join(one.stations)}", *heat_map(one)]
            if one.most_waiting >= 0.5:
                lines.append(f"At most {one.most_waiting:.0f} h of work wait for them at a time.")
            lines.append("")
    outside = " or not in the window" if found.hours < 168 else ""
    marks = [f"(blank) nobody there{outside}", ". below 50 %", "- 50 to 75 %", "+ 75 to 90 %"]
    marks += ["# 90 to 100 %", "! more than can be done by the end of the shift"]
    return [*lines, ", ".join(marks), ""]


def heat_map(load: GroupLoad) -> list[str]:
    """A line a weekday, a mark an hour."""
    lines = ["     0     6     12    18"]
    for day, name in enumerate(WEEKDAYS):
        hours = range(24 * day, 24 * day + 24)
        marks = "".join(shade(load.work[hour], load.capacity[hour]) for hour in hours)
        lines.append(f"{name}  {marks}".rstrip())
    return lines


def shade(work: float, capacity: float) -> str:
    """The mark of an hour; blank without capacity."""
    if capacity <= 0:
        return " "
    ratio = float(work / capacity)
    if ratio > 1 + 1e-9:
        return "!"
    return next(mark for least, mark in reversed(SHADES) if ratio >= least)


def _shifts(found: Explanation) -> list[str]:
    """Heads needed beside heads scheduled, shift by shift."""
    rows = [
        (f"{load.name}, {one.shift}", one)
        for load in found.loads
        if load.people
        for one in load.shifts
    ]
    if not rows:
        return []
    width = max(len(name) for name, _ in rows)
    lines = [
        "Heads by shift, so that nothing is left when it ends",
        f"{'who':{width}} {'scheduled':>9} {'needed':>7} {'at most':>8}  in",
    ]
    for name, one in rows:
        heads = f"{one.there:9.1f} {one.needed:7.1f} {one.most:8.1f}"
        lines.append(f"{name:{width}} {heads}  {hour_text(one.hour)}")
    return [*lines, ""]


def _heads(found: Explanation) -> list[str]:
    if not found.heads:
        return []
    goal = duration_text(round(found.heads[0].goal_hours * HOUR))
    width = max(len(one.name) for one in found.heads)
    lines = [
        f"Heads while somebody is scheduled, for a mean wait of at most {goal} once there is no "
        "backlog (an estimate, by a formula for queues)",
        f"{'who':{width}} {'scheduled':>9} {'load':>6} {'to carry it':>11} {'for the wait':>12}",
    ]
    return [*lines, *(_heads_line(one, width) for one in found.heads), ""]


def _heads_line(one: Heads, width: int) -> str:
    return f"{one.name:{width}} {one.scheduled:9.1f} {one.erlang:6.2f} {one.carry:11} {one.wait:12}"


def _outside(found: Explanation) -> list[str]:
    lines = []
    for one in found.pick_ups:
        limit = "any number" if one.capacity is None else f"{one.capacity:,.0f}"
        lines.append(
            f"{one.carrier}: {one.parcels:,.0f} parcels for {one.visits} pick-ups that take "
            f"{limit}; the fullest about {one.fullest:,.0f}"
            + (f"; {one.left:,.0f} LEFT at the end" if one.left > one.fullest else "")
        )
    stock = found.cover
    if stock is not None:
        lines.append(
            f"Stock: the reorder points cover {stock.cover_days:.1f} d of demand, the lead time is "
            f"{stock.lead_days:.1f} d; about {stock.service:.1%} of reorder cycles see no "
            f"shortage; {stock.short} of {stock.skus} SKUs reorder below their lead-time demand."
        )
    return [*lines, ""] if lines else []


def _assumed(found: Explanation) -> list[str]:
    """Defaults that carry weight, and that nothing varies where that is so."""
    lines = [f"{one.text} ({one.path})" for one in found.assumed]
    if found.nothing_varies:
        lines.append(found.nothing_varies)
    return ["What the figures rest on", *_listed(lines), ""] if lines else []


def _remarks(found: Explanation) -> list[str]:
    if not found.remarks:
        return ["Nothing looks wrong or missing."]
    return ["Inputs to look at", *_listed(found.remarks)]


def _listed(sentences: Sequence[str]) -> list[str]:
    """As a list, wrapped."""
    return [
        line
        for sentence in sentences
        for line in wrap(sentence, WIDTH, initial_indent="- ", subsequent_indent="  ")
    ]


def _share(value: float) -> str:
    """A percentage in six columns; a dash where nobody is there to be busy."""
    return f"{value:6.0%}" if isfinite(value) else f"{'–':>6}"


def as_json(found: Explanation) -> dict[str, Any]:
    """As plain values; durations in hours, money nowhere."""
    plain: dict[str, Any] = {"conclusion": conclusion(found), **_plain(asdict(found))}
    for group, load in zip(plain["loads"], found.loads, strict=True):
        group["people"] = load.people
        group["stable"] = load.stable
        group["unstable_hours"] = [hour_text(hour) for hour in load.unstable_hours]
    for change, advised in zip(plain["advice"], found.advice, strict=True):
        change["set"] = advised.override
    plain["size"]["seconds"] = found.size.seconds
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
