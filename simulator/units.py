"""Conversions between what people write and whole milliseconds; the only place that converts."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta

MILLISECOND = 1
SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

NEVER = -(2**63)
"""The moment of something that has not happened (int64's minimum); sorts before every real one."""

LONGEST = 1000 * 366 * DAY
"""No duration is longer (a thousand years), so that sums stay far inside an int64."""

_WORDS = {
    MILLISECOND: ("ms", "millisecond", "milliseconds"),
    SECOND: ("s", "sec", "second", "seconds"),
    MINUTE: ("min", "mins", "minute", "minutes"),
    HOUR: ("h", "hr", "hour", "hours"),
    DAY: ("d", "day", "days"),
    WEEK: ("w", "wk", "week", "weeks"),
}
TIME_UNITS: dict[str, int] = {word: size for size, words in _WORDS.items() for word in words}
"""Milliseconds by every word for a unit of time."""

LENGTH_UNITS: dict[str, float] = {"m": 1000, "mm": 1, "cm": 10}
"""Millimeters by unit."""
SPEED_UNITS: dict[str, float] = {"m/s": 1000, "km/h": 1000 / 3.6}
"""Millimeters a second by unit."""
WEIGHT_UNITS: dict[str, float] = {"g": 1, "kg": 1000, "t": 1_000_000}
"""Grams by unit."""
VOLUME_UNITS: dict[str, float] = {"l": 1000, "ml": 1, "cm3": 1, "m3": 1_000_000}
"""Cubic centimeters by unit."""

_NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
_PART = re.compile(rf"\s*({_NUMBER})\s*([^\W\d_]+)\s*")
_AMOUNT = re.compile(rf"\s*([+-]?{_NUMBER})\s*(.*?)\s*", re.DOTALL)
_CLOCK = re.compile(r"\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*")
_SHOWN = 40


def shown(value: object) -> str:
    """The value as an error quotes it, cut where it is long."""
    if value is None or isinstance(value, bool):
        return {None: "none", True: "true", False: "false"}[value]
    text = value if isinstance(value, str) else repr(value)
    text = text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
    return repr(text) if isinstance(value, str) else text


def amount(text: str) -> tuple[float, str]:
    """Split '5.20 USD' into number and unit; the unit may be empty, the number may be negative."""
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError(f"{shown(text)} does not begin with a number")
    number = float(match[1])
    if not math.isfinite(number):
        raise ValueError(f"{shown(text)} is too large")
    return number, match[2]


def amount_text(text: str) -> tuple[str, str] | None:
    """The same with the number as it is written; None where the text does not begin with one."""
    match = _AMOUNT.fullmatch(text)
    return None if match is None else (match[1], match[2])


def exact_milliseconds(text: str) -> float:
    """Milliseconds in '1.2 s' or '1 h 30 min', not rounded; for means and other parameters."""
    position, total = 0, 0.0
    while position < len(text):
        part = _PART.match(text, position)
        if part is None:
            raise ValueError(_not_a_duration(text))
        unit = TIME_UNITS.get(part[2]) or TIME_UNITS.get(part[2].lower())
        if unit is None:
            raise ValueError(_unknown_unit(part[1], part[2]))
        total += float(part[1]) * unit
        position = part.end()
    if not text.strip():
        raise ValueError(_not_a_duration(text))
    if not total <= LONGEST:
        raise ValueError(
            f"{shown(text)} is above a thousand years; write a shorter one such as 7 d"
        )
    return total


def milliseconds(text: str) -> int:
    """Whole milliseconds in '40 s', '1.5 h', '7 d' or '1 h 30 min'."""
    return round(exact_milliseconds(text))


def duration_text(duration: int) -> str:
    """What a person writes for it, in the largest unit that needs no fraction: '90 min', '7 d'."""
    if duration == 0:
        return "0 s"
    for size in (DAY, HOUR, MINUTE, SECOND, MILLISECOND):
        if duration % size == 0:
            return f"{duration // size} {_WORDS[size][0]}"
    raise AssertionError("every whole number of milliseconds has a text")


def convert(number: float, unit: str, to: str) -> float:
    """A number of one unit of time in another: convert(90, 'min', 'h') is 1.5."""
    return number * TIME_UNITS[unit] / TIME_UNITS[to]


def time_of_day(text: str, last: int = DAY - 1) -> int:
    """Milliseconds after midnight of '17:30' or '17:30:15', at most `last`."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        raise ValueError(f"{shown(text)} is not a time of day; write hours and minutes as 17:30")
    hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
    time = hours * HOUR + minutes * MINUTE + seconds * SECOND
    if minutes > 59 or seconds > 59 or time > last:
        until = "24:00" if last >= DAY else "23:59"
        raise ValueError(f"{shown(text)} is not a time of day; write one from 00:00 to {until}")
    return time


def clock_text(time: int) -> str:
    """'17:30' for milliseconds after midnight, with seconds only where there are any."""
    hours, rest = divmod(time, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds = f":{rest // SECOND:02d}" if rest else ""
    return f"{hours:02d}:{minutes:02d}{seconds}"


def _not_a_duration(text: str) -> str:
    match = _AMOUNT.fullmatch(text)
    if match is not None and match[1].startswith("-"):
        return f"{shown(text)} is negative; write a duration such as 40 s"
    if match is not None and not match[2]:
        return f"{shown(text)} has no unit; write {_with_units(match[1])}"
    return f"{shown(text)} is not a duration; write a number and a unit such as 40 s or 1 h 30 min"


def _unknown_unit(number: str, unit: str) -> str:
    if unit.lower() == "m":
        return f"'{number} {unit}' could be minutes or months; write {number} min"
    if unit.lower() in ("month", "months", "year", "years"):
        return f"{unit!r} has no fixed length; write days such as 30 d"
    return f"{unit!r} is not a unit of time (ms, s, min, h, d, w); write a duration such as 40 s"


def _with_units(number: str) -> str:
    return f"{number} s, {number} min, {number} h or {number} d"


def milliseconds_between(start: datetime, moment: datetime) -> int:
    """Whole milliseconds from one civil time to a later one (negative to an earlier one)."""
    return (moment - start) // timedelta(milliseconds=1)
