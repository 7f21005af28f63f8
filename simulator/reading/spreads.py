"""Distributions, from what is written in a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationInfo

from simulator.distributions import Distribution, make
from simulator.parameters import DIMENSIONED, FORMS, OPTIONAL
from simulator.reading.mistakes import MisreadingError, one_of, other_key, suggestion
from simulator.reading.nodes import flow
from simulator.reading.quantities import (
    exact_duration,
    plain_number,
    share,
    volume,
    weight,
    whole,
)
from simulator.reading.spread_remedies import Examples, Makes, other_kind
from simulator.reading.spread_remedies import parameters as parameters_for
from simulator.reading.surroundings import Cells, numbers_of, read_column, read_file
from simulator.reading.weights import weights_of
from simulator.units import TIME_UNITS, VOLUME_UNITS, WEIGHT_UNITS, shown

Number = Callable[[Any], float]


@dataclass(frozen=True)
class _Dimension:
    """What is distributed: how it is read, its units by what they are called, examples.

    `number` reads a parameter, `value` one of the values themselves.
    """

    number: Number
    value: Number
    name: str
    units: Mapping[str, float]
    columns: tuple[str, ...]
    examples: Examples


def _count(value: Any) -> float:
    """A whole number from 1."""
    number = whole(value)
    if number < 1:
        raise MisreadingError(f"{shown(value)} is below 1; write a whole number such as 3")
    return number


_TIME = _Dimension(
    exact_duration, exact_duration, "time", TIME_UNITS, ("s", "min", "h", "d", "ms"),
    Examples("20 s", "1 min", "3 min"),
)  # fmt: skip
_WEIGHT = _Dimension(
    weight, weight, "weight", WEIGHT_UNITS, ("g", "kg"), Examples("100 g", "400 g", "2 kg")
)
_VOLUME = _Dimension(
    volume,
    volume,
    "volume",
    VOLUME_UNITS,
    ("l", "ml", "cm3", "m3"),
    Examples("0.5 l", "1.5 l", "6 l"),
)
_COUNT = _Dimension(plain_number, _count, "number", {}, (), Examples(1, 2, 5, bare=True))

_WRITTEN = (*(kind for kind in FORMS if kind != "empirical"), "values", "csv")
_IN_ORDER = (("low", "mode"), ("mode", "high"), ("low", "high"), ("p50", "p90"))


def durations(value: Any, info: ValidationInfo) -> Distribution:
    """A distribution whose parameters are in milliseconds once read."""
    return _distribution(value, info, _TIME)


def counts(value: Any, info: ValidationInfo) -> Distribution:
    """A distribution of whole numbers from 1; a continuous one is rounded when it is sampled."""
    return _distribution(value, info, _COUNT)


def weights(value: Any, info: ValidationInfo) -> Distribution:
    """A distribution whose parameters are in grams once read."""
    return _distribution(value, info, _WEIGHT)


def volumes(value: Any, info: ValidationInfo) -> Distribution:
    """A distribution whose parameters are in cubic centimeters once read."""
    return _distribution(value, info, _VOLUME)


def _distribution(value: Any, info: ValidationInfo, kind: _Dimension) -> Distribution:
    if isinstance(value, Distribution):
        return value
    if isinstance(value, list | tuple):
        raise MisreadingError(f"a list is not a distribution; {_values_remedy(value, kind)}")
    if not isinstance(value, Mapping):
        return make("constant", value=kind.value(value))
    if "values" in value:
        return _values(value, kind)
    name, written, parameters = _named(value, kind)
    if name == "csv":
        return _csv(parameters, info, kind)
    if name == "constant" and not isinstance(parameters, Mapping | list | tuple):
        try:
            return make("constant", value=kind.value(parameters))
        except ValueError as problem:
            raise MisreadingError(str(problem), written) from None
    if not isinstance(parameters, Mapping):
        remedy = _remedy(name, parameters, kind)
        wrong = f"{shown(parameters)} is not the parameters of {name}; {remedy}"
        raise MisreadingError(wrong, written)
    return _made(name, written, parameters, kind)


def _named(value: Mapping[str, Any], kind: _Dimension) -> tuple[str, str, Any]:
    """Kind as we call it, as it is written, and parameters of a mapping with one key."""
    if len(value) != 1:
        spread = next((key for key in value if key in _WRITTEN), None)
        other = next((key for key in value if key != spread), None)
        remedy = f"remove {other!r}" if spread else f"write one such as {kind.examples.middle}"
        raise MisreadingError(f"one distribution is written here, not {len(value)} keys; {remedy}")
    ((written, parameters),) = value.items()
    name = str(written).replace(" ", "_").replace("-", "_")
    if name not in _WRITTEN:
        near = suggestion(name, _WRITTEN)
        example = flow({"gamma": kind.examples.parameters("gamma")})
        if near is None or near in ("values", "csv"):
            wrong = f"{written!r} is not a distribution; write one such as {example}"
            raise MisreadingError(wrong)
        raise MisreadingError(f"{written!r} is not a distribution; did you mean {near}?", written)
    return name, str(written), parameters


def _made(name: str, written: str, parameters: Mapping[str, Any], kind: _Dimension) -> Distribution:
    known = sorted({key for form in FORMS[name] for key in form} | set(OPTIONAL.get(name, ())))
    numbers: dict[str, float] = {}
    for key, given in parameters.items():
        if key not in known:
            wrong = f"{name} has no parameter {key!r}; {_remedy(name, parameters, kind)}"
            raise MisreadingError(wrong, written)
        try:
            numbers[str(key)] = _parameter(name, str(key), given, kind)
        except ValueError as problem:
            raise MisreadingError(str(problem), written, key) from None
    for less, more in _IN_ORDER:
        if less in numbers and more in numbers and numbers[less] > numbers[more]:
            wrong = f"{less} {parameters[less]} is above {more} {parameters[more]}"
            raise MisreadingError(f"{wrong}; {_remedy(name, parameters, kind)}", written)
    lacks = _lacks(name, numbers, kind)
    if lacks:
        raise MisreadingError(f"{lacks}; {_remedy(name, parameters, kind)}", written)
    try:
        return make(name, **numbers)
    except (ValueError, OverflowError, ZeroDivisionError) as problem:
        wrong = _as_written(str(problem), numbers, parameters)
        remedy = other_kind(name, parameters, _makes(kind))
        if remedy is not None:
            raise MisreadingError(f"{wrong}; {remedy}") from None
        raise MisreadingError(f"{wrong}; {_remedy(name, parameters, kind)}", written) from None


def _parameter(name: str, key: str, given: Any, kind: _Dimension) -> float:
    """A parameter, with its unit if it has one."""
    number = kind.number(given) if key in DIMENSIONED[name] else _bare(given)
    if number < 0 and key != "mu":
        example = kind.examples.of(name, key)
        raise MisreadingError(f"{key} {given} is negative; write one such as {example}")
    return number


def _lacks(name: str, numbers: Mapping[str, float], kind: _Dimension) -> str:
    """What is missing where values have a unit; empty if nothing is."""
    if kind.units and name == "beta" and "high" not in numbers:
        return "beta needs its largest value, high"
    if kind.units and name == "lognormal" and "mu" in numbers:
        return "mu is a logarithm, which has no unit"
    return ""


def _makes(kind: _Dimension) -> Makes:
    def make_it(name: str, parameters: Mapping[str, Any]) -> Distribution:
        value = parameters["value"] if name == "constant" else None
        if name == "constant":
            if kind.number(value) <= 0:
                raise ValueError("a constant of nothing stands for no other distribution")
            return make("constant", value=kind.value(value))
        numbers = {key: _parameter(name, key, given, kind) for key, given in parameters.items()}
        if _lacks(name, numbers, kind):
            raise ValueError(f"{name} lacks a parameter")
        return make(name, **numbers)

    return make_it


def _remedy(name: str, parameters: Any, kind: _Dimension) -> str:
    return parameters_for(name, parameters, kind.examples, _makes(kind))


def _as_written(message: str, numbers: Mapping[str, float], written: Mapping[str, Any]) -> str:
    """What is wrong, each parameter as it stands in the file: '3 s', not in milliseconds."""
    for key, number in numbers.items():
        message = message.replace(f"{key} {number:g}", f"{key} {written[key]}")
    return message.partition("; ")[0]


def _bare(value: Any) -> float:
    return share(value) if isinstance(value, str) and "%" in value else plain_number(value)


def _values(value: Mapping[str, Any], kind: _Dimension) -> Distribution:
    weights = weights_of(value, beside=("values",))
    values = value["values"]
    if not isinstance(values, list | tuple) or not values:
        examples = kind.examples
        wrong = f"{shown(values)} is not a list of values"
        remedy = f"write one such as [{examples.small}, {examples.middle}]"
        raise MisreadingError(f"{wrong}; {remedy}", "values")
    numbers = []
    for k, item in enumerate(values):
        try:
            numbers.append(kind.value(item))
        except ValueError as problem:
            raise MisreadingError(str(problem), "values", k) from None
    if weights is not None and len(weights) != len(numbers):
        wrong = f"{len(numbers)} values and {len(weights)} weights"
        raise MisreadingError(f"there are {wrong}; write a weight for each value")
    return make("empirical", values=numbers, **_given(weights))


def _values_remedy(values: Sequence[Any], kind: _Dimension) -> str:
    """The list as values of a distribution, or an example of such a list."""
    try:
        make("empirical", values=[kind.value(value) for value in values])
    except ValueError:
        return f"write one such as {{values: [{kind.examples.small}, {kind.examples.middle}]}}"
    return f"write {flow({'values': values})}"


def _given(weights: tuple[float, ...] | None) -> dict[str, tuple[float, ...]]:
    return {} if weights is None else {"weights": weights}


_CSV_KEYS = ("file", "column", "unit", "weight", "where")


def _csv(parameters: Any, info: ValidationInfo, kind: _Dimension) -> Distribution:
    if not isinstance(parameters, Mapping) or "file" not in parameters:
        wrong = "a CSV needs a file; write one such as {file: times.csv, column: seconds"
        raise MisreadingError(wrong + (", unit: s}" if kind.units else "}"), "csv")
    unknown = next((k for k in parameters if k not in _CSV_KEYS), None)
    if unknown is not None:
        remedy = other_key(str(unknown), _CSV_KEYS, parameters)
        raise MisreadingError(f"unknown key {unknown!r}; {remedy}", "csv", unknown)
    column, weight = (_column_name(parameters, key) for key in ("column", "weight"))
    where = _where(parameters)
    scale = _scale(parameters, kind)
    try:
        path = read_file(parameters["file"], info)
    except MisreadingError as problem:
        raise MisreadingError(str(problem), "csv", "file") from None
    values = numbers_of(_cells(path, column, where), path)
    weights = numbers_of(_cells(path, weight, where), path) if weight else None
    if weights is not None and (len(weights) != len(values) or min(weights) < 0):
        wrong = f"{path.name} has {len(values):,} values and {len(weights):,} weights in {weight!r}"
        raise MisreadingError(
            f"{wrong}; write a weight, 0 or more, for each value", "csv", "weight"
        )
    if min(values) < 0:
        wrong = f"{path.name} holds {min(values):g}, and no value may be negative"
        raise MisreadingError(f"{wrong}; correct the file", "csv")
    for value in values if kind is _COUNT else ():
        _count(value)
    return make("empirical", values=[scale * x for x in values], **_given(weights))


def _column_name(parameters: Mapping[str, Any], key: str) -> str | None:
    name = parameters.get(key)
    if name is not None and not isinstance(name, str):
        wrong = f"{shown(name)} is not a column's name; write it in quotes, such as 'seconds'"
        raise MisreadingError(wrong, "csv", key)
    return name


def _where(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The cells that rows must have, by column."""
    where = parameters.get("where", {})
    if not isinstance(where, Mapping):
        wrong = f"{shown(where)} is not a mapping of columns to cells"
        raise MisreadingError(f"{wrong}; write one such as {{region: north}}", "csv", "where")
    for name, cell in where.items():
        if isinstance(cell, Mapping | list | tuple | bool) or cell is None:
            wrong = f"{shown(cell)} is not a cell; write one in quotes, such as 'north'"
            raise MisreadingError(wrong, "csv", "where", name)
    return {str(name): str(cell) for name, cell in where.items()}


def _cells(path: Path, column: str | None, where: Mapping[str, str]) -> Cells:
    try:
        return read_column(path, column, where)
    except MisreadingError as problem:
        raise MisreadingError(str(problem), "csv", *problem.at) from None


def _scale(parameters: Mapping[str, Any], kind: _Dimension) -> float:
    unit = parameters.get("unit")
    if not kind.units:
        if unit is not None:
            raise MisreadingError("counts have no unit; remove it", "csv", "unit")
        return 1
    if unit is None:
        remedy = f"write unit: {one_of(kind.columns)}"
        raise MisreadingError(f"the column has no unit; {remedy}", "csv")
    if not isinstance(unit, str) or unit not in kind.units:
        wrong = f"{shown(unit)} is not a unit of {kind.name}; write {one_of(kind.columns)}"
        raise MisreadingError(wrong, "csv", "unit")
    return kind.units[unit]
