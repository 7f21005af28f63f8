"""What a key of a scenario, or a KPI, means: the lines of `simulator reference`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from pydantic_core import PydanticUndefined

from simulator.measure.kpis import UnknownKpiError, kpi, kpis
from simulator.mistakes import InputError
from simulator.reading.fields import Section
from simulator.scenario.layout import ROOT, Kind, choices, example
from simulator.stages import CAUSES, STATIONS

ENTERED = ("entries", "list")
"""Shapes whose parts have names of the user's own."""


def kinds() -> list[tuple[str, Kind]]:
    """Every key of a scenario by its path, in the order of the file; NAME is one of the user's."""
    return list(_below(ROOT, ""))


def _below(kind: Kind, path: str) -> Iterator[tuple[str, Kind]]:
    for key, child in kind.parts.items():
        here = f"{path}.{key}" if path else key
        yield here, child
        inner = child.step("NAME") if child.shape in ENTERED else None
        yield from _below(inner or child, f"{here}.NAME" if inner else here)


def described(name: str) -> list[str]:
    """Lines on a key by its path (`crews.pickers.wage`) or on a KPI (`on_time_ship`).

    On a key without its path (`on_call`) they list all paths that end with it. Raises InputError
    for a name that neither has, with the nearest that there are.
    """
    known = dict(kinds())
    path = _written(name, known)
    lines = _ending_with(name, known) if path is None else _key(path, known[path], known)
    try:
        figure = kpis().get(name) or kpi(name)  # a pattern, such as queue_time.<station>.mean
    except UnknownKpiError:
        pass
    else:
        better = "" if figure.better == "neutral" else f"; {figure.better} is better"
        lines += [
            f"{name}: a KPI, in {figure.unit or 'a plain number'}{better}",
            f"  {figure.definition}",
            f"  {'By order class too.' if figure.by_class else 'Of all orders together.'}",
        ]
    if not lines:
        raise InputError(f"{name}: is neither a key nor a KPI; {_meant(name, known)}")
    return lines


def _ending_with(name: str, known: dict[str, Kind]) -> list[str]:
    """Lines on each key that is called so, wherever it stands; none where no key is."""
    paths = [path for path in known if path.endswith(f".{name}")]
    if len(paths) == 1:
        return _key(paths[0], known[paths[0]], known)
    if not paths:
        return []
    more = f"simulator reference {paths[0]} says all of it"
    lines = [f"{name}: a key in {len(paths)} places; {more}"]
    return lines + [f"    {path}: {_first(known[path])}" for path in paths]


def _written(name: str, known: dict[str, Kind]) -> str | None:
    """The path of a key with NAME where the user's own names stand; None where there is no key."""
    kind, path = ROOT, list[str]()
    for part in re.split(r"\.(?![0-9])", name):
        step = kind.step(part)
        if step is None or kind.shape == "value":
            return None
        path.append("NAME" if kind.shape in ENTERED else part)
        kind = step
    path_of = ".".join(path)
    return path_of if path_of in known else path_of.removesuffix(".NAME") if path else None


def _key(path: str, kind: Kind, known: dict[str, Kind]) -> list[str]:
    field = kind.field
    assert field is not None
    below = [each for each in known if each.startswith(f"{path}.")]
    inner = kind.step("NAME") if kind.shape in ENTERED else kind
    section = inner.section if inner is not None else None
    entries = f"{'sections' if section else 'values'} by names of yours"
    what = {"section": "a section", "entries": entries, "list": "a list"}
    lines = [f"{path}: {what.get(kind.shape, 'a key')}"]
    about = field.description or (_about(section) if section else "")
    lines += [f"  {about}"] if about else []
    words = choices(field)
    if words:
        lines.append(f"  One of: {', '.join(words)}")
    elif (shown := example(field)) is not None and not below:
        lines.append(f"  For example: {_plain(shown)}")
    if field.default is PydanticUndefined:
        lines.append("  It has to be written.")
    elif field.default not in (None, "", {}, [], ()) and not below:
        lines.append(f"  Default: {_plain(field.default)}")
    depth = path.count(".") + (2 if kind.shape in ENTERED else 1)
    near = [each for each in below if each.count(".") == depth]
    return lines + [f"    {each}: {_first(known[each])}" for each in near]


def _about(section: type[Section]) -> str:
    return " ".join((section.__doc__ or "").split())


def meaning_of(kind: Kind) -> str:
    """What a key means; of a section without a description, what it is."""
    text = kind.field.description if kind.field and kind.field.description else ""
    return text or (_about(kind.section) if kind.section else "")


def _first(kind: Kind) -> str:
    """The first sentence on a key."""
    text = meaning_of(kind)
    return text.split(". ")[0].rstrip(".") if text else "a section"


def _plain(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if isinstance(value, str) or ":" in text else text.replace('"', "")


def kpi_names(crews: Iterable[str], methods: Iterable[str] = ()) -> list[str]:
    """The names of figures, those of each station, cause, crew and method written out."""
    marks = {"<crew>": tuple(crews), "<station>": tuple(STATIONS), "<cause>": tuple(CAUSES)}
    marks |= dict.fromkeys(("<method>", "<reason>"), tuple(methods))
    names = []
    for name in kpis():
        mark = next((mark for mark in marks if mark in name), None)
        names += [name] if mark is None else [name.replace(mark, each) for each in marks[mark]]
    return names


def _meant(name: str, known: dict[str, Kind]) -> str:
    every = [*known, *kpis()]
    inside = [path for path in every if name.lower() in path.lower()]
    keys = {path: path.rpartition(".")[2] for path in every}
    called = [path for path in inside if name.lower() in keys[path].lower()]
    answered = dict.fromkeys([*every, *(keys[path] for path in known)])  # keys by their ends too
    near = (called or inside)[:5] or get_close_matches(name, answered, n=3, cutoff=0.5)
    if near:
        return f"try simulator reference {near[0]}" + (
            f", or one of {', '.join(near[1:])}" if near[1:] else ""
        )
    return "simulator reference without a name lists the sections and groups"


def contents() -> list[str]:
    """The sections of a scenario, each with its first sentence, and how to go on."""
    lines = [f"{key}: {_first(kind)}" for key, kind in ROOT.parts.items()]
    return [*lines, "", f"{len(kpis())} KPIs: simulator reference on_time_ship, and so on."]
