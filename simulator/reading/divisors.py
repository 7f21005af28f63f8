"""A carrier's divisor: how much volume is billed as one unit of weight."""

from __future__ import annotations

from typing import Any

from simulator.reading import meant
from simulator.reading.mistakes import MisreadingError
from simulator.reading.quantities import LARGEST, plain_number
from simulator.units import VOLUME_UNITS, WEIGHT_UNITS, amount, shown


def volume_per_weight(value: Any) -> float:
    """Cubic centimeters a gram of '5000 cm3/kg' or '139 in3/lb', a carrier's divisor."""
    example = "5000 cm3/kg, or 139 in3/lb"
    number, unit = (0.0, "")
    if isinstance(value, str):
        try:
            number, unit = amount(value)
        except ValueError as problem:
            raise MisreadingError(f"{problem}; write one such as {example}") from None
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise MisreadingError(f"{shown(value)} is not a divisor; write one such as {example}")
    else:
        text = meant.written(plain_number(value))
        raise MisreadingError(f"{text} has no unit; write {text} cm3/kg, or {text} in3/lb")
    above, _, below = (part.strip() for part in unit.partition("/"))
    volumes, weights = VOLUME_UNITS | meant.VOLUMES, WEIGHT_UNITS | meant.WEIGHTS
    if above not in volumes or below not in weights:
        raise MisreadingError(
            f"{shown(value)} is not a volume for each weight; write one such as {example}"
        )
    volume = number * volumes[above] / weights[below]
    if not 0 < volume < LARGEST:
        raise MisreadingError(f"{shown(value)} is not above 0; write one such as {example}")
    return volume
