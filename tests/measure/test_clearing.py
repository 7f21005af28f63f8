"""Time to clear, by hand arithmetic."""

from __future__ import annotations

from math import inf, isnan, nan

import numpy as np
import pytest

from simulator.experiments.goals import Goal
from simulator.journey import simulate
from simulator.measure.clearing import first_quiet, last_disturbance
from simulator.measure.measurement import measure
from simulator.scenario import ScenarioError, loads
from simulator.units import DAY, HOUR
from tests.model.tiny import scenario, workload


@pytest.mark.parametrize(
    ("above", "hours"),
    [
        ([0] * 25, 0),  # at once: a moment and the 24 hours after it
        ([0] * 24, nan),
        ([1] + [0] * 25, 1),
        ([1] + [0] * 24, nan),
        ([0] * 24 + [1] + [0] * 25, 25),  # a quiet night is not enough
        ([0] * 25 + [1] * 9, 0),
        ([1] * 40, nan),
        ([], nan),
    ],
)
def test_the_first_moment_from_which_on_a_day_is_quiet(above, hours):
    found = first_quiet(np.array(above, dtype=bool))
    assert found == hours or (isnan(found) and isnan(hours))


OUTAGE = {"at": "2026-03-09 10:00", "for": "4 h"}  # a Monday, two weeks in all


def shop(outages=(OUTAGE,), warm_up="7 d", run="7 d", **clock):
    carrier = {
        "pick_ups": {"daily": ["12:00"]},
        "outages": list(outages),
        "services": {"ground": {"transit": "1 h", "lost": "0 %", "damaged": "0 %"}},
    }
    return scenario(
        clock={"start": "2026-03-02", "warm_up": warm_up, "run": run} | clock,
        shipping={"carriers": {"carrier": carrier}},
    )


def figures(house, created):
    orders = workload(created, horizon=house.clock.horizon)
    kpis = measure(house, orders, simulate(house, orders)).kpis
    return kpis.get(("time_to_clear", "all")), kpis.get(("time_to_clear.cleared", "all"))


def daily(days, hour=10):
    return [day * DAY + hour * HOUR for day in days]


def test_it_takes_until_the_next_pick_up():
    """An order a day at ten; that of the Monday waits for Tuesday's truck, with Tuesday's own.

    The outage ends at 14:00. From then on to Tuesday at ten one order is there, where in the
    warm-up none was; from ten to twelve two, where there was one; at noon it has cleared.
    """
    assert figures(shop(), daily(range(14))) == (22, 100)


def test_a_level_that_is_written_goes_before_the_warm_up():
    house = shop(clear_below="2 orders", warm_up="7 d")
    assert figures(house, daily(range(14))) == (0, 100)
    assert figures(shop(clear_below=1), daily(range(14))) == (22, 100)  # two from ten to noon


def test_what_does_not_clear_in_the_window_has_no_time():
    """Three days are measured; it clears after two and must stay so for a day."""
    house = shop(run="1 d")
    assert figures(house, daily(range(14)))[1] == 0
    assert isnan(figures(house, daily(range(14)))[0])
    longer = house.clock.model_copy(update={"cool_down": 9 * DAY})
    assert figures(house.model_copy(update={"clock": longer}), daily(range(14)))[1] == 0


def test_without_an_end_in_the_window_or_a_band_there_is_no_such_figure():
    assert figures(shop(outages=()), daily(range(14))) == (None, None)
    early = {"at": "2026-03-03 10:00", "for": "4 h"}
    assert figures(shop(outages=(early,)), daily(range(14))) == (None, None)
    assert figures(shop(warm_up="6 d", run="8 d"), daily(range(14))) == (None, None)


BASE = """\
schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, warm_up: 1 d, run: 13 d}
demand:
  orders_per_day: 9
  events: [{name: sale, from: 2026-03-04, to: 2026-03-05, factor: 2}]
  classes: {all: {ship_by: 24 h}}
payment: {outages: [{at: 2026-03-06 10:00, for: 1 h}]}
labeling: {printers: 1, outages: [{at: 2026-03-07 10:00, for: 1 h}]}
shipping: {carriers: {c: {pick_ups: {daily: ["16:00"]}, services: {g: {transit: 1 h}}}}}
"""


def end(*overrides):
    return last_disturbance(loads(BASE, overrides=list(overrides)).scenario)


def test_the_last_event_or_outage_that_ends_in_the_window():
    assert end() == 5 * DAY + 11 * HOUR  # the printer
    assert end("labeling.outages=[]") == 4 * DAY + 11 * HOUR  # the gateway
    assert end("labeling.outages=[]", "payment.outages=[]") == 4 * DAY  # the sale, at midnight
    none = ("labeling.outages=[]", "payment.outages=[]", "demand.events=[]")
    assert end(*none) is None
    carrier = "shipping.carriers.c.outages=[{at: 2026-03-08 10:00, for: 1 h}]"
    assert end(carrier) == 6 * DAY + 11 * HOUR


TARGET = "targets=[{kpi: time_to_clear, at_most: 48 h}]"


@pytest.mark.parametrize(
    ("overrides", "said", "remedy"),
    [
        ([], "nothing says when it has cleared", ["clock.clear_below=300 orders"]),
        (
            ["labeling.outages=[]", "payment.outages=[]", "demand.events=[]"],
            "no event or outage ends in the measurement window; write one that does",
            [
                "demand.events=[{name: sale, from: 2026-03-04, to: 2026-03-05, factor: 2}]",
                "clock.clear_below=9",
            ],
        ),
    ],
)
def test_a_target_on_what_is_not_measured_says_what_to_write(overrides, said, remedy):
    with pytest.raises(ScenarioError) as caught:
        loads(BASE, overrides=[*overrides, TARGET])
    assert said in str(caught.value)
    assert loads(BASE, overrides=[*overrides, *remedy, TARGET])


@pytest.mark.parametrize(
    ("written", "remedy"), [("300 parcels", "300 orders"), ("many", "300 orders")]
)
def test_a_backlog_is_a_number_of_orders(written, remedy):
    with pytest.raises(ScenarioError) as caught:
        loads(BASE, overrides=[f"clock.clear_below={written}"])
    assert "is not a number of orders; write" in str(caught.value)
    assert str(caught.value).endswith(remedy)
    assert loads(BASE, overrides=[f"clock.clear_below={remedy}"]).scenario.clock.clear_below == 300


def test_a_period_that_does_not_clear_misses_a_target():
    """Nine clear in ten hours and one never does: the mean of the nine must not decide."""
    values = [10.0] * 9 + [nan]
    by_mean = Goal("time_to_clear", "all", "at most", 48.0).judged(values, 0.95)
    assert by_mean.verdict == "missed"
    assert (by_mean.held.hits, by_mean.held.trials, by_mean.held.left_out) == (9, 10, 0)
    assert by_mean.held.highest < inf
    some = Goal("time_to_clear", "all", "at most", 48.0, share=0.5).judged(values, 0.95)
    assert some.verdict == "met"
    all_of_them = Goal("time_to_clear", "all", "at most", 48.0, share=0.99).judged(values, 0.95)
    assert all_of_them.verdict == "missed"
    other = Goal("otif", "all", "at most", 48.0).judged(values, 0.95)
    assert (other.held.trials, other.held.left_out) == (9, 1)
