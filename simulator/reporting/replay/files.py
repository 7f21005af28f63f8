"""The script and the style sheet of the replay, as they stand in pages and as the server has them.

Plain files without a build step; in a report they stand in the page itself, which needs no other.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from markupsafe import Markup

SCRIPTS = (
    "film.js", "counting.js", "words.js", "brush.js", "floor.js", "standing.js", "drawing.js",
    "replay.js",
)  # fmt: skip
STYLE = "replay.css"


@cache
def content(name: str) -> str:
    """One of the files."""
    return (Path(__file__).parent / "page" / name).read_text(encoding="utf-8")


def script() -> Markup:
    """All scripts, one after the other."""
    return Markup("".join(content(name) for name in SCRIPTS))


def style() -> Markup:
    """The style sheet."""
    return Markup(content(STYLE))


def in_a_page(json: str) -> Markup:
    """JSON for an element of a page; no text in it can end the element."""
    return Markup(json.replace("<", "\\u003c").replace("\u2028", "\\u2028"))
