"""A roster of a week: heads by template, start and weekday, its persons, cost and shifts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.experiments.roster.templates import QUARTER, Template
from simulator.reading.times import WEEKDAYS
from simulator.scenario import Scenario
from simulator.units import DAY, clock_text, duration_text

Floats = npt.NDArray[np.float64]
QUARTERS = 7 * DAY // QUARTER
"""Of a week, from Monday 0 h."""


@dataclass(frozen=True)
class Line:
    """A template at one of its starts."""

    template: Template
    start: int

    @property
    def shift(self) -> str:
        """The name of its shift: 'pickers_full_0600'."""
        clock = clock_text(self.start).replace(":", "")[:4]
        return f"{self.template.crew}_{self.template.name}_{clock}"

    @property
    def hours(self) -> str:
        """From and to: '06:00-14:00'."""
        return f"{clock_text(self.start)}-{clock_text((self.start + self.template.length) % DAY)}"

    @cached_property
    def presence(self) -> Floats:
        """(7, quarters of a week) Share of each quarter at work, of the shift of each weekday."""
        template, start = self.template, self.start
        edges = np.arange(2 * DAY // QUARTER + 1) * QUARTER
        at_work = _within(edges, start, start + template.length)
        begin = start + template.pause_after
        at_work -= _within(edges, begin, begin + template.pause)
        week = np.zeros((7, QUARTERS))
        day = DAY // QUARTER
        index = np.arange(len(at_work))
        for weekday in range(7):
            np.add.at(week[weekday], (index + weekday * day) % QUARTERS, at_work)
        return week


def _within(edges: npt.NDArray[np.int64], begin: int, end: int) -> Floats:
    """The share of each quarter that lies between two moments."""
    inside = np.clip(np.minimum(edges[1:], end) - np.maximum(edges[:-1], begin), 0, None)
    share: Floats = inside / QUARTER
    return share


def lines_of(templates: Sequence[Template]) -> tuple[Line, ...]:
    """Every template at each of its starts."""
    return tuple(Line(template, start) for template in templates for start in template.starts)


def persons_for(template: Template, heads: Sequence[int]) -> int | None:
    """The fewest persons who can work these heads by weekday; None where no number can.

    Each works from the fewest to the most days of the template: so many persons share the shifts
    of a week evenly, and no day asks for more than there are.
    """
    least, most = template.days
    total = sum(heads)
    persons = max(max(heads), -(-total // most))
    return persons if least * persons <= total else None


@dataclass(frozen=True)
class Roster:
    """Heads of each line by weekday, Monday first; the same every week."""

    lines: tuple[Line, ...]
    heads: tuple[tuple[int, ...], ...]

    @cached_property
    def persons(self) -> tuple[int | None, ...]:
        """Of each line."""
        return tuple(
            persons_for(line.template, row)
            for line, row in zip(self.lines, self.heads, strict=True)
        )

    @property
    def is_allowed(self) -> bool:
        """Whether its persons keep to their templates."""
        total: dict[Template, int] = {}
        for line, row, persons in zip(self.lines, self.heads, self.persons, strict=True):
            days = set(line.template.weekdays)
            if persons is None or any(h and d not in days for d, h in enumerate(row)):
                return False
            total[line.template] = total.get(line.template, 0) + persons
        return all(each.at_most is None or total[each] <= each.at_most for each in total)

    @property
    def cost(self) -> float:
        """Of a week, if everybody comes."""
        rows = zip(self.lines, self.heads, strict=True)
        return sum(line.template.cost * sum(row) for line, row in rows)

    @property
    def hours(self) -> float:
        """Paid, of a week."""
        rows = zip(self.lines, self.heads, strict=True)
        return sum(line.template.paid_hours * sum(row) for line, row in rows)

    def scheduled(self, crew: str) -> Floats:
        """(quarters of a week,) Heads of a crew at work, if everybody comes."""
        week = np.zeros(QUARTERS)
        for line, row in zip(self.lines, self.heads, strict=True):
            if line.template.crew == crew and any(row):
                week += np.asarray(row, dtype=np.float64) @ line.presence
        return week

    def with_(self, line: int, weekday: int, more: int) -> Roster:
        """The same with more heads of a line on a weekday."""
        rows = [list(row) for row in self.heads]
        rows[line][weekday] += more
        return Roster(self.lines, tuple(tuple(row) for row in rows))


@dataclass(frozen=True)
class Person:
    """Who works on which weekdays."""

    name: str
    line: Line
    weekdays: tuple[int, ...]


def people(roster: Roster) -> Iterator[Person]:
    """Every person of a roster: its shifts go round, so that all have as many, or one less."""
    numbers: dict[Template, int] = {}
    for line, row, persons in zip(roster.lines, roster.heads, roster.persons, strict=True):
        if not persons:
            continue
        days: list[list[int]] = [[] for _ in range(persons)]
        turn = 0
        for weekday, heads in enumerate(row):
            for k in range(heads):
                days[(turn + k) % persons].append(weekday)
            turn += heads
        for mine in days:
            number = numbers[line.template] = numbers.get(line.template, 0) + 1
            name = f"{line.template.crew} {line.template.name} {number}"
            yield Person(name, line, tuple(mine))


def shifts_of(
    roster: Roster, scenario: Scenario, written: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """The section `shifts` of a scenario with the roster in place of its crews' shifts.

    `written` is that section as it was, of which what is of other crews stays.
    """
    crews = {line.template.crew for line in roster.lines}
    kept = {
        name: left
        for name, shift in written.items()
        if (left := _without(shift, crews)) is not None
    }
    for line, row in zip(roster.lines, roster.heads, strict=True):
        if any(row):
            kept[line.shift] = _shift(line, row, scenario)
    at_work = {crew for shift in kept.values() for crew in shift["heads"]}
    for line in roster.lines:
        if line.template.crew not in at_work:  # a crew of a scenario is in a shift, if with nobody
            at_work.add(line.template.crew)
            heads = {line.template.crew: 0}
            kept[line.shift] = {"days": "daily", "hours": line.hours, "heads": heads}
    return kept


def _without(shift: Mapping[str, Any], crews: set[str]) -> dict[str, Any] | None:
    """A shift without some crews; None where nobody is left."""
    left = {name: heads for name, heads in shift["heads"].items() if name not in crews}
    if len(left) == len(shift["heads"]):
        return dict(shift)
    others = [
        {**other, "heads": heads}
        for other in shift.get("heads_on", ())
        if (heads := {n: h for n, h in other["heads"].items() if n not in crews})
    ]
    if not left:
        return None
    shift_left = {key: value for key, value in shift.items() if key != "heads_on"} | {"heads": left}
    return shift_left | ({"heads_on": others} if others else {})


def _shift(line: Line, row: Sequence[int], scenario: Scenario) -> dict[str, Any]:
    template, most = line.template, max(row)
    crew = template.crew
    today = [shift for shift in scenario.shifts.values() if crew in shift.heads]
    section: dict[str, Any] = {
        "days": ", ".join(WEEKDAYS[day] for day in range(7) if row[day]),
        "hours": line.hours,
        "heads": {crew: most},
    }
    by_heads: dict[int, list[str]] = {}
    for day, heads in enumerate(row):
        if 0 < heads < most:
            by_heads.setdefault(heads, []).append(WEEKDAYS[day])
    if by_heads:
        section["heads_on"] = [
            {"days": ", ".join(days), "heads": {crew: heads}} for heads, days in by_heads.items()
        ]
    if template.pause:
        begins = clock_text((line.start + template.pause_after) % DAY)
        section["breaks"] = [{"at": begins, "for": duration_text(template.pause)}]
        section["paid_breaks"] = template.paid
    ends = {shift.end_of_shift for shift in today}
    if len(ends) == 1 and ends != {"finish"}:
        section["end_of_shift"] = next(iter(ends))
    if any(shift.on_holidays for shift in today):
        section["on_holidays"] = True
    return section
