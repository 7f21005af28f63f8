"""Reading a scenario: from a path, a shipped name or a text to a checked Scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from simulator.mistakes import refuse_text
from simulator.reading.mistakes import (
    MisreadingError,
    Mistake,
    Place,
    ScenarioError,
    mistake_at,
)
from simulator.reading.nodes import Node
from simulator.scenario.changes import shown_path
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
from simulator.scenario.variants import AND, KINDS, described, kind_of

__all__ = [
    "Loaded",
    "Mistake",
    "Place",
    "ScenarioError",
    "changed",
    "check_variants",
    "json_schema",
    "load",
    "loads",
    "mistake_at",
    "resolve",
    "scenario_hash",
    "shipped",
    "starter",
]

MOST_CHECKED = 100
"""Variants, and as many choices under circumstances, that `check_variants` reads."""


def load(
    source: str | Path, *, variant: str | None = None, overrides: Sequence[str] = ()
) -> Loaded:
    """The scenario of a file, or of the name of one that ships.

    Precedence: parent < file < variant < overrides, each override PATH=VALUE. Raises ScenarioError
    with every mistake. `variant` is the name of one, or of several that hold at once: 'A+B'.
    """
    refuse_text("overrides", overrides)
    try:
        path = find(source)
    except MisreadingError as problem:
        raise ScenarioError([Mistake(Place(str(source) or "SCENARIO"), "", str(problem))]) from None
    return _loaded(read_source(path), path.parent, variant, overrides)


def changed(loaded: Loaded, *, variant: str | None = None, overrides: Sequence[str] = ()) -> Loaded:
    """A loaded scenario with a variant and overrides on top of all that it has.

    Without either it is the same. Raises ScenarioError.
    """
    if variant is None and not overrides:
        return loaded
    return _loaded(loaded.source, loaded.directory, variant, overrides)


def check_variants(source: str | Path, *, overrides: Sequence[str] = ()) -> tuple[str, ...]:
    """What keeps a choice and a circumstance of a file from holding at once, a line each.

    Raises ScenarioError with the mistakes of variants by themselves. Of very many variants, or
    pairs of them, the first `MOST_CHECKED` are read, and a line says so.
    """
    path = find(source)
    read = read_source(path)
    kinds = {name: kind_of(node) for name, node in read.variants.items()}
    pairs = [
        AND.join(pair)
        for pair in product(*([name for name in kinds if kinds[name] == kind] for kind in KINDS))
    ]
    wrong = _mistakes(read, path.parent, list(kinds), overrides)
    if wrong:
        raise ScenarioError(wrong)
    left_out = max(len(kinds) - MOST_CHECKED, 0) + max(len(pairs) - MOST_CHECKED, 0)
    told = [str(one) for one in _mistakes(read, path.parent, pairs, overrides)]
    if left_out:
        told.append(f"{left_out:,} more variants and pairs of them were not checked")
    return tuple(told)


def _mistakes(
    read: Source, directory: Path, names: Sequence[str], overrides: Sequence[str]
) -> list[Mistake]:
    """The mistakes of the first variants, or pairs of them, each once."""
    found: list[Mistake] = []
    for name in names[:MOST_CHECKED]:
        try:
            _loaded(read, directory, name, overrides)
        except ScenarioError as error:
            found += [_in_variant(one, name) for one in error.mistakes]
    return _distinct(found)


def _in_variant(mistake: Mistake, name: str) -> Mistake:
    """A mistake that is not in the lines of the variant itself says which one makes it."""
    if mistake.path.startswith("variants."):
        return mistake
    return replace(mistake, message=f"{mistake.message} (in variant {name})")


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
        source=source,
        variants={name: described(node) for name, node in source.variants.items()},
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
