"""Markdown from values: what people write stands in it as text, whatever it looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_MARKS = re.compile(r"[\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_])|^[#+=-]")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ENTITY = re.compile(r"&(?=#?\w+;)|[<>]")


def prose(text: str) -> str:
    """Somebody's words on one line, of which nothing is markup, in a table's cell either."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    listed = re.sub(r"^(\d+)([.)])(?= |$)", r"\1\\\2", _MARKS.sub(r"\\\g<0>", line))
    return _ENTITY.sub(lambda match: _HTML[match[0]], listed)


def own(text: str) -> str:
    """The program's own words, which are Markdown already, on one line of a table's cell."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """A value as it is written, on one line; a bar is escaped, as tables want it."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not line:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    space = " " if len(fence) > 1 else ""
    return f"{fence}{space}{line}{space}{fence}".replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Head and rows of finished cells."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def bullets(items: Iterable[str]) -> str:
    """A list of finished texts."""
    return "\n".join(f"- {item}" for item in items)


def fenced(text: str, kind: str = "") -> str:
    """A block that is shown as it is."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}{kind}\n{text}\n{fence}"


def document(blocks: Iterable[str]) -> str:
    """Blocks with an empty line between them; empty ones are left out."""
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"
