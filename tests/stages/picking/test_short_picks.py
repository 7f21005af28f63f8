"""Stock that is on record and not on the shelf, under each rule, by hand arithmetic."""

from __future__ import annotations

from simulator.journey import simulate
from simulator.measure.conservation import check
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.tiny import SECONDS, heads, scenario, supply, workload

CREWS = {"all": {"skills": ["picking", "packing"], "heads": 1}}
SETUP, LINE = 30 * SECONDS, MINUTE
TWO_LINES = [[(0, 2), (1, 3)]]


def short(then, initial, created=(0,), lines=TWO_LINES, missing=(False, True), up_to=9, **stock):
    section = {"policy": {"s": -1, "S": 9}, **stock}
    shop = scenario(
        crews=CREWS,
        inventory=section,
        payment={"timeout": "off"},
        picking={"short_picks": {"then": then, "count": "1 h"}},
        packing={},
    )
    shelf = supply(initial, s=-1, S=up_to, lead_time=5 * HOUR, prices=100)
    orders = workload(
        list(created),
        lines,
        present={"all": heads((0, 1))},
        line_pick=[LINE] * sum(len(order) for order in lines),
        line_missing=list(missing),
        supply=shelf,
    )
    timeline = simulate(shop, orders)
    check(shop, orders, timeline)
    return timeline


def moved(timeline, kind):
    log = timeline.stock
    rows = log.kind == kind
    return list(
        zip(
            log.time[rows].tolist(),
            log.sku[rows].tolist(),
            log.units[rows].tolist(),
            strict=True,
        )
    )


FIRST = SETUP + 2 * LINE  # the tour looks for both lines


def test_pick_again_writes_off_reserves_after_the_count_and_picks_the_line_alone():
    timeline = short("pick again", [5, 9])
    counted = FIRST + HOUR
    second = counted + SETUP + LINE
    assert moved(timeline, Movement.PICKED) == [(FIRST, 0, 2), (second, 1, 3)]
    assert moved(timeline, Movement.WRITTEN_OFF) == [(FIRST, 1, 3)]
    assert moved(timeline, Movement.RESERVED) == [(0, 0, 2), (0, 1, 3), (counted, 1, 3)]
    assert timeline.on_hand.tolist() == [3, 3]
    assert timeline.visits["packing"].began.tolist() == [second]
    assert timeline.visits["inventory"].ended.tolist() == [0]  # the first reservation
    assert timeline.line_canceled.tolist() == [False, False]
    assert timeline.charged.tolist() == [500]
    assert timeline.refunded.tolist() == [0]


def test_picking_again_waits_for_a_replenishment_where_nothing_is_left():
    # The write-off leaves 0 on record; the reorder comes once 3 are backordered.
    timeline = short("pick again", [5, 3])
    counted = FIRST + HOUR
    came = counted + 5 * HOUR
    assert moved(timeline, Movement.BACKORDERED) == [(counted, 1, 3)]
    second = came + SETUP + LINE
    assert moved(timeline, Movement.PICKED)[-1] == (second, 1, 3)
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]


def test_waiting_too_long_takes_the_line_out_and_gives_its_price_back():
    timeline = short("pick again", [5, 3], backorder_limit="2 h")
    given_up = FIRST + HOUR + 2 * HOUR
    assert timeline.line_canceled.tolist() == [False, True]
    assert timeline.line_refunded.tolist() == [False, True]
    assert timeline.visits["packing"].began.tolist() == [given_up]
    assert (timeline.charged.tolist(), timeline.refunded.tolist()) == ([500], [300])


def test_where_backorders_are_not_allowed_the_line_is_taken_out_after_the_count():
    for when_short in ("cancel line", "cancel order"):
        timeline = short("pick again", [5, 3], when_short=when_short)
        assert timeline.line_refunded.tolist() == [False, True]
        assert timeline.visits["packing"].began.tolist() == [FIRST + HOUR]
        assert timeline.backordered.tolist() == [0, 0]


def test_cancel_line_sends_the_rest_at_once():
    timeline = short("cancel line", [5, 9])
    assert timeline.visits["packing"].began.tolist() == [FIRST]
    assert timeline.line_canceled.tolist() == [False, True]
    assert (timeline.charged.tolist(), timeline.refunded.tolist()) == ([500], [300])
    assert timeline.on_hand.tolist() == [3, 6]
    assert timeline.reserved.tolist() == [0, 0]


def test_an_order_of_which_nothing_is_left_ends_out_of_stock():
    timeline = short("cancel line", [5, 9], missing=(True, True))
    assert timeline.outcome.tolist() == [Outcome.OUT_OF_STOCK]
    assert timeline.ended.tolist() == [FIRST]
    assert timeline.refunded.tolist() == timeline.charged.tolist() == [500]
    assert timeline.visits["packing"].queued.tolist() == [NEVER]


def test_the_record_is_right_for_the_next_order():
    # 3 on record, the shelf is short of them: the second order finds none and waits.
    lines = [[(0, 2), (1, 3)], [(1, 3)]]
    timeline = short(
        "cancel line",
        [5, 3],
        created=(0, HOUR),
        lines=lines,
        missing=(False, True, False),
    )
    assert timeline.on_hand[1] == 9  # ordered up to 9 for the 3 that wait, 12 in all
    assert moved(timeline, Movement.BACKORDERED) == [(HOUR, 1, 3)]


def test_the_limit_of_a_first_wait_does_not_end_a_second_one():
    # SKU 1 is ordered only for who waits. The order waits for 5 h, is picked short, waits again
    # from its count on for another 5 h: the limit of its first wait comes in between.
    timeline = short("pick again", [5, 0], backorder_limit="8 h", up_to=0)
    found_short = 5 * HOUR + FIRST
    came = found_short + HOUR + 5 * HOUR
    assert moved(timeline, Movement.WRITTEN_OFF) == [(found_short, 1, 3)]
    assert moved(timeline, Movement.RECEIVED) == [(5 * HOUR, 1, 3), (came, 1, 3)]
    assert moved(timeline, Movement.PICKED)[-1] == (came + SETUP + LINE, 1, 3)
    assert timeline.line_canceled.tolist() == [False, False]
