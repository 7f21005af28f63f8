"""Reading a scenario: from a path, a shipped name or a text to a checked Scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from shlex import quote

from simulator.mistakes import InputError
from simulator.reading.mistakes import (
    MisreadingError,
    Mistake,
    Place,
    ScenarioError,
    mistake_at,
)
from simulator.reading.surroundings import NO_FILE
from simulator.scenario.loaded import Loaded, distinct, loaded_from
from simulator.scenario.resolving import json_schema, minimal, resolve, scenario_hash, starter
from simulator.scenario.settings import Overrides, Setting, settings_of
from simulator.scenario.sources import Source, find, read_source, shipped, source_of
from simulator.scenario.variants import AND, KINDS, kind_of
from simulator.units import shown

__all__ = [
    "Loaded",
    "Mistake",
    "Place",
    "ScenarioError",
    "check_variants",
    "json_schema",
    "load",
    "loads",
    "minimal",
    "mistake_at",
    "resolve",
    "scenario_hash",
    "shipped",
    "starter",
]

MOST_CHECKED = 100
"""Variants, and as many choices under circumstances, that `check_variants` reads."""


def load(source: str | Path, *, variant: str | None = None, overrides: Overrides = None) -> Loaded:
    """The scenario of a file, or of the name of one that ships.

    Precedence: parent < file < variant < `overrides`, which are {PATH: VALUE} (see `settings_of`).
    Raises ScenarioError with every mistake. `variant` is the name of one, or of several that hold
    at once: 'A+B'.
    """
    if not isinstance(source, str | Path):
        raise InputError(f"{shown(str(source))} is not a path or a name; write one of either")
    settings = settings_of(overrides)
    try:
        path = find(source)
    except MisreadingError as problem:
        raise ScenarioError([Mistake(Place(str(source) or "SCENARIO"), "", str(problem))]) from None
    words = (str(source), *(("--variant", variant) if variant is not None else ()))
    return loaded_from(read_source(path), path.parent, variant, settings, words)


@dataclass(frozen=True)
class Variants:
    """What is to say of a file's variants, a line each, and which could not be checked at all.

    Those are the `unchecked`: a file that they alone name is not there.
    """

    told: tuple[str, ...] = ()
    unchecked: frozenset[str] = frozenset()


def check_variants(source: str | Path, *, overrides: Overrides = None) -> Variants:
    """What keeps a choice and a circumstance of a file from holding at once, a line each.

    A variant whose own file is absent is told of and left out, so that a scenario can ship without
    the data of others that a variant of it is for. Raises ScenarioError with the mistakes of
    variants by themselves. Of very many variants, or pairs of them, the first `MOST_CHECKED` are
    read, and a line says so.
    """
    path, settings = find(source), settings_of(overrides)
    read = read_source(path)
    kinds = {name: kind_of(node) for name, node in read.variants.items()}
    wrong = _mistakes(read, path.parent, list(kinds), settings)
    absent = {name: names_no_file(mistakes) for name, mistakes in wrong.items()}
    unchecked = frozenset(name for name, mistake in absent.items() if mistake is not None)
    if mistakes := [each for name in wrong if name not in unchecked for each in wrong[name]]:
        raise ScenarioError(distinct(mistakes))
    pairs = [
        AND.join(pair)
        for pair in product(
            *([name for name in kinds if kinds[name] == kind] for kind in KINDS),
        )
        if unchecked.isdisjoint(pair)
    ]
    told = [_unchecked(name, each) for name, each in absent.items() if each is not None]
    together = _mistakes(read, path.parent, pairs, settings).values()
    told += [str(item) for item in distinct([each for some in together for each in some])]
    if left_out := sum(max(len(names) - MOST_CHECKED, 0) for names in (kinds, pairs)):
        told.append(f"{left_out:,} more variants and pairs of them were not checked")
    return Variants(tuple(told), unchecked)


def names_no_file(mistakes: Sequence[Mistake]) -> Mistake | None:
    """The first of a variant's mistakes if all of them are files that are not there."""
    own = all(mistake.message.startswith(NO_FILE) for mistake in mistakes)
    return mistakes[0] if own and mistakes else None


def _unchecked(name: str, absent: Mistake) -> str:
    """That a variant could not be read, and how it can be."""
    wrong, _, _ = absent.message.partition("; ")
    path = absent.path.removeprefix(f"variants.{name}.set.")
    return (
        f"variant '{name}' is not checked: {absent.place}: {path}: {wrong}; put it there, "
        f"or write --variant {quote(name)} --set {path}=FILE with the path of yours"
    )


def _mistakes(
    read: Source, directory: Path, names: Sequence[str], settings: Sequence[Setting]
) -> dict[str, list[Mistake]]:
    """The mistakes of the first variants, or pairs of them, by name."""
    by_place: dict[str, list[Mistake]] = {}
    for name in names[:MOST_CHECKED]:
        try:
            loaded_from(read, directory, name, settings)
        except ScenarioError as error:
            by_place[name] = [_in_variant(mistake, name) for mistake in error.mistakes]
    return by_place


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
    overrides: Overrides = None,
) -> Loaded:
    """The scenario of a text; `directory` is where its relative paths begin."""
    folder = Path(directory).resolve()
    return loaded_from(source_of(text, name, folder), folder, variant, settings_of(overrides))
