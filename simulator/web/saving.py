"""A scenario as a file to keep: the user's own with its comments, or one that extends another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import yaml

from simulator.reading.nodes import flow, key_text
from simulator.reading.surroundings import only_within
from simulator.scenario import Loaded, ScenarioError, loads, resolve, scenario_hash
from simulator.scenario.changes import split_path
from simulator.scenario.settings import Setting
from simulator.scenario.sources import OWN
from simulator.web.question import Question
from simulator.web.sources import Opened, Sources

Marked = yaml.Node


def saved(sources: Sources, question: Question) -> tuple[str, str]:
    """The name of a file and its text, which reads as the scenario of the question does.

    The user's file is changed where it says otherwise, and in nothing else; of one that ships a
    file is made that extends it. Where neither says the same, as with a variant, everything is
    written out with the origin of each value.
    """
    opened = sources.opened(question.scenario)
    loaded = opened.with_(question)
    name = opened.file if opened.mine else f"{loaded.scenario.name}-what-if.yaml"
    if sources.is_kept(question.scenario):
        name = question.scenario  # as the page's command has it
    forms: list[Callable[[], str | None]] = []
    if question.variant is None:
        forms = [lambda: _extending(question.scenario, opened, question.changes)]
        if opened.mine:
            forms = [lambda: rewritten(opened.text, question.changes)]
    for form in forms:
        text = form()
        if text is not None and _says_the_same(text, opened, loaded):
            return name, text
    return name, resolve(loaded, opened.folder)


def _says_the_same(text: str, opened: Opened, wanted: Loaded) -> bool:
    try:
        with only_within(opened.folder, opened.may_read):
            saved = loads(text, directory=opened.folder, name=opened.file)
    except ScenarioError:
        return False
    described = {key: getattr(wanted.scenario, key) for key in OWN}
    alike = saved.scenario.model_copy(update=described)
    return scenario_hash(alike) == scenario_hash(wanted.scenario)


def _extending(name: str, opened: Opened, settings: Sequence[Setting]) -> str:
    """A file of its own that says what is changed in one that ships."""
    base = opened.loaded.scenario
    lines = [
        "schema: fulfillment/1",
        f"extends: {name}",
        f"name: {base.name}-what-if",
        f"title: {flow(f'{base.title or base.name}, changed')}",
        *([f"question: {flow(base.question)}"] if base.question else []),
        *(["set:"] if settings else []),
        *(f"  {flow_key(setting.path)}: {flow(setting.value)}" for setting in settings),
    ]
    return "".join(f"{line}\n" for line in lines)


def flow_key(path: str) -> str:
    """A path as a key of YAML, whose quotes are part of it."""
    return path if '"' not in path else "'" + path.replace("'", "''") + "'"


def rewritten(text: str, settings: Sequence[Setting]) -> str | None:
    """The text with these values, comments and all else as they were; None if it has no place."""
    for setting in settings:
        changed = _with(text, setting)
        if changed is None:
            return None
        text = changed
    return text


def _with(text: str, setting: Setting) -> str | None:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    value = flow(setting.value)
    sets = _child(root, "set")
    if isinstance(sets, yaml.MappingNode):
        keys = split_path(setting.path)
        for key, node in sets.value:
            if isinstance(key, yaml.ScalarNode) and split_path(key.value) == keys:
                return _replaced(text, node, value)
    node, rest = root, list(split_path(setting.path))
    while rest and (below := _child(node, rest[0])) is not None:
        node = below
        rest.pop(0)
    if not rest:
        return _replaced(text, node, value)
    if _child(root, "extends") is not None:
        entry = f"{flow_key(setting.path)}: {value}"
        whole = text if text.endswith("\n") else f"{text}\n"
        return f"{whole}set: {{{entry}}}\n" if sets is None else _added(text, sets, entry)
    for key in reversed(rest[1:]):
        value = f"{{{key_text(key)}: {value}}}"
    return _added(text, node, f"{key_text(rest[0])}: {value}")


def _child(node: Marked | None, key: str) -> Marked | None:
    """The value of a mapping's key, or a list's item by its name, its KPI or its place."""
    if isinstance(node, yaml.MappingNode):
        children = [below for name, below in node.value if getattr(name, "value", None) == key]
        return children[0] if children else None
    if isinstance(node, yaml.SequenceNode):
        for k, item in enumerate(node.value):
            names = [_child(item, "name"), _child(item, "kpi")]
            if key in (f"#{k + 1}", *(name.value for name in names if name is not None)):
                return _known(item)
    return None


def _known(node: Marked) -> Marked:
    return node


def _replaced(text: str, node: Marked, value: str) -> str:
    return text[: node.start_mark.index] + value + text[_end(node) :]


def _added(text: str, holder: Marked, entry: str) -> str | None:
    """The text with one more entry in a mapping, or in a section that is only switched on."""
    if isinstance(holder, yaml.ScalarNode) and holder.value == "on":
        return _replaced(text, holder, f"{{{entry}}}")
    if not isinstance(holder, yaml.MappingNode):
        return None
    if holder.flow_style:
        at = holder.start_mark.index + 1
        return f"{text[:at]}{entry}{', ' if holder.value else ''}{text[at:]}"
    end = text.find("\n", _end(holder))
    end = len(text) if end < 0 else end
    indent = " " * holder.value[0][0].start_mark.column
    return f"{text[:end]}\n{indent}{entry}{text[end:]}"


def _end(node: Marked) -> int:
    """Where what is written of a node ends, without the comments and lines behind it."""
    last = list(_leaves(node))
    if getattr(node, "flow_style", True) or not last:
        return int(node.end_mark.index)
    return max(int(each.end_mark.index) for each in last)


def _leaves(node: Marked) -> Iterator[Marked]:
    children = node.value if isinstance(node, yaml.CollectionNode) else ()
    for child in children:
        for part in child if isinstance(child, tuple) else (child,):
            below = list(_leaves(part))
            yield from below or [part]
