"""An explanation for people, in a paragraph and for a terminal, and as plain values."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from textwrap import fill
from typing import TYPE_CHECKING, Any

from simulator.experiments.explain.load import GroupLoad
from simulator.experiments.explain.steps import WEEKDAYS, hour_text
from simulator.reporting.brief import html
from simulator.reporting.conclusions import conclude
from simulator.reporting.moments import day_text
from simulator.reporting.numbers import listed, percent
from simulator.reporting.tables import Table
from simulator.reporting.templating import Filters, rendered
from simulator.units import HOUR, MINUTE, SECOND, duration_text

if TYPE_CHECKING:
    from simulator.experiments.explain.explain import Explanation, Load

WIDTH = 100
MOST_DAYS = 5
SHADES = ((0.0, "."), (0.5, "-"), (0.75, "+"), (0.9, "#"))
"""Marks of the map of load from so much work over capacity; `!` above all of it."""


def text(explanation: Explanation, asked: str = "") -> str:
    """What the command prints, by `templates/explain.txt.j2`.

    `asked` is the scenario as it was written behind the command, with its options.
    """
    people = [load for load in explanation.loads if load.people]
    days = [text for text in (explanation.working_day, explanation.nothing_varies) if text]
    context = {
        "found": explanation,
        "conclusion": conclusion(explanation),
        "target": explanation.for_target.sentence(asked or explanation.name)
        if explanation.for_target
        else "",
        "people": people,
        "shifts": [
            (f"{load.name}, {shift.shift}", shift) for load in people for shift in load.shifts
        ],
        "rests_on": [*(f"{each.text} ({each.path})" for each in explanation.assumed), *days],
        "most_days": MOST_DAYS,
    }
    filters: Filters = {
        "wrap": lambda sentence, first="", then="": fill(
            sentence, WIDTH, initial_indent=first, subsequent_indent=then
        ),
        "time": _time,
        "percent": percent,
        "share": _share,
        "heat_map": heat_map,
        "hour": hour_text,
        "hours": lambda hours: duration_text(round(hours * HOUR)),
    }
    return rendered("explain.txt.j2", context, filters=filters).rstrip("\n")


def conclusion(explanation: Explanation | Load) -> str:
    """What to change, or what is fullest; then what to check of what is assumed."""
    people = [load for load in explanation.loads if load.people]
    pick_ups = getattr(explanation, "pick_ups", ())
    short = [(each.parcels - each.capacity, each) for each in pick_ups
             if each.capacity is not None and each.visits
             and each.parcels > each.capacity]  # fmt: skip
    days = [(day, load) for load in people for day in load.days]
    unstable = [load for load in explanation.loads if not load.stable]
    busy = [load for load in people if load.load > 0]
    worst = max(unstable, key=lambda load: load.load, default=None)
    return conclude(
        "explain",
        filters={"who": who, "day": day_text},
        carrier=max(short, key=lambda pair: pair[0])[1] if short else None,
        carriers=short,
        stranded=[each for each in pick_ups if each.stranded],
        advice=explanation.advice,
        worst=worst,
        can_do=100 / worst.load if worst is not None else None,  # 0 where nobody is there
        nobody=[load for load in people if not load.stable],
        days=len(days),
        worst_day=max(days, key=lambda each: each[0].work - each[0].capacity, default=None),
        fullest=max(busy, key=lambda load: load.load, default=None),
        assumed=explanation.assumed[0] if explanation.assumed else None,
        constant=bool(explanation.nothing_varies),
    )


def as_html(explanation: Explanation) -> str:
    """What a notebook shows: the conclusion, the work against the people, what it rests on."""
    rows = tuple(
        (load.name, f"{load.work.sum():.1f}", f"{load.capacity.sum():.1f}",
         _share(load.load).strip(), ", ".join(load.stations))
        for load in explanation.loads
    )  # fmt: skip
    head = ("Who", "Work (h)", "Can do (h)", "Load", "For")
    figures = ", ".join(f"plot.{name}()" for name in explanation.plot.names)
    more = f"{figures}; loads, heads, advice, assumed, pick_ups, remarks"
    table = Table("Work against what can be done", head, rows)
    return html(explanation.title, conclusion(explanation), [table], explanation.premises, more)


def who(load: GroupLoad) -> str:
    """Crews as a user named them: "'pickers' and 'packers'"; places in words."""
    return listed([f"'{crew}'" for crew in load.crews]) if load.crews else load.name


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds * SECOND / MINUTE:.0f} min"


def heat_map(load: GroupLoad) -> list[str]:
    """A line per weekday, a mark per hour."""
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


def _share(value: float) -> str:
    """A percentage in six columns; a dash where nobody is there to be busy."""
    return f"{100 * value:4.0f} %" if isfinite(value) else f"{'–':>6}"


def as_json(explanation: Explanation) -> dict[str, Any]:
    """As plain values; durations in hours, money nowhere."""
    plain: dict[str, Any] = {"conclusion": conclusion(explanation), **_plain(asdict(explanation))}
    for group, load in zip(plain["loads"], explanation.loads, strict=True):
        group["people"] = load.people
        group["stable"] = load.stable
        group["unstable_hours"] = [hour_text(hour) for hour in load.unstable_hours]
    for change, advised in zip(plain["advice"], explanation.advice, strict=True):
        change["set"] = advised.override
    plain["size"]["seconds"] = explanation.size.seconds
    del plain["yaml"], plain["manifest"]
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
