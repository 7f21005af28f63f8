"""Authorization, retries, time-outs and outages, by hand arithmetic."""

from __future__ import annotations

from simulator.journey import simulate
from simulator.results.outcomes import Outcome
from simulator.units import HOUR, MINUTE, NEVER
from simulator.workload import HARD_DECLINE, SOFT_DECLINE
from tests.model.tiny import SECONDS, heads, scenario, workload

RETRIES = {"retry": {"after": ["1 min", "10 min"]}}


def paying(created, payment, **columns):
    return simulate(scenario(payment=payment), workload(created, attempts=3, **columns))


def test_an_approved_order_is_paid_after_the_latency():
    timeline = paying([5], RETRIES, authorization=[[2000, 0, 0]])
    assert timeline.paid.tolist() == [2005]
    assert timeline.charged.tolist() == [100]
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]


def test_a_hard_decline_is_final():
    timeline = paying([0], RETRIES, verdict=[HARD_DECLINE], authorization=[[2000, 0, 0]])
    assert timeline.outcome.tolist() == [Outcome.DECLINED]
    assert timeline.ended.tolist() == [2000]
    assert timeline.paid.tolist() == [NEVER]


def test_a_soft_decline_is_retried_until_one_recovers():
    timeline = paying(
        [0],
        RETRIES,
        verdict=[SOFT_DECLINE],
        authorization=[[2000, 3000, 4000]],
        recovers=[[False, False, True]],
    )
    second = 2000 + MINUTE
    third = second + 3000 + 10 * MINUTE
    assert timeline.log.further.began.tolist() == [second, third]
    assert timeline.paid.tolist() == [third + 4000]


def test_a_soft_decline_that_never_recovers_is_declined():
    timeline = paying([0], RETRIES, verdict=[SOFT_DECLINE])
    assert timeline.outcome.tolist() == [Outcome.DECLINED]
    assert timeline.ended.tolist() == [11 * MINUTE]


def test_an_attempt_in_an_outage_times_out_and_the_next_meets_the_same_card():
    outage = {"outages": [{"at": "2026-03-02 00:00", "for": "30 s"}]}
    timeline = paying([0], RETRIES | outage | {"timeout": "10 s"})
    assert timeline.paid.tolist() == [10 * SECONDS + MINUTE]


def test_an_attempt_at_the_end_of_an_outage_is_answered():
    outage = {"outages": [{"at": "2026-03-02 00:00", "for": "30 s"}]}
    timeline = paying([30 * SECONDS], RETRIES | outage | {"timeout": "10 s"})
    assert timeline.paid.tolist() == [30 * SECONDS]


def test_a_card_recovers_only_after_it_was_declined():
    """The first attempt has no answer, so that the second is the first that declines the card."""
    outage = {"outages": [{"at": "2026-03-02 00:00", "for": "30 s"}]}
    timeline = paying(
        [0],
        RETRIES | outage | {"timeout": "10 s"},
        verdict=[SOFT_DECLINE],
        recovers=[[True, True, True]],
    )
    assert timeline.paid.tolist() == [10 * SECONDS + 11 * MINUTE]


def test_an_outage_longer_than_all_retries_fails_the_order():
    outage = {"outages": [{"at": "2026-03-02 00:00", "for": "2 h"}]}
    timeline = paying([0], RETRIES | outage | {"timeout": "10 s"})
    assert timeline.outcome.tolist() == [Outcome.PAYMENT_FAILED]


def test_without_a_time_out_an_attempt_waits_for_the_end_of_the_outage():
    outage = {"outages": [{"at": "2026-03-02 00:00", "for": "2 h"}]}
    timeline = paying([HOUR], RETRIES | outage | {"timeout": "off"}, authorization=[[7, 0, 0]])
    assert timeline.paid.tolist() == [2 * HOUR + 7]


def test_a_slow_answer_is_no_answer():
    timeline = paying([0], {"timeout": "1 s", "retry": "off"}, authorization=[[1001, 0, 0]])
    assert timeline.outcome.tolist() == [Outcome.PAYMENT_FAILED]
    assert timeline.ended.tolist() == [1000]


def test_a_rejected_review_refunds_the_customer():
    shop = scenario(
        payment={"fraud_review": {"share": "50 %", "rejects": "50 %"}},
        crews={"reviewers": {"skills": ["fraud_review"], "heads": 1}},
    )
    orders = workload(
        [0, 0],
        attempts=3,
        reviewed=[True, True],
        review=[MINUTE, MINUTE],
        rejected=[False, True],
        present={"reviewers": heads((0, 1))},
    )
    timeline = simulate(shop, orders)
    assert timeline.outcome.tolist() == [Outcome.COMPLETED, Outcome.REJECTED]
    assert timeline.ended.tolist() == [MINUTE, 2 * MINUTE]
    assert timeline.refunded.tolist() == [0, 100]
