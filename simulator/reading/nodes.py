"""Scenario files as trees in which every value knows its place: YAML 1.2's core, read strictly.

Nothing is guessed: no sexagesimal or octal integers, no dates, and only true and false are
booleans, so that 17:30, 2026-03-02, NO, on and off are text. Duplicate keys, tags, merge keys and
second documents are mistakes; aliases and nesting are bounded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from simulator.reading.mistakes import Mistake, Place, ScenarioError
from simulator.reading.surroundings import Text
from simulator.reading.unseen import composed, unseen
from simulator.units import shown

MAX_BYTES = 2_000_000
MAX_NODES = 100_000
MAX_DEPTH = 40
MAX_KEYS = 2_000
"""Of one mapping; each of its mistakes is compared with all of them."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(0|[1-9]\d{0,30})")
_FLOAT = re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d{1,4})?")
_PLAIN = re.compile(r"[\w.+/-][\w .+/%-]*")
_AMBIGUOUS = re.compile(r"[-+]?0\d+")
_NULLS = ("null", "Null", "NULL", "~")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False}

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Node:
    """A value and its place; `key` is the place of the key or list item that holds it."""

    value: Scalar | dict[str, Node] | list[Node]
    place: Place
    key: Place
    directory: Path

    @property
    def children(self) -> dict[str, Node]:
        """The entries of a mapping, empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def plain(self) -> Any:
        """The value as Python knows it; text remembers its folder."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return Text(self.value, self.directory) if isinstance(self.value, str) else self.value

    def with_children(self, children: dict[str, Node]) -> Node:
        """The same place with other entries."""
        return replace(self, value=children)


def node_of(plain: Any, place: Place, directory: Path) -> Node:
    """A tree of Python's values, all at one place."""
    if isinstance(plain, dict):
        entries = {str(key): node_of(part, place, directory) for key, part in plain.items()}
        return Node(entries, place, place, directory)
    if isinstance(plain, list | tuple):
        return Node([node_of(part, place, directory) for part in plain], place, place, directory)
    return Node(plain, place, place, directory)


def read_text(path: Path, name: str) -> str:
    """The text of a scenario file; a ScenarioError where it is not one."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as problem:
        wrong = problem.strerror or str(problem)
        raise _failure(Place(name), f"cannot be read ({wrong}); check the file") from None
    if raw is None:
        raise _failure(Place(name), f"is larger than {MAX_BYTES // 1_000_000} MB; is it a CSV?")
    return decoded(raw, name)


def decoded(raw: bytes, name: str) -> str:
    """UTF-8 with or without a byte order mark."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _failure(Place(name, 1, 1), "is UTF-16; save the file as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        column = problem.start - raw.rfind(b"\n", 0, problem.start)
        wrong = f"byte 0x{raw[problem.start]:02x} is not UTF-8; save the file as UTF-8"
        raise _failure(Place(name, line, column), wrong) from None


def compose(
    text: str, name: str, directory: Path, fixed_place: Place | None = None
) -> tuple[Node, list[Mistake]]:
    """The tree of one YAML document and the mistakes that leave a tree, such as duplicate keys.

    With `fixed_place` every node is there, whatever its line: a value from the command line.
    Raises ScenarioError where nothing can be read at all.
    """
    place = fixed_place or Place(name, 1, 1)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _failure(place, "holds half a character; save the file as UTF-8") from None
    composer = _Composer(composed(text), name, directory, fixed_place)
    for line, column, letter in unseen(text):
        wrong = f"there is a character that cannot be seen, {letter}; take it out"
        composer.wrong(fixed_place or Place(name, line, column), "", wrong)
    try:
        root = composer.document()
    except yaml.YAMLError as problem:
        syntax = _syntax(problem, text, name, fixed_place)
        raise ScenarioError([*composer.mistakes, syntax]) from None
    return root, composer.mistakes


