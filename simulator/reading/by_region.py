"""A distribution for each region, or one for all of them, from what is written in a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from simulator.distributions import Distribution
from simulator.reading.mistakes import MisreadingError
from simulator.reading.spreads import durations
from simulator.units import shown

EVERYWHERE = "all"
"""In place of a region: what holds for all of them."""


def durations_by_region(value: Any, info: ValidationInfo) -> dict[str, Distribution]:
    """A distribution of times for each region, 'all' where it is the same for all of them."""
    if not isinstance(value, Mapping) or "by_region" not in value:
        return {EVERYWHERE: durations(value, info)}
    other = next((key for key in value if key != "by_region"), None)
    if other is not None:
        raise MisreadingError(f"by_region stands alone; remove {other!r}", other)
    parts = value["by_region"]
    if not isinstance(parts, Mapping) or not parts:
        wrong = f"{shown(parts)} is not a mapping of regions"
        raise MisreadingError(f"{wrong}; write one such as {{north: 3 d}}", "by_region")
    spreads: dict[str, Distribution] = {}
    for name, part in parts.items():
        try:
            spreads[str(name)] = durations(part, info)
        except MisreadingError as problem:
            raise MisreadingError(str(problem), "by_region", name, *problem.at) from None
        except ValueError as problem:
            raise MisreadingError(str(problem), "by_region", name) from None
    return spreads


DurationByRegion = Annotated[
    dict[str, Distribution],
    PlainValidator(durations_by_region),
    WithJsonSchema(
        {
            "type": ["string", "object"],
            "examples": [
                "3 d",
                {"values": ["3 d", "4 d"], "weights": [80, 20]},
                {"by_region": {"north": "2 d", "south": {"values": ["4 d", "5 d"]}}},
            ],
        }
    ),
]
