"""Mistakes in stock, each with its place, its cause and its remedy."""

from __future__ import annotations

from tests.scenario.texts import CREWS, wrong


def test_a_wrong_record_needs_somebody_who_finds_out():
    text = "inventory: {policy: {s: 1, S: 5}, record_accuracy: 95 %}\npacking: on\n"
    assert ("inventory.record_accuracy: picking is off, so nobody finds out; write 100 %, or "
           "switch picking on") in wrong(CREWS + text)  # fmt: skip


def test_a_policy_that_is_reviewed_by_its_name_needs_a_review():
    text = "inventory: {policy: {kind: R S, S: 5}}\n"
    assert ("inventory.policy.review: the policy R S orders at reviews, and has none; write a "
           "period such as 1 d, or kind: base stock") in wrong(text)  # fmt: skip
    text = "inventory: {policy: {kind: R s S, s: 1, S: 5}}\n"
    assert "write a period such as 1 d, or kind: s S" in wrong(text)[0]


def test_base_stock_waits_for_no_review_and_has_one_level():
    text = "inventory: {policy: {kind: base stock, S: 5, review: 1 d}}\n"
    assert ("inventory.policy.review: base stock orders at once; write continuous, or "
           "kind: R S") in wrong(text)  # fmt: skip
    text = "inventory: {policy: {kind: base stock, s: 1, S: 5}}\n"
    said = "inventory.policy.s: is not a level of kind base stock, which has S; remove it"
    assert said in wrong(text)
    text = "inventory: {policy: {kind: base stock}}\n"
    assert "has no level S; write cover_S: 10 d" in wrong(text)[0]
