"""Distributions and carrier transit times, from what is written in a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationInfo

from simulator.distributions import Distribution, make
from simulator.parameters import DIMENSIONED, FORMS, OPTIONAL
from simulator.scenario.mistakes import MisreadingError, did_you_mean
from simulator.scenario.quantities import (
    exact_duration,
    plain_number,
    share,
    volume,
    weight,
    whole,
)
from simulator.scenario.surroundings import numbers_of, read_column, read_file
from simulator.scenario.times import promise
from simulator.scenario.weights import proportions, weights_of
from simulator.units import TIME_UNITS, VOLUME_UNITS, WEIGHT_UNITS, shown

Number = Callable[[Any], float]
_UNITS: Mapping[Number, tuple[Mapping[str, float], str, str]] = {
    exact_duration: (TIME_UNITS, "20 min", "unit of time; write unit: ms, s, min, h or d"),
    weight: (WEIGHT_UNITS, "400 g", "unit of weight; write unit: g or kg"),
    volume: (VOLUME_UNITS, "1.5 l", "unit of volume; write unit: ml, cm3, l or m3"),
}
"""By reader: the units of its dimension, an example and the remedy for a column without unit."""
_WRITTEN = (*(kind for kind in FORMS if kind != "empirical"), "values", "csv")
_IN_ORDER = (("low", "mode"), ("mode", "high"), ("low", "high"), ("p50", "p90"))


@dataclass(frozen=True)
class Transit:
    """How long a parcel is on its way: weighted whole working days, or a duration.

    Where `duration` is given, `working_days` and `weights` are empty.
    """

    working_days: tuple[int, ...]
    weights: tuple[float, ...]
    duration: Distribution | None


def durations(value: Any, info: ValidationInfo) -> Distribution:
    """A distribution whose parameters are in milliseconds once read."""
    if isinstance(value, Distribution):
        return value
    return _distribution(value, info, exact_duration, "12 s")


def counts(value: Any, info: ValidationInfo) -> Distribution:
    """A distribution of whole numbers from 1; a continuous one is rounded when it is sampled."""
    if isinstance(value, Distribution):
        return value
    return _distribution(value, info, plain_number, "3")


def weights(value: Any, info: ValidationInfo) -> Distribution:
    """A distribution whose parameters are in grams once read."""
    if isinstance(value, Distribution):
        return value
    return _distribution(value, info, weight, "350 g")


def volumes(value: Any, info: ValidationInfo) -> Distribution:
    """A distribution whose parameters are in cubic centimeters once read."""
    if isinstance(value, Distribution):
        return value
    return _distribution(value, info, volume, "1.5 l")


def transit_by_region(value: Any, info: ValidationInfo) -> dict[str, Transit]:
    """A transit for each region, 'all' where it is the same for all of them."""
    if isinstance(value, Mapping) and "by_region" in value:
        by_region = value["by_region"]
        if len(value) > 1:
            other = next(key for key in value if key != "by_region")
            raise MisreadingError(
                f"by_region stands alone; move {other!r} under each region", other
            )
        if not isinstance(by_region, Mapping) or not by_region:
            raise MisreadingError(
                "no regions; write {by_region: {north: 1 working day}}", "by_region"
            )
        return {str(name): _region(name, part, info) for name, part in by_region.items()}
    return {"all": _transit(value, info)}


def _region(name: str, value: Any, info: ValidationInfo) -> Transit:
    try:
        return _transit(value, info)
    except MisreadingError as problem:
        raise MisreadingError(str(problem), "by_region", name, *problem.at) from None
    except ValueError as problem:
        raise MisreadingError(str(problem), "by_region", name) from None


def _transit(value: Any, info: ValidationInfo) -> Transit:
    if isinstance(value, Mapping) and "working_days" in value:
        days = value["working_days"]
        other = next((key for key in value if key != "working_days"), None)
        if other is not None:
            raise MisreadingError(f"working_days stands alone; remove {other!r}", other)
        if not isinstance(days, Mapping) or not days:
            raise MisreadingError(
                "no weights; write {working_days: {1: 30, 2: 70}}", "working_days"
            )
        try:
            weights = proportions(list(days.values()))
        except MisreadingError as problem:
            at = (list(days)[int(problem.at[0])],) if problem.at else ()
            said = str(problem).partition(", or write counts:")[0]  # which are not written here
            raise MisreadingError(said, "working_days", *at) from None
        numbers = tuple(_working_days(key) for key in days)
        return Transit(numbers, weights, None)
    if isinstance(value, str) and "working" in value.lower():
        return Transit((promise(value).amount,), (1.0,), None)
    if isinstance(value, str) and value.strip().lower() in ("same day", "next day"):
        return Transit((promise(value).amount,), (1.0,), None)
    return Transit((), (), durations(value, info))


def _working_days(key: Any) -> int:
    text = str(key)
    if not text.isdecimal() or not text.isascii() or int(text[:5]) > 365:
        raise MisreadingError(
            f"{shown(key)} is not a number of working days; write {{1: 30, 2: 70}}",
            "working_days",
            key,
        )
    return int(text)


def _distribution(value: Any, info: ValidationInfo, number: Number, example: str) -> Distribution:
    if not isinstance(value, Mapping):
        if isinstance(value, list | tuple):
            raise MisreadingError(
                "a list is not a distribution; write {values: [...], weights: [...]}"
            )
        return _whole_counts(make("constant", value=number(value)), number)
    if "values" in value:
        return _values(value, number)
    if len(value) != 1:
        kind = next((key for key in value if key in _WRITTEN), None)
        other = next((key for key in value if key != kind), None)
        remedy = f"remove {other!r}" if kind else f"write {example} or {{gamma: {{...}}}}"
        raise MisreadingError(f"one distribution is written here, not {len(value)} keys; {remedy}")
    ((kind, parameters),) = value.items()
    name = str(kind).replace(" ", "_").replace("-", "_")
    if name not in _WRITTEN:
        remedy = did_you_mean(name, _WRITTEN)
        raise MisreadingError(f"{kind!r} is not a distribution; {remedy}", kind)
    if name == "csv":
        return _csv(parameters, info, number)
    if name == "constant" and not isinstance(parameters, Mapping):
        return _whole_counts(make("constant", value=number(parameters)), number)
    if not isinstance(parameters, Mapping):
        forms = " or ".join("{" + ", ".join(form) + "}" for form in FORMS[name])
        raise MisreadingError(
            f"{shown(parameters)} is not the parameters of {name}; write {forms}", kind
        )
    return _made(name, str(kind), parameters, number)


def _made(name: str, kind: str, parameters: Mapping[str, Any], number: Number) -> Distribution:
    known = sorted({key for form in FORMS[name] for key in form} | set(OPTIONAL.get(name, ())))
    numbers: dict[str, float] = {}
    for key, given in parameters.items():
        if key not in known:
            said = f"{name} has no parameter {key!r}; {did_you_mean(str(key), known)}"
            raise MisreadingError(said, kind, key)
        try:
            numbers[str(key)] = number(given) if key in DIMENSIONED[name] else _bare(given)
        except ValueError as problem:
            raise MisreadingError(str(problem), kind, key) from None
    for less, more in _IN_ORDER:
        if less in numbers and more in numbers and numbers[less] > numbers[more]:
            said = f"{less} {parameters[less]} is above {more} {parameters[more]}"
            raise MisreadingError(f"{said}; write them in rising order", kind, less)
    if number in _UNITS:
        if name == "beta" and "high" not in numbers:
            said = f"beta needs its largest value here; write high: such as {_UNITS[number][1]}"
            raise MisreadingError(said, kind)
        if name == "lognormal" and "mu" in numbers:
            said = f"mu has no unit; write median: (its exponential), such as {_UNITS[number][1]}"
            raise MisreadingError(said, kind)
    try:
        return make(name, **numbers)
    except (ValueError, OverflowError, ZeroDivisionError) as problem:
        about = [key for key in numbers if f" {key} is " in str(problem)][:1]
        said = _as_written(str(problem), numbers, parameters)
        raise MisreadingError(_remedied(said), kind, *about) from None


def _as_written(message: str, numbers: Mapping[str, float], written: Mapping[str, Any]) -> str:
    """The message with each parameter as it stands in the file, '3 s', not in milliseconds."""
    for key, number in numbers.items():
        message = message.replace(f"{key} {number:g}", f"{key} {written[key]}")
    return message


def _remedied(message: str) -> str:
    return message if ";" in message else f"{message}; write other parameters"


def _bare(value: Any) -> float:
    return share(value) if isinstance(value, str) and "%" in value else plain_number(value)


def _values(value: Mapping[str, Any], number: Number) -> Distribution:
    weights = weights_of(value, beside=("values",))
    values = value["values"]
    if not isinstance(values, list | tuple) or not values:
        raise MisreadingError(f"{shown(values)} is not a list; write [1, 2, 3]", "values")
    numbers = []
    for k, item in enumerate(values):
        try:
            numbers.append(number(item))
        except ValueError as problem:
            raise MisreadingError(str(problem), "values", k) from None
    if weights is not None and len(weights) != len(numbers):
        said = f"{len(numbers)} values and {len(weights)} weights"
        raise MisreadingError(f"there are {said}; write a weight for each value")
    return _whole_counts(make("empirical", values=numbers, **_given(weights)), number)


def _given(weights: tuple[float, ...] | None) -> dict[str, tuple[float, ...]]:
    return {} if weights is None else {"weights": weights}


def _csv(parameters: Any, info: ValidationInfo, number: Number) -> Distribution:
    if not isinstance(parameters, Mapping) or "file" not in parameters:
        raise MisreadingError("a CSV needs a file; write {file: times.csv, column: minutes}", "csv")
    unknown = next((k for k in parameters if k not in ("file", "column", "unit")), None)
    if unknown is not None:
        remedy = did_you_mean(str(unknown), ("file", "column", "unit"))
        raise MisreadingError(f"unknown key {unknown!r}; {remedy}", "csv", unknown)
    column = parameters.get("column")
    if column is not None and not isinstance(column, str):
        raise MisreadingError(
            f"{shown(column)} is not a column's name; write its name", "csv", "column"
        )
    scale = _scale(parameters, number)
    try:
        path = read_file(parameters["file"], info)
    except MisreadingError as problem:
        raise MisreadingError(str(problem), "csv", "file") from None
    values = numbers_of(_cells(path, column), path)
    if min(values) < 0:
        raise MisreadingError(f"{path.name} holds {min(values):g}; no value may be negative", "csv")
    return _whole_counts(make("empirical", values=[scale * x for x in values]), number)


def _cells(path: Path, column: str | None) -> tuple[str, ...]:
    try:
        return read_column(path, column)
    except MisreadingError as problem:
        raise MisreadingError(str(problem), "csv") from None


def _scale(parameters: Mapping[str, Any], number: Number) -> float:
    unit = parameters.get("unit")
    if number not in _UNITS:
        if unit is not None:
            raise MisreadingError("counts have no unit; remove unit", "csv", "unit")
        return 1
    units, _, remedy = _UNITS[number]
    if unit not in units:
        said = f"{shown(unit)} is not a {remedy}"
        if unit is None:
            said = f"the column has no unit; {remedy.partition('; ')[2]}"
        raise MisreadingError(said, "csv")
    return units[str(unit)]


def _whole_counts(distribution: Distribution, number: Number) -> Distribution:
    if number is plain_number:
        for value in distribution.numbers:
            if whole(value) < 1:
                raise MisreadingError(f"{value:g} is below 1; every order has at least one")
    return distribution
