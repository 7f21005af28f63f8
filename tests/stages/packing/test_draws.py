"""Checks and reworks, sampled."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.workload.sampling import sample
from tests.workload.worlds import scenario


def test_missing_lines_and_reworks_have_their_shares():
    shop = scenario(
        demand={"orders_per_day": 6000},
        inventory={"record_accuracy": "90 %"},
        picking={"mispick": "50 %"},
        packing={"quality_check": {"share": "100 %", "finds": "80 %", "recheck": True}},
    )
    work = sample(shop, 0)
    placed = ~work.abandons
    n = placed.sum()  # some 40,000: every tolerance below is over 4 standard errors
    missing = work.line_missing[np.repeat(placed, work.lines)]
    assert missing.mean() == pytest.approx(0.1, abs=0.006)
    assert missing.sum() == work.line_missing.sum()
    found = work.found_wrong.sum()
    assert found / n == pytest.approx(0.4, abs=0.02)
    assert (work.found_again >= 1).sum() / found == pytest.approx(0.4, abs=0.02)
    assert (work.found_again >= 2).sum() / found == pytest.approx(0.16, abs=0.02)
    # Wrong in the end: 0.1 at the first pick, and 0.1 of each of at most four later ones.
    later = 0.1 * (0.4 + 0.16 + 0.064 + 0.0256)
    assert work.wrong_items.sum() / n == pytest.approx(0.1 + later, abs=0.01)


def test_an_order_class_is_checked_by_a_share_of_its_own():
    check = {"share": "100 %", "by_class": {"express": "0 %"}}
    work = sample(scenario(packing={"quality_check": check}), 0)
    assert np.array_equal(work.checked, ~work.abandons & (work.order_class == 1))
    check = {"share": "0 %", "by_class": {"express": "100 %"}}
    work = sample(scenario(packing={"quality_check": check}), 0)
    assert np.array_equal(work.checked, ~work.abandons & (work.order_class == 0))
