"""Shares that add up, and profiles by hour and weekday, from what is written in a scenario."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationInfo

from simulator.reading.mistakes import MisreadingError, did_you_mean, other_key
from simulator.reading.quantities import non_negative, share
from simulator.reading.surroundings import Cells, numbers_of, read_column, read_file
from simulator.reading.times import WEEKDAYS
from simulator.units import shown

ROUNDING = 0.005
"""Shares and weights may miss 100 % by this much, as rounded figures do."""


def adds_up(total: float) -> bool:
    """Whether shares between 0 and 1 make a whole, give or take their rounding."""
    return abs(total - 1) <= ROUNDING + 1e-9


def percent(part: float) -> str:
    """A share as an error shows it: '97.5 %'."""
    return f"{100 * part:.4g} %"


def proportions(weights: Sequence[Any], relative: bool = False) -> tuple[float, ...]:
    """Weights scaled to a sum of 1; unless `relative` they must add up to 100 (or 1)."""
    if not weights:
        raise MisreadingError("there are no weights; write a weight for each value")
    numbers = []
    for k, weight in enumerate(weights):
        try:
            numbers.append(_weight(weight))
        except ValueError as problem:
            raise MisreadingError(str(problem), k) from None
    total = math.fsum(numbers)
    if not total > 0 or not math.isfinite(total):
        raise MisreadingError(f"the weights add up to {total:g}; write at least one above 0")
    if not relative and not adds_up(total) and not adds_up(total / 100):
        raise MisreadingError(
            f"the weights add up to {total:.6g}, not to 100; correct them, or write counts: "
            "instead of weights where only their ratio matters"
        )
    return tuple(number / total for number in numbers)


def weights_of(value: Mapping[str, Any], beside: Sequence[str] = ()) -> tuple[float, ...] | None:
    """The proportions under `weights:` or `counts:` of a mapping; None where it has neither."""
    unknown = next((key for key in value if key not in ("weights", "counts", *beside)), None)
    if unknown is not None:
        remedy = other_key(str(unknown), ("weights", "counts", *beside), value)
        raise MisreadingError(f"unknown key {unknown!r}; {remedy}", unknown)
    if "weights" in value and "counts" in value:
        raise MisreadingError("there are both weights and counts; keep one of the two", "counts")
    key = "counts" if "counts" in value else "weights"
    if key not in value:
        return None
    if not isinstance(value[key], list | tuple):
        raise MisreadingError(f"{shown(value[key])} is not a list; write one such as [2, 1]", key)
    try:
        return proportions(value[key], relative=key == "counts")
    except MisreadingError as problem:
        raise MisreadingError(str(problem), key, *problem.at) from None


def shares(value: Any) -> dict[str, float]:
    """A share by name; together the whole."""
    if not isinstance(value, Mapping) or not value:
        raise MisreadingError(
            f"{shown(value)} is not a mapping of shares; write one such as "
            "{north: 40 %, south: 60 %}"
        )
    parts: dict[str, float] = {}
    for name, part in value.items():
        try:
            parts[str(name)] = 1.0 if len(value) == 1 and part == 1 else share(part)
        except ValueError as problem:
            raise MisreadingError(str(problem), name) from None
    total = math.fsum(parts.values())
    if not adds_up(total):
        raise MisreadingError(f"the shares add up to {percent(total)}; make them add up to 100 %")
    return {name: part / total for name, part in parts.items()}


def hour_profile(value: Any, info: ValidationInfo) -> tuple[float, ...]:
    """24 or 168 proportions (from Monday 0 h), from a list, {weights: [...]} or a CSV."""
    if isinstance(value, str):
        path = read_file(value, info)
        profile = proportions(numbers_of(_only_column(path), path), relative=True)
    elif isinstance(value, Mapping):
        weights = weights_of(value)
        if weights is None:
            raise MisreadingError("there are no weights; write counts: and 24 or 168 numbers")
        profile = weights
    elif isinstance(value, list | tuple):
        profile = proportions(value) if len(value) in (24, 168) else (0.0,) * len(value)
    else:
        raise MisreadingError(f"{shown(value)} is not a profile; write a list of 24 or 168 numbers")
    if len(profile) not in (24, 168):
        raise MisreadingError(
            f"there are {len(profile)} weights; write a list of 24 or 168 numbers, of a day or "
            "of a week from Monday 0 h"
        )
    return profile


def _only_column(path: Path) -> Cells:
    try:
        return read_column(path, None)
    except MisreadingError as problem:
        wrong = str(problem).partition("; ")[0]
        remedy = "write the path of a file with one column, or with a column weight"
        raise MisreadingError(f"{wrong}; {remedy}") from None


def weekday_profile(value: Any) -> tuple[float, ...]:
    """Seven proportions from Monday, of {mon: 16.2, ...}, {counts: {mon: 810, ...}} or a list."""
    if isinstance(value, Mapping) and len(value) == 1 and ("counts" in value or "weights" in value):
        key = "counts" if "counts" in value else "weights"
        try:
            such = _COUNTS if key == "counts" else _WEIGHTS
            return proportions(_seven(value[key], such), relative=key == "counts")
        except MisreadingError as problem:
            raise MisreadingError(str(problem), key, *problem.at) from None
    return proportions(_seven(value))


_EACH = "write a weight for each of mon to sun"
_COUNTS = "{mon: 2, tue: 1, wed: 1, thu: 1, fri: 1, sat: 1, sun: 1}"
_WEIGHTS = "{mon: 28, tue: 12, wed: 12, thu: 12, fri: 12, sat: 12, sun: 12}"


def _seven(value: Any, such: str = f"{{counts: {_COUNTS}}}") -> list[Any]:
    if isinstance(value, Mapping):
        unknown = next((key for key in value if key not in WEEKDAYS), None)
        if unknown is not None:
            remedy = did_you_mean(str(unknown), WEEKDAYS)
            raise MisreadingError(f"{unknown!r} is not a weekday; {remedy}", unknown)
        missing = [name for name in WEEKDAYS if name not in value]
        if missing:
            raise MisreadingError(
                f"there is no weight for {', '.join(missing)}; {_EACH}, such as {such}"
            )
        for name in WEEKDAYS:
            try:
                _weight(value[name])
            except ValueError as problem:
                raise MisreadingError(str(problem), name) from None
        return [value[name] for name in WEEKDAYS]
    if isinstance(value, list | tuple) and len(value) == 7:
        return list(value)
    raise MisreadingError(f"{shown(value)} is not a weekly profile; {_EACH}, such as {such}")


def _weight(value: Any) -> float:
    if isinstance(value, str) and value.rstrip().endswith("%"):
        return 100 * share(value)
    return non_negative(value)
