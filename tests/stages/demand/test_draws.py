"""Lines and units of orders, sampled."""

import pytest

from tests.workload.worlds import busy

WORK = busy()
PLACED = ~WORK.abandons


def test_lines_and_units():
    assert WORK.lines.mean() == pytest.approx(2.4, abs=4.5 * 1.84 / WORK.n**0.5)
    assert WORK.line_units.mean() == pytest.approx(1.24, abs=4.5 * 0.54 / len(WORK.line_sku) ** 0.5)
    assert WORK.lines.max() <= 20
    assert (WORK.value == 2000 * WORK.units).all()
    assert WORK.lines.sum() == len(WORK.line_sku) == WORK.line_start[-1]
