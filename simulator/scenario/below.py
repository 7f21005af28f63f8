"""What is below a node of a scenario's tree: what is written, and defaults that may be changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.reading.mistakes import Place, one_of, suggestion
from simulator.reading.nodes import Node, joined, node_of
from simulator.scenario.layout import ROOT, Kind

DEFAULT = Place("default")
Path = tuple[str, ...]
MOST_NAMED = 4
"""Full paths that a message names; of more the first ones are examples."""


def default_of(kind: Kind, key: str, holder: Node) -> Node | None:
    """The default of a section's key, None where it has none."""
    below = kind.step(key) if kind.section is not None else None
    if below is None or below.field is None or below.field.is_required():
        return None
    written: Any = below.field.get_default()
    return node_of(written, DEFAULT, holder.directory)


def item_name(item: Node) -> str | None:
    """What an item of a list goes by: its name, or its KPI; None if it has neither."""
    for key in ("name", "kpi"):
        child = item.children.get(key)
        if child is not None and isinstance(child.value, str):
            return child.value
    return None


def shown_path(path: Path) -> str:
    """A path as it is written."""
    text = ""
    for key in path:
        text = joined(text, key)
    return text


def whole_path(root: Node, path: Path, kind: Kind) -> str | None:
    """The remedy for a path whose beginning was left out: those of which it has the end.

    'pickers' and 'day.pickers' are shifts.day.heads.pickers; a last key that is misspelt counts as
    the nearest one, unless a key of the root is nearer. None where there is no such path.
    """
    values = list(dict.fromkeys(_values(root, kind, ())))
    fits = [full for full in values if _ends(full, path)]
    if not fits and len(path) == 1:
        keys = [*kind.keys, *(full[-1] for full in values)]
        meant = suggestion(path[0], keys)
        if meant is not None and meant not in kind.keys:
            fits = [full for full in values if full[-1] == meant]
    if not fits:
        return None
    named = [shown_path(full) for full in fits[:MOST_NAMED]]
    if len(fits) == 1:
        return f"did you mean {named[0]}?"
    return f"write {'one such as ' if len(fits) > MOST_NAMED else ''}{one_of(named)}"


def value_paths(root: Node) -> list[str]:
    """The paths of all values of a scenario as it is written, defaults included."""
    return [shown_path(path) for path in dict.fromkeys(_values(root, ROOT, ()))]


def _ends(full: Path, path: Path) -> bool:
    """Whether a path has the same last key and the others in the same order."""
    rest = iter(full[:-1])
    return full[-1] == path[-1] and all(key in rest for key in path[:-1])


def _values(node: Node, kind: Kind, path: Path) -> Iterator[Path]:
    """Paths of the values below a node, those that are written before the defaults."""
    entries = node.children if isinstance(node.value, dict) else {}
    if isinstance(node.value, list) and kind.shape == "list":
        names = [item_name(item) or f"#{k + 1}" for k, item in enumerate(node.value)]
        entries = dict(zip(names, node.value, strict=True))
    elif kind.section is not None and (node.value == "on" or isinstance(node.value, dict)):
        defaults = {key: default_of(kind, key, node) for key in kind.keys if key not in entries}
        entries = entries | {
            key: default for key, default in defaults.items() if default is not None
        }
    elif not isinstance(node.value, dict):
        yield path
        return
    for key, child in entries.items():
        yield from _values(child, kind.step(key) or kind, (*path, key))
