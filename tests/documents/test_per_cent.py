"""Per cent is written one way, '95 %', in what people read; without a space only where typed.

What is typed behind a command or in YAML takes both: there '98%' needs no quotes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for path in (
        ROOT / "README.md", *(ROOT / "docs").rglob("*.md"),
        ROOT / "reports" / "questions.md", ROOT / "reports" / "verification.md",
    )
    if path.name != "commands.md"
)  # fmt: skip
TIGHT = re.compile(r"\d%")
TYPED = re.compile(r"`[^`\n]*`|^\s*(?:\$ .*|simulator .*|--.*|.*simulator .*\\)$", re.MULTILINE)


def formats(source: str) -> Iterator[str]:
    """What is formatted as '{share:.0%}' in a Python file, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            text = ast.unparse(node.format_spec)
            if text.rstrip("'\"").endswith("%"):
                yield f"{node.lineno}: {text}"


def test_no_page_has_a_number_that_touches_its_per_cent() -> None:
    assert len(PAGES) > 40
    tight = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in PAGES
        for line in TYPED.sub("", path.read_text(encoding="utf-8")).splitlines()
        if TIGHT.search(line)
    }
    assert tight == set()


def test_no_text_is_formatted_so_that_it_touches() -> None:
    assert {str(path): told for path in (ROOT / "simulator").rglob("*.py")
            if (told := [*formats(path.read_text(encoding="utf-8"))])} == {}  # fmt: skip
    templates = (ROOT / "simulator" / "reporting" / "templates").rglob("*.j2")
    assert [path.name for path in templates if re.search(r"\.\d%\}", path.read_text())] == []
