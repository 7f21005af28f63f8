"""Transit that hangs on the promise: which band an order is in, and what cannot be asked for."""

from __future__ import annotations

import numpy as np
import pytest

import simulator as sim
from simulator.scenario import loads
from simulator.units import DAY, HOUR
from simulator.workload.workload import DRIVING_TIME, Workload
from tests.scenario.texts import mistakes

SHOP = """schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 1 d}
demand:
  orders_per_day: 400
  regions: {near: 50 %, far: 50 %}
  classes:
    soon: {share: 30 %, ship_by: none, deliver_within: 2 d}
    at_its_bound: {share: 30 %, ship_by: none, deliver_within: 3 d}
    later: {share: 20 %, ship_by: none, deliver_within: 3 d 1 h}
    whenever: {share: 20 %, ship_by: none, deliver_within: none}
shipping:
  carriers:
    post:
      pick_ups: {daily: ["15:00"]}
      services:
        ground: {transit: TRANSIT, lost: 0 %}
"""
BANDS = "{by_promise: {2 d: 5 h, 3 d: {working_time: 7 h}, longer: 2 working days}}"


def sampled(transit: str) -> Workload:
    return sim.sample(loads(SHOP.replace("TRANSIT", transit)).scenario, 0)


def test_an_order_has_the_transit_of_the_first_band_that_its_promise_is_in() -> None:
    work = sampled(BANDS)
    took = {k: {*zip(work.transit[work.order_class == k].tolist(),
                     work.transit_days[work.order_class == k].tolist(), strict=True)}
            for k in range(4)}  # fmt: skip
    assert took == {
        0: {(5 * HOUR, 0)},
        1: {(7 * HOUR, DRIVING_TIME)},
        2: {(0, 2)},
        3: {(0, 2)},
    }


def test_it_stands_below_a_region_and_others_stay_as_they_are() -> None:
    work = sampled(f"{{by_region: {{near: {BANDS}, far: 9 h}}}}")
    assert {*work.transit[work.region == 1].tolist()} == {9 * HOUR}
    near = work.region == 0
    assert {*work.transit[near & (work.order_class == 0)].tolist()} == {5 * HOUR}


def test_two_bands_alike_are_one_transit() -> None:
    """The draw is that of the order, whatever the band that it is in."""
    gamma = "{gamma: {mean: 3 d, cv: 0.5}}"
    both = sampled(f"{{by_promise: {{2 d: {gamma}, longer: {gamma}}}}}")
    assert np.array_equal(both.transit, sampled(gamma).transit)


def test_a_promise_of_a_date_lasts_until_its_end() -> None:
    """Two working days from Monday, 2 March: until Wednesday's end, so at most three days."""
    text = SHOP.replace("deliver_within: 2 d}", "deliver_within: 2 working days}")
    scenario = loads(text.replace("TRANSIT", BANDS)).scenario
    work = sim.sample(scenario, 0)
    mine = work.order_class == 0
    assert {*work.transit[mine].tolist()} == {7 * HOUR}
    assert ((work.deliver_by - work.created - work.in_cart)[mine] > 2 * DAY).all()


@pytest.mark.parametrize(
    ("transit", "line"),
    [
        ("{by_promise: {2 d: 5 h}}", "by_promise: bands of promises end with what is promised for"),
        ("{by_promise: 5 h}", "by_promise: '5 h' is not a mapping of promises; write one such as"),
        ("{by_promise: {3 d: 5 h, 2 d: 7 h, longer: 9 h}}", "by_promise: bands of promises ascend"),
        ("{by_promise: {soon: 5 h, longer: 9 h}}", "by_promise: 'soon' is not a duration; write"),
        ("{by_promise: {2 d: 5, longer: 9 h}}", "by_promise.2 d: 5 has no unit; write 5 s"),
        ("{by_promise: {2 d: 5 h, longer: 9 h}, x: 1}", "x: by_promise stands alone; remove 'x'"),
        (
            "{by_region: {near: 5 h}, by_promise: {2 d: 5 h, longer: 9 h}}",
            "by_promise: by_region stands alone; remove 'by_promise', or move it below a region: "
            "{by_region: {near: {by_promise: ...}}}",
        ),
        ("{by_region: {near: 5 h}, far: 9 h}", "far: by_region stands alone; move 'far' below it"),
        (
            "{by_promise: {2 d: {by_region: {near: 5 h}}, longer: 9 h}}",
            "by_promise.2 d: by_region does not stand below by_promise; write 4 d",
        ),
    ],
)
def test_what_cannot_be_read(transit: str, line: str) -> None:
    path = "shipping.carriers.post.services.ground.transit."
    found = mistakes(SHOP.replace("TRANSIT", transit))
    assert len(found) == 1
    assert f"{path}{line}" in found[0]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            ("shipping:\n", "delivery: on\npromise: on\nshipping:\n"),
            "the promise at checkout is made of the transit, which hangs on it here",
        ),
        (
            ("shipping:\n", "shipping:\n  choice: fastest\n"),
            "'fastest' asks what each service takes before it promises; write shipping.choice: by",
        ),
    ],
)
def test_what_cannot_hang_on_the_promise(change: tuple[str, str], line: str) -> None:
    found = mistakes(SHOP.replace("TRANSIT", BANDS).replace(*change))
    assert any(line in each for each in found)


def test_something_has_to_promise() -> None:
    text = SHOP.replace("TRANSIT", BANDS)
    for promise in ("2 d}", "3 d}", "3 d 1 h}"):
        text = text.replace(f"deliver_within: {promise}", "deliver_within: none}")
    found = mistakes(text)
    assert len(found) == 1
    assert "nothing promises a delivery, on which transit hangs here; write deliver_" in found[0]
