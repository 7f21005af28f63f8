"""The registry of figures: a KPI's record stands at the function that computes it.

A value is always in its KPI's unit: 98.2 for 98.2 %, 36.5 for 36.5 h. The *cohort* is the orders
placed in the measurement window. An *accepted* order is paid and not canceled later. An order is
*finished* once it is delivered, or, where delivery is off, has passed the last stage that is on.
An accepted order that is still open at the horizon is late if its promise has passed by then,
otherwise it is censored: left out of the ratio and counted in `orders.censored`.

A name with `<crew>`, `<method>`, `<reason>`, `<station>` or `<cause>` is a pattern:
`utilization.<crew>` stands for `utilization.pickers`. Sources: WERC and APICS definitions as
gathered in the project's facts.

Names are looked up (`measure.kpis`) long before anything is measured: the modules that hold figures
are loaded when the first one is, and not before.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from math import inf
from typing import Any, Literal, TypeVar

from simulator.stages import SECTIONS

Better = Literal["higher", "lower", "neutral"]
Kpis = dict[tuple[str, str], float]
"""(KPI name, scope) -> value in the KPI's unit; NaN where it is undefined."""
Absence = Callable[[Any, str], str | None]
"""Of (scenario, what the pattern stands for): why there is no such figure in it, and what to write;
None where there is one."""
Function = TypeVar("Function", bound=Callable[..., Kpis])

GROUPS = (
    "service",
    "times",
    "orders",
    "sales",
    "cancellations",
    "messages",
    "contacts",
    "stock",
    "backlog",
    "crews",
    "stations",
    "productivity",
    "handling",
    "machines",
    "costs",
    "margins",
    "causes",
)
"""What figures are about, in the order of tables; a stage's own are of `handling` unless said."""

SHARED = (
    "service",
    "marketplaces",
    "same_day",
    "times",
    "outcomes",
    "backlog",
    "clearing",
    "labor",
    "labor_costs",
    "machines",
    "stations",
    "costs",
    "margins",
    "where_time_goes",
    "road_delays",
    "tracking",
)
"""The modules of `simulator.measure` with figures: those that concern more than one stage."""


@dataclass(frozen=True)
class Kpi:
    """One figure per replication; `better` says in which direction it improves.

    `by_class` KPIs are also measured for each order class. `headline` is the rank among the
    figures that are shown first, None for the rest. Of a `missing_is_never` KPI a missing value
    means that what it waits for never came. Units written with `currency` stand for the
    scenario's currency code. `sections` are paths of the YAML sections without which it does not
    exist (`<station>` stands for the station's), `absent` says what else it hangs on. `limits` are
    the least and the most that it can be, where the unit does not say it. `called` is how a table
    calls it where the name alone does not read well. `part` is the crew or
    station that a pattern's mark stands for.
    """

    name: str
    unit: str
    stage: str
    definition: str
    better: Better = "neutral"
    by_class: bool = True
    headline: int | None = None
    missing_is_never: bool = False
    sections: tuple[str, ...] = ()
    absent: Absence | None = None
    limits: tuple[float, float] | None = None
    called: str = ""
    part: str = ""

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most that it can be; money may be negative, a share is of a whole."""
        if self.limits is not None:
            return self.limits
        if "currency" in self.unit:
            return -inf, inf
        return 0.0, 100.0 if self.unit == "%" else inf

    def unit_in(self, currency: str) -> str:
        """The unit with the scenario's currency code in place of `currency`."""
        return self.unit.replace("currency", currency)


@dataclass(frozen=True, eq=False)
class Figure:
    """A function of an `Observation`, with the KPIs that it gives, in the order of tables.

    Where it `needs` other KPIs it is called with those too, as `Kpis`. Its rows stand in their
    `group`, and there right behind the KPI that `after` names, if any.
    """

    kpis: tuple[Kpi, ...]
    compute: Callable[..., Kpis]
    group: str
    after: str | None = None
    needs: tuple[str, ...] = ()


_REGISTERED: dict[str, list[Figure]] = {}
"""By module, in the order of their definition."""


