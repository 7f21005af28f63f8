"""Dates and times of a file as instants and as the house's wall clock shows them.

Without a time zone the two are the same, and every day has 24 hours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from simulator.time_zones import COMMON, NEVER_PUT, WallClock, wall_clock
from simulator.units import HOUR, MINUTE, NEVER

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_EPOCH = datetime(1970, 1, 1)
_OFFSET = re.compile(r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})$")
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(.*)")
_TIMES = (
    (re.compile(r"\s*"), ""),
    (re.compile(r"\s+\d{1,2}:\d{2}"), " %H:%M"),
    (re.compile(r"\s+\d{1,2}:\d{2}:\d{2}"), " %H:%M:%S"),
    (re.compile(r"\s+\d{1,2}:\d{2}\s+[AaPp][Mm]"), " %I:%M %p"),
    (re.compile(r"\s+\d{1,2}:\d{2}:\d{2}\s+[AaPp][Mm]"), " %I:%M:%S %p"),
)


@dataclass(frozen=True)
class Moments:
    """Moments of words: NEVER where a word is empty or wrong; milliseconds since 1970.

    `dates` are those without a time of day; `twice` and `skipped` are local times that occur twice,
    of which the first is taken, or not at all, which move forward. `wrong` has the number of each
    word that cannot be read; `offset` that of a word that needs the house's time zone.
    """

    instant: Integers
    wall: Integers
    dates: Flags
    twice: Flags
    skipped: Flags
    wrong: Flags
    offset: Flags


def moments(words: Sequence[str], time_format: str | None, zone: str | None) -> Moments:
    """The moments that these words say."""
    local, ahead, dates, wrong = (
        _by_format(words, time_format) if time_format is not None else _by_iso(words)
    )
    told, offset = local != NEVER, ahead != NEVER
    clock = _clock(zone, local[told])
    wall, instant = local.copy(), local.copy()
    zoned, plain = told & offset, told & ~offset
    instant[zoned] = local[zoned] - ahead[zoned]
    wall[zoned] = clock.wall(instant[zoned])
    instant[plain] = clock.instant(local[plain])
    skipped, twice = np.zeros((2, len(local)), dtype=np.bool_)
    skipped[plain], twice[plain] = clock.never(local[plain]), clock.twice(local[plain])
    wall[skipped] = clock.wall(instant[skipped])
    return Moments(instant, wall, dates, twice, skipped, wrong, offset if zone is None else ~told)


def _clock(zone: str | None, wall: Integers) -> WallClock:
    if zone is None or not len(wall):
        return NEVER_PUT
    first, last = (
        (_EPOCH + timedelta(milliseconds=int(each))).year for each in (wall.min(), wall.max())
    )
    return wall_clock(zone, first - 1, last + 1)


def zone_like(words: Sequence[str], instants: Integers) -> str:
    """A common zone whose offsets are those of these words, else UTC."""
    offsets = np.array([_offset(match[1]) if (match := _OFFSET.search(w)) else 0 for w in words])
    for zone in COMMON:
        clock = _clock(zone, instants)
        if (clock.wall(instants) - instants == offsets).all():
            return zone
    return "UTC"


Parsed = tuple[Integers, Integers, Flags, Flags]
"""By word: the local time, how far it is ahead of UTC (NEVER if not said), dates, wrong ones."""


def _by_iso(words: Sequence[str]) -> Parsed:
    n = len(words)
    local, ahead = np.full(n, NEVER), np.full(n, NEVER)
    dates, wrong = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    millisecond = timedelta(milliseconds=1)
    for k, word in enumerate(words):
        if not word:
            continue
        zone = _OFFSET.search(word) if len(word) > 10 else None
        try:
            local[k] = (
                datetime.fromisoformat(word[: zone.start()] if zone else word) - _EPOCH
            ) // millisecond
        except (ValueError, TypeError):
            wrong[k] = True
            continue
        dates[k] = len(word) <= 10
        if zone:
            ahead[k] = _offset(zone[1])
    return local, ahead, dates, wrong


def _by_format(words: Sequence[str], time_format: str) -> Parsed:
    n = len(words)
    local, ahead = np.full(n, NEVER), np.full(n, NEVER)
    wrong = np.zeros(n, dtype=np.bool_)
    millisecond = timedelta(milliseconds=1)
    for k, word in enumerate(words):
        if not word:
            continue
        try:
            moment = datetime.strptime(word, time_format)
        except ValueError:
            wrong[k] = True
            continue
        offset = moment.utcoffset()
        local[k] = (moment.replace(tzinfo=None) - _EPOCH) // millisecond
        if offset is not None:
            ahead[k] = offset // millisecond
    timed = any(code in time_format for code in ("%H", "%I", "%c", "%X", "%T", "%R"))
    return local, ahead, np.full(n, not timed) & (local != NEVER), wrong


def _offset(zone: str) -> int:
    if zone in ("Z", "UTC", "GMT"):
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return (1 if zone[0] == "+" else -1) * (hours * HOUR + minutes * MINUTE)


def format_like(words: Sequence[str]) -> str | None:
    """A format that reads all of these words, if the day and the month can be told apart."""
    formats = formats_like(words)
    return formats[0] if len(formats) == 1 else None


def formats_like(words: Sequence[str]) -> list[str]:
    """Formats with slashes, points or hyphens that read every one of these words."""
    filled = [word for word in words if word]
    match = _SLASHED.fullmatch(filled[0]) if filled else None
    if match is None:
        return []
    time = next((code for pattern, code in _TIMES if pattern.fullmatch(match[5])), None)
    if time is None:
        return []
    mark, year = match[2], "%Y" if len(match[4]) == 4 else "%y"
    formats = [f"%d{mark}%m{mark}{year}{time}", f"%m{mark}%d{mark}{year}{time}"]
    return [each for each in formats if _reads(each, filled)]


def moment_remedy(wrong: Sequence[str], time_format: str | None, key: str) -> str:
    """What is said of words that are not moments: why, and the key or the text to write.

    `key` is what a format is written behind, such as `demand.trace.time_format: `.
    """
    if time_format is not None:
        return f"is not a date as {time_format!r} has them; correct the two"
    sure, both = format_like(wrong), formats_like(wrong)
    if sure is not None:
        return f'is not written as 2026-03-02T10:11:12; write {key}"{sure}"'
    if both:
        either = " or ".join(f'"{each}"' for each in both)
        return f"could be two days; write {key}{either}"
    return "is not a date and time; write 2026-03-02T10:11:12"


def _reads(time_format: str, words: Sequence[str]) -> bool:
    try:
        for word in words:
            datetime.strptime(word, time_format)
    except ValueError:
        return False
    return True
