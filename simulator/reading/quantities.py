"""Durations, shares, measures and plain numbers, from what is written in a scenario."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.reading import meant
from simulator.reading.mistakes import MisreadingError, one_of
from simulator.units import (
    LENGTH_UNITS,
    SPEED_UNITS,
    TIME_UNITS,
    VOLUME_UNITS,
    WEIGHT_UNITS,
    amount,
    amount_text,
    exact_milliseconds,
    milliseconds,
    shown,
)

_AT_MOST = "at most 28 d"
LARGEST = 1e15
"""Amounts of money and measures are smaller, so that their sums stay finite and exact."""
_CONVERTED: tuple[Mapping[str, float], ...] = (TIME_UNITS, LENGTH_UNITS, WEIGHT_UNITS)
_SINGULAR = {
    "orders": "order",
    "units": "unit",
    "lines": "line",
    "messages": "message",
    "contacts": "contact",
    "parcels": "parcel",
    "boxes": "box",
    "tours": "tour",
    "failures": "failure",
}


def is_count(unit: str) -> bool:
    """Whether a unit is a thing that is counted, so that a plain number of them is clear."""
    return unit in _SINGULAR


@dataclass(frozen=True)
class Quantity:
    """A number and its unit as written: 98 and '%', 48 and 'h', 12 and ''."""

    value: float
    unit: str

    def in_unit(self, unit: str) -> float:
        """The number in another unit of the same kind: 2 d are 48 in 'h'.

        Times, lengths and weights are converted; a count needs no unit, and may be of one (1 order
        is 1 in 'orders'). Raises ValueError for anything else, with what to write: never the number
        of another kind, since 5 kg are not 5 %.
        """
        if self.unit == unit or (is_count(unit) and self.unit in ("", _SINGULAR.get(unit))):
            return self.value
        for units in _CONVERTED:
            if self.unit in units and unit in units:
                return self.value * units[self.unit] / units[unit]
        wrong = meant.limits(self.value, self.unit, unit)
        raise ValueError(f"{self} is not in {unit}; write {one_of(wrong) or meant.example(unit)}")

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}".strip()


def plain_number(value: Any) -> float:
    """A finite number without a unit."""
    return number_like(value, meant.numbers, "12")


def number_like(
    value: Any,
    candidates: Callable[[str], list[str]],
    example: str,
    reads: Callable[[float], object] = float,
) -> float:
    """A finite number; of a text that is not a number the error names those it may stand for.

    Of its `candidates` those are named that `reads` takes.
    """
    if isinstance(value, str):
        wrong = f"{shown(value)} is not a plain number"
        if _is_number(value):
            raise MisreadingError(f"{wrong} but a text; write {value.strip()} without quotes")
        remedy = meant.remedy(candidates(value), lambda text: reads(_finite(text)), example)
        raise MisreadingError(f"{wrong}; {remedy}")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MisreadingError(f"{shown(value)} is not a number; write one such as {example}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise MisreadingError(f"{shown(value)} is not a finite number; write one such as {example}")
    return number


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not finite")
    return number


def _is_number(text: str) -> bool:
    """Whether a text is a number once its quotes are taken off."""
    return re.fullmatch(r"\s*(0|[1-9]\d{0,14})(\.\d+)?\s*", text) is not None


def positive(value: Any) -> float:
    """A number above 0."""
    return _above_0(number_like(value, meant.numbers, "1.5", _above_0))


def _above_0(number: float) -> float:
    if number <= 0:
        raise MisreadingError(f"{meant.written(number)} is not above 0; write a number such as 1.5")
    return number


def a_day(value: Any) -> float:
    """A number above 0 of what comes in a day."""
    return _above_0(number_like(value, meant.a_day, "450", _above_0))


def non_negative(value: Any) -> float:
    """A number that is at least 0."""
    number = plain_number(value)
    if number < 0:
        raise MisreadingError(f"{shown(value)} is negative; write 0 or more")
    return number


def whole(value: Any) -> int:
    """A whole number that an int64 holds."""
    if isinstance(value, str) and not _is_number(value):
        wrong = f"{shown(value)} is not a whole number"
        candidates = meant.numbers(value, shares=False)
        raise MisreadingError(f"{wrong}; {meant.remedy(candidates, int, '12')}")
    number = plain_number(value)
    if isinstance(value, float) and not number.is_integer():
        near = max(round(number), 1) if number > 0 else 12
        raise MisreadingError(f"{shown(value)} is not a whole number; write one such as {near}")
    if abs(number) >= 2**53:
        raise MisreadingError(f"{shown(value)} is too large; write a smaller number such as 12")
    return int(value)


def parcels(value: Any) -> int:
    """A number of parcels, '900 parcels' or 900."""
    return _counted(value, "parcels", 900)


def orders(value: Any) -> int:
    """A number of orders, '300 orders' or 300."""
    return _counted(value, "orders", 300)


def _counted(value: Any, noun: str, example: int) -> int:
    """A whole number of things, with or without their name in the plural (or the singular)."""
    if not isinstance(value, str):
        return whole(value)

    def read(text: str) -> int:
        match = re.fullmatch(rf"\s*(\d{{1,15}})\s*{noun}?\s*", text)
        if match is None:
            raise ValueError(f"{shown(text)} is not a number of {noun}")
        return int(match[1])

    try:
        return read(value)
    except ValueError as problem:
        candidates = [f"{text} {noun}" for text in meant.numbers(value, shares=False)]
        remedy = meant.remedy(candidates, read, f"{example} {noun}")
        raise MisreadingError(f"{problem}; {remedy}") from None


def duration(value: Any) -> int:
    """Whole milliseconds; a bare 0 needs no unit."""
    return round(exact_duration(value))


def exact_duration(value: Any) -> float:
    """Milliseconds that need not be whole: the parameter of a distribution."""
    if isinstance(value, str):
        try:
            return exact_milliseconds(value)
        except ValueError as problem:
            wrong, _, general = str(problem).partition("; ")
            remedy = meant.remedy(meant.durations(value), exact_milliseconds, "")
            known = not remedy.endswith(" ")
            raise MisreadingError(f"{wrong}; {remedy if known else general}") from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MisreadingError(f"{shown(value)} is not a duration; write one such as 40 s")
    number = number_like(value, meant.durations, "40 s")
    if number < 0:
        raise MisreadingError(f"{shown(value)} is negative; write a duration such as 40 s")
    if number:
        candidates = meant.durations(meant.written(number))
        remedy = meant.remedy(candidates, exact_milliseconds, "40 s")
        raise MisreadingError(f"{shown(value)} has no unit; {remedy}")
    return 0.0


def positive_duration(value: Any) -> int:
    """At least a millisecond."""
    if duration(value) == 0:
        raise MisreadingError(f"{shown(value)} has no length; write a duration such as 10 min")
    return duration(value)


def cool_down(value: Any) -> int:
    """A duration; words that mean the other way to write a cool-down are told how."""
    if isinstance(value, str) and re.match(r"\s*(until|at most|when)", value):
        limit = re.search(r"\d.*", value)
        longest = _limit(limit[0]) if limit else None
        raise MisreadingError(
            f"{shown(value)} is not a duration; write {{until_done: {longest or _AT_MOST}}}"
        )
    return duration(value)


def at_most(value: Any) -> int:
    """Milliseconds of 'at most 28 d', at least one."""
    written = re.fullmatch(r"\s*at most\s+(.*)", value) if isinstance(value, str) else None
    if written is not None and _limit(written[1]) is not None:
        return milliseconds(written[1])
    bare = _limit(value) if isinstance(value, str) else None
    if bare is not None:
        raise MisreadingError(f"{shown(value)} does not say that it is a limit; write {bare}")
    raise MisreadingError(f"{shown(value)} is not a limit; write one such as {_AT_MOST}")


def _limit(text: str) -> str | None:
    """The limit that a positive duration stands for, None where the text is not a limit."""
    try:
        return f"at most {text.strip()}" if milliseconds(text) > 0 else None
    except ValueError:
        return None


def length(value: Any) -> int:
    """Whole millimeters of '30 m', at least one."""
    return max(1, round(_measured(value, LENGTH_UNITS, meant.LENGTHS, "length", "30 m")))


def speed(value: Any) -> float:
    """Millimeters a second of '1 m/s'."""
    return _measured(value, SPEED_UNITS, meant.SPEEDS, "speed", "1 m/s")


def weight(value: Any) -> float:
    """Grams of '350 g'."""
    return _measured(value, WEIGHT_UNITS, meant.WEIGHTS, "weight", "350 g")


def volume(value: Any) -> float:
    """Cubic centimeters of '1.5 l'."""
    return _measured(value, VOLUME_UNITS, meant.VOLUMES, "volume", "1.5 l")


def _measured(
    value: Any, units: Mapping[str, float], others: Mapping[str, float], kind: str, example: str
) -> float:
    """A positive number with one of these units, in the smallest."""

    def read(text: str) -> float:
        number, unit = amount(text)
        if unit not in units:
            raise ValueError(f"{shown(text)} is not a {kind}")
        if not 0 < number * units[unit] < LARGEST:
            raise ValueError(f"{shown(text)} is not a possible {kind}")
        return number * units[unit]

    if isinstance(value, str):
        try:
            return read(value)
        except ValueError as problem:
            wrong, text = str(problem), value
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise MisreadingError(f"{shown(value)} is not a {kind}; write one such as {example}")
    else:
        wrong, text = f"{shown(value)} has no unit", meant.written(plain_number(value))
    remedy = meant.remedy(meant.measures(text, units, others), read, example)
    raise MisreadingError(f"{wrong}; {remedy}")


def share(value: Any) -> float:
    """A share from 0 to 1 of '98 %' or 0.98."""
    if isinstance(value, str):
        number = amount_text(value)
        if number is None or number[1] not in ("%", "percent"):
            wrong = f"{shown(value)} is not a share"
            candidates = meant.percentages(value)
            raise MisreadingError(f"{wrong}; {meant.remedy(candidates, share, '5 %')}")
        part = float(number[0]) / 100
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise MisreadingError(f"{shown(value)} is not a share; write one such as 5 %")
    elif isinstance(value, int) and value == 1:
        raise MisreadingError("1 could be 1 % or all of it; write 1 % or 100 %")
    else:
        part = number_like(value, meant.percentages, "5 %")
        if 1 < part <= 100:
            number_text = meant.written(part)
            raise MisreadingError(f"{number_text} has no unit; write {number_text} %")
    if not 0 <= part <= 1:
        raise MisreadingError(
            f"{shown(value)} is not between 0 % and 100 %; write a share such as 5 %"
        )
    return part


def fraction(value: Any) -> float:
    """A number from 0 to 1 that is a share of nothing, as a correlation: 0.5, or 50 % for it."""
    written = amount_text(value) if isinstance(value, str) else None
    if written is not None and written[1] in ("%", "percent"):
        part = float(written[0]) / 100
    else:
        part = number_like(value, meant.numbers, "0.5", fraction)
    if not 0 <= part <= 1:
        wrong = "is not between 0 and 1; write one from 0 to 1, such as 0.5"
        raise MisreadingError(f"{shown(value)} {wrong}")
    return part


def quantity(value: Any) -> Quantity:
    """A number with whatever unit is written."""
    if isinstance(value, Quantity):
        return value
    if isinstance(value, str):
        read = amount_text(value)
        if read is None or not re.fullmatch(r"[^\d.,:+-]*", read[1]):
            remedy = meant.remedy(_quantities(value), amount, "98 % or 48 h")
            raise MisreadingError(f"{shown(value)} is not a number with its unit; {remedy}")
        number, unit = amount(value)
        return Quantity(number, "%" if unit == "percent" else unit)
    return Quantity(plain_number(value), "")


def _quantities(text: str) -> list[str]:
    return [f"{number} {unit}".strip() for number, unit in meant.parts(text)]
