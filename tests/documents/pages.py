"""The documents of the repository: all of them, and those that people write."""

from __future__ import annotations

import re
from pathlib import Path

from tests.documents.references import REFERENCES

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("docs", "simulator", "scenarios", "notebooks", "benchmarks", "tests")
DOCUMENTS = tuple(
    sorted(
        path.relative_to(ROOT)
        for path in (
            *ROOT.glob("*.md"),
            *ROOT.glob("reports/*.md"),
            *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md")),
        )
    )
)
"""Every Markdown file, from the root; the folders of runs below reports/ are not documents."""

DECISIONS = Path("docs/decisions")
MANUAL = tuple(
    page
    for page in DOCUMENTS
    if page == Path("README.md") or (page.parts[0] == "docs" and DECISIONS not in page.parents)
    if ROOT / page not in REFERENCES
)
"""README and the pages of docs/ that are written by hand; decisions tell of their day."""


def text_of(document: Path | str) -> str:
    """The text of a document, whose path is from the root."""
    return (ROOT / document).read_text(encoding="utf-8")


def section(document: Path | str, title: str) -> str:
    """The text below a heading of the second level, up to the next one."""
    return text_of(document).split(f"\n## {title}\n")[1].split("\n## ")[0]


OF_THE_PACKAGE = (
    Path("docs/how_to/add_a_stage.md"),
    Path("docs/how_to/add_a_picking_method.md"),
)
"""Its blocks are files of the package, which a test of its own adds to a copy."""
RUNNING = tuple(
    page
    for page in MANUAL
    if re.search(r"^```(console|python)\b", text_of(page), re.MULTILINE)
    and page not in OF_THE_PACKAGE
)
"""Pages with blocks that run, whose output `make docs` writes and a test compares."""
