"""What is shown of a value where it is looked at: a few lines of text, or of HTML in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from textwrap import wrap
from typing import Any

from simulator.reporting.findings import shortened
from simulator.reporting.tables import Table
from simulator.reporting.templating import rendered

WIDTH = 96
MOST_LINES = 10


def brief(value: Any, said: str) -> str:
    """'<Sweep of 4 points; base, design, ...>': what it is, and the fields of a dataclass."""
    names = ", ".join(field.name for field in fields(value) if field.repr)
    return lines([f"<{type(value).__name__} {said}; has {names}>"])


def lines(blocks: Sequence[str]) -> str:
    """Blocks of text, wrapped, at most MOST_LINES of them; what is cut off is shown to be."""
    wrapped = [line for block in blocks for line in wrap(block, WIDTH) or [""]]
    if len(wrapped) > MOST_LINES:
        wrapped = [*wrapped[: MOST_LINES - 1], "..."]
    return "\n".join(wrapped)


def html(
    title: str, conclusion: str, tables: Sequence[Table], warnings: Sequence[str], more: str
) -> str:
    """A title, what to do, what could bend it, short tables and what else there is."""
    short = [shortened(table) for table in tables]
    context = {"title": title, "conclusion": conclusion, "tables": short, "warnings": warnings}
    return rendered("brief.html.j2", context | {"more": more}, html=True)
