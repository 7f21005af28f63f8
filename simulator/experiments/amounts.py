"""Amounts in ranges: exact numbers with the unit that stands behind them, brought to one unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from simulator.units import (
    LENGTH_UNITS,
    TIME_UNITS,
    VOLUME_UNITS,
    WEIGHT_UNITS,
    duration_text,
    exact_milliseconds,
)

_LONG = 20
"""Digits from which on a number is written with an exponent."""
_KINDS: tuple[Mapping[str, float], ...] = (TIME_UNITS, LENGTH_UNITS, WEIGHT_UNITS, VOLUME_UNITS)
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
_UNIT = r"[^\d\s.,:;/+-][^\d.,:;/+-]*[23]?(?:/[^\W\d_]+)?"
_AMOUNT = re.compile(rf"\s*({_NUMBER})\s*({_UNIT})?\s*")


@dataclass(frozen=True)
class Amount:
    """A number and its unit as it is written, which may be none."""

    number: Decimal
    unit: str = ""
    whole: bool = False

    def __str__(self) -> str:
        number = self.number.normalize()
        text = f"{number:f}" if abs(number.adjusted()) < _LONG else str(number)
        return f"{text} {self.unit}".strip()


def amount(text: str) -> Amount | None:
    """'1.5', '10 s', '1 m/s' or '1 h 30 min'; None of what is not a number with its unit."""
    match = _AMOUNT.fullmatch(text)
    if match is not None:
        return Amount(Decimal(match[1]), (match[2] or "").strip(), match[1].lstrip("+-").isdigit())
    try:
        return amount(duration_text(round(exact_milliseconds(text))))
    except ValueError:
        return None


def in_one_unit(amounts: Sequence[Amount]) -> tuple[str, list[Decimal]] | None:
    """Their unit, which what has none shares, and their numbers in it; None of different kinds.

    Of several units of a kind it is the smallest, in which each is exact.
    """
    units = list(dict.fromkeys(each.unit for each in amounts if each.unit))
    if len(units) < 2:
        return (units or [""])[0], [each.number for each in amounts]
    for sizes in _KINDS:
        if all(each.unit in sizes for each in amounts):
            least = min(units, key=lambda unit: sizes[unit])
            each_size = [Decimal(str(sizes[each.unit])) for each in amounts]
            size = Decimal(str(sizes[least]))
            numbers = [
                each.number * own / size for each, own in zip(amounts, each_size, strict=True)
            ]
            return least, numbers
    return None
