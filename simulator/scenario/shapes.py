"""What to write where a value has the wrong shape: a number for a section, a mapping for a list."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from simulator.reading.nodes import flow
from simulator.reading.surroundings import Surroundings
from simulator.scenario.layout import Kind, whole_example
from simulator.units import shown

_LONGEST = 120
"""Characters of an item that is shown as it was written."""


def not_a_mapping(kind: Kind, written: Any) -> str:
    """A section with one required key is shown with it: 5 for the benches is {count: 5}."""
    told = f"{shown(written)} is not a mapping; write"
    fields = kind.section.model_fields if kind.section is not None else {}
    required = [
        (field.alias or name, field) for name, field in fields.items() if field.is_required()
    ]
    if len(required) == 1:
        key, field = required[0]
        if can_be_read(field.rebuild_annotation(), written):
            return f"{told} {flow({key: written})}"
    on = "on, or " if not required and _switched(kind) else ""
    return f"{told} {on}its keys below it, such as {flow(whole_example(kind))}"


def not_entries(kind: Kind, written: Any) -> str:
    """Something else in place of a mapping by name is shown an entry."""
    told = f"{shown(written)} is not a mapping"
    return f"{told}; write its entries by name, such as {flow(whole_example(kind))}"


def not_a_list(kind: Kind, written: Any) -> str:
    """A value in place of a list is shown in brackets, a mapping as an item of the list."""
    told = f"{shown(written)} is not a list; write it in brackets"
    if kind.shape != "list" or not isinstance(written, Mapping) or not written:
        item = item_of(kind)
        if kind.shape == "value" and item is not None and can_be_read(item, written):
            return f"{told}, [{flow(written)}]"
        return f"{told}, such as {flow(whole_example(kind))}"
    names, inner = list(written), list(written.values())
    by_name = all(isinstance(value, Mapping) for value in inner)
    item = {**inner[0]} if by_name else {**written}
    entry = kind.step("")
    if by_name and entry is not None and "name" in entry.keys:
        item = {"name": names[0], **item}
    if len(flow(item)) > _LONGEST or not can_be_read(kind.item, item):
        item = whole_example(kind)[0]
    return f"is a mapping, not a list; write it in brackets, [{flow(item)}]"


def item_of(kind: Kind) -> Any:
    """The type of the items of a list that a field holds, None where it holds none."""
    annotation = kind.field.annotation if kind.field is not None else None
    for part in (annotation, *get_args(annotation)):
        if get_origin(part) is tuple:
            return get_args(part)[0]
    return None


def can_be_read(annotation: Any, written: Any) -> bool:
    """Whether a value could stand at a place of that type."""
    try:
        TypeAdapter(annotation).validate_python(written, context=Surroundings("USD"))
    except ValidationError:
        return False
    return True


def _switched(kind: Kind) -> bool:
    """Whether `on` stands for the section with all its defaults."""
    return kind.field is not None and NoneType in get_args(kind.field.annotation)
