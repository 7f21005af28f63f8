"""Notebooks run from top to bottom, and each .ipynb is its Python file."""

import jupytext
import nbformat
import pytest

from tests.documents.notebooks import FOLDER, NOTEBOOKS, from_python, shown


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
    seen = shown(source, tmp_path, most=2)
    assert (seen.error, seen.stderr) == ("", "")
    assert seen.pictures >= 2


def test_what_fails_or_warns_in_a_notebook_is_seen(tmp_path):
    written = tmp_path / "wrong.py"
    written.write_text(
        "# %%\nimport warnings\n\nwarnings.warn('odd')\n# %%\n1 / 0\n# %%\nprint(1)\n"
    )
    seen = shown(written, tmp_path, most=2)
    assert "ZeroDivisionError" in seen.error
    assert "UserWarning: odd" in seen.stderr
    assert seen.pictures == 0
