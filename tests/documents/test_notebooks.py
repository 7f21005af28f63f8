"""Notebooks run from top to bottom, and each .ipynb is its Python file."""

import jupytext
import nbformat
import pytest

from tests.documents.notebooks import FOLDER, NOTEBOOKS, executed, from_python


def sources(notebook):
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def test_there_are_notebooks_and_no_strays():
    assert NOTEBOOKS
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_pair_is_in_sync(source):
    kept = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    assert sources(kept) == sources(from_python(source)), "run `make docs`"
    assert kept.metadata["jupytext"] == jupytext.read(source).metadata["jupytext"]


@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_kept_was_executed_in_order(source):
    kept = nbformat.read(source.with_suffix(".ipynb"), as_version=4)
    counts = [cell.execution_count for cell in kept.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.slow
@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("source", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(source, tmp_path):
    """Each cell, by two replications a question: of what it prints nothing is compared.

    `make docs` runs it as it is written, and what it printed then stands beside it.
    """
    done = executed(source, tmp_path, most=2)
    shown = [output for cell in done.cells for output in cell.get("outputs", [])]
    assert [o for o in shown if o.output_type == "error" or o.get("name") == "stderr"] == []
    assert sum("image/png" in output.get("data", {}) for output in shown) >= 2
