"""Days as they are written in a range: a date, FROM..TO, one every so often, or a list."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from simulator.experiments.ranges import ends_of, is_range, members
from simulator.mistakes import InputError
from simulator.reading.quantities import duration
from simulator.units import DAY

MOST_DAYS = 1000
"""Stretches of days in one range, so that a list of events stays one that can be read."""
Stretch = tuple[date, date]
"""First and last day."""


def read_days(written: str, where: str, before: str, example: str) -> list[Stretch]:
    """Every stretch of '2026-03-12', '2026-03-12..2026-03-15', '2026-03-02..2026-03-30/7 d' or a
    list of them, in order.

    `where` begins an error, `before` is what stands in front of the days where they are written,
    and `example` is a day to suggest. Raises InputError.
    """
    stretches: list[Stretch] = []
    for part in members(written):
        if not part:
            left = ",".join(member for member in members(written) if member) or example
            raise InputError(f"{where}: a date is missing at a comma; write {before}{left}")
        stretches += _stretches(part, where, before, example)
    stretches.sort()
    for (begin, last), (first, _) in pairwise(stretches):
        if first <= last:
            once = f"{begin}" if begin == last else f"{begin}..{last}"
            raise InputError(f"{where}: {first} is there twice; write {before}{once}")
    return stretches


def _stretches(part: str, where: str, before: str, example: str) -> list[Stretch]:
    if not is_range(part):
        day = _day(part, where, before, example)
        return [(day, day)]
    low, high, step = ends_of(part)
    first, last = _day(low, where, before, example), _day(high, where, before, example)
    if last < first:
        raise InputError(f"{where}: begins with the later day; write {before}{last}..{first}")
    if not step:
        return [(first, last)]
    days = _days_of(step, where, f"{before}{first}..{last}")
    count = (last - first).days // days + 1
    if count > MOST_DAYS:
        right = f"{before}{first}..{last}"
        raise InputError(f"{where}: has more than {MOST_DAYS:,} days; write {right}")
    stretches = [first + k * timedelta(days=days) for k in range(count)]
    return [(day, day) for day in stretches]


def _days_of(step: str, where: str, ends: str) -> int:
    """Whole days of '7 d' or '1 w'."""
    try:
        length = duration(step)
    except ValueError:
        length = 0
    if length < DAY or length % DAY:
        raise InputError(f"{where}: its step {step!r} is not of whole days; write {ends}/1 d")
    return length // DAY


def _day(text: str, where: str, before: str, example: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{where}: {text!r} is not a date; write {before}{example}") from None
