"""From a scenario's tree to a Scenario, or to every mistake in it with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from simulator.policies.names import UNKNOWN
from simulator.reading.fields import worded
from simulator.reading.mistakes import (
    MOST_SHOWN,
    MisreadingError,
    Mistake,
    Place,
    did_you_mean,
    other_key,
    suggestion,
)
from simulator.reading.money import CURRENCY
from simulator.reading.nodes import Node, flow, joined
from simulator.reading.quantities import share
from simulator.reading.surroundings import Surroundings
from simulator.scenario import checks
from simulator.scenario.below import item_name
from simulator.scenario.layout import Kind, kind_at, readers, share_like, whole_example
from simulator.scenario.scenario import Scenario
from simulator.scenario.shapes import not_a_list, not_a_mapping, not_entries
from simulator.scenario.sources import META
from simulator.units import shown

Keys = Sequence[str | int]
_ROUNDS = 6
"""Misspelt keys are corrected and the rest read again, at most so often."""


def validated(root: Node) -> tuple[Scenario | None, list[Mistake], Surroundings]:
    """The scenario of a tree and all mistakes; the scenario is None where there are any."""
    mistakes: list[Mistake] = []
    for _ in range(_ROUNDS):
        context = Surroundings(_currency(root), root.directory)
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
            values[name] = _adapter(name).validate_python(written, context=context)
    return Scenario.model_construct(**values)


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    """What reads a section of its own."""
    return TypeAdapter(Scenario.model_fields[name].rebuild_annotation())


def _unknown_key(root: Node, loc: Keys) -> Mistake:
    node = _node(root, loc)
    _, path, _ = place_of(root, loc)
    known = _known_keys(loc)
    holder = _node(root, loc[:-1]) if len(loc) > 1 else root
    there = holder.children if holder is not None else {}
    message = f"unknown key; {other_key(str(loc[-1]), known, there)}"
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
    if error["type"] == "missing" and node is not None and not isinstance(node.value, dict):
        right = flow(whole_example(kind_at(_real(loc[:-1]))))
        wrong = f"{shown(node.plain())} leaves open what has no default"
        return Mistake(place, path, f"{wrong}; write {right}")
    if error["type"] == "missing":
        return Mistake(place, path, f"is missing; write {_written_out(loc)}")
    written = error["input"] if node is None else node.plain()
    kind = kind_at(_real(loc))
    if error["type"] != "value_error" and written is None:
        return Mistake(place, path, _empty(loc, kind))
    if error["type"] == "model_type":
        return Mistake(place, path, not_a_mapping(kind, written))
    if error["type"] == "dict_type":
        return Mistake(place, path, not_entries(kind, written))
    if error["type"] == "tuple_type":
        return Mistake(place, path, not_a_list(kind, written))
    return Mistake(place, path, _worded(error | {"input": written}, kind))


def _written_out(loc: Keys) -> str:
    """A key and what may be written there: 'run: 7 d'."""
    key = str(loc[-1])
    kind = kind_at(_real(loc))
    if key == "schema":
        return "schema: fulfillment/1"
    if key == "name" and len(loc) == 1:
        return "name: and a name of its own, such as my_shop"
    return f"{key}: {flow(whole_example(kind))}"


def _empty(loc: Keys, kind: Kind) -> str:
    """What to write where nothing stands behind a key."""
    if kind.field is not None and kind.field.is_required():
        return f"is empty; write {_written_out(loc)}"
    return "is empty; remove the line, or write a value"


def _worded(error: Any, kind: Kind) -> str:
    type_, written, ctx = error["type"], shown(error["input"]), error.get("ctx") or {}
    if type_ == "value_error":
        return str(ctx["error"])
    if type_ == UNKNOWN:
        return str(error["msg"])
    if type_ == "literal_error":
        allowed = [a or b for a, b in re.findall(r"'([^']*)'|(\d+)", ctx["expected"])]
        return f"{written} is not allowed here; {did_you_mean(str(error['input']), allowed)}"
    if type_ in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        return _out_of_limits(type_, error["input"], ctx, kind)
    if type_ == "too_short":
        return f"is empty; write at least one, such as {flow(whole_example(kind))}"
    if type_ == "bool_type":
        word = str(error["input"]).casefold()
        meant = TRUTHS.get(word)
        return f"{written} is neither true nor false; write {meant or 'true or false'}"
    if type_ == "string_type":
        quoted = isinstance(error["input"], int | float)
        return f"{written} is not text; write {repr(written) if quoted else 'text in quotes'}"
    return f"{written}: {error['msg']}"


TRUTHS = {
    **dict.fromkeys(("yes", "y", "on", "1", "t"), "true"),
    **dict.fromkeys(("no", "n", "off", "none", "0", "f"), "false"),
}
"""What other formats write for true and false."""


def _out_of_limits(type_: str, written: Any, ctx: dict[str, Any], kind: Kind) -> str:
    """'150 % is out of range; write less than 100 %, such as 5 %'."""
    words = {
        "greater_than_equal": ("ge", "at least"),
        "greater_than": ("gt", "more than"),
        "less_than_equal": ("le", "at most"),
        "less_than": ("lt", "less than"),
    }
    name, wrong = words[type_]
    limit = ctx[name]
    is_share = isinstance(written, str) and "%" in written
    limit_text = f"{100 * limit:g} %" if is_share else f"{limit:g}"
    such = ""
    if name in ("gt", "lt"):
        field = kind.field
        is_of_share = field is not None and share in readers(field)
        near = f"{limit + 1 if name == 'gt' else limit - 1 or limit / 2:g}"
        such = f", such as {share_like(field) if field is not None and is_of_share else near}"
    text = written if isinstance(written, str) else f"{written:g}"
    return f"{text} is out of range; write {wrong} {limit_text}{such}"
