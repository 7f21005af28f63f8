"""The whole of a scenario with the origin of each value, its hash, and its JSON Schema."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from simulator.reading.nodes import flow, key_text
from simulator.reading.sheet_paths import named_sheet, on_disk
from simulator.reading.surroundings import Text, read_file
from simulator.reading.weights import hour_profile
from simulator.scenario.below import shown_path
from simulator.scenario.layout import ROOT, VALUE, Kind, readers
from simulator.scenario.loaded import Loaded
from simulator.scenario.scenario import Scenario
from simulator.scenario.sources import META, OWN
from simulator.scenario.variants import KIND_MEANING, KINDS

Keys = tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class _Paths:
    """What paths are relative to (None: they are absolute), and the files that were read.

    `beside` is the scenario's folder.
    """

    folder: Path | None
    beside: Path
    files: frozenset[Path]


def resolve(loaded: Loaded, directory: Path | None = None) -> str:
    """The scenario as YAML, all defaults written out, each value with its origin in a comment.

    It loads again to an equal scenario. Paths of CSVs are absolute, or relative to the `directory`
    in which the text will be saved.
    """
    paths = _Paths(directory, loaded.directory, frozenset(loaded.files))
    return "".join(f"{line}\n" for line in _section(ROOT, loaded.data, (), loaded.origins, paths))


def scenario_hash(scenario: Loaded | Scenario) -> str:
    """SHA-256 of the values of a scenario and the bytes of its CSVs.

    Independent of the order of a section's keys, of how values are written and of where the files
    lie. The order of named entries (classes, crews, carriers, ...) counts: draws and ties go by it.
    """
    value = scenario.scenario if isinstance(scenario, Loaded) else scenario
    return hashlib.sha256(json.dumps(_canonical(value), sort_keys=True).encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scenario files, for editors.

    A file that extends another may give any part of a section; one by itself is held to what each
    section needs, by the stricter definitions under `else`.
    """
    schema = Scenario.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    _allow_words(schema)
    whole = _renamed(schema, WHOLE)
    for part in schema["$defs"].values():
        part.pop("required", None)
    schema["$defs"] |= whole["$defs"]
    changes = {"type": "object", "description": "PATH: VALUE, such as crews.pickers.wage: 20 USD/h"}
    removals = {"type": "array", "items": {"type": "string"}, "description": "Paths."}
    keys = {"remove": removals, "set": changes, "add": changes}
    text = {"type": "string"}
    kind = {"enum": list(KINDS), "default": "choice", "description": KIND_MEANING}
    variant = {"title": text, "question": text, "kind": kind, **keys}
    schema["properties"] |= {
        "extends": {"type": "string", "description": "A path, or the name of a shipped scenario."},
        **keys,
        "variants": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": variant,
                "additionalProperties": False,
            },
        },
    }
    required = schema.pop("required")
    assert set(schema["properties"]) >= {*META, *OWN}
    schema["if"] = {"required": ["extends"]}
    schema["then"] = {"required": ["name"]}
    schema["else"] = {"required": required, "properties": whole["properties"]}
    return schema


WHOLE = ", whole"
"""What the definitions of sections that stand by themselves are called besides."""


def _renamed(schema: dict[str, Any], end: str) -> dict[str, Any]:
    """A copy whose definitions have `end` behind their names."""
    text = json.dumps(schema)
    copy: dict[str, Any] = json.loads(re.sub(r'("#/\$defs/[^"]*)"', rf'\1{end}"', text))
    copy["$defs"] = {f"{name}{end}": part for name, part in copy["$defs"].items()}
    return copy


def minimal() -> str:
    """The fewest lines that a shop needs, with comments, to begin with."""
    return (Path(__file__).parent / "minimal.yaml").read_text(encoding="utf-8")


def starter() -> str:
    """A complete scenario with comments, to begin with."""
    return (Path(__file__).parent / "starter.yaml").read_text(encoding="utf-8")


def _section(
    kind: Kind, written: Mapping[str, Any], at: Keys, origins: Mapping[str, str], to: _Paths
) -> Iterator[str]:
    for key in kind.keys if kind.section is not None else tuple(written):
        below = kind.step(key) or VALUE
        path = (*at, key)
        if key in written or below.field is None:
            value, origin = written[key], origins.get(shown_path(path), "default")
        else:
            value, origin = below.field.get_default(), "default"
        yield from _entry(below, key, value, path, origin, origins, to)


def _entry(
    kind: Kind,
    key: str,
    value: Any,
    at: Keys,
    origin: str,
    origins: Mapping[str, str],
    to: _Paths,
) -> Iterator[str]:
    indent, name = "  " * (len(at) - 1), key_text(key)
    value = {} if value == "on" and kind.shape == "section" else value
    nested = kind.shape == "section" or (kind.shape == "entries" and value)
    if nested and isinstance(value, dict):
        yield f"{indent}{name}:"
        yield from _section(kind, value, at, origins, to)
        return
    if kind.shape == "list" and value:
        yield f"{indent}{name}:"
        width = 2 * len(at) + 2
        for k, item in enumerate(value):
            path = (*at, f"#{k + 1}")
            lines = _section(kind.step(path[-1]) or ROOT, item, path, origins, to)
            for n, line in enumerate(lines):
                yield line if n else f"{line[: width - 2]}- {line[width:]}"
        return
    text = flow(_with_paths(kind, value, to))
    text = "off" if value is None and kind.shape == "section" else text
    yield f"{indent}{name}: {text}  # {origin}"


def _with_paths(kind: Kind, value: Any, to: _Paths) -> Any:
    """The value with its CSVs' paths independent of the file that names them."""
    is_file = kind.field is not None and {read_file, hour_profile} & readers(kind.field)
    if isinstance(value, Text) and is_file:
        return _file(value, to)
    if isinstance(value, dict):
        return {
            key: part | {"file": _file(part["file"], to)}
            if key == "csv" and isinstance(part, dict) and isinstance(part.get("file"), Text)
            else _with_paths(Kind("value"), part, to)
            for key, part in value.items()
        }
    return value


def _file(value: Text, to: _Paths) -> str:
    """The path of the file that was read: one of the command line may be beside the scenario."""
    places = [
        (folder / Path(value).expanduser()).resolve() for folder in (value.directory, to.beside)
    ]
    path = next((place for place in places if place in to.files), places[0])
    if to.folder is None:
        return str(path)
    return Path(os.path.relpath(path, to.folder.resolve())).as_posix()


def _canonical(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {name: _canonical(getattr(value, name)) for name in type(value).model_fields}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _canonical(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return [[str(key), _canonical(part)] for key, part in value.items()]
    if isinstance(value, list | tuple):
        return [_canonical(part) for part in value]
    if isinstance(value, Path):
        return (
            f"{hashlib.sha256(on_disk(value).read_bytes()).hexdigest()}{named_sheet(value) or ''}"
        )
    if isinstance(value, date):
        return value.isoformat()
    return value


def _allow_words(schema: Any) -> None:
    """Wherever a value may be left out, off and none are allowed; on where a section may be."""
    for part in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(part, dict | list):
            _allow_words(part)
    if isinstance(schema, dict) and {"type": "null"} in schema.get("anyOf", ()):
        others = [part for part in schema["anyOf"] if part != {"type": "null"}]
        words = ["on"] if any("$ref" in part for part in others) else []
        schema["anyOf"] = [*others, {"enum": [None, "off", "none", *words]}]
