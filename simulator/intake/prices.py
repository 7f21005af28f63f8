"""What units cost in an order file, and whether that is in the money of the house."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from simulator.intake.amounts import cents
from simulator.intake.bad_rows import BadRows
from simulator.intake.numbers import currency_in
from simulator.intake.table import Column

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "ARS", "CLP", "COP", "JMD")
SIGNS: Mapping[str, tuple[str, ...]] = {
    "€": ("EUR",), "£": ("GBP", "EGP", "FKP", "GIP"), "¥": ("JPY", "CNY"), "\u20b9": ("INR",),
    "$": _DOLLARS, "US$": ("USD",), "C$": ("CAD",), "CA$": ("CAD",), "A$": ("AUD",),
    "AU$": ("AUD",), "NZ$": ("NZD",), "S$": ("SGD",), "HK$": ("HKD",), "R$": ("BRL",),
    "zł": ("PLN",), "kr": ("SEK", "NOK", "DKK", "ISK"), "kr.": ("DKK", "NOK", "SEK"),
    "Kč": ("CZK",), "Ft": ("HUF",), "Fr.": ("CHF",), "SFr.": ("CHF",), "\u20ba": ("TRY",),
    "\u20a9": ("KRW",), "\u20aa": ("ILS",),
}  # fmt: skip
"""Codes of ISO 4217 that a sign stands for, the most likely first."""


def unit_prices(
    columns: Mapping[str, Column],
    ships: Flags,
    quantity: Floats,
    mark: str,
    currency: str | None,
    bad: BadRows,
) -> Floats | None:
    """(rows,) Cents a unit; None where the file has no prices.

    What is in another currency than the scenario's, or without one than the rest of the file, is
    noted as wrong.
    """
    column = price_column(columns)
    if column is None:
        return None
    known = currency or _most_frequent(currency_in(word) for word in column.words)
    whose = "scenario" if currency is not None else "rest of the file"

    def read(word: str) -> float:
        value = cents(word, mark)
        own = currency_in(word)
        if own and known and value and not _is(own, known):
            raise ValueError(_in_another(own, known, whose))
        return value

    price = bad.parsed(ships, column, read)
    if "currency" in columns:
        _require_one(columns["currency"], ships, currency, bad)
    of_row = "unit_price" not in columns
    return price / np.where(quantity > 0, quantity, 1) if of_row else price


def price_column(columns: Mapping[str, Column]) -> Column | None:
    """The column of prices; that of a unit where there are both."""
    return columns.get("unit_price") or columns.get("line_price")


def _require_one(column: Column, ships: Flags, currency: str | None, bad: BadRows) -> None:
    """Note the rows whose column of the currency says another one."""
    known = currency or _most_frequent(column.words[k] for k in column.codes[ships].tolist())
    whose = "scenario" if currency is not None else "rest of the file"
    other = [bool(word) and not _is(word, known) for word in column.words]
    wrong = np.array(other, dtype=np.bool_)
    bad.add(wrong[column.codes] & ships, column, lambda word: _in_another(word, known, whose))


def _most_frequent(written: Iterable[str]) -> str:
    """The currency that most cells are in; empty where none says so."""
    counted = Counter(word for word in written if word)
    return counted.most_common(1)[0][0] if counted else ""


def currency_of(columns: Mapping[str, Column]) -> tuple[str, ...]:
    """The codes of the currency that most prices of a file are in; empty where nothing says so."""
    names = [name for name in ("unit_price", "line_price") if name in columns]
    words = [currency_in(word) for name in names[:1] for word in columns[name].words]
    if names and "currency" in columns:
        words += columns["currency"].words
    return codes_of(told) if (told := _most_frequent(words)) else ()


def codes_of(written: str) -> tuple[str, ...]:
    """The codes that a sign or code stands for."""
    return SIGNS.get(written, (written.upper(),))


def _is(written: str, known: str) -> bool:
    return bool(set(codes_of(written)) & set(codes_of(known)))


def _in_another(written: str, known: str, whose: str) -> str:
    """Why a price, or a row, is wrong, and what to write."""
    sentence = f"is in {codes_of(written)[0]}, and the {whose} in {codes_of(known)[0]}"
    remedy = f"write prices in {codes_of(known)[0]}"
    if whose == "scenario":
        remedy += f", or currency: {codes_of(written)[0]} for all of the scenario"
    return f"{sentence}; {remedy}"
