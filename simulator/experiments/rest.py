"""Shifts that leave people too little rest: remarks, since the rules of a house may be others."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.engine.section_crews import Shift
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR, MINUTE, clock_text, duration_text

BREAKS = ((9 * HOUR, 45 * MINUTE), (6 * HOUR, 30 * MINUTE))
"""Hours of work above which so much break is due (Arbeitszeitgesetz, section 4, Germany; the EU's
directive 2003/88/EC, article 4, asks for a break above 6 h and does not say how long)."""
REST = 11 * HOUR
"""Between two working days (directive 2003/88/EC, article 3)."""


def rest_and_breaks(scenario: Scenario) -> list[str]:
    """A sentence for each shift with fewer breaks or less rest than the rules, with what to write.

    Overtime counts at its longest. Who works in which shift is not known: rest is that between
    two days of one shift.
    """
    return [
        told
        for name, shift in scenario.shifts.items()
        if any(shift.heads.values())
        for told in (*_breaks(name, shift), *_rest(name, shift))
    ]


def _breaks(name: str, shift: Shift) -> Iterator[str]:
    there = _longest(shift)
    pause = sum(pause.for_ for pause in shift.breaks)
    for hours, due in BREAKS:
        if there - pause > hours and pause < due:
            there_are = f"{duration_text(pause)} of" if pause else "no"
            yield (
                f"Shift '{name}' lasts {_with_overtime(shift)} and has {there_are} breaks; above "
                f"{duration_text(hours)} of work {duration_text(due)} are the rule "
                f"(Germany; the EU asks for a break). Write shifts.{name}.breaks, such as "
                f"[{', '.join(_enough(shift, due - pause))}]."
            )
            return


def _enough(shift: Shift, missing: int) -> Iterator[str]:
    """The shift's breaks, the longest of them longer by what is missing; else one in its middle."""
    if not shift.breaks:
        begins, _ = shift.hours
        middle = (begins + _longest(shift) // 2 // HOUR * HOUR) % DAY
        yield f'{{at: "{clock_text(middle)}", for: {duration_text(missing)}}}'
    longest = max(shift.breaks, key=lambda each: each.for_, default=None)
    for each in shift.breaks:
        lasts = duration_text(each.for_ + (missing if each is longest else 0))
        waves = f", waves: {each.waves}" if each.waves > 1 else ""
        yield f'{{at: "{clock_text(each.at % DAY)}", for: {lasts}{waves}}}'


def _rest(name: str, shift: Shift) -> Iterator[str]:
    rest = DAY - _longest(shift)
    days = set(shift.days)
    if rest < REST and any((day + 1) % 7 in days for day in days):
        yield (
            f"Between two days of shift '{name}', which lasts {_with_overtime(shift)}, there are "
            f"{duration_text(max(rest, 0))}; 11 h of rest are the rule in the EU. Write fewer "
            f"hours, or two shifts."
        )


def _longest(shift: Shift) -> int:
    """From its beginning to its end with all overtime, breaks included."""
    begins, ends = shift.hours
    overtime = 0 if shift.overtime is None else shift.overtime.up_to
    return (ends - begins if ends > begins else ends - begins + DAY) + overtime


def _with_overtime(shift: Shift) -> str:
    words = " with overtime" if shift.overtime is not None else ""
    return f"{duration_text(_longest(shift))}{words}"
