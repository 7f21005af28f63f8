"""Nothing depends on the order in which SimPy hands out what happens at one instant."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import count
from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.model.instants import Instants
from simulator.model.pipeline import simulate
from simulator.units import DAY, MINUTE
from tests.model.tiny import heads, scenario, supply, workload

HORIZON = 3 * DAY


@st.composite
def crowded_worlds(draw: st.DrawFn) -> tuple[Any, Any]:
    """A busy shop in which everything takes 0 to 3 minutes, so that most moments coincide."""
    n = draw(st.integers(2, 25))
    minutes = st.lists(st.integers(0, 3), min_size=n, max_size=n)

    def column(most: int = 3) -> list[int]:
        values = draw(st.lists(st.integers(0, most), min_size=n, max_size=n))
        return [value * MINUTE for value in values]

    def flags() -> list[bool]:
        return draw(st.lists(st.booleans(), min_size=n, max_size=n))

    shop = scenario(
        clock={"start": "2026-03-02", "run": "3 d"},
        checkout={
            "abandonment": "10 %",
            "reserve": draw(st.sampled_from(["at cart", "at checkout", "at payment"])),
            "time_to_live": draw(st.sampled_from(["off", "1 min", "2 min"])),
        },
        inventory={
            "policy": {"s": 1, "S": 4},
            "lead_time": "1 min",
            "when_short": draw(st.sampled_from(["backorder", "cancel line", "cancel order"])),
            "backorder_limit": draw(st.sampled_from(["off", "2 min"])),
        },
        payment={
            "timeout": "2 min",
            "retry": {"after": ["1 min"]},
            "fraud_review": {"share": "50 %"},
            "outages": [{"at": "2026-03-02 00:02", "for": "1 min"}],
        },
        crews={
            "pickers": {"skills": ["picking", "packing"], "heads": 1},
            "packers": {"skills": ["packing", "labeling", "inspection"], "heads": 1},
            "reviewers": {"skills": ["fraud_review"], "heads": 1},
        },
        picking={
            "method": draw(
                st.sampled_from(["one by one", {"batch": {"up_to": 2, "wait_at_most": "1 min"}}])
            )
        },
        packing={"stations": {"count": 2}, "quality_check": {"time": "1 min"}},
        labeling={"printers": 1},
        shipping={
            "carriers": {
                "carrier": {
                    "pick_ups": {"daily": ["00:03", "00:04", "00:10"]},
                    "capacity": 2,
                    "services": {"ground": {"transit": "1 min"}},
                }
            }
        },
        returns={},
    )
    k = draw(st.integers(1, 3))
    lines = [
        [(sku, draw(st.integers(1, 2))) for sku in range(k) if sku == 0 or draw(st.booleans())]
        for _ in range(n)
    ]
    orders = workload(
        sorted(column()),
        lines,
        attempts=2,
        horizon=HORIZON,
        supply=supply([draw(st.integers(0, 4))] * k, s=1, S=4, lead_time=MINUTE),
        priority=draw(st.lists(st.integers(1, 2), min_size=n, max_size=n)),
        in_cart=column(1),
        abandons=flags(),
        authorization=list(zip(column(), column(), strict=True)),
        verdict=draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)),
        recovers=list(zip(flags(), flags(), strict=True)),
        reviewed=flags(),
        review=column(),
        rejected=flags(),
        pick_setup=column(),
        pick=column(),
        mispicked=flags(),
        checked=flags(),
        check_finds=flags(),
        pack=column(),
        label=column(),
        transit=column(),
        returns=flags(),
        return_after=column(),
        inspection=column(),
        restockable=flags(),
        present={
            "pickers": heads((0, 1), (5 * MINUTE, 2)),
            "packers": heads((0, 1), (2 * MINUTE, 0), (4 * MINUTE, 1)),
            "reviewers": heads((0, 1)),
        },
    )
    return shop, orders


def same(a: Any, b: Any) -> bool:
    if is_dataclass(a):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        return bool(np.array_equal(a, b))
    return bool(a == b)


def shuffled(seed: int) -> Iterator[int]:
    """Event numbers with which SimPy hands out the events of one instant at random."""
    draws = random.Random(seed)
    for number in count():
        yield draws.getrandbits(40) << 24 | number


@settings(max_examples=200, deadline=None)
@given(crowded_worlds(), st.integers(0, 2**32))
def test_events_of_one_instant_may_come_in_any_sequence(world: Any, seed: int) -> None:
    shop, orders = world
    first = simulate(shop, orders)
    begin = Instants.__init__

    def begin_shuffled(self: Instants) -> None:
        begin(self)
        self._eid = shuffled(seed)  # type: ignore[assignment]

    with patch.object(Instants, "__init__", begin_shuffled):
        second = simulate(shop, orders)
    for field in fields(first):
        assert same(getattr(first, field.name), getattr(second, field.name)), field.name
