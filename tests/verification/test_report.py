"""reports/verification.md shows the systems that there are, with their exact values, all ok."""

from pathlib import Path

import pytest

from simulator.measure.statistics import Estimate
from simulator.verification.systems import systems
from simulator.verification.tables import SYSTEMS, system_cells
from simulator.verification.verdicts import Row, Verdict

PAGE = Path(__file__).resolve().parents[2] / "reports" / "verification.md"
SHOWN = [
    tuple(cell.strip() for cell in line.strip("| ").split("|"))
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and line.count("|") == len(SYSTEMS) + 1 and "| ---" not in line
]
NONE = Estimate(float("nan"), float("nan"), 0.999, 0)
ROWS = [Row(one, figure, NONE, Verdict.OK) for one in systems() for figure in one.figures]


def test_every_figure_is_shown_and_no_other():
    """System, figure, source and exact value, as the command prints them."""
    assert SHOWN[0] == SYSTEMS
    assert [cells[:4] for cells in SHOWN[1:]] == [cells[:4] for cells in system_cells(ROWS)]


@pytest.mark.parametrize("cells", SHOWN[1:], ids=lambda cells: f"{cells[0]}: {cells[1]}")
def test_what_is_shown_is_ok(cells):
    exact, simulated, half_width = (float(cells[k].replace(",", "")) for k in (3, 4, 5))
    assert cells[7] == "ok"
    assert abs(simulated - exact) <= half_width * 1.001 <= 0.0201 * exact
