"""Which KPIs there are, by name: those that ship, and behind them the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from simulator.measure.figures import Kpi, in_order, registered
from simulator.own_functions import OwnFunction
from simulator.stages import CAUSES, STATIONS


class UnknownKpiError(ValueError):
    """A name that no KPI and no pattern has."""


@dataclass(frozen=True)
class OwnKpi:
    """A KPI of the user's: its record, and the function that computes it."""

    kpi: Kpi
    function: OwnFunction


_OWN: dict[str, OwnKpi] = {}
"""By name; the one thing here that changes: `@sim.kpi` adds to it."""
_INSIDE: ContextVar[dict[str, OwnKpi]] = ContextVar("the user's KPIs of a task", default=_OWN)
"""What is known in this thread: a worker may have several, each with a task of its own."""


def own_kpis() -> tuple[OwnKpi, ...]:
    """The user's KPIs that are known here, in the order of their definition."""
    return tuple(_INSIDE.get().values())


def add(own: OwnKpi) -> None:
    """Make a KPI of the user's known, in place of one of the same name."""
    _INSIDE.get()[own.kpi.name] = own


@contextmanager
def known_as(own: Iterable[OwnKpi]) -> Iterator[None]:
    """Inside, these and no others are the user's KPIs."""
    before = _INSIDE.set({each.kpi.name: each for each in own})
    try:
        yield
    finally:
        _INSIDE.reset(before)


@cache
def shipped() -> Mapping[str, Kpi]:
    """Every KPI that ships by name or pattern, in the order in which tables show them."""
    return in_order(registered())


def kpis() -> Mapping[str, Kpi]:
    """The same with the user's own."""
    return {**shipped(), **{own.kpi.name: own.kpi for own in own_kpis()}}


_FIXED = {"<station>": tuple(STATIONS), "<cause>": tuple(CAUSES)}
_NAMED = ("<method>", "<reason>")
"""Of payment, of returns: a scenario's own names. A figure of one that there is not says so."""


def filled(name: str, crews: Iterable[str] = (), methods: Iterable[str] = ()) -> tuple[str, ...]:
    """The names that a name or pattern stands for, with these crews and methods of payment."""
    values = {**_FIXED, "<crew>": tuple(crews), **dict.fromkeys(_NAMED, tuple(methods))}
    pattern = next((mark for mark in values if mark in name), None)
    return (name,) if pattern is None else tuple(name.replace(pattern, v) for v in values[pattern])


def kpi_names(crews: Iterable[str] = (), methods: Iterable[str] = ()) -> tuple[str, ...]:
    """Every name there is for these crews and methods of payment, in the order of `kpis`."""
    return _names(tuple(kpis()), tuple(crews), tuple(methods))


@lru_cache(maxsize=64)
def _names(
    known: tuple[str, ...], crews: tuple[str, ...], methods: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(each for name in known for each in filled(name, crews, methods))


def methods_in(names: Iterable[str]) -> tuple[str, ...]:
    """The methods of payment and reasons of returns of which these are figures, in their order."""
    patterns = [pattern for pattern in shipped() if any(mark in pattern for mark in _NAMED)]
    parts = (part_of(name, pattern) for name in names for pattern in patterns)
    return tuple(dict.fromkeys(part for part in parts if part is not None))


def part_of(name: str, pattern: str) -> str | None:
    """What the pattern's mark stands for in a name; None where the name is not of the pattern."""
    head, mark, tail = pattern.partition("<")
    tail = tail.partition(">")[2]
    fits = mark and "<" not in name and name.startswith(head) and name.endswith(tail)
    return name[len(head) : len(name) - len(tail)] or None if fits else None


def kpi(name: str, crews: Iterable[str] | None = None) -> Kpi:
    """The KPI of that name, a pattern filled in; with `crews`, only those crews are known.

    Raises `UnknownKpiError`.
    """
    if name in _INSIDE.get():
        return _INSIDE.get()[name].kpi
    return _shipped_as(name, None if crews is None else tuple(crews))


@lru_cache(maxsize=4096)
def _shipped_as(name: str, known_crews: tuple[str, ...] | None) -> Kpi:
    """One that ships, looked for among all patterns only once."""
    if name in shipped() and "<" not in name:
        return shipped()[name]
    for pattern, each in shipped().items():
        part = part_of(name, pattern)
        if part is None:
            continue
        mark = pattern[pattern.index("<") : pattern.index(">") + 1]
        allowed = None if mark in _NAMED else _FIXED.get(mark, known_crews)
        if part in allowed if allowed is not None else "." not in part:
            return _filled_in(each, name, mark, part)
    raise UnknownKpiError(f"no KPI is called '{name}'")


def _filled_in(kpi: Kpi, name: str, mark: str, part: str) -> Kpi:
    """The record of a pattern, of what its mark stands for."""
    if mark == "<cause>":
        meaning = f"{kpi.definition} ({CAUSES[part].meaning})"
        return replace(kpi, name=name, definition=meaning, part=part)
    if mark == "<station>":
        sections = tuple(each.replace(mark, STATIONS[part].section) for each in kpi.sections)
        return replace(kpi, name=name, sections=sections, part=part)
    return replace(kpi, name=name, part=part)


def headline() -> tuple[str, ...]:
    """The names of the headline KPIs, most important first."""
    ranks = {each.name: each.headline for each in shipped().values() if each.headline is not None}
    return tuple(sorted(ranks, key=ranks.__getitem__))
