"""Customers of a state's orders: how they pay, who cancels and who stays, by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import simulator as sim
from simulator.experiments.running.replication import replicate
from simulator.experiments.state.folder import settings_from
from simulator.scenario import Loaded, ScenarioError
from simulator.stages.payment.draws_attempts import Ways, ways_in
from simulator.units import HOUR
from simulator.workload import Workload
from simulator.workload.state_notes import state_notes
from tests.experiments.test_state import HOUSE

AT = datetime(2026, 3, 4, 10)
SLIP = {"share": "50 %", "slip": {"paid_after": {"uniform": {"low": "0 h", "high": "20 h"}}}}
METHODS = {"payment.methods": {"card": {"share": "50 %"}, "slip": SLIP}}
CANCELED = {
    "cancellation": {"share": "100 %", "after": {"uniform": {"low": "0 h", "high": "20 h"}}}
}


def house(folder: Path, orders: str, **changes: Any) -> Loaded:
    """The house, which begins with these orders."""
    (folder / "house.yaml").write_text(HOUSE.replace("run: 1 d", "run: 1 d, cool_down: 5 d"))
    (folder / "state.yaml").write_text(f"at: {AT}\n")
    (folder / "orders.csv").write_text(orders)
    return sim.load(folder / "house.yaml", overrides=changes).with_(settings_from(folder))


def paid(loaded: Loaded) -> tuple[Ways, Workload, int]:
    """How everybody pays, and the state's moment."""
    workload = sim.sample(loaded.scenario, 0)
    assert loaded.scenario.payment is not None
    assert workload.begins is not None
    return ways_in(loaded.scenario.payment, workload), workload, workload.begins.at


def outcomes(loaded: Loaded) -> dict[str, str]:
    found = pd.DataFrame(dict(replicate(loaded.scenario, 0, "all").tables["orders"]))
    return dict(zip(found.order.astype(str), found.outcome.astype(str), strict=True))


def test_a_slip_takes_what_slips_take_that_have_taken_so_long(tmp_path: Path) -> None:
    """Of 0 to 20 hours, all alike, 15 are over: 0 to 5 are left, all alike."""
    rows = "".join(f"{k},payment,2026-03-03 19:00,slip\n" for k in range(400))
    ways, workload, at = paid(house(tmp_path, "order,stage,since,paid_with\n" + rows, **METHODS))
    left = (ways.ended - at)[workload.begins.rows]
    assert ways.slip[workload.begins.rows].all()
    assert 0 < left.min() < 0.1 * HOUR
    assert 4.9 * HOUR < left.max() <= 5 * HOUR
    assert abs(left.mean() - 2.5 * HOUR) < 4 * 5 / 12**0.5 / 20 * HOUR  # four standard errors


def test_whoever_is_not_said_to_have_a_slip_has_one_after_so_long(tmp_path: Path) -> None:
    """A card has its answer within seconds, so that who waits for hours has a slip."""
    rows = "".join(f"{k},payment,2026-03-04 08:00\n" for k in range(50))
    ways, workload, at = paid(house(tmp_path, "order,stage,since\n" + rows, **METHODS))
    assert ways.slip[workload.begins.rows].all()
    assert (ways.ended[workload.begins.rows] > at).all()


def test_an_order_in_the_house_was_paid_when_the_state_says(tmp_path: Path) -> None:
    """A promise counts from when a slip was paid, of a card from when the order was placed."""
    orders = (
        "order,stage,since,placed,paid,paid_with,class\n"
        "A,packing,2026-03-04 09:00,2026-03-01 08:00,2026-03-04 07:00,slip,express\n"
        "B,packing,2026-03-04 09:00,2026-03-03 08:00,2026-03-03 08:10,card,express\n"
        "C,packing,2026-03-04 09:00,2026-03-03 08:00,,slip,express\n"
    )
    loaded = house(tmp_path, orders, **METHODS)
    ways, workload, at = paid(loaded)
    by = dict(zip(workload.order_id, (at - workload.ship_by).tolist(), strict=True))
    assert by["A"] == (3 - 24) * HOUR  # paid at 7:00, promised within 24 h
    assert by["B"] == by["C"] == (26 - 24) * HOUR
    assert ways.method.tolist() == [1, 0, 1]
    assert set(outcomes(loaded).values()) == {"completed"}


