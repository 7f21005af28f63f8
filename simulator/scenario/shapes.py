"""What to write where a value has the wrong shape: a number for a section, a mapping for a list."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any, get_args

from simulator.scenario.layout import Kind, example
from simulator.units import shown

_LONGEST = 60
"""Characters of an item that is shown as it was written."""


def not_a_mapping(kind: Kind, written: Any) -> str:
    """A section with one required key is shown with it: 5 for the benches is {count: 5}."""
    told = f"{shown(written)} is not a mapping; write"
    fields = kind.section.model_fields if kind.section is not None else {}
    required = [
        (field.alias or name, field) for name, field in fields.items() if field.is_required()
    ]
    if len(required) != 1 or example(required[0][1]) is None:
        on = "on, or " if not required and _switched(kind) else ""
        return f"{told} {on}its keys below it, indented"
    key, field = required[0]
    value = written if _is_amount(written) else example(field)
    return f"{told} {_flow({key: value})}"


def not_a_list(kind: Kind, written: Any) -> str:
    """A mapping in place of a list of sections is shown as an item of the list."""
    if kind.shape != "list" or not isinstance(written, Mapping) or not written:
        return f"{shown(written)} is not a list; write it in brackets, [a, b]"
    names, inner = list(written), list(written.values())
    by_name = all(isinstance(value, Mapping) for value in inner)
    item = {**inner[0]} if by_name else {**written}
    entry = kind.step("")
    if by_name and entry is not None and "name" in entry.keys:
        item = {"name": names[0], **item}
    text = _flow(item)
    if len(text) > _LONGEST or any(isinstance(value, Mapping | list) for value in item.values()):
        text = "its keys"
    return f"is a mapping, not a list; write '- {text}', a line for each"


def _switched(kind: Kind) -> bool:
    """Whether `on` stands for the section with all its defaults."""
    return kind.field is not None and NoneType in get_args(kind.field.annotation)


def _is_amount(written: Any) -> bool:
    """A number, or a text that begins as one."""
    if isinstance(written, str):
        return written[:1].isdigit()
    return isinstance(written, int | float) and not isinstance(written, bool)


def _flow(mapping: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in mapping.items()) + "}"
