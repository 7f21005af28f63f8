"""Amounts of money, from what is written in a scenario."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationInfo

from simulator.reading import meant
from simulator.reading.mistakes import MisreadingError
from simulator.reading.quantities import LARGEST, number_like, share
from simulator.reading.surroundings import surroundings
from simulator.units import amount, amount_text, shown

CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class UnitCost:
    """What a unit costs the house: an amount in the scenario's currency, or a share of its price.

    Exactly one of the two is there.
    """

    amount: float | None = None
    share: float | None = None


def money(value: Any, info: ValidationInfo) -> float:
    """An amount in the scenario's currency; a bare 0 needs none."""
    return _money(value, info, "")


def unit_cost(value: Any, info: ValidationInfo) -> UnitCost:
    """An amount of '15 USD', or a share of the price of '60 %'; a bare 0 is nothing."""
    if isinstance(value, UnitCost):
        return value
    currency = _currency_of(info) or "USD"
    amount = amount_text(value) if isinstance(value, str) else None
    if amount is not None and amount[1] in ("%", "percent"):
        if float(amount[0]) > 100:
            raise MisreadingError(
                f"{shown(value)} is more than the price; write an amount such as 30 {currency} "
                "for what is sold at a loss"
            )
        return UnitCost(share=share(value))
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        number = meant.written(value)
        raise MisreadingError(
            f"{number} has no unit; write {number} {currency}, or a share of the price such as 60 %"
        )
    return UnitCost(amount=_money(value, info, ""))


def money_per_hour(value: Any, info: ValidationInfo) -> float:
    """A wage in the scenario's currency per hour."""
    return _money(value, info, "/h")


def _money(value: Any, info: ValidationInfo, per: str) -> float:
    currency = _currency_of(info)
    known = currency or "USD"
    example = f"{18 if per else 5} {known}{per}"
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise MisreadingError(f"{shown(value)} is not an amount; write one such as {example}")
    if not isinstance(value, str):
        number = number_like(value, lambda text: meant.amounts(text, bool(per), known), example)
        if number:
            remedy = _money_remedy(meant.written(number), per, currency, example)
            raise MisreadingError(f"{shown(value)} has no currency; {remedy}")
        return 0.0
    try:
        number, code = _amount_of_money(value, per)
    except ValueError as problem:
        remedy = _money_remedy(value, per, currency, example)
        raise MisreadingError(f"{problem}; {remedy}") from None
    if currency is not None and code != currency:
        raise MisreadingError(
            f"{shown(value)} is not in the scenario's currency {currency}; "
            f"write it in {currency}, or currency: {code} for all of it"
        )
    return number


def _currency_of(info: ValidationInfo) -> str | None:
    """The scenario's currency; None where a section is built in Python without one."""
    context = surroundings(info)
    return context.currency if context is not None else None


def _amount_of_money(text: str, per: str) -> tuple[float, str]:
    """Number and currency of '5.20 USD' or '18 USD/h'; ValueError for anything else."""
    number, unit = amount(text)
    code, slash, rest = (part.strip() for part in unit.partition("/"))
    right_rate = rest in ("h", "hour") if per else not slash
    if not right_rate or not CURRENCY.fullmatch(code):
        raise ValueError(f"{shown(text)} is not an amount{' per hour' if per else ''}")
    if not 0 <= number < LARGEST:
        raise ValueError(f"{shown(text)} is {'negative' if number < 0 else 'too large'}")
    return number, code


def _money_remedy(text: str, per: str, currency: str | None, example: str) -> str:
    def read(candidate: str) -> None:
        _, code = _amount_of_money(candidate, per)
        if currency is not None and code != currency:
            raise ValueError(f"{candidate} is in another currency")

    candidates = meant.amounts(text, bool(per), currency or "USD")
    return meant.remedy(candidates, read, example)
