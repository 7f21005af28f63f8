"""The notebooks: Python files in jupytext's percent format, each with an executed .ipynb beside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = tuple(sorted(FOLDER.glob("*.py")))
_REPLICATIONS = re.compile(r'(replications"?[=:] ?)(\d+)')


def from_python(source: Path) -> Any:
    """The notebook of a Python file, without outputs."""
    notebook = jupytext.read(source)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"{source.stem}-{number:02d}"
    return notebook


def executed(source: Path, folder: Path, most: int | None = None) -> Any:
    """The notebook after a run from top to bottom in a folder; raises the error of a cell.

    With `most` every number of replications that it writes is at most that.
    """
    notebook = from_python(source)
    for cell in notebook.cells:
        if most is not None and cell.cell_type == "code":
            cell.source = _REPLICATIONS.sub(
                lambda written: written[1] + str(min(int(written[2]), most)), cell.source
            )
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=None, kernel_name="python3", resources=resources).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def write_pair(source: Path) -> None:
    """Run a Python file's notebook and keep it, outputs and all, beside it."""
    notebook = executed(source, ROOT)
    nbformat.write(notebook, source.with_suffix(".ipynb"))
