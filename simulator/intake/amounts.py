"""What a cell is worth: units, money and grams, or why it is not worth any."""

from __future__ import annotations

import math

from simulator.intake.numbers import number

MOST_UNITS = 1_000_001
MOST_CENTS = 10**11
MOST_GRAMS = 1e9
GRAMS = {"g": 1.0, "kg": 1000.0, "lb": 453.59237, "oz": 28.349523125}
_LETTERS = "abcdefghijklmnopqrstuvwxyz "


def units(word: str, mark: str) -> float:
    """Whole units, more or less than none. Raises ValueError."""
    try:
        value = number(word, mark)
    except ValueError:
        value = 0.5
    if not -MOST_UNITS < value < MOST_UNITS or value != int(value):
        raise ValueError("is not a quantity; write a whole number from 1 to a million")
    return value


def back(word: str, mark: str) -> float:
    """Units that were refunded; none in an empty cell. Raises ValueError."""
    return abs(units(word or "0", mark))


def cents(word: str, mark: str) -> float:
    """Cents, not rounded; an empty cell costs nothing. Raises ValueError."""
    if not word:
        return 0.0
    try:
        cents = 100 * number(word, mark)
    except ValueError:
        cents = -1.0
    if not 0 <= cents <= MOST_CENTS:
        raise ValueError("is not a price; write a number such as 12.50")
    return cents


def amount(word: str, mark: str) -> float:
    """Money of a cell that nothing else hangs on: 0 where it is not a number."""
    try:
        return abs(number(word, mark))
    except ValueError:
        return 0.0


def grams(word: str, mark: str, unit: str | None) -> float:
    """Grams of a weight with its own unit or else that one; NaN of an empty cell.

    Raises ValueError.
    """
    if not word:
        return math.nan
    bare = word.rstrip(_LETTERS)
    own = word[len(bare) :].strip() or unit
    own = "lb" if own == "lbs" else own
    if own not in GRAMS:
        raise ValueError("has no unit; write demand.trace.weight_unit: g, kg, lb or oz")
    try:
        weight = number(bare, mark) * GRAMS[own]
    except ValueError:
        weight = -1.0
    if not 0 <= weight <= MOST_GRAMS:
        raise ValueError("is not a weight; write a number from 0, such as 0.35")
    return weight
