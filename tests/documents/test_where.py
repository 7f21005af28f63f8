"""docs/where.md names functions and files that are there."""

from __future__ import annotations

import ast
import re

import pytest

from tests.documents.pages import ROOT, text_of

PAGE = "docs/where.md"
NAMED = sorted(set(re.findall(r"\[`([\w.]+)`\]\(\.\./(simulator/[\w/]+\.py)\)", text_of(PAGE))))


def test_the_page_names_what_has_no_file_of_its_name():
    assert len(NAMED) > 40


@pytest.mark.parametrize(("name", "path"), NAMED)
def test_what_is_named_is_there(name, path):
    file = ROOT / path
    if file.stem == name:
        assert file.exists()
        return
    defined = ast.parse(file.read_text(encoding="utf-8")).body
    for part in name.split("."):
        found = [
            one
            for one in defined
            if isinstance(one, ast.ClassDef | ast.FunctionDef) and one.name == part
        ]
        assert found, f"{path} has no {part}"
        defined = found[0].body
