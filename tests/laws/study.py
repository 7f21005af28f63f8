"""The section `study` of a drawn scenario, written by people who do not think of Markdown."""

from __future__ import annotations

from typing import Any

from tests.laws.drawing import Draw, one_of

TEXTS = (
    "Staff the floor for spring.",
    "1. Whether | it holds; 2) by how much",
    "# Not a heading\n\n- nor a list\n| a | b |\n|---|---|",
    "<script>alert('x')</script> & <b>bold</b>",
    "`code` *stress* _under_ [link](javascript:x) ![i](y) ~~no~~ $x$",
    "5 %  # no origin: \"quoted\", {a: [b]}, 'and' \\ so on",
    "```\nno block\n```",
    "é ☃ off",
)
LISTS = ("aims", "data_sources", "pre_processing", "assumptions", "limits", "authors")
STUDIES: tuple[dict[str, Any], ...] = (
    {"purpose": TEXTS[0], "outputs": ["on_time_ship"], "aims": [TEXTS[1]]},
    {key: [TEXTS[k], TEXTS[k + 2]] for k, key in enumerate(LISTS)} | {"contact": "none"},
    {"purpose": TEXTS[2], "contact": TEXTS[3], "access": TEXTS[4]},
    {"outputs": ["orders.placed", "cycle_time.mean"], "limits": list(TEXTS)},
)
"""One draw chooses among them: what they say changes nothing, so few are enough."""


def study(draw: Draw) -> dict[str, Any]:
    """Any of them."""
    return one_of(draw, STUDIES)
