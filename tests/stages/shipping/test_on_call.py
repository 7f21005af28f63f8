"""Trucks that are called beside those of the plan, by hand arithmetic (Monday 0 h is 0)."""

from __future__ import annotations

import pytest

from simulator.compiled.covers import not_covered
from simulator.experiments.state.snapshot import snapshot
from simulator.journey import simulate
from simulator.mistakes import InputError
from simulator.reading.mistakes import ScenarioError
from simulator.scenario import checks_shipping, load
from simulator.scenario.checks_figures import not_measured
from simulator.units import HOUR
from tests.model.tiny import figures, scenario, workload
from tests.stages.shipping.carriers import DAILY, LONG, TWO_WEEKS, carrier

NOON = 12 * HOUR


def shop(pick_ups=DAILY, more=(), **rule):
    called = {"parcels": 3, "price": "90 USD"} | rule
    return scenario(shipping=carrier(pick_ups, on_call=called, **dict(more)), clock=LONG)


def orders(created, **columns):
    return workload(created, horizon=TWO_WEEKS, **columns)


def gone(house, made):
    return (simulate(house, made).handed_over / HOUR).tolist()


def test_a_truck_is_called_at_the_third_parcel_and_takes_what_is_there_when_it_comes():
    """Parcels at 13, 14 and 15 h: called at 15, there at 17; who comes at 17 goes with it."""
    made = orders([13 * HOUR, 14 * HOUR, 15 * HOUR, 17 * HOUR, 17 * HOUR + 1])
    timeline = simulate(shop(), made)
    assert (timeline.handed_over / HOUR).tolist() == [17, 17, 17, 17, 36]
    assert timeline.pick_ups.called.tolist()[:3] == [False, True, False]
    assert timeline.pick_ups.loaded.tolist()[:3] == [0, 4, 1]


def test_one_truck_at_a_time_is_on_its_way_and_the_next_is_called_as_it_leaves_enough_behind():
    """With room for one it comes at 17, and the next, called then, at 19: three are left at 17."""
    made = orders([13 * HOUR, 14 * HOUR, 15 * HOUR, 16 * HOUR])
    assert gone(shop(capacity=1), made) == [17, 19, 36, 36]


def test_what_a_planned_truck_takes_calls_nobody():
    """The third is ready at noon, as the truck of the plan comes, which takes all."""
    made = orders([10 * HOUR, 11 * HOUR, NOON])
    timeline = simulate(shop(), made)
    assert (timeline.handed_over / HOUR).tolist() == [12, 12, 12]
    assert not timeline.pick_ups.called.any()
    late = orders([10 * HOUR, 11 * HOUR, NOON - 1])
    assert simulate(shop(), late).pick_ups.called.sum() == 1  # it finds nothing at two


def test_the_truck_of_the_plan_loads_first_where_both_come_at_once():
    house = shop(more={"capacity": 1}, lead_time="2 h")
    timeline = simulate(house, orders([8 * HOUR, 9 * HOUR, 10 * HOUR]))
    assert timeline.pick_ups.called.tolist()[:2] == [False, True]
    assert timeline.pick_ups.loaded.tolist()[:2] == [1, 2]


def test_it_is_called_in_its_hours_and_on_its_days():
    """Full at 15 on Monday: from Tuesday 8 on, when called at 8 it comes at 10."""
    made = orders([13 * HOUR, 14 * HOUR, 15 * HOUR])
    assert gone(shop(hours="08:00-15:00"), made) == [34, 34, 34]
    assert gone(shop(hours="08:00-15:01"), made) == [17, 17, 17]
    assert gone(shop(days="tue", hours="20:00-04:00"), made) == [36, 36, 36]
    night = orders([13 * HOUR, 14 * HOUR, 27 * HOUR])
    assert gone(shop(days="mon", hours="20:00-04:00"), night) == [29, 29, 29]
    assert gone(shop(more={"holidays": ["2026-03-02"]}), made) == [26, 26, 26]


