"""Times of day, weekdays, pick-ups, promises and dates, from what is written in a scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import holidays as calendars

from simulator.reading import meant
from simulator.reading.meant import remedy
from simulator.reading.mistakes import MisreadingError, one_of, suggestion
from simulator.units import DAY, clock_text, milliseconds, shown, time_of_day

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FULL = tuple(day.casefold() for day in DAYS)
_WORDS = {"daily": tuple(range(7)), "weekdays": tuple(range(5)), "weekends": (5, 6)}
_RANGE = re.compile(r"\s*([\d:]+)\s*(?:-|–|to)\s*([\d:]+)\s*")
_WORKING_DAYS = re.compile(r"\s*(\d{1,4})\s*working\s+days?\s*", re.IGNORECASE)
_DATE = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})\s*")
_MOMENT = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?:[T ]\s*(\d{1,2}:\d{2}(?::\d{2})?))?\s*")
_ZONED = re.compile(
    r"\s*\d{4}-\d\d-\d\d[T ]\s*\d{1,2}:\d\d(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d|UTC)\s*"
)

PickUpTimes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Promise:
    """A promised time: `amount` milliseconds elapsed, or whole working days (0: the same day)."""

    kind: Literal["elapsed", "working days"]
    amount: int


def clock_time(value: Any) -> int:
    """Milliseconds after midnight, before 24:00."""
    if isinstance(value, str):
        try:
            return time_of_day(value)
        except ValueError:
            pass
    wrong = f"{shown(value)} is not a time of day"
    raise MisreadingError(f"{wrong}; {remedy(meant.times(value), time_of_day, '17:30')}")


def hours(value: Any) -> tuple[int, int]:
    """Start and end in milliseconds after midnight; the end may lie in the next day."""
    if isinstance(value, str):
        try:
            return _hours(value)
        except ValueError:
            pass
        match = _RANGE.fullmatch(value)
        if match is not None and match[1] == match[2]:
            wrong = f"{shown(value)} has no length"
            raise MisreadingError(f"{wrong}; write 00:00-24:00 for the whole day")
    candidates = meant.hours(value) if isinstance(value, str) else []
    wrong = f"{shown(value)} is not a range of hours"
    raise MisreadingError(f"{wrong}; {remedy(candidates, _hours, '06:00-14:00')}")


def _hours(text: str) -> tuple[int, int]:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(f"{shown(text)} is not a range of hours")
    start, end = time_of_day(match[1]), time_of_day(match[2], last=DAY)
    if start == end:
        raise ValueError(f"{shown(text)} has no length")
    return start, end if end > start else end + DAY


def weekdays(value: Any) -> tuple[int, ...]:
    """Sorted weekdays, Monday 0, of 'mon-fri', 'daily', 'mon, wed' or [mon, wed]."""
    is_list = isinstance(value, list | tuple)
    days: set[int] = set()
    for k, part in enumerate(value if is_list else [value]):
        try:
            days.update(_days_of(part))
        except ValueError as problem:
            raise MisreadingError(str(problem), *([k] if is_list else [])) from None
    if not days:
        raise MisreadingError("there is no weekday; write one such as mon-fri")
    return tuple(sorted(days))


def _days_of(value: Any) -> set[int]:
    """The days of 'mon-fri' or 'mon, wed'; the error has the whole text as it should be."""
    if isinstance(value, str):
        days: set[int] = set()
        meant_words = []
        wrong = False
        for word in value.split(","):
            first, correct = _days(word.strip().lower())
            days.update(first)
            meant_words.append(correct)
            wrong = wrong or not first
        if not wrong:
            return days
        if all(meant_words):
            problem = f"{shown(value)} is not a weekday or a range of them"
            raise MisreadingError(f"{problem}; did you mean {', '.join(map(str, meant_words))}?")
    raise MisreadingError(f"{shown(value)} is not a weekday; write one such as mon-fri")


def pick_ups(value: Any) -> PickUpTimes:
    """For each weekday from Monday the sorted times of day, of {mon-fri: ['15:00', '18:00']}."""
    if not isinstance(value, Mapping):
        wrong = f"{shown(value)} is not a mapping of times by weekday"
        raise MisreadingError(f"{wrong}; write {_times_meant(value)}")
    by_day: list[set[int]] = [set() for _ in WEEKDAYS]
    for key, given in value.items():
        days = _days_of_key(key)
        times = given if isinstance(given, list | tuple) else [given]
        for k, moment in enumerate(times):
            try:
                at = clock_time(moment)
            except ValueError as problem:
                raise MisreadingError(str(problem), key, *([k] if times is given else [])) from None
            for day in days:
                by_day[day].add(at)
    if not any(by_day):
        raise MisreadingError("it never comes; write one such as {mon-fri: ['15:00']}")
    return tuple(tuple(sorted(times)) for times in by_day)


def _times_meant(value: Any) -> str:
    """'{daily: ['12:00', '16:00']}' of what has times of day without weekdays, else an example."""
    given = value if isinstance(value, list | tuple) else str(value).strip("[]").split(",")
    try:
        moments = [clock_time(each.strip(" '\"") if isinstance(each, str) else each)
                   for each in given]  # fmt: skip
    except ValueError:
        return "one such as {mon-fri: ['15:00']} or {mon-fri: ['12:00', '15:00']}"
    times = ", ".join(f"'{clock_text(moment)}'" for moment in moments)
    return f"{{daily: [{times}]}} or {{mon-fri: [{times}]}}"


def promise(value: Any) -> Promise:
    """'24 h' and '4 d' elapse by the clock; 'same day', 'next day', '2 working days' do not."""
    if isinstance(value, Promise):
        return value
    promised = _promise(value) if isinstance(value, str) else None
    if promised is None:
        wrong = f"{shown(value)} is not a promise"
        candidates = meant.promises(value if isinstance(value, str) else meant.plain_text(value))
        raise MisreadingError(f"{wrong}; {_promise_remedy(candidates)}")
    if promised.kind == "elapsed" and promised.amount <= 0:
        raise MisreadingError(f"{shown(value)} has no length; write 24 h or same day")
    return promised


def _promise_remedy(candidates: list[str]) -> str:
    good = [text for text in candidates if _promise(text) is not None]
    return f"write {one_of(good or ['24 h', 'same day', 'next day', '2 working days'])}"


def _promise(text: str) -> Promise | None:
    words = " ".join(text.lower().split())
    if words in ("same day", "next day"):
        return Promise("working days", int(words == "next day"))
    match = _WORKING_DAYS.fullmatch(text)
    if match is not None:
        return Promise("working days", int(match[1]))
    try:
        return Promise("elapsed", milliseconds(text))
    except ValueError:
        return None


def day(value: Any) -> date:
    """A date written as 2026-03-20."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return _day(value)
        except ValueError:
            pass
    wrong = f"{shown(value)} is not a date"
    if isinstance(value, str) and _DATE.fullmatch(value):
        wrong = f"{shown(value)} is not in the calendar"
    raise MisreadingError(f"{wrong}; {remedy(meant.dates(value), _day, '2026-03-20')}")


