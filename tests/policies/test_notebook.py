"""A policy in a cell of a notebook runs from YAML there, on two processes too."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

CELLS = (
    "import simulator as sim",
    """@sim.policy("discipline")
def longest(priority, deadline, requirement, sign=-1):
    return sign * requirement""",
    """mine = {"packing.discipline": "longest", "demand.orders_per_day": 300}
runs = [sim.run("small", overrides=mine, replications=2, jobs=jobs) for jobs in (1, 2)]
found = [[one.measurement.kpis for one in run.replications] for run in runs]
print(repr(found[0]) == repr(found[1]))""",
    """LIMIT = 2
try:
    @sim.policy("discipline")
    def capped(priority, deadline, requirement):
        return min(priority, LIMIT)
except ValueError as error:
    print(error)""",
)


def test_a_policy_in_a_cell(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    told = ["".join(each.text for each in cell.outputs) for cell in notebook.cells]
    assert told[2] == "True\n"
    assert told[3] == (
        "capped: uses LIMIT from outside; pass it as a default: "
        "def capped(priority, deadline, requirement, LIMIT=LIMIT)\n"
    )
