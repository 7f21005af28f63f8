"""The changes that a file or a variant writes down: `remove`, then `set`, then `add`."""

from __future__ import annotations

from collections.abc import Callable

from simulator.reading.mistakes import MisreadingError, Mistake, ScenarioError
from simulator.reading.nodes import MAX_KEYS, Node, joined
from simulator.scenario import changes
from simulator.scenario.layout import ROOT
from simulator.units import shown


def changed_as_written(root: Node, node: Node, path: str, mistakes: list[Mistake]) -> Node:
    """The tree after `remove`, `set` and `add` of a file or a variant, in this order.

    What cannot be done is left out and appended to `mistakes`, at `path`.
    """
    removed = node.children.get("remove")
    if removed is not None:
        for item in _removals(removed, joined(path, "remove"), mistakes):
            written = str(item.value)
            root = _attempt(
                lambda root=root, written=written: changes.remove_at(  # type: ignore[misc]
                    root, changes.split_path(written), ROOT
                ),
                root,
                Mistake(item.place, joined(path, "remove"), written),
                mistakes,
            )
    for key, change in (("set", changes.set_at), ("add", changes.add_at)):
        part = node.children.get(key)
        if part is not None and not isinstance(part.value, dict):
            said = "is not a mapping; write PATH: VALUE below it"
            mistakes.append(Mistake(part.place, joined(path, key), said))
        for written, value in part.children.items() if part is not None else ():
            root = _attempt(
                lambda root=root, written=written, value=value, change=change: change(  # type: ignore[misc]
                    root, changes.split_path(written), value, ROOT
                ),
                root,
                Mistake(value.key, joined(path, key), written),
                mistakes,
            )
    return root


def _attempt(
    change: Callable[[], Node], root: Node, where: Mistake, mistakes: list[Mistake]
) -> Node:
    try:
        return change()
    except MisreadingError as problem:
        path = f"{where.path}: {where.message}"
        mistakes.append(Mistake(where.place, path, str(problem)))
        return root


def _removals(node: Node, path: str, mistakes: list[Mistake]) -> list[Node]:
    items = node.value if isinstance(node.value, list) else [node]
    if len(items) > MAX_KEYS:
        said = f"there are {len(items):,} of them; write at most {MAX_KEYS:,}"
        raise ScenarioError([*mistakes, Mistake(node.place, path, said)])
    good = [item for item in items if isinstance(item.value, str)]
    for item in items:
        if not isinstance(item.value, str):
            said = f"{shown(item.plain())} is not a path; write [demand.events.spring sale]"
            mistakes.append(Mistake(item.place, path, said))
    return good
