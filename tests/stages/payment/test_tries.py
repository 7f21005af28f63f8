"""Methods, customers who come back, slips and a second gateway, by hand arithmetic."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.measure.conservation import check
from simulator.results.order_money import order_money
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Movement
from simulator.scenario import loads
from simulator.stages.payment.draws_attempts import ways_in
from simulator.stages.payment.draws_tries import Tries
from simulator.units import DAY, HOUR, MINUTE, NEVER
from simulator.workload import APPROVED, HARD_DECLINE, SOFT_DECLINE
from simulator.workload.sampling import sample
from tests.model.tiny import SECONDS, figures, heads, scenario, supply, workload

pytestmark = pytest.mark.usefixtures("by_both_engines")

CARD = {"share": "50 %", "fee_share": "3 %", "fee": "0.30 USD"}
SLIP = {"share": "50 %", "slip": {"valid_for": "2 d"}, "fee_share": "0 %", "fee": "1.10 USD"}
METHODS = {"methods": {"card": CARD, "slip": SLIP}, "retry": "none"}
AT_CARD, AT_SLIP = 0, 1


def tried(n: int, tries: int = 1, attempts: int = 1, **columns: Any) -> dict[str, Any]:
    """The columns of a payment with a choice: approved at once by card, unless said otherwise."""
    shapes: dict[str, tuple[tuple[int, ...], type]] = {
        "method": ((n, tries), np.int16),
        "comes": ((n, tries), np.bool_),
        "wait": ((n, tries), np.int64),
        "verdict": ((n, tries), np.int8),
        "latency": ((n, tries, attempts), np.int64),
        "recovers": ((n, tries, attempts), np.bool_),
        "second_latency": ((n, tries, attempts), np.int64),
        "second_recovers": ((n, tries), np.bool_),
        "slip_after": ((n, tries), np.int64),
        "never_paid": ((n, tries), np.bool_),
    }
    assert columns.keys() <= shapes.keys()
    found = {}
    for name, (shape, kind) in shapes.items():
        value = columns.get(name, True if name == "comes" else 0)
        found[name] = np.broadcast_to(np.array(value, dtype=kind), shape).copy()
    assert vars(Tries(**found)).keys() == found.keys()
    return {"payment": found}


def paying(created, payment, down=(), sections=None, horizon=8 * DAY, orders=None, **columns):
    """A shop and the timeline of these orders in it; `down` are spans of each gateway."""
    shop = scenario(payment=payment, **(sections or {}))
    spans = tuple(np.array(each, dtype=np.int64).reshape(-1, 2) for each in down or ([], []))
    shelf = {"supply": replace(supply([10**6]), policed=False)}
    added = tried(len(created), shop.payment.most_tries, **columns)
    customers = workload(
        created, horizon=horizon, added=added, gateway_down=spans, **(shelf | (orders or {}))
    )
    timeline = simulate(shop, customers)
    check(shop, customers, timeline)
    went = ways_in(shop.payment, customers)
    known = went.ended <= horizon
    assert (np.where(known & (went.end == 0), went.ended, NEVER) == timeline.paid).all() or sections
    return timeline, shop, customers


def rows(timeline, order=0):
    """(began, ended) of all attempts of an order."""
    first, more = timeline.visits["payment"], timeline.log.further
    mine = more.parcel == order
    return [
        (int(first.began[order]), int(first.ended[order])),
        *zip(more.began[mine].tolist(), more.ended[mine].tolist(), strict=True),
    ]


def test_a_slip_is_paid_later_and_its_attempt_lasts_as_long():
    timeline, *_ = paying(
        [5], METHODS, method=[[AT_SLIP]], latency=[[[2000]]], slip_after=[[30 * HOUR]]
    )
    assert timeline.paid.tolist() == [2005 + 30 * HOUR]
    assert rows(timeline) == [(5, 2005 + 30 * HOUR)]
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]


def test_a_slip_that_is_paid_at_the_end_of_its_validity_is_paid_and_a_millisecond_later_lapses():
    timeline, *_ = paying(
        [0, 0, 0],
        METHODS,
        method=[[AT_SLIP]] * 3,
        slip_after=[[2 * DAY], [2 * DAY + 1], [1]],
        never_paid=[[False], [False], [True]],
    )
    assert timeline.outcome.tolist() == [
        Outcome.COMPLETED, Outcome.PAYMENT_FAILED, Outcome.PAYMENT_FAILED
    ]  # fmt: skip
    assert timeline.ended.tolist() == [2 * DAY] * 3
    assert timeline.charged.tolist() == [100, 0, 0]


def test_a_slip_that_is_open_at_the_horizon_is_in_flight():
    timeline, *_ = paying([0], METHODS, horizon=HOUR, method=[[AT_SLIP]], slip_after=[[2 * HOUR]])
    assert timeline.outcome.tolist() == [Outcome.IN_FLIGHT]
    assert rows(timeline) == [(0, NEVER)]


def reserved(when_short="cancel order", reserve="at checkout"):
    """A shop that keeps an unpaid reservation for an hour."""
    inventory = {"policy": {"kind": "s S", "s": 0, "S": 1}, "when_short": when_short}
    return {
        "inventory": inventory,
        "checkout": {"abandonment": "0 %", "reserve": reserve, "time_to_live": "1 h"},
    }


def test_a_slip_paid_after_its_reservation_ran_out_and_its_stock_is_sold_is_given_back():
    """It holds the only unit for an hour; at 2 h another customer takes it; at 3 h it is paid."""
    timeline, *_ = paying(
        [0, 2 * HOUR],
        METHODS,
        sections=reserved(),
        orders={"supply": supply([1])},
        method=[[AT_SLIP], [AT_CARD]],
        slip_after=[[3 * HOUR], [0]],
    )
    assert timeline.outcome.tolist() == [Outcome.EXPIRED, Outcome.COMPLETED]
    assert timeline.paid.tolist() == [3 * HOUR, 2 * HOUR]
    assert timeline.charged.tolist() == [100, 100]
    assert timeline.refunded.tolist() == [100, 0]
    assert timeline.on_hand.tolist() == [0]
    kinds = [Movement(kind).name for kind in timeline.stock.kind.tolist()]
    assert kinds == ["RESERVED", "RELEASED", "RESERVED", "PICKED"]
    assert timeline.stock.time.tolist() == [0, HOUR, 2 * HOUR, 2 * HOUR]


def test_a_slip_paid_after_its_reservation_ran_out_takes_what_is_still_there():
    timeline, *_ = paying(
        [0],
        METHODS,
        sections=reserved(),
        orders={"supply": supply([1])},
        method=[[AT_SLIP]],
        slip_after=[[3 * HOUR]],
    )
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]
    assert timeline.stock.time.tolist() == [0, HOUR, 3 * HOUR, 3 * HOUR]
    assert timeline.refunded.tolist() == [0]


def test_a_line_that_is_gone_when_the_slip_is_paid_is_given_back():
    """Two lines of 1 USD are paid, and one of them is there."""
    timeline, *_ = paying(
        [0, 2 * HOUR],
        METHODS,
        sections=reserved("cancel line"),
        orders={"lines": [[(0, 1), (1, 1)], [(0, 1)]], "supply": supply([1, 1])},
        method=[[AT_SLIP], [AT_CARD]],
        slip_after=[[3 * HOUR], [0]],
    )
    assert timeline.outcome.tolist() == [Outcome.COMPLETED, Outcome.COMPLETED]
    assert timeline.charged.tolist() == [200, 100]
    assert timeline.refunded.tolist() == [100, 0]
    assert timeline.line_refunded.tolist() == [True, False, False]


def test_a_line_that_is_gone_when_the_slip_is_paid_is_not_looked_for():
    """Of three lines in two orders two are left to pick, one a tour; the third was sold before."""
    picker = {"crews": {"all": {"skills": ["picking"], "heads": 1, "wage": "18 USD/h"}}}
    shop = scenario(
        payment=METHODS,
        picking={"short_picks": {"then": "cancel line"}},
        **picker,
        **reserved("cancel line"),
    )
    orders = workload(
        [0, 2 * HOUR],
        [[(0, 1), (1, 1)], [(0, 1)]],
        horizon=8 * DAY,
        supply=supply([1, 1]),
        line_missing=[False, True, False],
        present={"all": heads((0, 1))},
        gateway_down=(np.empty((0, 2), dtype=np.int64),) * 2,
        added=tried(2, method=[[AT_SLIP], [AT_CARD]], slip_after=[[3 * HOUR], [0]]),
    )
    found = figures(shop, orders)
    assert found["picking.lines_per_tour"] == 1
    assert found["picking.short_rate"] == 50  # the second line; the first is not among those sought


def test_a_card_is_not_charged_for_what_is_gone():
    """Where stock is reserved as it is paid, a card pays nothing, and a slip is given back."""
    timeline, *_ = paying(
        [0, 0],
        METHODS,
        sections=reserved(reserve="at payment"),
        orders={"supply": supply([0])},
        method=[[AT_SLIP], [AT_CARD]],
        slip_after=[[HOUR], [0]],
    )
    assert timeline.outcome.tolist() == [Outcome.OUT_OF_STOCK, Outcome.OUT_OF_STOCK]
    assert timeline.charged.tolist() == [100, 0]
    assert timeline.refunded.tolist() == [100, 0]


def test_each_method_and_the_second_gateway_have_their_fees():
    """1 USD: by card 3 % and 30 cents; on top of that 2 % and 5 cents; a slip 1.10 USD."""
    second = {"fee_share": "2 %", "fee": "0.05 USD"}
    timeline, shop, customers = paying(
        [0, 1, 2],
        METHODS | {"second_gateway": second, "retry": "none"},
        method=[[AT_CARD], [AT_CARD], [AT_SLIP]],
        verdict=[[APPROVED], [SOFT_DECLINE], [APPROVED]],
        second_recovers=[[False], [True], [False]],
        slip_after=[[0], [0], [HOUR]],
    )
    costs = order_money(shop, customers, timeline).costs["payment"]
    assert costs.tolist() == pytest.approx([0.33, 0.40, 1.10])
    found = figures(shop, customers)
    assert found["payment.fee_per_order.card"] == pytest.approx(0.365)
    assert found["payment.fee_per_order.slip"] == pytest.approx(1.10)
    assert found["cost_per_order.payment"] == pytest.approx((0.33 + 0.40 + 1.10) / 3)
    assert found["payment.by_second_gateway"] == pytest.approx(100 / 3)
    assert found["payment.paid_by.card"] == pytest.approx(200 / 3)


BACK = {"comes_back": {"at_most": 2}, "retry": "none"}


def test_a_customer_comes_back_after_a_while_with_another_method():
    timeline, shop, customers = paying(
        [0, 0, 0],
        METHODS | BACK,
        method=[[AT_CARD, AT_SLIP, AT_SLIP], [AT_CARD] * 3, [AT_CARD] * 3],
        verdict=[[HARD_DECLINE, APPROVED, APPROVED], [SOFT_DECLINE] * 3, [SOFT_DECLINE] * 3],
        latency=np.full((3, 3, 1), 2 * SECONDS),
        wait=[[0, MINUTE, 9], [0, MINUTE, HOUR], [0, 9, 9]],
        slip_after=[[0, HOUR, 0], [0] * 3, [0] * 3],
        comes=[[True] * 3, [True] * 3, [True, False, True]],
    )
    assert rows(timeline) == [(0, 2000), (2000 + MINUTE, 4000 + MINUTE + HOUR)]
    third = 4000 + MINUTE + HOUR
    assert rows(timeline, 1) == [(0, 2000), (2000 + MINUTE, 4000 + MINUTE), (third, third + 2000)]
    assert rows(timeline, 2) == [(0, 2000)]
    assert timeline.outcome.tolist() == [Outcome.COMPLETED, Outcome.DECLINED, Outcome.DECLINED]
    assert timeline.ended[1:].tolist() == [third + 2000, 2000]
    found = figures(shop, customers)
    assert found["payment.tried_again"] == pytest.approx(200 / 3)
    assert found["payment.won_back"] == pytest.approx(100 / 3)
    assert found["authorization_rate.order"] == pytest.approx(100 / 3)


def test_who_has_a_slip_does_not_come_back_when_it_lapses():
    timeline, shop, customers = paying(
        [0],
        METHODS | BACK,
        method=[[AT_SLIP, AT_CARD, AT_CARD]],
        never_paid=[[True, False, False]],
    )
    assert rows(timeline) == [(0, 2 * DAY)]
    assert timeline.outcome.tolist() == [Outcome.PAYMENT_FAILED]
    found = figures(shop, customers)
    assert found["payment.lapsed"] == 100
    assert np.isnan(found["payment.won_back"])


SECOND = METHODS | {"second_gateway": {}, "timeout": "10 s"}
TWICE = {"retry": {"after": ["1 min"], "recovers": "50 %"}}


def test_in_an_outage_the_second_gateway_is_asked_at_once_and_meets_the_same_card():
    timeline, *_ = paying(
        [0, 0, 0],
        SECOND | TWICE,
        down=([(0, 30 * SECONDS)], []),
        attempts=2,
        verdict=[[APPROVED], [HARD_DECLINE], [SOFT_DECLINE]],
        second_latency=np.full((3, 1, 2), 3 * SECONDS),
        second_recovers=[[True]] * 3,
        recovers=[[[False, True]]] * 3,
    )
    assert rows(timeline) == [(0, 10_000), (10_000, 13_000)]
    assert rows(timeline, 1) == [(0, 10_000), (10_000, 13_000)]
    # softly declined at the second one, so that the retry at the first one may recover
    assert rows(timeline, 2) == [(0, 10_000), (10_000, 13_000), (73_000, 73_000)]
    assert timeline.outcome.tolist() == [Outcome.COMPLETED, Outcome.DECLINED, Outcome.COMPLETED]


def test_a_soft_decline_is_shown_to_the_second_gateway_once():
    timeline, *_ = paying(
        [0, 0],
        SECOND | TWICE,
        attempts=2,
        verdict=[[SOFT_DECLINE], [SOFT_DECLINE]],
        second_recovers=[[True], [False]],
    )
    assert rows(timeline) == [(0, 0), (0, 0)]
    assert rows(timeline, 1) == [(0, 0), (0, 0), (MINUTE, MINUTE)]
    assert timeline.outcome.tolist() == [Outcome.COMPLETED, Outcome.DECLINED]


def test_a_hard_decline_is_not_shown_to_the_second_gateway():
    timeline, *_ = paying([0], SECOND, verdict=[[HARD_DECLINE]])
    assert rows(timeline) == [(0, 0)]


def test_both_gateways_may_be_down_and_end_a_moment_before_the_answer():
    timeline, shop, customers = paying(
        [0, 20 * SECONDS],
        SECOND | {"retry": "none", "every": "30 d"},
        down=([(0, 20 * SECONDS)], [(5 * SECONDS, 11 * SECONDS)]),
    )
    assert rows(timeline) == [(0, 10_000), (10_000, 20_000)]
    assert timeline.outcome.tolist() == [Outcome.PAYMENT_FAILED, Outcome.COMPLETED]
    assert timeline.paid.tolist() == [NEVER, 20_000]
    up = figures(shop, customers)["payment.gateway_up"]
    assert up == pytest.approx(100 * (1 - 20 * SECONDS / DAY))


PAGE = """schema: fulfillment/1
name: page
clock: {start: 2026-03-02, run: 2 d, cool_down: 20 d}
demand:
  orders_per_day: 200
  classes: {all: {share: 100 %, ship_by: 4 h}}
