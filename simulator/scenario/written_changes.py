"""The changes that a file or a variant writes down: `remove`, then `set`, then `add`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from simulator.reading.mistakes import MisreadingError, Mistake, ScenarioError
from simulator.reading.nodes import MAX_KEYS, Node, joined
from simulator.scenario import changes
from simulator.scenario.below import Path
from simulator.scenario.layout import ROOT
from simulator.units import shown


def changed_as_written(root: Node, node: Node, path: str, mistakes: list[Mistake]) -> Node:
    """The tree after `remove`, `set` and `add` of a file or a variant, in this order.

    What cannot be done is left out and appended to `mistakes`, at `path`.
    """
    removed = node.children.get("remove")
    if removed is not None:
        for item in _removals(removed, joined(path, "remove"), mistakes):
            where = Mistake(item.place, joined(path, "remove"), str(item.value))
            root = _attempt(partial(changes.remove_at, kind=ROOT), root, where, mistakes)
    for key, change in (("set", changes.set_at), ("add", changes.add_at)):
        part = node.children.get(key)
        if part is not None and not isinstance(part.value, dict):
            wrong = "is not a mapping; write PATH: VALUE below it"
            mistakes.append(Mistake(part.place, joined(path, key), wrong))
        for written, value in part.children.items() if part is not None else ():
            where = Mistake(value.key, joined(path, key), written)
            root = _attempt(partial(change, value=value, kind=ROOT), root, where, mistakes)
    return root


def _attempt(
    change: Callable[[Node, Path], Node],
    root: Node,
    where: Mistake,
    mistakes: list[Mistake],
) -> Node:
    """The tree changed at the path that is written there; as it was where that cannot be done."""
    try:
        return change(root, changes.split_path(where.message))
    except MisreadingError as problem:
        path = f"{where.path}: {where.message}"
        mistakes.append(Mistake(where.place, path, str(problem)))
        return root


def _removals(node: Node, path: str, mistakes: list[Mistake]) -> list[Node]:
    items = node.value if isinstance(node.value, list) else [node]
    if len(items) > MAX_KEYS:
        wrong = f"there are {len(items):,} of them; write at most {MAX_KEYS:,}"
        raise ScenarioError([*mistakes, Mistake(node.place, path, wrong)])
    good = [item for item in items if isinstance(item.value, str)]
    for item in items:
        if not isinstance(item.value, str):
            wrong = f"{shown(item.plain())} is not a path; write [demand.events.spring sale]"
            mistakes.append(Mistake(item.place, path, wrong))
    return good
