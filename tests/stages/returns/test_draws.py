"""What comes back, sampled."""

from __future__ import annotations

import numpy as np

from simulator.units import DAY, HOUR
from simulator.workload.sampling import sample
from tests.workload.worlds import scenario


def test_orders_with_wrong_items_come_back_by_a_share_of_their_own():
    shop = scenario(picking={"mispick": "30 %"}, returns={"share": "0 %", "wrong_items": "100 %"})
    work = sample(shop, 0)
    assert np.array_equal(work.returns, work.wrong_items)
    assert work.return_after[work.returns & ~work.abandons].min() > 0


def test_returns_have_shares_by_class():
    shop = scenario(
        picking={"mispick": "0 %"}, returns={"share": "0 %", "by_class": {"express": "100 %"}}
    )
    work = sample(shop, 0)
    assert np.array_equal(work.returns, ~work.abandons & (work.order_class == 0))


def test_what_comes_after_the_window_is_not_sent_and_the_road_back_comes_on_top():
    terms = {"share": "40 %", "after": {"values": ["1 d", "2 d", "3 d"]}, "transit": "12 h"}
    every = sample(scenario(returns=terms), 0)
    work = sample(scenario(returns=terms | {"window": "2 d"}), 0)
    columns = work.added["returns"]
    late, handed_in = columns["too_late"], columns["handed_in"]
    assert set(handed_in[work.returns].tolist()) == {DAY, 2 * DAY}  # the window's end is in it
    assert set(handed_in[late].tolist()) == {3 * DAY}
    assert np.array_equal(every.returns, work.returns | late)
    assert not (work.returns & late).any()
    assert np.array_equal(work.return_after[work.returns], handed_in[work.returns] + 12 * HOUR)
