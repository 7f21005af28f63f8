"""Where a number stands beside its unit, and pages in which no line ends between them."""

from __future__ import annotations

import re

_UNITS = r"±|\+/-|%|ms|s|min|h|d|m|km|g|kg|points|orders|units|parcels|[A-Z]{3}(?:/\w+)?"
GAP = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))|(?<=±) |(?<=\+/-) ")
"""The spaces within figures: between a number, its half-width and their unit."""
NO_BREAK = "\u00a0"
_VERBATIM = "code|pre|script|style|svg"
"""Elements of a page that are copied, run or drawn as they are."""
_PARTS = re.compile(rf"<({_VERBATIM})\b.*?</\1\s*>|<[^>]*>", re.DOTALL)


def unbroken_page(html: str) -> str:
    """A page whose text has no-break spaces between numbers and their units.

    What stands in tags, and what is to be copied or run, is left as it is.
    """
    parts, end = [], 0
    for tag in _PARTS.finditer(html):
        parts += [GAP.sub(NO_BREAK, html[end : tag.start()]), tag.group()]
        end = tag.end()
    return "".join([*parts, GAP.sub(NO_BREAK, html[end:])])
