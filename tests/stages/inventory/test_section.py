"""Mistakes in stock, each with its place, its cause and its remedy."""

from __future__ import annotations

from tests.scenario.texts import CREWS, wrong


def test_a_wrong_record_needs_somebody_who_finds_out():
    text = "inventory: {policy: {s: 1, S: 5}, record_accuracy: 95 %}\npacking: on\n"
    assert ("inventory.record_accuracy: picking is off, so nobody finds out; write 100 %, or "
           "switch picking on") in wrong(CREWS + text)  # fmt: skip
