"""KPIs of the user's own: `@sim.kpi` makes a function of a `Period` one more row of `kpis.csv`."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf, isinf, nan
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from simulator.measure import kpis as known
from simulator.measure.figures import Better, Kpi, Kpis
from simulator.measure.kpis import OwnKpi, UnknownKpiError
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.mistakes import InputError
from simulator.own_functions import OwnFunction, captured, line_raised, rebuilt
from simulator.reading.fields import NOTHING
from simulator.reading.mistakes import MisreadingError, did_you_mean
from simulator.reading.nodes import plain_scalar
from simulator.reading.quantities import quantity
from simulator.results.columns import Columns, plain
from simulator.results.orders import order_table
from simulator.scenario.scenario import Scenario
from simulator.units import shown

F = TypeVar("F", bound=Callable[..., object])

OWN = "own"
"""What the KPIs of the user's stand under in the report."""
WAYS = ("higher", "lower", "neutral")
NAME = re.compile(r"[^\W\d]\w*(\.\w+)*")
"""What the name of a KPI looks like."""
LONGEST = 80
_LIKE = '@sim.kpi(name="late_value", unit="%", better="lower")'
_UNDEFINED = "float('nan') where it is undefined"


class KpiError(InputError):
    """A KPI of the user's that raises an error, or returns what cannot be used."""


class OrderColumns(Mapping[str, npt.NDArray[np.generic]]):
    """The order table's columns by name, as NumPy arrays that cannot be written to.

    Texts are objects, None where missing; moments are `datetime64[ms]`. Whole numbers and flags of
    which some may be missing are `float64` with NaN.
    """

    def __init__(self, table: Columns) -> None:
        self._table = table

    def __getitem__(self, name: str) -> npt.NDArray[np.generic]:
        if name not in self._table:
            raise KeyError(f"no column {shown(name)}; {did_you_mean(str(name), self._table)}")
        column = plain(self._table[name])
        column.flags.writeable = False
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


@dataclass(frozen=True)
class Period:
    """One replication, as a KPI of the user's sees it.

    `cohort` is True of the orders placed in the measurement window, a row each as in `orders`;
    `hours` is the window's length.
    """

    observed: Observation

    @property
    def scenario(self) -> Scenario:
        """What was asked."""
        return self.observed.scenario

    @cached_property
    def orders(self) -> OrderColumns:
        """One row per order or cart (docs/reference/tables.md)."""
        observed = self.observed
        return OrderColumns(order_table(observed.scenario, observed.workload, observed.timeline))

    @cached_property
    def cohort(self) -> npt.NDArray[np.bool_]:
        """Which of the orders the figures are about."""
        rows = self.observed.cohort.orders[: len(self.orders["created_at"])].copy()
        rows.flags.writeable = False
        return rows

    @property
    def hours(self) -> float:
        """Length of the measurement window."""
        return self.observed.cohort.hours


def kpi(
    function: object = None,
    *,
    name: str | None = None,
    unit: str | None = None,
    better: str | None = None,
) -> Callable[[F], F]:
    """Make a function of a `Period` a KPI: `@sim.kpi(name="late_value", unit="%", better="lower")`.

    It returns a number, or one for each order class by name ('all' too, if that is known), NaN
    where it is undefined. `better` is 'higher', 'lower' or 'neutral'. Without a name it is called
    like the function. What it uses besides the period it must have as defaults. Raises InputError.
    """
    if function is not None or unit is None or better is None:
        raise InputError(f"kpi: its unit and what is better are not said; write {_LIKE}")
    if better not in WAYS:
        wrong = f"kpi: better={shown(better)} is not one of {', '.join(WAYS)}"
        raise InputError(f"{wrong}; write {_LIKE}")
    _check_unit(unit)

    def define(function: F) -> F:
        own = captured(function)
        chosen = own.name if name is None else name
        _check_name(chosen, own)
        _check_parameters(own)
        wrong = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split()).rstrip(".")
        definition = wrong[:1].lower() + wrong[1:] or f"as {own.name} computes it"
        record = Kpi(chosen, unit, OWN, definition, cast(Better, better), limits=(-inf, inf))
        known.add(OwnKpi(record, own))
        return function

    return define


