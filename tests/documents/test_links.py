"""Every link of every document leads to a file, and to a heading where it names one."""

import re

import pytest

from tests.documents.links import anchors, links
from tests.documents.pages import DOCUMENTS, ROOT, text_of


def broken(document):
    """Links of a document without a file or a heading at their end."""
    found = []
    for target in links(text_of(document)):
        path, _, heading = target.partition("#")
        end = (ROOT / document).parent / path if path else ROOT / document
        inside = ROOT in end.resolve().parents or end.resolve() == ROOT
        there = inside and end.exists()
        if there and heading:
            there = heading in anchors(end.read_text(encoding="utf-8"))
        if not there:
            found.append(target)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_lead_somewhere(document):
    assert broken(document) == []


def test_what_is_a_link_and_what_is_a_heading():
    page = (
        "# A *first* [page](b.md), `x_y`!\n[one](a.md#x) `[no](c.md)` ![two](d.svg)\n"
        "```text\n# no heading\n[no](e.md)\n```\n[web](https://a.b)\n## Twice\n## Twice\n"
    )
    assert links(page) == ["b.md", "a.md#x", "d.svg"]
    assert anchors(page) == {"a-first-page-x_y", "twice", "twice-1"}


def test_a_broken_link_is_found(monkeypatch):
    page = "[gone](docs/gone.md) [heading](CONTRIBUTING.md#gone) [outside](../x) [fine](LICENSE)"
    monkeypatch.setattr("tests.documents.test_links.text_of", lambda document: page)
    assert broken("README.md") == ["docs/gone.md", "CONTRIBUTING.md#gone", "../x"]


NAMED = re.compile(r"\b(?:docs|reports)/[\w/]+\.md\b")
SOURCES = sorted(
    path
    for pattern in ("simulator/**/*.py", "scenarios/*.yaml", "notebooks/*.py", "benchmarks/*.py")
    for path in ROOT.glob(pattern)
)


def test_pages_that_programs_name_exist():
    texts = [path.read_text(encoding="utf-8") for path in SOURCES]
    texts += [text_of(document) for document in DOCUMENTS]
    named = {name for text in texts for name in NAMED.findall(text)}
    assert "docs/sources.md" in named
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def linked_from(page):
    """The files that a page has links to."""
    return {
        ((ROOT / page).parent / link.partition("#")[0]).resolve() for link in links(text_of(page))
    }


def test_every_page_of_the_manual_is_in_the_contents():
    """Of the decisions the contents page lists their own list."""
    pages = {ROOT / page for page in DOCUMENTS if page.parts[0] == "docs"}
    listed = linked_from("docs/README.md") | linked_from("docs/decisions/README.md")
    assert pages - {ROOT / "docs" / "README.md"} <= listed
