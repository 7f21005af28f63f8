"""Reading a scenario: from a path, a shipped name or a text to a checked Scenario."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.scenario.changes import shown_path
from simulator.scenario.mistakes import (
    MisreadingError,
    Mistake,
    Place,
    ScenarioError,
    mistake_at,
)
from simulator.scenario.nodes import Node
from simulator.scenario.resolving import Loaded, json_schema, resolve, scenario_hash, starter
from simulator.scenario.sources import (
    Source,
    find,
    read_source,
    shipped,
    source_of,
    with_overrides,
    with_variant,
)
from simulator.scenario.validating import validated

__all__ = [
    "Loaded",
    "Mistake",
    "Place",
    "ScenarioError",
    "json_schema",
    "load",
    "loads",
    "mistake_at",
    "resolve",
    "scenario_hash",
    "shipped",
    "starter",
]


def load(
    source: str | Path, *, variant: str | None = None, overrides: Sequence[str] = ()
) -> Loaded:
    """The scenario of a file, or of the name of one that ships.

    Precedence: parent < file < variant < overrides, each override PATH=VALUE. Raises ScenarioError
    with every mistake.
    """
    try:
        path = find(source)
    except MisreadingError as problem:
        raise ScenarioError([Mistake(Place(str(source) or "SCENARIO"), "", str(problem))]) from None
    return _loaded(read_source(path), path.parent, variant, overrides)


def loads(
    text: str,
    *,
    directory: str | Path = ".",
    name: str = "<text>",
    variant: str | None = None,
    overrides: Sequence[str] = (),
) -> Loaded:
    """The scenario of a text; `directory` is where its relative paths begin."""
    folder = Path(directory).resolve()
    return _loaded(source_of(text, name, folder), folder, variant, overrides)


def _loaded(
    source: Source, directory: Path, variant: str | None, overrides: Sequence[str]
) -> Loaded:
    if variant is not None:
        source = with_variant(source, variant)
    source = with_overrides(source, overrides)
    scenario, mistakes, context = validated(source.root)
    if source.mistakes or scenario is None:
        raise ScenarioError(_distinct([*source.mistakes, *mistakes]))
    origins: dict[str, str] = {}
    _collect_origins(source.root, (), origins)
    return Loaded(
        scenario=scenario,
        data=source.root.plain(),
        origins=origins,
        files=tuple(context.files),
        directory=directory,
        variants=tuple(source.variants),
    )


def _distinct(mistakes: list[Mistake]) -> list[Mistake]:
    """The first mistake at each place and path, in the order of the file."""
    first: dict[tuple[Place, str], Mistake] = {}
    for mistake in mistakes:
        first.setdefault((mistake.place, mistake.path), mistake)
    return sorted(
        first.values(),
        key=lambda m: (m.place.file, m.place.line or 0, m.place.column or 0),
    )


def _collect_origins(node: Node, at: tuple[str, ...], origins: dict[str, str]) -> None:
    if at:
        place = node.place
        origins[shown_path(at)] = f"{place.file}:{place.line}" if place.line else place.file
    if isinstance(node.value, dict):
        for key, child in node.value.items():
            _collect_origins(child, (*at, key), origins)
    elif isinstance(node.value, list):
        for k, child in enumerate(node.value):
            _collect_origins(child, (*at, f"#{k + 1}"), origins)