payment:
  authorization: 2 s
  declined: {soft: 0 %, hard: 0 %}
  methods:
    card: {share: 50 %}
    slip: {share: 50 %, slip: {paid_after: 30 h}}
"""


def test_the_promise_of_an_order_paid_by_slip_counts_from_its_payment():
    orders = sample(loads(PAGE).scenario, 0)
    slip = orders.added["payment"]["method"][:, 0] == AT_SLIP
    later = np.where(slip, 30 * HOUR + 2 * SECONDS, 0)
    assert 0 < slip.sum() < orders.n
    assert (orders.ship_by == orders.placed + later + 4 * HOUR).all()


def test_the_first_try_draws_what_a_payment_without_a_choice_draws():
    plain = PAGE.replace("{soft: 0 %, hard: 0 %}", "{soft: 20 %, hard: 10 %}")
    plain = plain[: plain.index("  methods:")].replace("2 s", "{exponential: {mean: 2 s}}")
    before = sample(loads(plain).scenario, 0)
    after = sample(loads(f"{plain}  comes_back: on\n").scenario, 0)
    drawn = after.added["payment"]
    assert (drawn["verdict"][:, 0] == before.verdict).all()
    assert (drawn["latency"][:, 0] == before.authorization).all()
    assert (drawn["recovers"][:, 0] == before.recovers).all()


def test_others_are_chosen_by_their_shares():
    """Of three methods, who leaves the first one goes to the others as 1 to 3."""
    text = PAGE.replace("{soft: 0 %, hard: 0 %}", "{soft: 0 %, hard: 100 %}").replace("200", "900")
    text = text[: text.index("    card")] + (
        "    a: {share: 60 %}\n    b: {share: 10 %}\n    c: {share: 30 %}\n"
        "  comes_back: {again: 20 %, another: 50 %, at_most: 1}\n"
    )
    drawn = sample(loads(text).scenario, 0).added["payment"]
    first, then = drawn["method"].T
    comes, n = drawn["comes"][:, 1], len(first)
    assert comes.mean() == pytest.approx(0.7, abs=4 * np.sqrt(0.7 * 0.3 / n))
    away = comes & (first == 0) & (then != 0)
    assert away.sum() == pytest.approx(0.6 * 0.5 * n, abs=4 * np.sqrt(0.3 * 0.7 * n))
    assert (then[away] == 2).mean() == pytest.approx(
        0.75, abs=4 * np.sqrt(0.75 * 0.25 / away.sum())
    )
