"""A scenario with what it was read from, which can be changed into another."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from pathlib import Path
from textwrap import shorten
from typing import Any

from simulator.reading.mistakes import Mistake, Place, ScenarioError
from simulator.reading.nodes import Node
from simulator.scenario.below import shown_path
from simulator.scenario.scenario import Scenario, as_read, note_read
from simulator.scenario.settings import IN_A_SHELL, Overrides, Setting, settings_of
from simulator.scenario.sources import Source, with_settings, with_variant
from simulator.scenario.state import clock_of
from simulator.scenario.validating import validated
from simulator.scenario.variants import Variant, described

COPY = "scenario.yaml"
"""In a run's folder, the scenario that was run."""


@dataclass(frozen=True)
class Loaded:
    """A scenario with what it was read from.

    `data` is what is written, after parents, variant and overrides, without defaults; `origins`
    gives for each path of it `file:line`, `overrides`, `--set` or `default`; `files` are the CSVs
    it names and `directory` is the folder of the scenario file. `source` is the tree that it was
    read from, and `words` are those behind `simulator run` that read the same.
    """

    scenario: Scenario
    data: Mapping[str, Any]
    origins: Mapping[str, str]
    files: tuple[Path, ...]
    directory: Path
    source: Source = field(repr=False, compare=False)
    variants: Mapping[str, Variant] = field(default_factory=dict)
    words: tuple[str, ...] = field(default=(COPY,), compare=False)

    @property
    def command(self) -> str:
        """The command that runs it; of a text by the run folder's copy of it."""
        return shlex.join(["simulator", "run", *self.words])

    def with_(self, overrides: Overrides = None, *, variant: str | None = None) -> Loaded:
        """Another scenario: this one, a variant on top of it, and values at paths on top of that.

        `overrides` are {PATH: VALUE}, such as {"shifts.day.heads.pickers": 3} (see `settings_of`).
        Raises ScenarioError with every mistake, as in a file.
        """
        settings = settings_of(overrides)
        if variant is None and not settings:
            return self
        words = self.words
        if variant is not None:
            # A command takes its variant before it sets values; a copy has no variants.
            alone = len(words) == 1 and words != (COPY,)
            words = (*words, "--variant", variant) if alone else (COPY,)
        return loaded_from(self.source, self.directory, variant, settings, words)

    def __repr__(self) -> str:
        scenario = self.scenario
        title = f": {scenario.title}" if scenario.title else ""
        return f"<scenario {scenario.name}{title}; runs by `{shorten(self.command, 300)}`>"

    def _repr_html_(self) -> str:
        scenario = self.scenario
        parts = [
            f"<strong>{escape(scenario.title or scenario.name)}</strong>",
            escape(scenario.question),
        ]
        parts += [f"runs by <code>{escape(self.command)}</code>"]
        return "".join(f"<p>{part}</p>" for part in parts if part)


def loaded_from(
    source: Source,
    directory: Path,
    variant: str | None,
    settings: Sequence[Setting],
    words: tuple[str, ...] = (COPY,),
) -> Loaded:
    """A checked scenario of a tree, a variant and settings; raises ScenarioError."""
    if variant is not None:
        source = with_variant(source, variant)
    source = with_settings(source, settings)
    as_read = source
    source = with_settings(source, settings_of(clock_of(source.root.plain()), "state"))
    scenario, mistakes, context = validated(source.root)
    if source.mistakes or scenario is None:
        raise ScenarioError(distinct([*source.mistakes, *mistakes]))
    origins: dict[str, str] = {}
    _collect_origins(source.root, (), origins)
    loaded = partial(
        Loaded,
        data=source.root.plain(),
        origins=origins,
        files=tuple(context.files),
        directory=directory,
        source=as_read,
        variants={name: described(node) for name, node in source.variants.items()},
        words=(*words, *(word for setting in settings for word in (IN_A_SHELL, setting.text))),
    )
    note_read(scenario, loaded)
    return loaded(scenario)


def loaded_of(scenario: Scenario) -> Loaded:
    """A scenario with what it was read from; InputError for one that was made in another way."""
    loaded: Loaded = as_read(scenario)
    return loaded


def distinct(mistakes: list[Mistake]) -> list[Mistake]:
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