def test_an_outage_does_not_stop_an_order_that_is_paid(tmp_path: Path) -> None:
    orders = "order,stage,since\nA,packing,2026-03-04 09:00\n"
    for changes in ({}, METHODS):
        down = {"payment.outages": [{"at": "2026-03-04 08:00", "for": "12 h"}]}
        loaded = house(tmp_path, orders, **down | changes | {"clock.start": "2026-03-04"})
        assert outcomes(loaded) == {"A": "completed"}


def test_nobody_has_canceled_but_those_of_whom_the_state_says_so(tmp_path: Path) -> None:
    """Of 0 to 20 hours, all alike, 15 are over. Who asked is heard at once, and may be too late."""
    rows = "".join(f"{k},shipping,2026-03-04 09:00,2026-03-03 19:00,,\n" for k in range(200))
    orders = (
        "order,stage,since,placed,begun,asked\n"
        "A,packing,2026-03-04 09:58,2026-03-03 19:00,,2026-03-04 09:59\n"
        "B,packing,2026-03-04 09:50,2026-03-03 19:00,2026-03-04 09:59,2026-03-04 09:59:30\n"
    )
    loaded = house(tmp_path, orders + rows, **CANCELED)
    workload = sim.sample(loaded.scenario, 0)
    counts = workload.added["cancellation"]["after"][workload.begins.rows]
    left = (workload.begins.enters + counts - workload.begins.at)[workload.begins.rows >= 0]
    assert sorted(left)[:2] == [0, 0]  # heard at the state's moment
    assert min(sorted(left)[2:]) > 0
    assert 4.5 * HOUR < max(left) <= 5 * HOUR
    found = outcomes(loaded)
    assert (found["A"], found["B"]) == ("called_off", "completed")


def test_whoever_is_in_the_house_does_not_leave_over_the_promise(tmp_path: Path) -> None:
    rows = "".join(f"{k},packing,2026-03-04 09:00\n" for k in range(20))
    promise = {
        "promise": {"lost_a_day": "99 %", "handling_days": 3},
        "delivery": {},
        "demand.orders_per_day": 30,
    }
    found = outcomes(house(tmp_path, "order,stage,since\n" + rows, **promise))
    there = {name: end for name, end in found.items() if not name.startswith("new")}
    assert "abandoned" not in there.values()
    assert "abandoned" in {end for name, end in found.items() if name not in there}


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("A,payment,2026-03-04 09:00,,slp", "paid_with: 'slp' is not a paid_with; did you mean"),
        ("A,packing,2026-03-04 09:00,2026-03-04 11:00,", "is after the state"),
        ("A,packing,2026-03-04 09:00,2026-03-04 08:00,", "paid: is before since"),
    ],
)
def test_a_payment_that_does_not_fit_is_named(tmp_path: Path, rows: str, told: str) -> None:
    loaded = house(tmp_path, f"order,stage,since,paid,paid_with\n{rows}\n", **METHODS)
    with pytest.raises(ScenarioError, match=told):
        sim.sample(loaded.scenario, 0)


def test_columns_of_rules_that_the_house_has_not_are_told(tmp_path: Path) -> None:
    rows = "1,picking,2026-03-04 08:00,2026-03-04 07:00,slip\n2,picking,2026-03-04 08:00,,\n"
    text = "order,stage,since,asked,paid_with\n" + rows
    notes = "\n".join(state_notes(house(tmp_path, text).scenario))
    assert "asked is told of 1 orders and not read, since the house has no cancellation" in notes
    assert "paid_with is told of 1 orders and not read, since the house has no" in notes
    both = house(tmp_path, text, **METHODS, **CANCELED)
    assert "not read" not in "\n".join(state_notes(both.scenario))
