"""What the laws have found, as the smallest scenario that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.measure.measurement import measure
from simulator.results.outcomes import Outcome
from simulator.results.parcels import parcels
from simulator.units import NEVER
from tests.laws.laws_of_causes import hours_of_late_orders_are_those_up_to_what_they_were_late_for
from tests.laws.laws_of_figures import money_adds_up
from tests.laws.laws_of_floor import service_takes_what_it_needs
from tests.laws.laws_of_orders import payment_follows_its_rules
from tests.laws.laws_of_stock import units_are_there_each_for_itself
from tests.laws.people import spells
from tests.laws.runs import Run, run
from tests.laws.scenarios import World

BASE: dict[str, Any] = {
    "schema": "fulfillment/1",
    "name": "found",
    "clock": {"start": "2026-03-02", "run": "1 d"},
    "demand": {"orders_per_day": 30},
}


OVERTAKEN = World(
    BASE
    | {
        "clock": {"start": "2026-03-02", "run": "3 d"},
        "demand": {
            "orders_per_day": 30,
            "lines": 2,
            "units_per_line": 1,
            "classes": {"express": {"share": "100 %", "ship_by": "6 h"}},
        },
        "catalog": {"skus": 7},
        "inventory": {
            "policy": {"kind": "s S", "s": 1, "S": 3},
            "lead_time": "5 h",
            "when_short": "split",
        },
        "crews": {"pickers": {"skills": ["picking"], "heads": 1}},
        "picking": {"time": {"setup": "15 min"}},
        "shipping": {
            "carriers": {
                "carrier": {
                    "pick_ups": {"daily": ["08:00", "12:00", "16:00"]},
                    "services": {"ground": {"transit": {"exponential": {"mean": "1 d"}}}},
                }
            }
        },
        "experiment": {"seed": 4},
    }
)
"""Parcels of late orders overtake each other on the road."""


def found(**sections: Any) -> Run:
    return run(World(BASE | sections))


def test_a_cart_refused_for_stock_is_not_abandoned_later() -> None:
    one = found(
        checkout={"abandonment": "60 %", "time_in_cart": "1 h", "reserve": "at cart"},
        inventory={"policy": {"s": 0, "S": 1}, "lead_time": "2 d", "when_short": "cancel order"},
    )
    refused = [i for i in one.orders if not one.timeline.line_filled[i]]
    assert any(one.workload.abandons[i] for i in refused)
    assert {Outcome(one.timeline.outcome[i]) for i in refused} == {Outcome.OUT_OF_STOCK}
    assert all(one.timeline.ended[i] == one.workload.created[i] for i in refused)


@pytest.mark.parametrize("hours", ["13:00-22:00", "08:00-22:00", "22:00-14:00"])
def test_a_shift_that_begins_before_the_simulated_time_is_worked(hours: str) -> None:
    one = found(
        clock={"start": "2026-03-06 13:30", "run": "20 min"},
        crews={"pickers": {"skills": ["picking"]}},
        shifts={"only": {"hours": hours, "heads": {"pickers": 2}}},
        picking={},
    )
    assert one.timeline.heads["pickers"].heads.tolist() == [2]


def test_an_order_that_asks_again_waits_behind_those_who_came_meanwhile() -> None:
    """The gateway is down until 10:14, so that the reservation of 10:00 runs out at 10:10."""
    times = ("09:05:00", "10:00:00", "10:14:30")
    rows = [f"{k},2026-03-02 {time},x,1\n" for k, time in enumerate(times)]
    world = {
        "clock": {"start": "2026-03-02 09:00", "run": "5 h"},
        "demand": {"trace": {"file": "orders.csv"}},
        "catalog": {"file": "skus.csv"},
        "checkout": {"abandonment": "0 %", "time_in_cart": "0 s", "time_to_live": "10 min"},
        "inventory": {"policy": {"kind": "r Q", "r": 0, "Q": 1}, "lead_time": "3 h"},
        "payment": {
            "authorization": "1 min",
            "timeout": "none",
            "declined": {"soft": "0 %", "hard": "0 %"},
            "outages": [{"at": "2026-03-02 09:30", "for": "44 min"}],
        },
    }
    files = {
        "orders.csv": "order_id,placed_at,sku,quantity\n" + "".join(rows),
        "skus.csv": "sku,weight,initial\nx,1,0\n",
    }
    one = run(World(BASE | world, files))
    # ordered at 09:00, 09:05 and 10:00
    assert [moment / 60_000 for moment in one.timeline.released.tolist()] == [180, 240, 185]


def test_work_finished_into_an_unpaid_break_is_paid() -> None:
    """Picks of forty minutes, most of which last into the break of 10:00."""
    pause = {"at": "10:00", "for": "30 min"}
    shift = {"hours": "09:00-10:30", "heads": {"pickers": 3}, "breaks": [pause]}
    one = found(
        clock={"start": "2026-03-02 09:00", "run": "3 h"},
        demand={"orders_per_day": 200},
        crews={"pickers": {"skills": ["picking"]}},
        shifts={"only": shift | {"paid_breaks": False}},
        picking={"time": {"setup": "40 min"}},
    )
    heads = one.timeline.heads["pickers"]
    assert (heads.paid >= heads.late).all()
    assert heads.late.max() == 3
    assert measure(one.scenario, one.workload, one.timeline).kpis["occupancy.pickers", "all"] <= 100


def test_a_stopped_tour_is_known_by_its_lowest_order_even_where_another_leads_it() -> None:
    """The law was wrong: it took the tour of 11 and 10 for one that was not stopped."""
    pause = {"at": "12:00", "for": "1 h", "begun_work": "handover"}
    one = found(
        demand={
            "orders_per_day": 30,
            "classes": {
                "late": {"share": "50 %", "priority": 2},
                "soon": {"share": "50 %", "priority": 1},
            },
        },
        crews={"pickers": {"skills": ["picking"]}},
        shifts={"only": {"hours": "00:00-24:00", "heads": {"pickers": 2}, "breaks": [pause]}},
        picking={
            "time": {"setup": "40 min"},
            "method": {"batch": {"up_to": 2, "wait_at_most": "1 h"}},
        },
        experiment={"seed": 7},
    )
    assert [11, 10] in one.tours.values()
    assert list(spells(one)) == [(10, "picking", 1)]
    assert list(service_takes_what_it_needs(one)) == []


def test_an_order_may_be_paid_and_found_missing_at_one_moment() -> None:
    """The law was wrong: it took an order that ends as it is paid for one that was not paid."""
    one = found(
        inventory={
            "policy": {"s": 3, "S": 9},
            "lead_time": "3 h",
            "when_short": "backorder",
            "record_accuracy": "60 %",
        },
        payment={},
        crews={"pickers": {"skills": ["picking"], "heads": 30}},
        picking={
            "time": {"setup": "0 s", "per_line": "0 s", "per_unit": "0 s"},
            "short_picks": {"then": "cancel line"},
        },
    )
    gone = [i for i in sorted(one.missing) if one.timeline.ended[i] == one.timeline.paid[i] > 0]
    assert gone
    assert {Outcome(one.timeline.outcome[i]) for i in gone} == {Outcome.OUT_OF_STOCK}
    assert list(payment_follows_its_rules(one)) == []


def test_what_an_order_lacks_may_come_at_its_own_instant() -> None:
    """Two of three units are there when it asks; the reorder for the third takes no time."""
    one = found(
        demand={"orders_per_day": 30, "units_per_line": 3},
        catalog={"skus": 1},
        inventory={
            "policy": {"kind": "s S", "s": 0, "S": 3}, "lead_time": "0 s", "when_short": "split"
        },
    )  # fmt: skip
    assert 2 in one.timeline.line_found
    assert list(units_are_there_each_for_itself(one)) == []


def test_two_parcels_of_a_house_that_ships_nothing_leave_without_a_road() -> None:
    one = found(
        demand={"orders_per_day": 20, "lines": 2, "units_per_line": 1},
        catalog={"skus": 3},
        inventory={
            "policy": {"kind": "s S", "s": 0, "S": 1},
            "lead_time": "3 h",
            "when_short": "split",
        },
    )
    assert one.split
    assert list(money_adds_up(one)) == []


def test_a_late_order_is_handed_over_with_another_parcel_than_it_is_delivered_with() -> None:
    """Its hours by cause followed the one delivered last, up to that one's own hand-over."""
    one = run(OVERTAKEN)
    each, t = parcels(one.timeline), one.timeline
    overtaken = []
    for order in sorted(one.split):
        final = (
            (each.order == order) & (t.parcels.ended == t.ended[order]) & (t.ended[order] != NEVER)
        )
        late = t.handed_over[order] > one.workload.ship_by[order]
        if late and final.any() and t.handed_over[order] not in each.handed_over[final]:
            overtaken.append(order)
    assert overtaken
    assert list(hours_of_late_orders_are_those_up_to_what_they_were_late_for(one)) == []
