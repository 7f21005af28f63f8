"""Whether two changes of one scenario can hold together, or one of them undoes the other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Fact = tuple[tuple[str, ...], str]
"""A path and what is written there; an item of a list that has no name is at `*`."""


def facts(value: Any, at: tuple[str, ...] = ()) -> set[Fact]:
    """All that a scenario's written values say, so that two of them can be compared.

    `value` is plain: mappings, lists, texts and numbers. Items of a list that have a name or a KPI
    are told apart by it, others by their value; the order of a list is not a fact.
    """
    if isinstance(value, Mapping):
        held = {(at, "mapping")}
        for key, part in value.items():
            held |= facts(part, (*at, str(key)))
        return held
    if isinstance(value, list | tuple):
        held = {(at, "list")}
        for item in value:
            name = _name(item)
            held |= {((*at, "*"), _text(item))} if name is None else facts(item, (*at, name))
        return held
    return {(at, _text(value))}


def undone(base: Any, changed: Any, final: Any) -> tuple[str, ...] | None:
    """The first path that `changed` has otherwise than `base`, and `final` not as `changed` has it.

    None where all that was changed holds in the end. All three are plain values.
    """
    before, after, last = facts(base), facts(changed), facts(final)
    lost = ((after - before) - last) | ((before - after) & last)
    return min((path for path, _ in lost), key=lambda path: (-len(path), path), default=None)


def _name(item: Any) -> str | None:
    if isinstance(item, Mapping):
        for key in ("name", "kpi"):
            if isinstance(item.get(key), str):
                return str(item[key])
    return None


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)
