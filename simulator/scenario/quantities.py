"""Durations, shares, money and plain numbers, from what is written in a scenario."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationInfo

from simulator.scenario.mistakes import MisreadingError
from simulator.scenario.surroundings import surroundings
from simulator.units import (
    LENGTH_UNITS,
    SPEED_UNITS,
    TIME_UNITS,
    VOLUME_UNITS,
    WEIGHT_UNITS,
    amount,
    exact_milliseconds,
    milliseconds,
    shown,
)

CURRENCY = re.compile(r"[A-Z]{3}")
_AT_MOST = "at most 28 d"
_CONVERTED: tuple[Mapping[str, float], ...] = (TIME_UNITS, LENGTH_UNITS, WEIGHT_UNITS)
_SINGULAR = {
    "orders": "order",
    "units": "unit",
    "lines": "line",
    "messages": "message",
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
        is 1 in 'orders'). Raises ValueError, with what to write, for anything else.
        """
        if self.unit == unit or (is_count(unit) and self.unit in ("", _SINGULAR.get(unit))):
            return self.value
        for units in _CONVERTED:
            if self.unit in units and unit in units:
                return self.value * units[self.unit] / units[unit]
        raise ValueError(f"{self} is not in {unit}; write {self.value:.15g} {unit}")

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}".strip()


@dataclass(frozen=True)
class UnitCost:
    """What a unit costs the house: an amount in the scenario's currency, or a share of its price.

    Exactly one of the two is there.
    """

    amount: float | None = None
    share: float | None = None


def plain_number(value: Any) -> float:
    """A finite number without a unit."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        if isinstance(value, str):
            raise MisreadingError(f"{shown(value)} is not a plain number; {_plain_remedy(value)}")
        raise MisreadingError(f"{shown(value)} is not a number; write one such as 12 or 0.5")
    try:
        number = float(value)
    except OverflowError:
        raise MisreadingError(f"{shown(value)} is too large; write a smaller number") from None
    if not math.isfinite(number):
        raise MisreadingError(f"{shown(value)} is not a finite number; write one such as 12")
    return number


def positive(value: Any) -> float:
    """A number above 0."""
    number = plain_number(value)
    if number <= 0:
        raise MisreadingError(f"{shown(value)} is not positive; write a number above 0")
    return number


def non_negative(value: Any) -> float:
    """A number that is at least 0."""
    number = plain_number(value)
    if number < 0:
        raise MisreadingError(f"{shown(value)} is negative; write 0 or more")
    return number


def whole(value: Any) -> int:
    """A whole number that an int64 holds."""
    number = plain_number(value)
    if isinstance(value, float) and not number.is_integer():
        raise MisreadingError(f"{shown(value)} is not a whole number; write {round(number)}")
    if abs(number) >= 2**53:
        raise MisreadingError(f"{shown(value)} is too large; write a smaller number")
    return int(value)


def parcels(value: Any) -> int:
    """A number of parcels, '900 parcels' or 900."""
    if isinstance(value, str):
        number, unit = amount(value)
        if unit not in ("parcels", "parcel"):
            raise MisreadingError(
                f"{shown(value)} is not a number of parcels; write {number:g} parcels"
            )
        return whole(number)
    return whole(value)


def duration(value: Any) -> int:
    """Whole milliseconds; a bare 0 needs no unit."""
    return round(exact_duration(value))


def exact_duration(value: Any) -> float:
    """Milliseconds that need not be whole: the parameter of a distribution."""
    if isinstance(value, str):
        return exact_milliseconds(value)
    number = plain_number(value)
    if number:
        unitless = f"{number:g}"
        raise MisreadingError(
            f"{unitless} has no unit; write {unitless} s, {unitless} min, {unitless} h or "
            f"{unitless} d"
        )
    return 0.0


def positive_duration(value: Any) -> int:
    """At least a millisecond."""
    if (isinstance(value, str) and milliseconds(value) == 0) or value == 0:
        raise MisreadingError(
            f"{shown(value)} has no length; write a duration above 0, such as 10 min"
        )
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
    """The limit that a positive duration stands for, None where the text is none."""
    try:
        return f"at most {text.strip()}" if milliseconds(text) > 0 else None
    except ValueError:
        return None


def length(value: Any) -> int:
    """Whole millimeters of '30 m', at least one."""
    return max(1, round(_measured(value, LENGTH_UNITS, "a length", "30 m")))


def speed(value: Any) -> float:
    """Millimeters a second of '1 m/s'."""
    return _measured(value, SPEED_UNITS, "a speed", "1 m/s")


def weight(value: Any) -> float:
    """Grams of '350 g'."""
    return _measured(value, WEIGHT_UNITS, "a weight", "350 g")


def volume(value: Any) -> float:
    """Cubic centimeters of '1.5 l'."""
    return _measured(value, VOLUME_UNITS, "a volume", "1.5 l")


def _measured(value: Any, units: Mapping[str, float], kind: str, example: str) -> float:
    """A positive number with one of these units, in the smallest."""
    if not isinstance(value, str):
        number = plain_number(value)
        written = " or ".join(f"{number:g} {unit}" for unit in list(units)[:2])
        raise MisreadingError(f"{number:g} has no unit; write {written}")
    number, unit = amount(value)
    if unit not in units:
        raise MisreadingError(f"{shown(value)} is not {kind}; write one such as {example}")
    if number <= 0:
        raise MisreadingError(f"{shown(value)} is not positive; write {kind} such as {example}")
    return number * units[unit]


def share(value: Any) -> float:
    """A share from 0 to 1 of '98 %' or 0.98."""
    if isinstance(value, str):
        number, unit = amount(value)
        if unit not in ("%", "percent"):
            raise MisreadingError(f"{shown(value)} is not a share; write it as {number:g} %")
        part = number / 100
    else:
        part = number = plain_number(value)
        if isinstance(value, int) and value == 1:
            raise MisreadingError("1 could be 1 % or all of it; write 1 % or 100 %")
        if part > 1:
            raise MisreadingError(
                f"{number:g} has no unit; write {number:g} % (or {number / 100:g})"
            )
    if not 0 <= part <= 1:
        raise MisreadingError(
            f"{shown(value)} is not between 0 % and 100 %; write a share of the whole"
        )
    return part


def money(value: Any, info: ValidationInfo) -> float:
    """An amount in the scenario's currency; a bare 0 needs none."""
    return _money(value, info, "")


