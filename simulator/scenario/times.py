"""Times of day, weekdays, pick-ups, promises and dates, from what is written in a scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from simulator.scenario.mistakes import MisreadingError, did_you_mean
from simulator.units import DAY, milliseconds, shown, time_of_day

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = {"daily": tuple(range(7)), "weekdays": tuple(range(5)), "weekends": (5, 6)}
_RANGE = re.compile(r"\s*([\d:]+)\s*(?:-|–|to)\s*([\d:]+)\s*")
_WORKING_DAYS = re.compile(r"\s*(\d{1,4})\s*working\s+days?\s*", re.IGNORECASE)
_DATE = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})\s*")
_MOMENT = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?:[T ]\s*(\d{1,2}:\d{2}(?::\d{2})?))?\s*")

PickUpTimes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Promise:
    """A promised time: `amount` milliseconds elapsed, or whole working days (0: the same day)."""

    kind: Literal["elapsed", "working days"]
    amount: int


def clock_time(value: Any) -> int:
    """Milliseconds after midnight, before 24:00."""
    return time_of_day(_text(value, "a time of day", "17:30"))


def hours(value: Any) -> tuple[int, int]:
    """Start and end in milliseconds after midnight; the end may lie in the next day."""
    text = _text(value, "a range of hours", "06:00-14:00")
    match = _RANGE.fullmatch(text)
    if match is None:
        raise MisreadingError(f"{shown(text)} is not a range of hours; write it as 06:00-14:00")
    start, end = time_of_day(match[1]), time_of_day(match[2], last=DAY)
    if start == end:
        raise MisreadingError(f"{shown(text)} has no length; write 00:00-24:00 for the whole day")
    return start, end if end > start else end + DAY


def weekdays(value: Any) -> tuple[int, ...]:
    """Sorted weekdays, Monday 0, of 'mon-fri', 'daily', 'mon, wed' or [mon, wed]."""
    parts = value if isinstance(value, list | tuple) else [value]
    days: set[int] = set()
    for part in parts:
        for word in _text(part, "a weekday", "mon-fri").split(","):
            days.update(_days(word.strip().lower()))
    if not days:
        raise MisreadingError("no weekday; write mon-fri, daily or a list such as [mon, wed]")
    return tuple(sorted(days))


def pick_ups(value: Any) -> PickUpTimes:
    """For each weekday from Monday the sorted times of day, of {mon-fri: ['15:00', '18:00']}."""
    if not isinstance(value, Mapping):
        raise MisreadingError(
            f"{shown(value)} is not a mapping; write times by weekday, {{mon-fri: ['15:00']}}"
        )
    by_day: list[set[int]] = [set() for _ in WEEKDAYS]
    for key, given in value.items():
        times = given if isinstance(given, list | tuple) else [given]
        for k, moment in enumerate(times):
            try:
                at = clock_time(moment)
            except ValueError as problem:
                raise MisreadingError(str(problem), key, *([k] if times is given else [])) from None
            for day in _days_of_key(key):
                by_day[day].add(at)
    if not any(by_day):
        raise MisreadingError("it never comes; write at least one time, {mon-fri: ['15:00']}")
    return tuple(tuple(sorted(times)) for times in by_day)


def promise(value: Any) -> Promise:
    """'24 h' and '4 d' elapse by the clock; 'same day', 'next day', '2 working days' do not."""
    if isinstance(value, Promise):
        return value
    if not isinstance(value, str):
        raise MisreadingError(_PROMISE.format(shown(value)))
    words = " ".join(value.lower().split())
    if words in ("same day", "next day"):
        return Promise("working days", int(words == "next day"))
    match = _WORKING_DAYS.fullmatch(value)
    if match is not None:
        return Promise("working days", int(match[1]))
    try:
        elapsed = milliseconds(value)
    except ValueError:
        raise MisreadingError(_PROMISE.format(shown(value))) from None
    if elapsed <= 0:
        raise MisreadingError(f"{shown(value)} has no length; write 24 h or same day")
    return Promise("elapsed", elapsed)


_PROMISE = "{} is not a promise; write 24 h, same day, next day or 2 working days"


def day(value: Any) -> date:
    """A date written as 2026-03-20."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    text = _text(value, "a date", "2026-03-20")
    match = _DATE.fullmatch(text)
    if match is None:
        raise MisreadingError(f"{shown(text)} is not a date; write year-month-day as 2026-03-20")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise MisreadingError(
            f"{shown(text)} is not in the calendar; write a date that is"
        ) from None


def moment(value: Any) -> datetime:
    """A date and time of day, both local to the fulfillment center; a date is its midnight."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = _text(value, "a date", "2026-03-12 19:00")
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise MisreadingError(
            f"{shown(text)} is not a date and time; write 2026-03-12 19:00, without a time zone"
        )
    after_midnight = timedelta(milliseconds=clock_time(match[2]) if match[2] else 0)
    return datetime.combine(day(match[1]), time()) + after_midnight


def holidays(value: Any) -> tuple[date, ...] | str:
    """A list of dates, or a country's code with an optional subdivision: 'US', 'US-CA'."""
    if isinstance(value, list | tuple):
        dates = []
        for k, item in enumerate(value):
            try:
                dates.append(day(item))
            except ValueError as problem:
                raise MisreadingError(str(problem), k) from None
        return tuple(sorted(set(dates)))
    if isinstance(value, str) and re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", value):
        _check_country(value)
        return str(value)
    raise MisreadingError(
        f"{shown(value)} is not a list of dates; write [2026-12-25] or a country code such as US"
    )


def _check_country(code: str) -> None:
    import holidays as calendars

    country, _, subdivision = code.partition("-")
    known = calendars.list_supported_countries()
    if country not in known:
        raise MisreadingError(
            f"{code!r} is not a country with known holidays; write a list of dates"
        )
    if subdivision and subdivision not in known[country]:
        raise MisreadingError(
            f"{country} has no subdivision {subdivision!r}; write {country} alone"
        )


def _days_of_key(key: Any) -> tuple[int, ...]:
    try:
        return weekdays(key)
    except ValueError as problem:
        raise MisreadingError(str(problem), key) from None


def _days(word: str) -> tuple[int, ...]:
    if word in _WORDS:
        return _WORDS[word]
    first, dash, last = (part.strip() for part in word.replace("–", "-").partition("-"))
    start = _weekday(first, word)
    if not dash:
        return (start,)
    end = _weekday(last, word)
    return tuple((start + k) % 7 for k in range((end - start) % 7 + 1))


def _weekday(name: str, written: str) -> int:
    if name in _FULL:
        return _FULL.index(name)
    if name in WEEKDAYS:
        return WEEKDAYS.index(name)
    remedy = did_you_mean(name, (*WEEKDAYS, *_WORDS))
    raise MisreadingError(f"{shown(written)} is not a weekday or a range of them; {remedy}")


def _text(value: Any, what: str, example: str) -> str:
    if not isinstance(value, str):
        raise MisreadingError(f"{shown(value)} is not {what}; write it as {example}")
    return value
