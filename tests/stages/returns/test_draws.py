"""What comes back, sampled."""

from __future__ import annotations

import numpy as np

from simulator.workload.sampling import sample
from tests.workload.worlds import scenario


def test_orders_with_wrong_items_come_back_by_a_share_of_their_own():
    shop = scenario(picking={"mispick": "30 %"}, returns={"share": "0 %", "wrong_items": "100 %"})
    work = sample(shop, 0)
    assert np.array_equal(work.returns, work.wrong_items)
    assert work.return_after[work.returns & ~work.abandons].min() > 0
