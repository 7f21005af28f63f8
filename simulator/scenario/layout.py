"""What a scenario may hold at a path: the section models, walked key by key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema
from pydantic.fields import FieldInfo

from simulator.policies.names import PolicyName
from simulator.reading.fields import Section, field_of, is_section
from simulator.reading.quantities import share
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class Kind:
    """What is at a path: a section, entries by name, a list of sections, or a value.

    `item` is the type of the entries; `field` the field that holds this, None for entries.
    """

    shape: Literal["section", "entries", "list", "value"]
    section: type[Section] | None = None
    item: Any = None
    field: FieldInfo | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that a section knows, as written in YAML."""
        return keys_of(self.section) if self.section is not None else ()

    @property
    def parts(self) -> dict[str, Kind]:
        """What is at each key that a section knows."""
        steps = {key: self.step(key) for key in self.keys}
        return {key: step for key, step in steps.items() if step is not None}

    def step(self, key: str) -> Kind | None:
        """What is at a key; None where there can be no such key."""
        if self.section is not None:
            field = field_of(self.section, key)
            return None if field is None else _kind_of_field(field)
        if self.shape in ("entries", "list"):
            return _kind(self.item)
        return VALUE


VALUE = Kind("value")
ROOT = Kind("section", section=Scenario)


def keys_of(section: type[Section]) -> tuple[str, ...]:
    """The keys of a section as written in YAML, in order."""
    return tuple(field.alias or name for name, field in section.model_fields.items())


def kind_at(path: Iterable[str | int]) -> Kind:
    """What is at a path of keys and positions; a value where the path leads into one."""
    kind: Kind | None = ROOT
    for key in path:
        kind = kind.step(str(key)) if kind is not None else None
    return kind or VALUE


def example(field: FieldInfo) -> Any:
    """A value that may be written for a field, None where its type shows none."""
    if field.examples:
        return field.examples[0]
    if share in readers(field) and isinstance(field.default, str):
        return share_like(field)
    parts = [field.annotation, *get_args(field.annotation)]
    if any(get_origin(part) is dict for part in parts) and not _is_read_whole(field):
        return None
    item = next((get_args(part)[0] for part in parts if get_origin(part) is tuple), None)
    if item is not None and not _is_read_whole(field) and not is_section(item):
        inner = _shown(item)
        return None if inner is None else [inner]
    shown = [_shown(part) for part in (*field.metadata, field.annotation)]
    return next((value for value in shown if value is not None), None)


def share_like(field: FieldInfo) -> str:
    """A share as plausible as the default: of a chance that is small, of a level that is high."""
    is_high = isinstance(field.default, str) and share(field.default) > 0.5
    return "95 %" if is_high else "5 %"


def choices(field: FieldInfo) -> tuple[str, ...]:
    """The words of which one may be written for a field; empty where any value may."""
    parts = (field.annotation, *_parts(field.annotation), *field.metadata)
    words = [word for part in parts for word in _words(part)]
    return tuple(dict.fromkeys(words))


def _words(part: Any) -> tuple[str, ...]:
    if isinstance(part, PolicyName):
        return part.names
    return tuple(map(str, get_args(part))) if get_origin(part) is Literal else ()


def _shown(part: Any) -> Any:
    """The first example of the JSON schemas in a type, or in one of its parts; or a choice."""
    for inner in (part, *_parts(part)):
        if isinstance(inner, WithJsonSchema) and inner.json_schema:
            examples = inner.json_schema.get("examples")
            return examples[0] if examples else None
        if words := _words(inner):
            return words[0]
    return True if part is bool else None


def whole_example(kind: Kind) -> Any:
    """What may be written at a place; NAME stands for a name of one's own.

    Of a section its required keys, else one of its keys.
    """
    shown = example(kind.field) if kind.field is not None else _shown(kind.item)
    if shown is not None or kind.shape == "value":
        return shown
    if kind.shape in ("entries", "list"):
        below = kind.step("NAME")
        whole = below is not None and below.shape != "value"
        inner = whole_example(below) if whole and below is not None else _shown(kind.item)
        return [inner] if kind.shape == "list" else {"NAME": inner}
    steps = kind.parts
    needed = [key for key, step in steps.items() if step.field and step.field.is_required()]
    return {key: whole_example(steps[key]) for key in needed or list(steps)[:1]}


def _is_read_whole(field: FieldInfo) -> bool:
    """Whether one function reads everything that is written for the field."""
    return any(isinstance(part, PlainValidator | BeforeValidator) for part in field.metadata)


def _kind_of_field(field: FieldInfo) -> Kind:
    kind = VALUE if _is_read_whole(field) else _kind(field.annotation)
    return Kind(kind.shape, kind.section, kind.item, field)


def _kind(annotation: Any) -> Kind:
    if is_section(annotation):
        return Kind("section", section=annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        read_whole = any(isinstance(part, PlainValidator | BeforeValidator) for part in arguments)
        return VALUE if read_whole else _kind(arguments[0])
    if origin in (Union, UnionType):
        kinds = [_kind(part) for part in arguments if part is not NoneType]
        return next((kind for kind in kinds if kind.shape != "value"), VALUE)
    if origin is dict:
        return Kind("entries", item=arguments[1])
    if origin is tuple and _kind(arguments[0]).shape == "section":
        return Kind("list", item=arguments[0])
    return VALUE


def _parts(annotation: Any) -> list[Any]:
    arguments = get_args(annotation)
    inner = [part for argument in arguments for part in _parts(argument)]
    return [*arguments, *inner] if get_origin(annotation) is not Literal else []


def readers(field: FieldInfo) -> set[Any]:
    """The functions that read what is written for a field."""
    parts = (*field.metadata, *_parts(field.annotation))
    return {part.func for part in parts if isinstance(part, PlainValidator | BeforeValidator)}
