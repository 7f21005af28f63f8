"""The generated references are those of the code, and nothing in the code is left out."""

import re

import pytest

from simulator.cli import COMMANDS
from simulator.measure.kpis import kpis
from simulator.results.columns import TABLES
from tests.documents.references import DOCS, REFERENCES
from tests.documents.scenario_keys import scenario_paths


@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.stem)
def test_a_reference_is_current(path):
    assert path.read_text(encoding="utf-8") == REFERENCES[path](), "run `make docs`"


def first_cells(document):
    """What the first column of a document's tables holds."""
    text = (DOCS / "reference" / document).read_text(encoding="utf-8")
    return re.findall(r"^\| `([^`]+)` \|", text, flags=re.MULTILINE)


def test_every_key_is_documented_once():
    keys = [cell for cell in first_cells("scenario.md") if cell in set(scenario_paths())]
    assert sorted(keys) == sorted(scenario_paths())


def test_every_kpi_is_documented_once():
    cells = first_cells("kpis.md")
    assert [cell for cell in cells if cell in kpis()] == sorted(kpis(), key=cells.index)


def test_every_column_is_documented():
    cells = first_cells("tables.md")
    assert {column.name for columns in TABLES.values() for column in columns} <= set(cells)


def test_every_command_is_documented():
    text = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    assert re.findall(r"^## simulator (\w+)$", text, flags=re.MULTILINE) == list(COMMANDS)


def test_every_definition_says_something():
    assert [name for name, kpi in kpis().items() if len(kpi.definition) < 10] == []


def test_every_decision_has_a_number_of_its_own() -> None:
    found = [
        (path.name[:4], path.read_text(encoding="utf-8").split(maxsplit=2)[1].rstrip("."))
        for path in sorted((DOCS / "decisions").glob("[0-9]*.md"))
    ]
    assert len({number for number, _ in found}) == len(found)
    assert [int(number) for number, _ in found] == [int(told) for _, told in found]