class _Composer:
    """Builds the tree from parser events, which never recurse deeper than MAX_DEPTH."""

    def __init__(self, text: str, name: str, directory: Path, fixed: Place | None) -> None:
        self.events: Iterator[Any] = yaml.parse(text, Loader=_Loader)
        self.name, self.directory, self.fixed = name, directory, fixed
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.mistakes: list[Mistake] = []
        self.count = 0

    def document(self) -> Node:
        next(self.events)  # the stream's start
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            if self.fixed is not None:
                raise _failure(self.fixed, "has no value; write PATH=VALUE")
            raise _failure(Place(self.name, 1, 1), "is empty; write a scenario")
        root = self.node(next(self.events), None, "", 0)
        next(self.events)  # the document's end
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            self.wrong(self.place(event), "", "a second document begins; keep one in a file")
        return root

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        return self.fixed or Place(self.name, mark.line + 1, mark.column + 1)

    def wrong(self, place: Place, path: str, message: str) -> None:
        self.mistakes.append(Mistake(place, path, message))

    def node(self, event: Any, key: Place | None, path: str, depth: int) -> Node:
        place = self.place(event)
        if depth > MAX_DEPTH:
            raise _failure(place, _TOO_DEEP, path)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, place, key or place, path)
        before = self.count
        self.spend(1, place, path)
        tag = event.tag
        if tag not in (None, "!"):
            self.wrong(place, path, f"the tag {shown(tag)} has no meaning here; remove it")
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = self.scalar(event, place, path)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self.sequence(path, depth)
        else:
            value = self.mapping(path, depth)
        node = Node(value, place, key or place, self.directory)
        if event.anchor is not None:
            self.anchors[event.anchor] = node, self.count - before
        return node

    def alias(self, event: Any, place: Place, key: Place, path: str) -> Node:
        if event.anchor not in self.anchors:
            self.wrong(
                place, path, f"there is no anchor &{event.anchor} before it; write the value"
            )
            return Node(None, place, key, self.directory)
        node, size = self.anchors[event.anchor]
        self.spend(size, place, path)
        return replace(node, key=key)

    def spend(self, nodes: int, place: Place, path: str) -> None:
        self.count += nodes
        if self.count > MAX_NODES:
            raise _failure(place, f"more than {MAX_NODES} values; move them to a CSV", path)

    def sequence(self, path: str, depth: int) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, None, f"{path}.#{len(items) + 1}".lstrip("."), depth + 1))
        return items

    def mapping(self, path: str, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key_place = self.place(event)
            key = self.key(event, path, depth)
            below = joined(path, key)
            node = self.node(next(self.events), key_place, below, depth + 1)
            if key == "<<":
                self.wrong(key_place, below, "merge keys are not read; use extends or write it out")
            elif key in entries:
                first = entries[key].key.line
                where = f" in line {first}" if first and not self.fixed else ""
                self.wrong(key_place, below, f"is already there{where}; keep one of the two")
            else:
                entries[key] = node
            if len(entries) > MAX_KEYS:
                raise _failure(key_place, f"more than {MAX_KEYS} keys; remove some", path)
        return entries

    def key(self, event: Any, path: str, depth: int) -> str:
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        place = self.place(event)
        self.wrong(place, path, "a key is a list, a mapping or an alias; write a word")
        if not isinstance(event, yaml.AliasEvent):
            self.node(event, None, path, depth + 1)
        return f"? {place}"

    def scalar(self, event: Any, place: Place, path: str) -> Scalar:
        text: str = event.value
        if event.style is not None and event.style != "":
            return text
        if text == "":
            self.wrong(place, path, "is empty; write a value, or none to leave it out")
            return None
        if _AMBIGUOUS.fullmatch(text):
            plain = text.lstrip("+-0") or "0"
            self.wrong(
                place, path, f"{shown(text)} is ambiguous (octal or not); write {plain} or quote it"
            )
            return 0
        return plain_scalar(text)


def plain_scalar(text: str) -> Scalar:
    """What an unquoted word means: null, a boolean, a number or text."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS or text == "FALSE":
        return _BOOLEANS.get(text, False)
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if abs(number) != float("inf") else text
    return text


def flow(value: Any) -> str:
    """A value on one line of YAML."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key_text(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    text = str(value)
    if _PLAIN.fullmatch(text) and not text.startswith(("-", ".")) and text == text.strip():
        return text if isinstance(plain_scalar(text), str) else json.dumps(text)
    return json.dumps(text, ensure_ascii=True)


def key_text(key: Any) -> str:
    """A key of YAML, which is text in our reading whatever it looks like."""
    return str(key) if re.fullmatch(r"\w[\w-]*", str(key)) else flow(str(key))


def joined(path: str, key: str) -> str:
    """A path with one more key, quoted where the key itself has a dot."""
    quoted = f'"{key}"' if "." in key or not key else key
    return f"{path}.{quoted}" if path else quoted


def _failure(place: Place, message: str, path: str = "") -> ScenarioError:
    return ScenarioError([Mistake(place, path, message)])


_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels; write it flatter"
_SYNTAX: tuple[tuple[str, str], ...] = (
    ("maximum nesting depth", _TOO_DEEP),  # PyYAML's own limit, from 6.0.4 on
    ("mapping values are not allowed", "a colon where no key can be; quote text that has one"),
    ("could not find expected ':'", "a key without a colon; write key: value"),
    ("did not find expected ',' or ']'", "a list is not closed; write ]"),
    ("expected ',' or ']'", "a list is not closed; write ]"),
    ("did not find expected ',' or '}'", "a mapping is not closed; write }"),
    ("expected ',' or '}'", "a mapping is not closed; write }"),
    ("unexpected end of stream", "a quoted text is not closed; write the closing quote"),
    ("did not find expected key", "the indentation does not fit the lines above; align the keys"),
    ("expected <block end>", "the indentation does not fit the lines above; align the keys"),
    ("special characters are not allowed", "a control character; remove it"),
    ("control characters are not allowed", "a control character; remove it"),
    ("cannot start any token", "a character that begins nothing in YAML; quote the text"),
)


def _syntax(problem: yaml.YAMLError, text: str, name: str, fixed: Place | None) -> Mistake:
    mark = getattr(problem, "problem_mark", None)
    wrong = str(getattr(problem, "problem", None) or getattr(problem, "reason", None) or problem)
    known: Callable[[str], str | None] = lambda words: next(  # noqa: E731
        (message for part, message in _SYNTAX if part in words), None
    )
    message = known(wrong) or f"this is not YAML ({' '.join(wrong.split())}); correct it"
    if mark is None:
        position = getattr(problem, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
        return Mistake(fixed or Place(name, line, 1), "", message)
    line, column = mark.line + 1, mark.column + 1
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent:
        column = indent.index("\t") + 1
        message = "a tab in the indentation; write spaces"
    return Mistake(fixed or Place(name, line, column), "", message)


def value_of(text: str) -> Any:
    """What a text says as YAML; one that is not YAML stands for itself."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return text