def _check_unit(unit: str) -> None:
    """InputError for what could not be written behind the number of a target."""
    try:
        fits = isinstance(unit, str) and quantity(f"1 {unit}").unit == unit
    except (MisreadingError, ValueError):
        fits = False
    if not fits:
        wrong = f"kpi: unit={shown(unit)} cannot be written behind a number"
        raise InputError(f'{wrong}; write one such as "%", "h", "orders" or "currency"')


def _check_name(name: object, own: OwnFunction) -> None:
    """InputError for what could not be written in YAML, or is the name of another KPI."""
    if not isinstance(name, str) or not NAME.fullmatch(name) or len(name) > LONGEST:
        wrong = f"{shown(name)} is not a name, of letters, digits, _ and dots"
    elif plain_scalar(name) != name or name in ("on", *NOTHING):
        wrong = f"{name} means something else in YAML"
    elif _ships(name):
        wrong = f"{name} is a KPI that ships"
    else:
        first = next((each for each in known.own_kpis() if each.kpi.name == name), None)
        if first is None or first.function.name == own.name:
            return  # the same function, once more: a cell of a notebook that is run again
        wrong = f"{name} is the KPI of the function {first.function.name}"
    raise InputError(f'kpi: {wrong}; write another name, such as @sim.kpi(name="my_kpi", ...)')


def _ships(name: str) -> bool:
    with known.known_as(()):
        try:
            known.kpi(name)
        except UnknownKpiError:
            return False
    return True


def _check_parameters(own: OwnFunction) -> None:
    """InputError unless it can be called with one thing."""
    try:
        inspect.signature(rebuilt(own)).bind(None)
    except TypeError:
        raise InputError(
            f"kpi: {own.name} is called with one thing, the period; write def {own.name}(period), "
            "and give what else it needs a default"
        ) from None


def values_of(own: OwnKpi, period: Period) -> Kpis:
    """What a KPI of the user's is in one replication; KpiError for whatever goes wrong in it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a mean of nothing is undefined
            answer = rebuilt(own.function)(period)
    except Exception as error:
        line = line_raised(own.function, error)
        told = error.args[0] if isinstance(error, KeyError) and error.args else error
        wrong = f"raises {type(error).__name__} ({told})" + (f" at '{line}'" if line else "")
        raise KpiError(f"KPI '{own.kpi.name}': {wrong}; mend it") from error
    return _read(own.kpi.name, answer, period.scenario)


def _read(name: str, answer: object, scenario: Scenario) -> Kpis:
    classes = tuple(scenario.demand.classes)
    scopes = tuple(dict.fromkeys((ALL, *classes)))
    if not isinstance(answer, Mapping):
        value = {(name, ALL): _number(name, answer, "")}
        asked = [each.class_ for each in scenario.targets if each.kpi == name and each.class_]
        if asked and asked[0] != ALL:
            raise KpiError(
                f"KPI '{name}': there is a target on the class '{asked[0]}' and it returns one "
                f"number; return {{'{asked[0]}': ...}}, or take class from the target"
            )
        return value
    strange = next((scope for scope in answer if scope not in scopes), None)
    if strange is not None:
        wrong = f"returns a value of {shown(strange)}, which is not an order class"
        raise KpiError(f"KPI '{name}': {wrong}; {did_you_mean(str(strange), scopes)}")
    return {
        (name, scope): _number(name, answer[scope], f" of {scope}") if scope in answer else nan
        for scope in scopes
    }


def _number(name: str, answer: Any, of: str) -> float:
    """A finite number or NaN; KpiError for anything else."""
    single = isinstance(answer, np.ndarray | np.generic) and answer.ndim == 0
    value = answer.item() if single else answer
    if isinstance(value, bool) or not isinstance(value, int | float):
        kind = "nothing" if value is None else f"{_as_python(value)}{of}, which is not a number"
        raise KpiError(f"KPI '{name}': returns {kind}; return a number, or {_UNDEFINED}")
    if isinf(value):
        raise KpiError(f"KPI '{name}': returns {value}{of}; return a number, or {_UNDEFINED}")
    return float(value)


def _as_python(value: object) -> str:
    return repr(value) if isinstance(value, bool) else shown(value)
