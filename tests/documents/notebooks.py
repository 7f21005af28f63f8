"""The notebooks: Python files in jupytext's percent format, each with an executed .ipynb beside."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

from tests.documents.forked import callers

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


def executed(source: Path, folder: Path) -> Any:
    """The notebook after a run from top to bottom in a folder; raises the error of a cell."""
    notebook = from_python(source)
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=None, kernel_name="python3", resources=resources).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


@dataclass(frozen=True)
class Shown:
    """What a notebook showed: the error that ended it, its standard error, how many pictures."""

    error: str = ""
    stderr: str = ""
    pictures: int = 0


def shown(source: Path, folder: Path, most: int) -> Shown:
    """What the notebook shows if every number of replications that it writes is at most that.

    In IPython, as in a kernel, but in a process that begins with the program loaded: to start a
    kernel and to import takes longer than most notebooks calculate.
    """
    cells = [
        _REPLICATIONS.sub(lambda written: written[1] + str(min(int(written[2]), most)), cell.source)
        for cell in from_python(source).cells
        if cell.cell_type == "code"
    ]
    done = subprocess.run(
        [callers() / "notebook"], input=json.dumps(cells), cwd=folder, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode or done.stderr:
        return Shown(f"exit code {done.returncode}", done.stderr)
    return Shown(**json.loads(done.stdout))


def in_this_process() -> None:
    """Run the cells of standard input, a list in JSON, and say what they showed."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from traitlets.config import Config

    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.enable_gui = lambda *_: None  # of no window
    shell.run_line_magic("matplotlib", "inline")
    sys.path.insert(0, "")
    stderr, pictures = "", 0
    for number, cell in enumerate(json.load(sys.stdin), 1):
        with capture_output() as captured:
            shell.display_trap.hook = sys.displayhook  # that of what is captured
            ran = shell.run_cell(cell, store_history=True)
        stderr += captured.stderr
        pictures += sum("image/png" in output.data for output in captured.outputs)
        if not ran.success:
            error = f"cell {number}:\n{cell}\n{captured.stdout}"
            print(json.dumps(asdict(Shown(error, stderr, pictures))))
            return
    print(json.dumps(asdict(Shown("", stderr, pictures))))


def write_pair(source: Path) -> None:
    """Run a Python file's notebook and keep it, outputs and all, beside it."""
    notebook = executed(source, ROOT)
    nbformat.write(notebook, source.with_suffix(".ipynb"))
