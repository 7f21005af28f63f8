"""Every roster that is cheaper than one, where they can be counted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from simulator.experiments.roster.week import Line, Roster, persons_for

MOST_TRIED = 50_000
"""Rows of heads, and combinations of them, that are looked at, allowed or not."""
MOST = 400
"""Rosters that are simulated for the sake of being sure."""
Row = tuple[int, ...]


def cheaper_than(best: Roster) -> list[Roster] | None:
    """Allowed rosters of the same lines that cost less, the cheapest first; None for too many."""
    rows: list[list[Row]] = []
    for line in best.lines:
        allowed = _rows(line, best.cost)
        if allowed is None:
            return None
        rows.append(allowed)
    cheaper: list[Roster] = []
    for tried, roster in enumerate(_combined(best, rows)):
        if tried >= MOST_TRIED or len(cheaper) > MOST:
            return None
        if roster is not None and roster.is_allowed:
            cheaper.append(roster)
    return sorted(cheaper, key=lambda roster: (roster.cost, roster.heads))


def _rows(line: Line, budget: float) -> list[Row] | None:
    """Heads by weekday that persons of the line can work for less than a budget."""
    template = line.template
    if template.cost <= 0:
        return None
    most = int((budget - 1e-9) // template.cost)
    if template.at_most is not None:
        most = min(most, template.at_most * template.days[1])
    each = most if template.at_most is None else min(most, template.at_most)
    rows: list[Row] = []
    for tried, row in enumerate(_heads(template.weekdays, each, most)):
        if tried >= MOST_TRIED:
            return None
        persons = persons_for(template, row)
        if persons is not None and (template.at_most is None or persons <= template.at_most):
            rows.append(row)
    return rows


def _heads(weekdays: tuple[int, ...], each: int, most: int) -> Iterator[Row]:
    """Rows with up to `each` heads on these weekdays and up to `most` in all."""
    open_: list[Row] = [()]
    while open_:
        row = open_.pop()
        if len(row) == 7:
            yield row
            continue
        room = min(each, most - sum(row)) if len(row) in weekdays else 0
        open_ += [(*row, heads) for heads in range(room + 1)]


def _combined(best: Roster, rows: list[list[Row]]) -> Iterator[Roster | None]:
    """A row for each line, cheaper in all than the best; None for what leads to none."""
    open_: list[tuple[tuple[Row, ...], float]] = [((), best.cost - 1e-9)]
    while open_:
        chosen, left = open_.pop()
        if len(chosen) == len(rows):
            yield Roster(best.lines, chosen)
            continue
        yield None
        cost = best.lines[len(chosen)].template.cost
        fits = (row for row in rows[len(chosen)] if sum(row) * cost < left)
        open_ += [((*chosen, row), left - sum(row) * cost) for row in islice(fits, MOST_TRIED)]
