"""The scenarios that ship: what is dated in them happens while they measure."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from simulator.scenario import load, resolve, shipped
from tests.scenario.texts import HERE

DATED = {"payment_outage", "peak", "printer_failure", "second_gateway", "tonight"}
DATE = re.compile(r"\b(?:at|from|to): \"?(\d{4}-\d\d-\d\d)")


@pytest.mark.parametrize("name", sorted(shipped()))
def test_events_and_outages_are_measured(name: str) -> None:
    """A parent whose clock moves would leave them in the warm-up, where nothing counts them."""
    loaded = load(name)
    found: set[str] = set()
    for variant in (None, *loaded.variants):
        one = load(name, variant=variant, overrides=HERE.get(variant))
        clock = one.scenario.clock
        first, last = ((clock.start + timedelta(milliseconds=end)).date() for end in clock.window)
        days = set(DATE.findall(resolve(one)))
        assert {day for day in days if not first <= date.fromisoformat(day) < last} == set()
        found |= days
    assert bool(found) == (name in DATED)
