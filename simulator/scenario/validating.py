"""From a scenario's tree to a Scenario, or to every mistake in it with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from simulator.scenario import checks
from simulator.scenario.changes import item_name
from simulator.scenario.fields import worded
from simulator.scenario.layout import example, kind_at
from simulator.scenario.mistakes import (
    MOST_SHOWN,
    MisreadingError,
    Mistake,
    Place,
    did_you_mean,
    suggestion,
)
from simulator.scenario.nodes import Node, joined
from simulator.scenario.quantities import CURRENCY
from simulator.scenario.scenario import Scenario
from simulator.scenario.shapes import not_a_list, not_a_mapping
from simulator.scenario.sources import META
from simulator.scenario.surroundings import Surroundings
from simulator.units import shown

Keys = Sequence[str | int]
_ROUNDS = 6
"""Misspelt keys are corrected and the rest read again, at most so often."""


def validated(root: Node) -> tuple[Scenario | None, list[Mistake], Surroundings]:
    """The scenario of a tree and all mistakes; the scenario is None where there are any."""
    mistakes: list[Mistake] = []
    for _ in range(_ROUNDS):
        context = Surroundings(_currency(root))
        try:
            scenario = Scenario.model_validate(root.plain(), context=context)
        except ValidationError as error:
            errors = error.errors(include_url=False)
        else:
            mistakes += _checked(root, scenario, set())
            return (None if mistakes else scenario), mistakes, context
        unknown = [e for e in errors if e["type"] == "extra_forbidden"][:MOST_SHOWN]
        if not unknown or len(mistakes) > MOST_SHOWN:
            break
        for e in unknown:
            mistakes.append(_unknown_key(root, e["loc"]))
        for e in unknown:
            root = _corrected(root, e["loc"])
    kept = [e for e in errors if e["type"] != "extra_forbidden" and not _has_below(e, errors)]
    mistakes += [_mistake(root, e) for e in kept[: MOST_SHOWN + 1]]
    wrong = {str(e["loc"][0]) for e in errors if e["loc"]}
    mistakes += _checked(root, _sections(root, wrong, context), wrong)
    return None, mistakes, context


def place_of(root: Node, keys: Keys) -> tuple[Place, str, Node | None]:
    """The place of a path's end, the path as errors write it, and the node if it is there.

    Parts that are not in the tree, as pydantic names the branches of a union, are passed over. A
    key that is missing gives the place of what should hold it.
    """
    node: Node = root
    place, path = root.key, ""
    for k, key in enumerate(keys):
        if isinstance(node.value, dict) and str(key) in node.value:
            node = node.value[str(key)]
            path, place = joined(path, str(key)), node.place
        elif isinstance(node.value, list) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            path, place = joined(path, item_name(node) or f"#{key + 1}"), node.place
        elif key == "[key]":
            return node.key, path, node
        elif isinstance(node.value, dict) and _is_missing(keys[: k + 1]):
            for missing in keys[k:]:
                path = joined(path, str(missing))
            return node.key, path, None
    return place, path, node


def _is_missing(keys: Keys) -> bool:
    """Whether a key that is not in the tree could be there; else it names a union's branch."""
    holder = kind_at(_real(keys[:-1]))
    return holder.section is not None and holder.step(str(keys[-1])) is not None


def _currency(root: Node) -> str:
    node = root.children.get("currency")
    text = node.value if node is not None else None
    return str(text) if isinstance(text, str) and CURRENCY.fullmatch(text) else "USD"


def _checked(root: Node, scenario: Scenario, wrong: set[str]) -> list[Mistake]:
    mistakes = []
    for keys, message in checks.wrong_together(scenario, wrong):
        place, path, _ = place_of(root, keys)
        mistakes.append(Mistake(place, path, message))
    return mistakes


def _sections(root: Node, wrong: set[str], context: Surroundings) -> Scenario:
    """A scenario of the sections that can be read, for the checks that need no other.

    The others are None, also where their default is not.
    """
    values: dict[str, Any] = dict.fromkeys(Scenario.model_fields)
    for name, field in Scenario.model_fields.items():
        key = field.alias or name
        if key in root.children:
            written = root.children[key].plain()
        elif not field.is_required():
            written = field.get_default()
        if key not in wrong and (key in root.children or not field.is_required()):
            written = worded(Scenario, key, written)
            adapter: TypeAdapter[Any] = TypeAdapter(field.rebuild_annotation())
            values[name] = adapter.validate_python(written, context=context)
    return Scenario.model_construct(**values)


def _unknown_key(root: Node, loc: Keys) -> Mistake:
    node = _node(root, loc)
    _, path, _ = place_of(root, loc)
    known = _known_keys(loc)
    message = f"unknown key; {did_you_mean(str(loc[-1]), known)}"
    return Mistake(node.key if node is not None else root.place, path, message)


