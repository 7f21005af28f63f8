"""Changes to a scenario's tree: merging a child over its parent, and set, add and remove.

A path is keys with dots between: `crews.pickers.wage`. An item of a list goes by its name
(`demand.events.spring sale.factor`), a target by its KPI, any item by its position
(`targets.#1.at_least`). A key that has a dot itself is quoted: `targets."cycle_time.p95".at_most`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from simulator.reading.fields import NOTHING
from simulator.reading.mistakes import MisreadingError, did_you_mean
from simulator.reading.nodes import Node
from simulator.scenario.below import Path, default_of, item_name, whole_path
from simulator.scenario.layout import Kind
from simulator.units import shown

_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^."']+))\s*(?:\.(?=.)|$)""", re.DOTALL)


def split_path(text: str) -> Path:
    """The keys of a written path."""
    keys: list[str] = []
    position = 0
    while position < len(text):
        match = _KEY.match(text, position)
        key = next((part for part in match.groups() if part is not None), "") if match else ""
        if match is None or not key.strip():
            raise MisreadingError(f"{shown(text)} is not a path; write keys with dots between")
        keys.append(key.strip())
        position = match.end()
    if not keys:
        raise MisreadingError("the path is empty; write keys with dots between")
    return tuple(keys)


def merged(parent: Node, child: Node, kind: Kind) -> Node:
    """The child over its parent: sections and entries by name merge, everything else replaces.

    Of the alternatives of a section (`one_of`) the child's replaces the parent's, but for one that
    `stays` until it is taken away by name.
    """
    if kind.shape not in ("section", "entries") or not isinstance(child.value, dict):
        return child
    if not isinstance(parent.value, dict):
        return child
    entries = dict(parent.value)
    for key, node in child.value.items():
        for other in _alternatives(kind, key, node):
            if other not in child.value:
                entries.pop(other, None)
    for key, node in child.value.items():
        below = kind.step(key)
        old = entries.get(key)
        entries[key] = merged(old, node, below) if old is not None and below else node
    return child.with_children(entries)


def set_at(root: Node, path: Path, value: Node, kind: Kind) -> Node:
    """The tree with another value at a path that exists."""

    if path[0] not in root.children and kind.section is not None and kind.step(path[0]) is None:
        remedy = whole_path(root, path, kind) or did_you_mean(path[0], kind.keys)
        raise MisreadingError(f"there is no {path[0]!r} here; {remedy}")

    def put(holder: Node, key: str, kind: Kind) -> Node:
        if isinstance(holder.value, list):
            items = list(holder.value)
            items[_item(items, key)] = value
            return replace(holder, value=items)
        if key not in holder.children and (kind.section is None or kind.step(key) is None):
            raise MisreadingError(_no_such(key, kind, holder))
        return _with_entry(holder, key, kind, value)

    return _changed(root, path, kind, put)


def add_at(root: Node, path: Path, value: Node, kind: Kind) -> Node:
    """The tree with a new entry at a path that does not exist; a list is extended by a list."""

    def put(holder: Node, key: str, kind: Kind) -> Node:
        if isinstance(holder.value, list):
            return replace(holder, value=_with_item(holder.value, key, value))
        entries = dict(holder.children)
        old = entries.get(key)
        if old is None and kind.section is not None:
            old = default_of(kind, key, holder)
            old = old if old is not None and isinstance(old.value, list) else None
        if old is not None and isinstance(old.value, list) and isinstance(value.value, list):
            entries[key] = replace(old, value=[*old.value, *value.value])
            return holder.with_children(entries)
        if old is not None:
            raise MisreadingError("is already there; write it under set: to change it")
        if kind.section is not None and kind.step(key) is None:
            raise MisreadingError(_no_such(key, kind, holder))
        return _with_entry(holder, key, kind, value)

    return _changed(root, path, kind, put)


def remove_at(root: Node, path: Path, kind: Kind) -> Node:
    """The tree without the entry at a path."""

    def drop(holder: Node, key: str, kind: Kind) -> Node:
        if isinstance(holder.value, list):
            items = list(holder.value)
            del items[_item(items, key)]
            return replace(holder, value=items)
        entries = dict(holder.children)
        if key not in entries:
            remedy = did_you_mean(key, entries)
            raise MisreadingError(f"is not written anywhere, so it cannot be removed; {remedy}")
        del entries[key]
        return holder.with_children(entries)

    return _changed(root, path, kind, drop)


def _changed(node: Node, path: Path, kind: Kind, change: Callable[[Node, str, Kind], Node]) -> Node:
    """The tree with `change` made to the holder of the last key."""
    if kind.section is not None and node.value == "on":
        node = replace(node, value={})
    if not isinstance(node.value, dict | list):
        raise MisreadingError(_no_entries(node, path))
    key, rest = path[0], path[1:]
    if not rest:
        return change(node, key, kind)
    below = kind.step(key) or kind
    if isinstance(node.value, list):
        items = list(node.value)
        k = _item(items, key)
        items[k] = _changed(items[k], rest, below, change)
        return replace(node, value=items)
    inner = node.value.get(key) or default_of(kind, key, node)
    if inner is None:
        raise MisreadingError(_no_such(key, kind, node))
    return node.with_children(node.value | {key: _changed(inner, rest, below, change)})


def _item(items: list[Node], key: str) -> int:
    if re.fullmatch(r"#\d{1,6}", key) and 1 <= int(key[1:]) <= len(items):
        return int(key[1:]) - 1
    names = [item_name(item) for item in items]
    if key in names:
        return names.index(key)
    known = [name or f"#{k + 1}" for k, name in enumerate(names)]
    raise MisreadingError(f"there is no {key!r} in the list; {did_you_mean(key, known)}")


def _with_item(items: list[Node], key: str, value: Node) -> list[Node]:
    if key in [item_name(item) for item in items]:
        raise MisreadingError("is already there; write it under set: to change it")
    if not isinstance(value.value, dict):
        raise MisreadingError("an item of the list is a mapping; write its keys below it")
    named = value
    if item_name(value) is None:
        name = Node(key, value.key, value.key, value.directory)
        named = value.with_children({"name": name} | value.value)
    return [*items, named]


def _with_entry(holder: Node, key: str, kind: Kind, value: Node) -> Node:
    """A mapping with an entry, without those that it replaces."""
    gone = _alternatives(kind, key, value)
    kept = {name: node for name, node in holder.children.items() if name not in gone}
    return holder.with_children(kept | {key: value})


def _alternatives(kind: Kind, key: str, node: Node) -> list[str]:
    """What a key replaces that is written so; one that is off replaces nothing."""
    if node.value is None or node.value in NOTHING:
        return []
    groups = kind.section.one_of if kind.section is not None else ()
    stays = kind.section.stays if kind.section is not None else ()
    others = [other for group in groups if key in group for other in group if other != key]
    return [other for other in others if other not in stays]


def _no_such(key: str, kind: Kind, holder: Node) -> str:
    known = kind.keys or tuple(holder.children)
    remedy = did_you_mean(key, known)
    return f"there is no {key!r} here; {remedy}"


def _no_entries(node: Node, path: Path) -> str:
    if node.value is None or node.value in NOTHING:
        return f"what should hold {path[0]!r} is off; write it whole, or set it to on first"
    return f"{shown(node.plain())} has nothing called {path[0]!r} in it; shorten the path"
