"""Every place of the schema with a scenario in which something right is written there.

The scenario is one that ships, with its defaults written out; a key that it leaves out is put in
with the example of its type. So a new key has its place here without a line being written for it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest import mock

from simulator.reading.mistakes import Place as FilePlace
from simulator.reading.nodes import compose, node_of
from simulator.scenario import Mistake, ScenarioError, load, resolve, validating
from simulator.scenario.below import item_name
from simulator.scenario.changes import split_path
from simulator.scenario.layout import ROOT, Kind, choices, example
from simulator.scenario.validating import validated
from tests.documents.scenario_keys import scenario_kinds

SHIPPED = ("baseline", "small", "split_shipments", "carrier_capacity", "rate_card")
"""Scenarios in which places are looked for, in this order."""

FILE = FilePlace("s.yaml", 1, 1)
FOLDER = Path(__file__).parent / "files"
"""Where the CSVs are that are named."""

NAMED = "thing"
"""The name of what a scenario has none of: `crews.thing`."""

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Spot:
    """A place: the path of the schema, the keys that lead there, and a scenario that has it.

    `sound` says whether nothing is wrong with that scenario.
    """

    path: str
    keys: Keys
    kind: Kind
    data: Any
    sound: bool

    @property
    def value(self) -> Any:
        """What is written there."""
        return at(self.data, self.keys)

    def __str__(self) -> str:
        return self.path


@cache
def spots() -> tuple[Spot, ...]:
    """One for every key of the schema, in the order of the reference."""
    return tuple(_spot(path, kind) for path, kind in scenario_kinds())


def _spot(path: str, kind: Kind) -> Spot:
    parts = path.split(".")
    for data in shipped():
        for keys in _ways(data, parts):
            return Spot(path, keys, kind, data, sound=True)
    data = copy.deepcopy(shipped()[0])
    keys = _put(data, parts)
    return Spot(path, keys, kind, data, not mistakes_in(data))


@cache
def shipped() -> tuple[Any, ...]:
    """The scenarios with every default written out, as plain values."""
    return tuple(plain(resolve(load(name))) for name in SHIPPED)


def plain(text: str) -> Any:
    """What a text of YAML says; ScenarioError if it cannot be read or holds a mistake."""
    root, mistakes = compose(text, "s.yaml", FOLDER)
    if mistakes:
        raise ScenarioError(mistakes)
    return root.plain()


_CHECKED = validating._checked
_READ: dict[bytes, dict[bool, list[Mistake]]] = {}
"""By the digest of a scenario, its mistakes: many a remedy leads to what has been read already."""


def mistakes_in(data: Any, alone: bool = False) -> list[Mistake]:
    """All mistakes of a scenario given as plain values.

    With `alone` those that are seen in a value by itself, without looking at any other.
    """
    read = _READ.setdefault(sha256(repr(data).encode()).digest(), {})
    if alone not in read:
        read |= _read_alone(data) if alone else _read_whole(data)
    return read[alone]


def _read_alone(data: Any) -> dict[bool, list[Mistake]]:
    nothing = {"_checked": lambda *_: [], "_sections": lambda *_: None}
    with mock.patch.multiple(validating, **nothing):
        return {True: validated(node_of(data, FILE, FOLDER))[1]}


def _read_whole(data: Any) -> dict[bool, list[Mistake]]:
    """Both in one reading: what is wrong with several values together comes last."""
    together: list[Mistake] = []

    def checked(*given: Any) -> list[Mistake]:
        together.extend(_CHECKED(*given))
        return together

    with mock.patch.object(validating, "_checked", checked):
        whole = validated(node_of(data, FILE, FOLDER))[1]
    return {False: whole, True: whole[: len(whole) - len(together)]}


def at(data: Any, keys: Keys) -> Any:
    """What is at some keys; an item of a list by its position from 1, `#1`."""
    for key in keys:
        data = data[int(key[1:]) - 1] if isinstance(data, list) else data[key]
    return data


def with_value(data: Any, keys: Keys, value: Any) -> Any:
    """A copy with something else at some keys, which need not be there."""
    if not keys:
        return value
    holder = data[:] if isinstance(data, list) else {**data}
    place: Any = int(keys[0][1:]) - 1 if isinstance(holder, list) else keys[0]
    if keys[1:]:
        value = with_value(at(holder, keys[:1]) if _has(holder, place) else {}, keys[1:], value)
    holder[place] = value
    return holder


def _has(holder: Any, place: Any) -> bool:
    return place in holder if isinstance(holder, dict) else place < len(holder)


def without(data: Any, keys: Keys) -> Any:
    """A copy without what is at some keys."""
    holder = at(data, keys[:-1])
    if isinstance(holder, list):
        place = int(keys[-1][1:]) - 1
        return with_value(data, keys[:-1], holder[:place] + holder[place + 1 :])
    left = {key: value for key, value in holder.items() if key != keys[-1]}
    return with_value(data, keys[:-1], left)


def keys_of(data: Any, path: str) -> Keys:
    """The keys of a path as an error shows it, in which an item of a list goes by its name."""
    keys: list[str] = []
    for key in split_path(path) if path else ():
        if isinstance(data, list):
            names = [item_name(node_of(item, FILE, FOLDER)) for item in data]
            key = f"#{names.index(key) + 1}" if key in names else key
            data = data[int(key[1:]) - 1] if int(key[1:]) <= len(data) else None
        else:
            data = data.get(key) if isinstance(data, dict) else None
        keys.append(key)
    return tuple(keys)


def _ways(data: Any, parts: list[str]) -> Iterator[Keys]:
    """All ways from a value along a path of the schema to something that is written."""
    if not parts:
        if data is not None:
            yield ()
        return
    first, rest = parts[0], parts[1:]
    if first == "NAME":
        entries = data if isinstance(data, dict) else {}
        entries = dict(_numbered(data)) if isinstance(data, list) else entries
    else:
        entries = {first: data[first]} if isinstance(data, dict) and first in data else {}
    for key, below in entries.items():
        for keys in _ways(below, rest):
            yield (key, *keys)


def _numbered(items: list[Any]) -> Iterator[tuple[str, Any]]:
    return ((f"#{k + 1}", item) for k, item in enumerate(items))


def _put(data: Any, parts: list[str]) -> Keys:
    """Put an example at a path of the schema into the data; the keys that lead there."""
    keys: Keys = ()
    kind, holder = ROOT, data
    for part in parts:
        is_list = isinstance(holder, list)
        key = part if part != "NAME" else "#1" if is_list else next(iter(holder), NAMED)
        below = kind.step(key)
        assert below is not None, parts
        if is_list and not holder:
            holder.append(None)
        inner = at(holder, (key,)) if is_list else holder.get(key)
        if not inner or (below.shape != "value" and not isinstance(inner, dict | list)):
            inner = sample(below)
            if is_list:
                holder[0] = inner
            else:
                for other in _alternatives(kind, key):
                    holder.pop(other, None)
                holder[key] = inner
        kind, holder, keys = below, inner, (*keys, key)
    return keys


def _alternatives(kind: Kind, key: str) -> list[str]:
    groups = kind.section.one_of if kind.section is not None else ()
    return [other for group in groups if key in group for other in group if other != key]


def sample(kind: Kind) -> Any:
    """Something that may be written there, as its type shows it."""
    if kind.shape == "section":
        required = [key for key in kind.keys if _is_required(kind.step(key))]
        return {key: sample(kind.step(key)) for key in required}  # type: ignore[arg-type]
    if kind.shape == "entries":
        return {NAMED: sample(kind.step(NAMED))}  # type: ignore[arg-type]
    if kind.shape == "list":
        return [sample(kind.step(NAMED))]  # type: ignore[arg-type]
    if kind.field is None:
        return 12
    shown = example(kind.field)
    words = words_of(kind)
    if words:
        return words[0]
    if shown is not None:
        return shown
    return True if kind.field.annotation is bool else "text"


def _is_required(kind: Kind | None) -> bool:
    return kind is not None and kind.field is not None and kind.field.is_required()


def words_of(kind: Kind) -> tuple[str, ...]:
    """The words of which one is written there, such as fifo and priority."""
    return choices(kind.field) if kind.field is not None else ()
