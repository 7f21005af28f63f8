"""Nothing depends on the order in which SimPy hands out what happens at one instant."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import count
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.failures import Failures
from simulator.engine.instants import Instants
from simulator.engine.rosters import Backlog, Overtime, Pause, Stint
from simulator.journey import simulate
from simulator.measure.conservation import check
from simulator.stages.picking.walking import Aisles
from simulator.units import DAY, MINUTE
from simulator.workload.workload import FurtherParcels
from tests.laws.profiles import INDEPENDENT, examples
from tests.model.tiny import heads, scenario, storage, supply, workload

HORIZON = 3 * DAY
LAYOUT = {"aisles": 2, "aisle_length": "60 m", "aisle_spacing": "60 m"}
DISCIPLINE = st.sampled_from(["fifo", "priority", "deadline", "shortest"])
DELIVERY = {"hours": "00:00-20:00", "days": "daily", "attempts": 1}
BEGUN = st.sampled_from(["finish", "interrupt", "handover"])
PREFERS = st.sampled_from(["most urgent", "home first", "longest queue"])
LANES: tuple[dict[str, Any], ...] = (
    {"stations": {"count": 2}},
    {
        "lanes": {
            "single_line": {"stations": {"count": 1}},
            "multi_line": {"stations": {"count": 2}},
        }
    },
)


@st.composite
def methods(draw: st.DrawFn) -> dict[str, Any]:
    """One by one, batches or waves, of orders that may go together or not."""
    by = draw(st.sampled_from(["any", "class", "pick_up"]))
    return draw(
        st.sampled_from(
            [
                {},
                {"batch": {"up_to": 2, "wait_at_most": "1 min", "by": by}},
                {"batch": {"up_to": 2, "wait_at_most": "1 min", "by": by, "form": "when free"}},
                {"wave": {"at": ["00:01", "00:03", "00:08"], "up_to": 2, "by": by}},
                {"wave": {"before_pick_ups": "2 min", "up_to": 3, "by": by}},
            ]
        )
    )


@st.composite
def failures(draw: st.DrawFn, lanes: dict[str, Any]) -> dict[str, Failures]:
    """Benches and printers that fail every few minutes, so that they do at moments of others."""

    def machines(count: int) -> Failures:
        up = st.lists(st.integers(1, 4), min_size=3, max_size=3)
        down = st.lists(st.integers(0, 2), min_size=4, max_size=4)
        last = HORIZON // MINUTE + 1  # no failure after the third
        return Failures(
            by_use=draw(st.booleans()),
            up=tuple(minutes([*draw(up), last]) for _ in range(count)),
            repair=tuple(minutes(draw(down)) for _ in range(count)),
        )

    benches = {"packing": 2} if "stations" in lanes else {
        "packing.single_line": 1, "packing.multi_line": 2
    }  # fmt: skip
    every = benches | {"labeling": 2}
    return {name: machines(count) for name, count in every.items() if draw(st.booleans())}


@st.composite
def shifts(draw: st.DrawFn, *steps: tuple[int, int]) -> tuple[Stint, ...]:
    """Heads that come and go within minutes, and finish their work, leave it or hand it over."""
    more = Overtime(Backlog(orders=1), up_to=2 * MINUTE, step=MINUTE)
    first = draw(st.sampled_from(["last begun", "most left", "least urgent"]))
    some = Pause(6 * MINUTE, 8 * MINUTE, 1, draw(BEGUN), stops_first=first)
    return tuple(
        replace(
            stint,
            heads=draw(st.integers(1, 3)),
            begun_work=draw(BEGUN),
            overtime=draw(st.sampled_from([None, more])),
            pauses=(some,) if stint.end > some.end and draw(st.booleans()) else (),
        )
        for stint in heads(*steps)
    )


def minutes(values: list[int]) -> Any:
    return np.array(values, dtype=np.int64) * MINUTE


@st.composite
def crowded_worlds(draw: st.DrawFn) -> tuple[Any, Any]:
    """A busy shop in which everything takes 0 to 3 minutes, so that most moments coincide."""
    n = draw(st.integers(2, 25))

    def column(most: int = 3) -> list[int]:
        values = draw(st.lists(st.integers(0, most), min_size=n, max_size=n))
        return [value * MINUTE for value in values]

    def flags() -> list[bool]:
        return draw(st.lists(st.booleans(), min_size=n, max_size=n))

    def seldom() -> list[bool]:
        return [k == 0 for k in draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))]

    method, zones, lanes = draw(methods()), draw(st.integers(1, 2)), draw(st.sampled_from(LANES))
    if method.get("batch", {}).get("form") == "when free":
        zones = 1  # of whom the picker who comes free takes a batch
    if zones == 2:
        style = draw(st.sampled_from(["parallel", "pick and pass"]))
        areas = {
            "a": {"skus": "50 %"},
            "b": {
                "skus": "50 %",
                **draw(st.sampled_from([{}, {"at_most": 1}, {"crews": ["packers"]}])),
            },
        }
        method = {**method, "zones": {"style": style, "consolidation": "1 min", "areas": areas}}
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
            "when_short": draw(
                st.sampled_from(["backorder", "split", "split", "cancel line", "cancel order"])
            ),
            "backorder_limit": draw(st.sampled_from(["off", "2 min"])),
            "parcels_at_most": draw(st.integers(2, 3)),
            "goes_ahead": draw(st.sampled_from(["what is there", "most of it"])),
        },
        payment={
            "timeout": "2 min",
            "retry": {"after": ["1 min"]},
            "fraud_review": {"share": "50 %"},
            "outages": [{"at": "2026-03-02 00:02", "for": "1 min"}],
        },
        crews={
            "pickers": {"skills": ["picking", "packing"], "prefers": draw(PREFERS)},
            "packers": {
                "skills": ["packing", "labeling", "inspection", "picking"],
                "prefers": draw(PREFERS),
            },
            "reviewers": {"skills": ["fraud_review"], "heads": 1},
        },
        picking={
            "method": method,
            "discipline": draw(DISCIPLINE),
            "short_picks": {
                "then": draw(st.sampled_from(["pick again", "split", "cancel line"])),
                "count": draw(st.sampled_from(["0 s", "1 min"])),
            },
            "layout": draw(st.sampled_from(["off", LAYOUT])),
        },
        packing={
            **lanes,
            "quality_check": {"time": "1 min", "recheck": draw(st.booleans())},
            "discipline": draw(DISCIPLINE),
        },
        labeling={
            "printers": 2,
            "discipline": draw(DISCIPLINE),
            "outages": draw(
                st.sampled_from([[], [{"at": "2026-03-02 00:03", "for": "2 min", "stations": 1}]])
            ),
            "service": draw(st.sampled_from(["off", {"retries": 1, "retry_after": "1 min"}])),
        },
        shipping={
            "carriers": {
                "carrier": {
                    "pick_ups": {"daily": ["00:03", "00:04", "00:10"]},
                    "capacity": 2,
                    "services": {"ground": {"transit": "1 min"}},
                }
            }
        },
        delivery=draw(st.sampled_from(["off", DELIVERY])),
        returns={},
    )
    k = draw(st.integers(1, 4))
    lines = [
        [(sku, draw(st.integers(1, 2))) for sku in range(k) if sku == 0 or draw(st.booleans())]
        for _ in range(n)
    ]
    m = sum(len(order) for order in lines)
    orders = workload(
        sorted(column()),
        lines,
        attempts=2,
        horizon=HORIZON,
        supply=supply(
            draw(st.lists(st.integers(0, 4), min_size=k, max_size=k)),
            s=1,
            S=4,
            lead_time=draw(st.lists(st.sampled_from([MINUTE, 3 * MINUTE]), min_size=k, max_size=k)),
        ),
        priority=draw(st.lists(st.integers(1, 2), min_size=n, max_size=n)),
        in_cart=column(1),
        abandons=seldom(),
        authorization=list(zip(column(), column(), strict=True)),
        verdict=[2 * refused for refused in seldom()],
        recovers=list(zip(flags(), flags(), strict=True)),
        reviewed=seldom(),
        review=column(),
        rejected=seldom(),
        pick_setup=column(),
        line_pick=draw(st.lists(st.sampled_from([0, MINUTE, 2 * MINUTE]), min_size=m, max_size=m)),
        line_missing=draw(st.lists(st.booleans(), min_size=m, max_size=m)),
        mispicked=flags(),
        checked=flags(),
        check_finds=flags(),
        found_again=draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)),
        label_by_hand=column(),
        label_service_down=[[2 * MINUTE, 9 * MINUTE]],
        storage=storage(
            k,
            ("a", "b")[:zones],
            [sku % zones for sku in range(k)],
            [Aisles(2, 60_000, 60_000, 0)] if shop.picking.layout else [],
            [(sku % 2, 30_000) for sku in range(k)],
        ),
        failures=draw(failures(lanes)),
        pack=[time + MINUTE for time in column()],
        pack_setup=column(1),
        label=column(),
        transit=column(),
        lost=seldom(),
        further=tuple(
            FurtherParcels(
                transit_days=np.zeros(n, np.int16),
                transit=np.array(column()),
                lost=np.array(seldom()),
                damaged_outside=np.zeros(n, np.bool_),
                attempt_fails=np.zeros((n, 1), np.bool_),
                attempt_time=np.zeros((n, 1), np.int64),
            )
            for _ in range(2)
        ),
        attempt_fails=[[fails] for fails in seldom()],
        returns=flags(),
        return_after=column(),
        inspection=column(),
        restockable=flags(),
        present={
            "pickers": draw(shifts((0, 1), (3 * MINUTE, 0), (5 * MINUTE, 2))),
            "packers": draw(shifts((0, 1), (2 * MINUTE, 0), (4 * MINUTE, 1))),
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


@pytest.mark.slow
@settings(max_examples=examples(100), backend=INDEPENDENT)
@given(crowded_worlds(), st.integers(0, 2**32))
def test_events_of_one_instant_may_come_in_any_sequence(world: Any, seed: int) -> None:
    shop, orders = world
    first = simulate(shop, orders)
    check(shop, orders, first)
    begin = Instants.__init__

    def begin_shuffled(self: Instants) -> None:
        begin(self)
        self._eid = shuffled(seed)  # type: ignore[assignment]

    with patch.object(Instants, "__init__", begin_shuffled):
        second = simulate(shop, orders)
    for field in fields(first):
        assert same(getattr(first, field.name), getattr(second, field.name)), field.name