def _day(text: str) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{shown(text)} is not a date")
    return date(int(match[1]), int(match[2]), int(match[3]))


def moment(value: Any) -> datetime:
    """A date and time of day, both local to the fulfillment center; a date is its midnight."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, str):
        try:
            return _moment(value)
        except ValueError:
            pass
    wrong = f"{shown(value)} is not a date and time"
    if isinstance(value, str) and _ZONED.fullmatch(value):
        wrong = f"{shown(value)} has a time zone"
        raise MisreadingError(f"{wrong}; write the time of the house, such as 2026-03-12 19:00")
    raise MisreadingError(f"{wrong}; {remedy(meant.moments(value), _moment, '2026-03-12 19:00')}")


def _moment(text: str) -> datetime:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(f"{shown(text)} is not a date and time")
    after_midnight = timedelta(milliseconds=time_of_day(match[2]) if match[2] else 0)
    return datetime.combine(_day(match[1]), time()) + after_midnight


def time_zone(value: Any) -> str:
    """The name of an IANA time zone: 'Europe/London'."""
    if isinstance(value, str):
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            pass
        else:
            return str(value)
    zones = sorted(available_timezones())
    wrong = f"{shown(value)} is not a time zone"
    if not zones:
        remedy = "this system knows none: pip install tzdata, or leave time_zone out"
        raise MisreadingError(f"{wrong}; {remedy}")
    near = suggestion(value, zones) if isinstance(value, str) else None
    remedy = f"did you mean {near}?" if near else "write one such as Europe/London"
    raise MisreadingError(f"{wrong}; {remedy}")


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
    wrong = f"{shown(value)} is not a list of dates or a country"
    if isinstance(value, str) and _DATE.fullmatch(value):
        candidates = [f"[{value.strip()}]"]
        raise MisreadingError(f"{wrong}; write {candidates[0]}")
    raise MisreadingError(f"{wrong}; write [2026-12-25] or US")


def _check_country(code: str) -> None:
    country, _, subdivision = code.partition("-")
    known = calendars.list_supported_countries()
    if country not in known:
        raise MisreadingError(
            f"{code!r} is not a country with known holidays; write a list such as [2026-12-25]"
        )
    if subdivision and subdivision not in known[country]:
        raise MisreadingError(f"{country} has no subdivision {subdivision!r}; write {country}")


def _days_of_key(key: Any) -> set[int]:
    try:
        return _days_of(key)
    except ValueError as problem:
        raise MisreadingError(str(problem), key) from None


def _days(word: str) -> tuple[tuple[int, ...], str | None]:
    """The days of a word or a range, and how it is written: 'mon-fri' for 'mon-fry'.

    No days where it is misspelt, and no text either where nothing is like it.
    """
    if word in _WORDS:
        return _WORDS[word], word
    first, dash, last = (part.strip() for part in word.replace("–", "-").partition("-"))
    names = [first, last] if dash else [first]
    numbers = [day for name in names if (day := _weekday(name)) is not None]
    if len(numbers) == len(names):
        start, end = numbers[0], numbers[-1]
        return tuple((start + k) % 7 for k in range((end - start) % 7 + 1)), word
    near = [suggestion(name, WEEKDAYS) or suggestion(name, _FULL) for name in names]
    if None not in near:
        return (), "-".join(map(str, near))
    return (), suggestion(word, _WORDS)


def _weekday(name: str) -> int | None:
    for names in (_FULL, WEEKDAYS):
        if name in names:
            return names.index(name)
    return None