def test_none_is_called_that_would_come_in_an_outage():
    """Full at 15, so there at 17: out from 17 to 19 it is called at 17, and out until 16 at 15."""
    made = orders([13 * HOUR, 14 * HOUR, 15 * HOUR])
    out = [{"at": "2026-03-02 17:00", "for": "2 h"}]
    assert gone(shop(more={"outages": out}), made) == [19, 19, 19]
    before = [{"at": "2026-03-02 13:00", "for": "3 h"}]
    assert gone(shop(more={"outages": before}), made) == [17, 17, 17]


@pytest.mark.parametrize(
    ("rule", "at"), [({}, ("on_call",)), ({"lead_time": "1 h"}, ("on_call", "lead_time"))]
)
def test_it_does_not_come_before_the_cut_off(rule, at):
    """With a cut-off of 3 h it would take nothing of what it was called for, again and again."""
    house = shop(more={"cut_off": "3 h"}, **rule)
    ((path, said),) = checks_shipping.pick_ups(house)
    assert path == ("shipping", "carriers", "carrier", *at)
    assert said.endswith("write lead_time: 3 h (or a shorter cut_off)")
    assert not list(checks_shipping.pick_ups(shop(more={"cut_off": "3 h"}, lead_time="3 h")))


def test_figures_and_costs_of_trucks_on_call():
    """One truck of 4 parcels at 90 USD, beside 14 of the plan at 7 USD; who goes with it before
    its planned pick-up has made it."""
    made = orders([13 * HOUR, 14 * HOUR, 15 * HOUR, 16 * HOUR], ship_by=[18 * HOUR] * 4)
    found = figures(shop(more={"pick_up_cost": "7 USD"}), made)
    assert found["shipping.called_trucks"] == 1
    assert found["shipping.parcels_per_called_truck"] == 4
    assert found["total_cost.pick_ups"] == 14 * 7 + 90
    assert found["on_time_ship"] == 100
    assert found["cut_off_miss_rate"] == 0
    without = figures(shop(more={"pick_up_cost": "7 USD"}, parcels=9), made)
    assert without["shipping.called_trucks"] == 0
    assert without["total_cost.pick_ups"] == 14 * 7


def test_no_order_plans_with_a_truck_on_call():
    """With room for one it leaves two for noon tomorrow, the pick-up that was planned for them."""
    made = orders([13 * HOUR, 14 * HOUR, 15 * HOUR], ship_by=[18 * HOUR] * 3)
    found = figures(shop(capacity=1), made)
    assert found["shipping.parcels_per_called_truck"] == 1
    assert found["on_time_ship"] == pytest.approx(100 / 3)
    assert found["cut_off_miss_rate"] == 0


def test_the_compiled_engine_leaves_it_to_simpy_and_others_have_no_such_figures():
    assert not_covered(shop()) == "shipping.carriers.carrier.on_call"
    plain = scenario(shipping=carrier(DAILY), clock=LONG)
    assert not_covered(plain) is None
    said = not_measured("shipping.called_trucks", plain)
    assert said.startswith("no truck can be called; write shipping.carriers.carrier.on_call: {")
    assert not_measured("shipping.called_trucks", shop()) is None


def test_no_state_has_a_truck_on_call(tmp_path):
    """Where one is on its way stands in no state: none is cut from, or begun with, such a one."""
    called = "shipping.carriers.parcelco.on_call={parcels: 20, price: 90 USD}"
    with pytest.raises(InputError, match="which truck was called and is on its way"):
        snapshot(load("small").with_([called]), "2026-03-03 12:00", tmp_path / "state")
    with pytest.raises(ScenarioError, match="on its way; write on_call: off, or remove"):
        load("tonight").with_([called])
    assert load("tonight").with_([called, "shipping.carriers.parcelco.on_call=off"])
