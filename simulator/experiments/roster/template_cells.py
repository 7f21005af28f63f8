"""What a cell of a table of shift templates says: hours, starts, weekdays, heads and a cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isfinite
from typing import Any

from simulator.reading.csv_files import decimal
from simulator.reading.mistakes import MisreadingError
from simulator.reading.quantities import positive_duration
from simulator.reading.times import clock_time, weekdays
from simulator.units import DAY, HOUR, shown

MOST_STARTS = 48
"""Of a template: every half an hour of a day."""
MOST_HEADS = 10_000
_COST = re.compile(r"([\d.,]+)\s*([A-Za-z]{3})?\s*(?:/\s*(h|hour|shift)|(an hour|a shift))?")
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")


def _number(text: str, mark: str) -> float:
    """A number with a decimal point or, where that is what its comma can be alone, a comma.

    Raises ValueError for what is not a number, MisreadingError for '1,650' between commas.
    """
    if mark == "," and _THOUSANDS.fullmatch(text):
        whole, part = text.split(",")
        wrong = f"{shown(text)} could be {whole}{part} or {whole}.{part}"
        raise MisreadingError(f"{wrong}; write the one that it is")
    return float(decimal(text))


def hours_of(mark: str) -> Callable[[str], int]:
    """Hours as a number, or a duration with its unit."""

    def read(text: str) -> int:
        try:
            number = _number(text, mark)
        except MisreadingError:
            raise
        except ValueError:
            return positive_duration(text)
        if not 0 < number <= 24:
            raise MisreadingError(f"{shown(text)} is not a number of hours; write one such as 8")
        return round(number * HOUR)

    return read


def duration_of(example: str) -> Callable[[str], int]:
    """A duration with its unit; the remedy gives the example."""

    def read(text: str) -> int:
        if re.fullmatch(r"[\d.,]+", text):
            raise MisreadingError(f"{shown(text)} has no unit; write one such as {example}")
        return positive_duration(text)

    return read


def starts_of(text: str, every: int) -> tuple[int, ...]:
    """'06:00', '06:00 14:00' or '06:00-10:00', by steps of `every`."""
    starts: set[int] = set()
    for part in re.split(r"[\s;|]+(?!-)", re.sub(r"\s*-\s*", "-", text)):
        first, _, last = part.partition("-")
        low, high = clock_time(first), clock_time(last or first)
        if high < low:
            high += DAY
        starts |= {start % DAY for start in range(low, high + 1, every)}
    if len(starts) > MOST_STARTS:
        wrong = f"are {len(starts):,} starts"
        raise MisreadingError(f"{shown(text)} {wrong}; write an every of 30 min or more")
    return tuple(sorted(starts))


def yes_or_no(text: str) -> bool:
    """True of yes or true, False of no or false."""
    words = {"yes": True, "true": True, "no": False, "false": False}
    if text.casefold() not in words:
        raise MisreadingError(f"{shown(text)} is neither yes nor no; write yes or no")
    return words[text.casefold()]


def weekdays_of(text: str) -> tuple[int, ...]:
    """Weekdays of 'mon-fri', with commas, semicolons or spaces between them; 0 is Monday."""
    return weekdays(re.sub(r"[;\s]+", ", ", text) if "," not in text else text)


def days_of(text: str) -> tuple[int, int]:
    """Fewest and most days a week of '5' or '2-4'."""
    match = re.fullmatch(r"(\d)\s*(?:-\s*(\d))?", text)
    low, high = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= low <= high <= 7:
        raise MisreadingError(f"{shown(text)} are not days of a week; write 5, or 2-4")
    return low, high


def heads(text: str) -> int:
    """Persons at most."""
    if not re.fullmatch(r"\d{1,6}", text) or not 0 < int(text) <= MOST_HEADS:
        raise MisreadingError(
            f"{shown(text)} is not a number of persons; write one such as 12, or leave it empty"
        )
    return int(text)


def cost_of(hours: float, currency: str, mark: str) -> Callable[[str], Any]:
    """What one shift costs, of '22.54 USD/h' or '180 USD a shift'."""
    remedy = f"write 22.54 {currency}/h, or 180 {currency} a shift"

    def read(text: str) -> float:
        match = _COST.fullmatch(text)
        if match is None:
            raise MisreadingError(f"{shown(text)} is not a cost; {remedy}")
        try:
            amount = _number(match[1], mark)
        except MisreadingError:
            raise
        except ValueError:
            raise MisreadingError(f"{shown(text)} is not a cost; {remedy}") from None
        per = match[3] or match[4]
        if per is None or not isfinite(amount):
            raise MisreadingError(f"{shown(text)} does not say per what; {remedy}")
        if match[2] and match[2].upper() != currency:
            raise MisreadingError(f"{shown(text)} is not in {currency}; {remedy}")
        return amount * (1 if "shift" in per else hours)

    return read