def unit_cost(value: Any, info: ValidationInfo) -> UnitCost:
    """An amount of '15 USD', or a share of the price of '60 %'; a bare 0 is nothing."""
    if isinstance(value, UnitCost):
        return value
    if not isinstance(value, str):
        number, currency = plain_number(value), _currency_of(info) or "USD"
        if number:
            raise MisreadingError(
                f"{number:g} has no unit; write {number:g} {currency}, or a share of the price "
                "such as 60 %"
            )
        return UnitCost(amount=0.0)
    number, unit = amount(value)
    if unit in ("%", "percent"):
        if number > 100:
            currency = _currency_of(info) or "USD"
            raise MisreadingError(
                f"{shown(value)} is more than the price; write an amount such as 30 {currency} "
                "for what is sold at a loss"
            )
        return UnitCost(share=share(value))
    return UnitCost(amount=_money(value, info, ""))


def money_per_hour(value: Any, info: ValidationInfo) -> float:
    """A wage in the scenario's currency per hour."""
    return _money(value, info, "/h")


def _money(value: Any, info: ValidationInfo, per: str) -> float:
    currency = _currency_of(info)
    example = f"{currency or 'USD'}{per}"
    if not isinstance(value, str):
        number = plain_number(value)
        if number:
            raise MisreadingError(f"{number:g} has no currency; write {number:g} {example}")
        return 0.0
    number, unit = amount(value)
    code, slash, rest = (part.strip() for part in unit.partition("/"))
    right_rate = rest in ("h", "hour") if per else not slash
    if not right_rate or not CURRENCY.fullmatch(code):
        raise MisreadingError(f"{shown(value)} is not an amount; write {number:g} {example}")
    if currency is not None and code != currency:
        raise MisreadingError(
            f"{shown(value)} is not in the scenario's currency {currency}; "
            f"write it in {currency} or set currency: {code}"
        )
    if number < 0:
        raise MisreadingError(f"{shown(value)} is negative; write 0 {example} or more")
    return number


def _currency_of(info: ValidationInfo) -> str | None:
    """The scenario's currency; None where a section is built in Python without one."""
    context = surroundings(info)
    return context.currency if context is not None else None


def quantity(value: Any) -> Quantity:
    """A number with whatever unit is written."""
    if isinstance(value, Quantity):
        return value
    if isinstance(value, str):
        number, unit = amount(value)
        return Quantity(number, "%" if unit == "percent" else unit)
    return Quantity(plain_number(value), "")


def _plain_remedy(text: str) -> str:
    try:
        number, unit = amount(text.replace(",", ""))
    except ValueError:
        return "write one such as 12 or 0.5"
    if unit == "%":
        return f"write {number / 100:g}"
    return f"write {number:g}" + (" without quotes" if not unit and "," not in text else "")
