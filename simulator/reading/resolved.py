"""A resolved scenario read back value by value, each with its path and origin, without checks.

It is read as text, so that the scenario of an older run can still be described.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_ORIGIN = "  # "
_ITEM = "- "
_KEY = re.compile(r'("(?:[^"\\]|\\.)*"|[^":]+):(?: |$)')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True)
class Value:
    """A value as it is written in YAML on one line; `path` has `#1` for an item of a list."""

    path: tuple[str, ...]
    text: str
    origin: str

    @property
    def is_absent(self) -> bool:
        """Whether it says that there is nothing: none, off, empty or false."""
        return self.text in ("none", "off", "[]", "{}", '""', "false")

    @property
    def plain(self) -> str:
        """The text of a quoted word or sentence, anything else as it is written."""
        return str(json.loads(self.text)) if _STRING.fullmatch(self.text) else self.text


def values_of(resolved: str) -> Iterator[Value]:
    """Every value of what `resolve` has written, in its order."""
    path: list[str] = []
    items: dict[int, int] = {}
    for line in resolved.split("\n"):
        content, origin = _split(line)
        bare = content.lstrip()
        column = len(content) - len(bare)
        if bare.startswith(_ITEM):
            depth = column // 2
            items[depth] = items.get(depth, 0) + 1
            path[depth:] = [f"#{items[depth]}"]
            bare, column = bare[len(_ITEM) :], column + len(_ITEM)
        match = _KEY.match(bare)
        if match is None:
            continue
        depth = column // 2
        path[depth:] = [json.loads(match[1]) if match[1].startswith('"') else match[1]]
        if origin:
            yield Value(tuple(path), bare[match.end() :], origin)
        else:
            items = {at: count for at, count in items.items() if at <= depth}


def _split(line: str) -> tuple[str, str]:
    """Content and origin: the first mark of an origin that is in no quotes begins it."""
    at = line.find(_ORIGIN)
    while at >= 0 and len(re.findall(r'(?<!\\)(?:\\\\)*"', line[:at])) % 2:
        at = line.find(_ORIGIN, at + 1)
    return (line, "") if at < 0 else (line[:at], line[at + len(_ORIGIN) :])


def items_of(flow: str) -> list[str]:
    """The items of a list, or the keys of a mapping, that is written on one line."""
    depth, current, items, at = 0, "", [], 0
    while at < len(flow):
        quoted = _STRING.match(flow, at)
        part = quoted[0] if quoted else flow[at]
        at += len(part)
        depth += (part in ("[", "{")) - (part in ("]", "}"))
        if depth == 0 or (depth == 1 and part in ("[", "{")):
            continue
        if depth == 1 and part == ",":
            items.append(current)
            current = ""
        else:
            current += part
    words = [item.strip() for item in [*items, current] if item.strip()]
    if flow.startswith("{"):
        words = [match[1] for word in words if (match := _KEY.match(word))]
    return [str(json.loads(word)) if _STRING.fullmatch(word) else word for word in words]