def figures(
    *kpis: Kpi, group: str = "handling", after: str | None = None, needs: tuple[str, ...] = ()
) -> Callable[[Function], Function]:
    """Register a function as what computes these KPIs (see `Figure`)."""

    def register(function: Function) -> Function:
        _REGISTERED.setdefault(function.__module__, []).append(
            Figure(kpis, function, group, after, needs)
        )
        return function

    return register


def figure(
    name: str,
    unit: str,
    stage: str,
    better: Better = "neutral",
    *,
    group: str = "handling",
    after: str | None = None,
    **more: Any,
) -> Callable[[Function], Function]:
    """Register a function that computes one KPI; the docstring's first paragraph defines it."""

    def register(function: Function) -> Function:
        text = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
        definition = text[:1].lower() + text[1:].rstrip(".")
        kpi = Kpi(name, unit, stage, definition, better, **more)
        return figures(kpi, group=group, after=after)(function)

    return register


_STATISTICS = {"mean": "mean", "p50": "median", "p90": "90th percentile", "p95": "95th percentile"}


def moments(
    name: str,
    unit: str,
    stage: str,
    definition: str,
    statistics: tuple[str, ...] = tuple(_STATISTICS),
    ranks: Mapping[str, int] | None = None,
    sections: tuple[str, ...] = (),
    called: str = "",
) -> tuple[Kpi, ...]:
    """A KPI for each of the statistics of the same values, less being better.

    `ranks` are those of the headline, by statistic; `called` is what the values are in words.
    """
    return tuple(
        Kpi(
            f"{name}.{each}",
            unit,
            stage,
            f"{_STATISTICS[each]} of: {definition}",
            "lower",
            headline=(ranks or {}).get(each),
            sections=sections,
            called=f"{called}, {each if each == 'mean' else each.upper()}" if called else "",
        )
        for each in statistics
    )


def _homes() -> Iterator[str]:
    """The modules with figures, in the order in which their rows stand within a group."""
    yield from (f"simulator.measure.{name}" for name in SHARED)
    for stage in SECTIONS:
        module = f"simulator.stages.{stage}.figures"
        if find_spec(module) is not None:
            yield module


@cache
def registered() -> tuple[Figure, ...]:
    """Every figure that ships; by group, then by module, then as they are defined."""
    homes = tuple(_homes())
    for module in homes:
        import_module(module)
    written = [each for module in homes for each in _REGISTERED.get(module, ())]
    return tuple(sorted(written, key=lambda each: GROUPS.index(each.group)))


def in_order(registered: Sequence[Figure]) -> Mapping[str, Kpi]:
    """The KPIs of these figures by name, those that stand `after` another one right behind it.

    ValueError for two of one name, and for one that stands behind a KPI that there is not.
    """
    rows: list[Kpi] = []
    behind: dict[str, list[Kpi]] = {}
    for each in registered:
        (rows if each.after is None else behind.setdefault(each.after, [])).extend(each.kpis)
    while behind:
        place = next((k for k, each in enumerate(rows) if each.name in behind), None)
        if place is None:
            raise ValueError(f"figures stand after KPIs that there are not: {sorted(behind)}")
        rows[place + 1 : place + 1] = behind.pop(rows[place].name)
    named = {each.name: each for each in rows}
    if len(named) < len(rows):
        twice = sorted(name for name in named if sum(each.name == name for each in rows) > 1)
        raise ValueError(f"more than one function gives {', '.join(twice)}")
    return named


@cache
def in_order_of_need() -> tuple[Figure, ...]:
    """The same figures, each behind those that it needs."""
    return by_need(registered())


def by_need(registered: Sequence[Figure]) -> tuple[Figure, ...]:
    """These figures, each behind those that it needs; ValueError where that cannot be."""
    waiting, ordered, given = list(registered), [], set[str]()
    while waiting:
        ready = next((each for each in waiting if given.issuperset(each.needs)), None)
        if ready is None:
            needs = sorted({name for each in waiting for name in each.needs} - given)
            raise ValueError(f"nothing gives what figures need: {', '.join(needs)}")
        waiting.remove(ready)
        ordered.append(ready)
        given.update(each.name for each in ready.kpis)
    return tuple(ordered)
