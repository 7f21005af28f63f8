"""Where scenarios come from: a path or a shipped name, its parents, variants and overrides."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.reading.mistakes import (
    MisreadingError,
    Mistake,
    Place,
    ScenarioError,
    suggestion,
)
from simulator.reading.nodes import Node, compose, node_of, read_text
from simulator.reading.surroundings import may_be_read, outside
from simulator.scenario import changes
from simulator.scenario.layout import ROOT
from simulator.scenario.settings import Setting
from simulator.scenario.variants import read_variants, split_names, with_all
from simulator.scenario.written_changes import changed_as_written
from simulator.units import shown

MAX_PARENTS = 10
META = ("extends", "set", "add", "remove", "variants")
"""Keys of a file that say how it is made, not what the scenario is."""

OWN = ("name", "title", "question", "study")
"""Keys that describe one file and are not taken over from its parent."""


@dataclass(frozen=True)
class Source:
    """A file with its parents merged in, its variants, and the mistakes made up to there."""

    root: Node
    variants: dict[str, Node]
    mistakes: tuple[Mistake, ...]


def shipped() -> dict[str, Path]:
    """The scenarios that ship, by name."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "scenarios", package.parent / "scenarios"):
        if folder.is_dir():
            return {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    return {}


def table(path: Path) -> Path:
    """A table of a user's; or the one of that name that ships, where there is no such file."""
    if path.exists() or path.name != str(path):
        return path
    beside = (scenario.parent / path for scenario in shipped().values())
    return next((each for each in beside if each.is_file()), path)


def find(source: str | Path, beside: Path | None = None) -> Path:
    """The file that a path (relative to `beside`) or a shipped name means."""
    text = str(source)
    if not text.strip():
        raise MisreadingError("is empty; write the path of a YAML file, or a name such as small")
    try:
        path = ((beside or Path()) / Path(text).expanduser()).resolve()
        allowed = may_be_read(path)
        if allowed and path.is_file():
            return path
        is_folder = allowed and path.is_dir()
    except (OSError, RuntimeError, ValueError):
        raise MisreadingError(f"{shown(text)} is not a path; write one, or a name") from None
    known = shipped()
    if text in known:
        return known[text].resolve()
    if not allowed:
        raise MisreadingError(outside(text))
    if is_folder:
        raise MisreadingError("this is a folder; write the path of a YAML file in it")
    name = suggestion(Path(text).stem, known)
    remedy = f"did you mean {name}?" if name else f"these ship: {', '.join(known) or 'none'}"
    raise MisreadingError(f"there is no such file and no scenario of that name; {remedy}")


def displayed(path: Path) -> str:
    """A path as errors show it: relative where it lies below the current folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def read_source(path: Path, below: tuple[Path, ...] = ()) -> Source:
    """A file and its parents."""
    name = displayed(path)
    return source_of(read_text(path, name), name, path.parent, (*below, path))


def source_of(text: str, name: str, directory: Path, chain: tuple[Path, ...] = ()) -> Source:
    """The text of a file, merged over its parents."""
    root, composed = compose(text, name, directory)
    mistakes = list(composed)
    if not isinstance(root.value, dict):
        said = f"{shown(root.plain())} is not a scenario; write keys such as name: and clock:"
        raise ScenarioError([*mistakes, Mistake(root.place, "", said)])
    body = root.with_children({k: v for k, v in root.value.items() if k not in META})
    variants = read_variants(root.value.get("variants"), mistakes)
    if "extends" in root.value:
        parent = _parent(root.value["extends"], directory, chain, mistakes)
        body, variants = _over(parent, root, body, variants, mistakes)
    else:
        for key in ("set", "add", "remove"):
            if key in root.value:
                said = "changes a parent, and there is none; write extends: or the keys themselves"
                mistakes.append(Mistake(root.value[key].key, key, said))
    return Source(body, variants, tuple(mistakes))


def with_variant(source: Source, variant: str) -> Source:
    """The source changed as one of its variants says, or as several do: 'A+B'.

    Its name gets the variants' behind it. Raises ScenarioError for a variant that there is not.
    """
    try:
        names = split_names(variant, source.variants, Place(source.root.place.file))
    except ScenarioError as error:
        raise ScenarioError([*source.mistakes, *error.mistakes]) from None
    mistakes: list[Mistake] = []
    root = with_all(source.root, source.variants, names, mistakes)
    entries = dict(root.children)
    nodes = [source.variants[name] for name in names]
    for key in ("title", "question"):
        texts = [node.children[key] for node in nodes if key in node.children]
        if len(texts) == 1:
            entries[key] = texts[0]
        elif texts:
            entries[key] = _text_at(nodes[0], "; ".join(str(text.value) for text in texts))
    named = entries.get("name")
    if named is not None and isinstance(named.value, str):
        entries["name"] = _text_at(nodes[0], "-".join([named.value, *names]))
    return Source(root.with_children(entries), source.variants, (*source.mistakes, *mistakes))


def _text_at(node: Node, text: str) -> Node:
    return Node(text, node.key, node.key, node.directory)


def with_settings(source: Source, settings: Sequence[Setting]) -> Source:
    """The source with values set at paths, one after the other."""
    root, mistakes = source.root, list(source.mistakes)
    for setting in settings:
        place = Place(setting.place)
        if setting.wrong:
            mistakes += [Mistake(place, setting.path, message) for message in setting.wrong]
            continue
        try:
            value = setting.node or node_of(setting.value, place, Path.cwd())
            root = changes.set_at(root, changes.split_path(setting.path), value, ROOT)
        except MisreadingError as problem:
            mistakes.append(Mistake(place, setting.path, str(problem)))
    return Source(root, source.variants, tuple(mistakes))


def _parent(
    node: Node, directory: Path, chain: tuple[Path, ...], mistakes: list[Mistake]
) -> Source:
    """The parent; without one, nothing that the child leaves out can be judged."""
    try:
        if not isinstance(node.value, str):
            raise MisreadingError(
                f"{shown(node.plain())} is not one path; write extends: base.yaml"
            )
        path = find(node.value, directory)
        if path in chain:
            names = " -> ".join(os.path.basename(p) for p in (*chain[chain.index(path) :], path))
            raise MisreadingError(f"extends itself ({names}); remove one extends")
        if len(chain) > MAX_PARENTS:
            raise MisreadingError(f"more than {MAX_PARENTS} parents; merge some of them")
    except MisreadingError as problem:
        raise ScenarioError([*mistakes, Mistake(node.place, "extends", str(problem))]) from None
    return read_source(path, chain)


def _over(
    parent: Source, root: Node, body: Node, variants: dict[str, Node], mistakes: list[Mistake]
) -> tuple[Node, dict[str, Node]]:
    """A child over its parent: remove, then its own keys, then set and add."""
    mistakes[:0] = parent.mistakes
    inherited = parent.root.with_children(
        {key: node for key, node in parent.root.children.items() if key not in OWN}
    )
    only = root.children
    changed = changed_as_written(inherited, _part(root, only, ("remove",)), "", mistakes)
    changed = changes.merged(changed, body, ROOT)
    changed = changed_as_written(changed, _part(root, only, ("set", "add")), "", mistakes)
    return changed, parent.variants | variants


def _part(root: Node, entries: dict[str, Node], keys: tuple[str, ...]) -> Node:
    return root.with_children({key: entries[key] for key in keys if key in entries})
