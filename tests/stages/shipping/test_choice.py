"""Which service takes an order: by share, the cheapest, the fastest, or by a rule of one's own."""

from __future__ import annotations

import numpy as np
import pytest

import simulator as sim
from simulator.policies import registry
from simulator.scenario import loads
from tests.scenario.texts import wrong

SHOP = """schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 1 d}
demand:
  orders_per_day: 300
  regions: {near: 50 %, far: 50 %}
  classes:
    a: {share: 50 %, priority: 1, ship_by: none}
    b: {share: 50 %, priority: 2, ship_by: none}
shipping:
  choice: CHOICE
  carriers:
    one:
      pick_ups: {daily: ["15:00"]}
      services:
        slow: {share: 20 %, transit: 3 working days, cost: 4 USD}
        local:
          share: 30 %
          transit: {by_region: {near: 5 h, far: {working_days: {2: 50, 4: 50}}}}
          cost: 4 USD
    two:
      pick_ups: {daily: ["18:00"]}
      services:
        fast: {share: 50 %, transit: {gamma: {mean: 1 d, cv: 0.5}}, cost: 9 USD}
"""
"""Services 0 to 2; for `far`, `local` takes three days in the mean, as `slow` does."""


def chosen(choice: str) -> dict[tuple[int, int], set[int]]:
    """The services that orders have, by class and region."""
    work = sim.sample(loads(SHOP.replace("CHOICE", choice)).scenario, 0)
    found: dict[tuple[int, int], set[int]] = {}
    for k, region, service in zip(
        work.order_class.tolist(), work.region.tolist(), work.service.tolist(), strict=True
    ):
        found.setdefault((k, region), set()).add(service)
    return found


def test_by_share_all_of_them_have_orders():
    assert set().union(*chosen("by share").values()) == {0, 1, 2}


@pytest.mark.parametrize(
    ("choice", "near", "far"),
    [("cheapest", 1, 0), ("fastest", 1, 2)],  # of two that cost the same the fastest, or the first
)
def test_the_cheapest_and_the_fastest_by_region(choice, near, far):
    assert chosen(choice) == {(k, r): {[near, far][r]} for k in range(2) for r in range(2)}


def test_a_rule_of_ones_own_by_class_and_draw():
    with registry.known_as([]):

        @sim.policy("service")
        def second_carrier_for_a(choices, drawn, order_class, region):
            mine = [offer for offer in choices if offer.carrier == 1]
            return mine[0] if order_class == 0 else drawn

        found = chosen("second_carrier_for_a")
    assert found[0, 0] == found[0, 1] == {2}
    assert found[1, 0] | found[1, 1] == {0, 1, 2}


def test_what_a_choice_hangs_on_changes_no_draw_of_others():
    shares, cheap = (
        sim.sample(loads(SHOP.replace("CHOICE", name)).scenario, 0)
        for name in ("by share", "cheapest")
    )
    same = np.flatnonzero(shares.service == cheap.service)
    assert len(same) > 30
    assert (shares.transit_days[same] == cheap.transit_days[same]).all()
    assert (shares.line_sku == cheap.line_sku).all()


def test_shares_need_not_add_up_where_nothing_is_drawn_by_them():
    no_shares = SHOP.replace("share: 20 %, transit", "transit")
    assert loads(no_shares.replace("CHOICE", "cheapest")).scenario.shipping.choice == "cheapest"
    with pytest.raises(sim.ScenarioError, match="have shares of 180 % together"):
        loads(no_shares.replace("CHOICE", "by share"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "shipping: {choice: cheap, carriers: {}}\n",
            "shipping.choice: 'cheap' is not allowed here, unless @sim.policy(\"service\") defines "
            "it first, in Python; did you mean cheapest?",
        ),
        (
            "shipping: {carriers: {c: {loading: boxes, pick_ups: {daily: ['15:00']}, "
            "services: {a: {transit: 1 d}}}}}\n",
            "shipping.carriers.c.loading: 'boxes' is not allowed here",
        ),
        (
            "picking: {method: {wave: {at: ['09:00'], timing: halfway}}}\n",
            "picking.method.wave.timing: waves come at times of day, not by pick-ups; write lead, "
            "or before_pick_ups: 1 h instead of at",
        ),
        (
            "crews: {a: {skills: [picking]}}\npicking: on\nshifts: {day: {hours: 08:00-16:00, "
            "heads: {a: 2}, breaks: [{at: '12:00', for: 10 min, waves: 2, "
            "stops_first: most left}]}}\n",
            "shifts.day.breaks.#1.stops_first: nobody's work is stopped where begun_work is "
            "finish; write begun_work: interrupt too, or remove it",
        ),
        (
            "crews: {a: {skills: [picking]}}\npicking: on\nshifts: {day: {hours: 08:00-16:00, "
            "heads: {a: 2}, breaks: [{at: '12:00', for: 10 min, begun_work: interrupt, "
            "stops_first: most left}]}}\n",
            "shifts.day.breaks.#1.stops_first: all of them pause at once, so that there is nobody "
            "to choose; write waves: 2 too, or remove it",
        ),
    ],
)
def test_what_is_refused(text, line):
    assert any(found.startswith(line) for found in wrong(text)), wrong(text)
