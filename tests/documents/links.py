"""The links of a Markdown document and the headings that they may lead to, as GitHub names them."""

from __future__ import annotations

import re

CODE = re.compile(r"^(```+).*?^\1$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(\s*([^)\s]+)[^)]*\)")
HEADING = re.compile(r"^#{1,6} +(.+?)(?: +#+)? *$", re.MULTILINE)


def links(document: str) -> list[str]:
    """Targets of links and images, web addresses left out; what is code has none."""
    targets = LINK.findall(CODE.sub("", document))
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def anchors(document: str) -> set[str]:
    """What a link to a heading writes after its #; headings of one text are numbered."""
    blocks_left_out = re.sub(r"^(```+).*?^\1$", "", document, flags=re.MULTILINE | re.DOTALL)
    found: set[str] = set()
    times: dict[str, int] = {}
    for heading in HEADING.findall(blocks_left_out):
        shown = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        number = times.get(slug, 0)
        times[slug] = number + 1
        found.add(f"{slug}-{number}" if number else slug)
    return found