def _known_keys(loc: Keys) -> tuple[str, ...]:
    keys = kind_at(_real(loc[:-1])).keys
    return (*keys, *META) if len(loc) == 1 else keys


def _real(loc: Keys) -> Keys:
    """A location without the names of union branches."""
    kept: list[str | int] = []
    for key in loc:
        kind = kind_at(kept)
        if kind.shape == "section" and kind.step(str(key)) is None:
            continue
        kept.append(key)
    return kept


def _node(root: Node, loc: Keys) -> Node | None:
    return place_of(root, loc)[2]


def _corrected(node: Node, loc: Keys, above: Keys = ()) -> Node:
    """The tree with a misspelt key renamed to what was meant, or without it."""
    key, rest = loc[0], loc[1:]
    if isinstance(node.value, list):
        if not isinstance(key, int):
            return _corrected(node, rest, above) if rest else node
        items = list(node.value)
        items[key] = _corrected(items[key], rest, (*above, key))
        return Node(items, node.place, node.key, node.directory)
    if str(key) not in node.children:
        return _corrected(node, rest, above) if rest else node
    entries = dict(node.children)
    if rest:
        entries[str(key)] = _corrected(entries[str(key)], rest, (*above, key))
        return node.with_children(entries)
    meant = suggestion(str(key), kind_at(above).keys)
    value = entries.pop(str(key))
    if meant is not None and meant not in entries:
        entries[meant] = value
    return node.with_children(entries)


def _has_below(error: Any, errors: list[Any]) -> bool:
    """Whether a list is only too short because of mistakes in its items."""
    loc = error["loc"]
    below = (e["loc"][: len(loc)] == loc and len(e["loc"]) > len(loc) for e in errors)
    return error["type"] == "too_short" and any(below)


def _mistake(root: Node, error: Any) -> Mistake:
    problem = (error.get("ctx") or {}).get("error")
    at = problem.at if isinstance(problem, MisreadingError) else ()
    loc = (*error["loc"], *at)
    place, path, node = place_of(root, loc)
    if error["type"] == "missing":
        return Mistake(place, path, _missing(loc))
    written = error["input"] if node is None else node.plain()
    if written is not None and error["type"] == "model_type":
        return Mistake(place, path, not_a_mapping(kind_at(_real(loc)), written))
    if written is not None and error["type"] == "tuple_type":
        return Mistake(place, path, not_a_list(kind_at(_real(loc)), written))
    return Mistake(place, path, _worded(error | {"input": written}))


def _missing(loc: Keys) -> str:
    key = str(loc[-1])
    kind = kind_at(_real(loc))
    if key == "schema":
        return "is missing; write schema: fulfillment/1"
    if key == "name" and len(loc) == 1:
        return "is missing; write name: and a name of its own, such as my_shop"
    shown_example = example(kind.field) if kind.field is not None else None
    if shown_example is not None:
        return f"is missing; write {key}: {_as_yaml(shown_example)}"
    return f"is missing; write {key}: and its {'keys' if kind.keys else 'value'}"


def _as_yaml(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value).replace('"', "")


def _worded(error: Any) -> str:
    kind, written, ctx = error["type"], shown(error["input"]), error.get("ctx") or {}
    if kind == "value_error":
        return str(ctx["error"])
    if kind == "literal_error":
        allowed = [a or b for a, b in re.findall(r"'([^']*)'|(\d+)", ctx["expected"])]
        return f"{written} is not allowed here; {did_you_mean(str(error['input']), allowed)}"
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        return _out_of_limits(kind, error["input"], ctx)
    if kind == "too_short":
        return "is empty; write at least one"
    if error["input"] is None:
        return "is empty; write a value or remove the line"
    remedies = {
        "dict_type": "is not a mapping; write NAME: and its keys below it, indented",
        "string_type": "is not text; put it in quotes",
        "bool_type": "is neither true nor false; write one of them",
    }
    return f"{written} {remedies[kind]}" if kind in remedies else f"{written}: {error['msg']}"


def _out_of_limits(kind: str, written: Any, ctx: dict[str, Any]) -> str:
    name = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le"}.get(kind)
    limit = ctx[name or "lt"]
    is_share = isinstance(written, str) and "%" in written
    limit_text = f"{100 * limit:g} %" if is_share else f"{limit:g}"
    words = {"ge": "at least", "gt": "more than", "le": "at most", None: "less than"}
    text = written if isinstance(written, str) else f"{written:g}"
    return f"{text} is out of range; write {words[name]} {limit_text}"
