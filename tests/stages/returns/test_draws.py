"""What comes back, sampled."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.stages.returns.draws_lines import _binomial, _some
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


@pytest.mark.parametrize(
    ("lines", "chance", "at", "some"),
    [
        (2, 0.3, 0.99, 1),  # the only number that is neither 0 nor all
        (3, 0.5, 0.49, 1),  # one and two have three chances of eight each
        (3, 0.5, 0.51, 2),
        (3, 0.2, 0.79, 1),  # one has 3 x .2 x .64 = .384, two have 3 x .04 x .8 = .096
        (3, 0.2, 0.81, 2),
        (5, 0.0, 0.99, 1),
        (5, 1.0, 0.01, 4),
    ],
)
def test_some_lines_but_not_all(lines: int, chance: float, at: float, some: int) -> None:
    assert _some(np.array([lines]), chance, np.array([at])).tolist() == [some]


def test_units_are_binomial():
    u = np.array([0.0, 0.12, 0.13, 0.49, 0.51, 0.87, 0.88, 0.99])  # 1, 4, 7 and 8 of eight
    assert _binomial(np.full(8, 3), np.full(8, 0.5), u).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert _binomial(np.array([0, 4]), np.full(2, 0.5), np.array([0.9, 0.9])).tolist() == [0, 3]
    assert _binomial(np.array([5, 5]), np.array([1.0, 0.0]), np.array([0.1, 0.9])).tolist() == [
        5,
        0,
    ]


def test_a_return_in_part_has_some_of_its_lines_and_wrong_items_come_back_whole():
    shop = scenario(
        picking={"mispick": "30 %"},
        returns={"share": "100 %", "in_part": {"share": "100 %"}, "grading": {}},
    )
    work = sample(shop, 0)
    some = np.add.reduceat(work.line_back, work.line_start[:-1])
    several = work.returns & (work.lines > 1) & ~work.wrong_items
    assert several.sum() > 100
    assert (some[several] >= 1).all()
    assert (some[several] < work.lines[several]).all()
    assert np.array_equal(some[~several], work.lines[~several])
    assert (work.line_units >= work.line_refurbished + work.line_scrapped).all()
    assert work.line_scrapped.sum() > 0


def test_a_reason_has_its_own_grading_and_wrong_items_have_none():
    torn = {"share": "50 %", "grading": {"restock": "0 %", "refurbish": "0 %", "scrap": "100 %"}}
    grading = {"restock": "100 %", "refurbish": "0 %", "scrap": "0 %"}
    shop = scenario(
        picking={"mispick": "30 %"},
        returns={
            "share": "50 %",
            "reasons": {"torn": torn, "too small": {"share": "50 %"}},
            "grading": grading,
        },
    )
    work = sample(shop, 0)
    reason = work.added["returns"]["reason"]
    wanted = work.returns & ~work.wrong_items
    assert np.array_equal(reason >= 0, wanted)
    assert 0.4 < (reason[wanted] == 0).mean() < 0.6  # of some 500 orders
    is_torn = np.repeat(reason == 0, work.lines)
    assert np.array_equal(work.line_scrapped, np.where(is_torn, work.line_units, 0))
