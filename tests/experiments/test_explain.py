"""What is said before a run: against hand arithmetic, and against what the run then gives."""

from __future__ import annotations

import json
from math import exp, inf

import numpy as np
import pytest

from simulator.analysis.queueing import erlang_b, erlang_c, mean_wait, servers_for_wait
from simulator.cli.explain import heat_map, shade
from simulator.experiments.explain import as_json, explain
from simulator.experiments.explain_demand import accepted_share, expected_arrivals, services
from simulator.experiments.explain_load import window_hours
from simulator.experiments.explain_supply import carrier_shares
from simulator.experiments.run import run
from simulator.scenario import loads

ONE_STATION = """
schema: fulfillment/1
name: one_station
clock: {start: 2026-03-02, run: 7 d}
demand: {orders_per_day: 240}
crews: {packers: {skills: [packing], wage: 20 USD/h}}
shifts: {day: {days: mon-fri, hours: 08:00-16:00, heads: {packers: 3}, breaks: []}}
packing: {time: {setup: {exponential: {mean: 6 min}}, per_unit: 0 s}}
targets: [{kpi: orders.placed, at_least: 1}]
"""


def scenario(text: str = ONE_STATION, *changes: str):
    return loads(text, overrides=list(changes)).scenario


@pytest.mark.parametrize(
    ("servers", "load", "chance"), [(1, 0.5, 0.5), (2, 2 / 3, 1 / 6), (3, 2.0, 4 / 9)]
)
def test_erlang_c_by_hand(servers: int, load: float, chance: float) -> None:
    """M/M/1: rho; M/M/2: rho² 2 / (1 + rho); M/M/3 with a = 2: 4/9 (Hillier & Lieberman)."""
    assert erlang_c(servers, load) == pytest.approx(chance, rel=1e-12)


def test_erlang_b_by_hand() -> None:
    assert erlang_b(2, 1.0) == pytest.approx(0.5 / 2.5)
    assert erlang_c(2, 2.0) == 1.0


def test_mean_wait_by_hand() -> None:
    """M/M/2 with λ 2/h and μ 3/h waits 1/24 h; M/G/1 is Pollaczek-Khinchine's."""
    assert mean_wait(2, 2 / 3, 1 / 3, 1, 1) == pytest.approx(1 / 24)
    rho, service, cv = 24 / 30, 24.0, 20 / 24
    assert mean_wait(1, rho, service, 1, cv) * (1 / 30) == pytest.approx(2.711, abs=5e-4)
    assert mean_wait(2, 2.0, 1.0, 1, 1) == inf


def test_fewest_servers() -> None:
    for goal in (0.01, 0.1, 1.0):
        found = servers_for_wait(4.2, 0.5, 1, 1, goal)
        assert mean_wait(found, 4.2, 0.5, 1, 1) <= goal
        assert found == 5 or mean_wait(found - 1, 4.2, 0.5, 1, 1) > goal
    assert servers_for_wait(4.0, 0.5, 1, 1, inf) == 5
    assert servers_for_wait(0.0, 0.5, 1, 1, 0.1) == 0


def test_one_station_by_hand() -> None:
    """240 orders a day of 6 min are 24 h of work; five days of 8 h with 3 heads are 120 h."""
    found = explain(scenario(), jobs=1)
    assert found.orders_a_day == pytest.approx(240)
    (load,) = found.loads
    assert load.work.sum() == pytest.approx(7 * 24)
    assert load.capacity.sum() == pytest.approx(120)
    assert load.load == pytest.approx(168 / 120)
    assert not load.stable
    # Monday begins empty: 16 of its 24 hours of capacity find work by 16 h, so 8 are lost.
    assert load.left == pytest.approx(168 - (120 - 8))
    # A day of work arrives evenly: 1 h of work each hour against 3 h of capacity.
    assert load.unstable_hours == ()
    # Wednesday: 24 h come, 24 h can be done; no weekday is overloaded, Saturday has no capacity.
    assert load.days == ()
    (heads,) = found.heads
    assert heads.erlang == pytest.approx(168 / 40)
    assert heads.scheduled == pytest.approx(3)
    assert heads.carry == 5
    assert heads.method == "Erlang C"
    assert heads.wait == servers_for_wait(4.2, 0.1, 1, 1, 1 / 6)


def test_absence_and_speed_change_the_capacity() -> None:
    found = explain(scenario(ONE_STATION, "crews.packers.absence=10 %"), jobs=1)
    assert found.loads[0].capacity.sum() == pytest.approx(120 * 0.9)
    slow = explain(scenario(ONE_STATION, "crews.packers.speed=0.5"), jobs=1)
    assert slow.loads[0].capacity.sum() == pytest.approx(60)
    assert slow.heads[0].erlang == pytest.approx(2 * 168 / 40)


def test_an_hour_and_a_day_that_are_too_much() -> None:
    hours = ", ".join(["0"] * 9 + ["1"] + ["0"] * 14)
    found = explain(
        scenario(ONE_STATION, f"demand.hour_of_day=[{hours}]", "demand.orders_per_day=250"), jobs=1
    )
    load = found.loads[0]
    assert load.unstable_hours == tuple(f"{d} 9 h" for d in ("Mon", "Tue", "Wed", "Thu", "Fri"))
    assert [day.day.isoformat() for day in load.days] == [f"2026-03-0{k}" for k in range(2, 7)]
    assert load.days[0].work == pytest.approx(25)
    assert load.days[0].capacity == pytest.approx(24)
    # Monday: 25 h of work come at 9 h, 3 h of which are done in that hour.
    rows = heat_map(load)
    assert rows[1].startswith("Mon          ")
    assert rows[1][5 + 9] == "!"
    assert rows[6] == "Sat"


def test_marks() -> None:
    marks = [shade(work, 10) for work in (0, 4.9, 5, 7.5, 9, 10, 10.1)]
    assert "".join(marks) == "..-+##!"
    assert shade(1, 0) == " "


def test_the_services_by_hand() -> None:
    text = ONE_STATION.replace(
        "packing: {time: {setup: {exponential: {mean: 6 min}}, per_unit: 0 s}}",
        """
payment: {declined: {soft: 10 %, hard: 5 %}, retry: {after: [1 min, 1 min], recovers: 50 %}}
picking:
  method: {batch: {up_to: 3, wait_at_most: 6 min}}
  mispick: 2 %
  time: {setup: 60 s, per_line: 30 s, per_unit: 5 s}
packing:
  time: {setup: 30 s, per_unit: 10 s}
  quality_check: {share: 50 %, finds: 80 %, time: 40 s}
labeling: {printers: 2, carrier_call: 1 s, time: 11 s, failure: 20 %}
""",
    )
    one = scenario(
        text, "demand.lines=2", "demand.units_per_line=3", "catalog.skus=50",
        "crews.packers.skills=[picking, packing]",
    )  # fmt: skip
    assert accepted_share(one) == pytest.approx(1 - 0.05 - 0.10 * 0.5**2)
    work = services(one, expected_arrivals(one))
    accepted, again = 0.925, 0.02 * 0.5 * 0.8
    mean = 10 * accepted * 0.1  # 10 orders an hour, within 6 min
    at_most = [exp(-mean), exp(-mean) * (1 + mean)]
    together = 1 + (1 - at_most[0]) + (1 - at_most[1])
    picking = work["picking"]
    assert picking.together == pytest.approx(together)
    order = 2 * (30 + 3 * 5) / 3600
    expected = (60 / 3600) * (1 / together + again) + order * (1 + again)
    assert picking.hours_per_order == pytest.approx(accepted * expected)
    assert work["packing"].hours == pytest.approx((30 + 6 * 10 + 0.5 * 40) / 3600)
    assert work["packing"].tasks_per_order == pytest.approx(accepted * (1 + again))
    assert work["labeling"].hours == pytest.approx(12 / 0.8 / 3600)


def test_the_spread_of_a_task_is_what_the_workload_has() -> None:
    """cv of picking and packing against 100,000 sampled orders; the error of a cv is about 1 %."""
    from simulator.workload.sampling import sample

    text = ONE_STATION.replace("packing: {time:", "picking: {}\npacking: {time:")
    one = scenario(
        text, "demand.orders_per_day=15000", "demand.lines={shifted_geometric: {mean: 2.4}}",
        "demand.units_per_line={values: [1, 2, 5], weights: [60, 30, 10]}", "catalog.skus=1000",
        "crews.packers.skills=[picking, packing]",
        "picking.time.per_unit={exponential: {mean: 9 s}}",
        "packing.time={setup: {gamma: {mean: 30 s, cv: 0.5}}, per_unit: 10 s, cv: 0.4}",
    )  # fmt: skip
    work = services(one, expected_arrivals(one))
    drawn = sample(one, 0)
    pick = drawn.pick_setup + drawn.pick
    for station, times in (("picking", pick), ("packing", drawn.pack)):
        assert work[station].hours * 3.6e6 == pytest.approx(times.mean(), rel=0.02)
        # The units of a line share one drawn time, which the formula knows.
        assert work[station].cv == pytest.approx(times.std() / times.mean(), rel=0.04)


def test_carriers_by_hand() -> None:
    text = (
        ONE_STATION
        + """
shipping:
  carriers:
    a: {pick_ups: {daily: ["12:00"]}, capacity: 100, services: {x: {transit: 2 d, share: 25 %}}}
    b: {pick_ups: {daily: ["12:00", "18:00"]}, services: {x: {transit: 2 d, share: 75 %}}}
"""
    )
    one = scenario(text, "demand.orders_per_day=480")
    assert carrier_shares(one) == {"a": 0.25, "b": 0.75}
    first, second = explain(one, jobs=1).pick_ups
    assert (first.visits, second.visits) == (7, 14)
    assert first.parcels == pytest.approx(7 * 120)
    assert first.capacity == 700
    assert first.fullest == pytest.approx(100)
    # 60 by noon of the first day, then 120 a day: 6 x 120 + 60 - 6 x 100 - 60 = 120 wait.
    assert first.left == pytest.approx(120)
    assert second.capacity is None
    assert second.fullest == pytest.approx(360 * 18 / 24)


WRONG_RECORDS = """
schema: fulfillment/1
name: wrong_records
clock: {start: 2026-03-02, warm_up: 1 d, run: 14 d}
demand: {orders_per_day: 2400, day_to_day_cv: 0, lines: 3, units_per_line: 2}
catalog: {skus: 50}
inventory: {policy: {cover_s: 10 d, cover_S: 20 d}, record_accuracy: 90 %}
crews: {hands: {skills: [picking, packing], heads: 15}}
picking:
  time: {setup: 60 s, per_line: 30 s, per_unit: 0 s}
  short_picks: {then: split}
packing: {time: {setup: 30 s, per_unit: 10 s, cv: 0}}
labeling: {printers: 2, carrier_call: 1 s, time: 11 s, failure: 0 %}
shipping:
  carriers: {a: {pick_ups: {daily: ["12:00"]}, services: {x: {transit: 2 d, lost: 0 %}}}}
targets: []
"""


def test_second_parcels_and_tours_for_missing_lines_by_hand() -> None:
    one = scenario(WRONG_RECORDS)
    short = 1 - 0.9**3
    second = short - 0.1**3
    work = services(one, expected_arrivals(one))
    assert work["picking"].hours_per_order == pytest.approx((60 + 90 + short * 90) / 3600)
    assert work["packing"].hours_per_order == pytest.approx((30 + 60 + second * 30) / 3600)
    assert work["labeling"].hours_per_order == pytest.approx(12 * (1 + second) / 3600)
    assert explain(one, jobs=1).pick_ups[0].parcels == pytest.approx(14 * 2400 * (1 + second))
    whole = services(scenario(WRONG_RECORDS, "picking.short_picks.then=pick again"),
                     expected_arrivals(one))  # fmt: skip
    assert whole["picking"].hours_per_order == pytest.approx((60 + 90 + short * 90) / 3600)
    assert whole["packing"].hours_per_order == pytest.approx(90 / 3600)


def test_second_parcels_keep_people_as_busy_as_was_said() -> None:
    text = WRONG_RECORDS.replace("clock: {", "experiment: {replications: 2}\nclock: {")
    results = run(loads(text), orders="none")
    said = explain(scenario(text), jobs=1)
    busy = {one.name: one.utilization for one in said.loads}
    hands = results.estimate("utilization.hands").mean / 100
    printers = results.estimate("machine_utilization.labeling").mean / 100
    assert busy["hands"] == pytest.approx(hands, rel=0.03)
    assert busy["labeling machines"] == pytest.approx(printers, rel=0.03)


def test_cover_by_hand() -> None:
    """One SKU of 240 units a day, 3 d of lead time, s for 4 d: 240 units over sd = sqrt(720)."""
    text = (
        ONE_STATION
        + """
inventory: {policy: {cover_s: 4 d, cover_S: 10 d}, lead_time: 3 d}
"""
    )
    found = explain(scenario(text), jobs=1).cover
    assert found is not None
    assert found.units_a_day == pytest.approx(240)
    assert found.cover_days == pytest.approx(4)
    assert found.lead_days == pytest.approx(3)
    assert found.short == 0
    assert found.reorders_a_day == pytest.approx(240 / (6 * 240))
    assert found.service == pytest.approx(1.0)
    tight = explain(scenario(text, "inventory.policy.cover_s=3 d"), jobs=1).cover
    assert tight is not None
    assert tight.service == pytest.approx(0.5, abs=0.01)


@pytest.mark.slow
def test_the_baseline_is_as_busy_as_was_said() -> None:
    """Crews that share stations are one: busy hours over scheduled hours, 4 replications.

    Of even days: where days vary by 18 %, the mean demand of so few fortnights is 2 % off. Some
    3,060 reviews with a cv of 0.6 have a standard error of 2.1 %; 3.5 of them are allowed.
    """
    even = "demand.day_to_day_cv=0"
    found = {one.name: one.utilization for one in explain_shipped("baseline", even).loads}
    results = run("baseline", overrides=[even], replications=4, orders="none")

    def pooled(*crews: str) -> float:
        hours = {crew: results.estimate(f"paid_hours.{crew}").mean for crew in crews}
        busy = [results.estimate(f"utilization.{crew}").mean / 100 * hours[crew] for crew in crews]
        return sum(busy) / sum(hours.values())

    assert found["pickers + packers"] == pytest.approx(pooled("pickers", "packers"), rel=0.02)
    assert found["reviewers"] == pytest.approx(pooled("reviewers"), rel=0.074)
    for station in ("packing", "labeling"):
        measured = results.estimate(f"machine_utilization.{station}").mean / 100
        assert found[f"{station} machines"] == pytest.approx(measured, rel=0.04)


def explain_shipped(name: str, *changes: str):
    from simulator.scenario import load

    return explain(load(name, overrides=list(changes)).scenario, jobs=1)


def test_a_peak_is_seen() -> None:
    days = {one.day.isoformat() for load in explain_shipped("peak").loads for one in load.days}
    assert days


def test_a_trace_can_be_explained() -> None:
    found = explain_shipped("real_orders")
    assert found.orders_a_day > 0
    assert found.loads


def test_remarks_name_the_input() -> None:
    said = " ".join(explain(scenario(ONE_STATION, "targets=[]"), jobs=1).remarks)
    assert "targets is missing" in said
    assert "demand.hour_of_day is missing" in said
    assert "shifts.day has no breaks in 8 h" in said
    long = scenario(ONE_STATION, "clock.run=10 d")
    assert "not whole weeks" in " ".join(explain(long, jobs=1).remarks)


def test_json_has_only_plain_values() -> None:
    text = json.dumps(as_json(explain_shipped("small")), allow_nan=False)
    back = json.loads(text)
    assert {"loads", "heads", "pick_ups", "cover", "remarks", "size"} <= set(back)
    assert len(back["loads"][0]["work"]) == 168


def test_hours_of_the_window() -> None:
    one = scenario(ONE_STATION, "clock.warm_up=1 d")
    assert window_hours(one) == slice(24, 24 + 168)
    assert expected_arrivals(one).orders.sum() == pytest.approx(8 * 240)
    late = scenario(ONE_STATION, "clock.start=2026-03-02 06:00")
    assert np.allclose(expected_arrivals(late).orders, 10)


def test_a_crew_of_zero_heads_has_no_load() -> None:
    from typer.testing import CliRunner

    from simulator.cli import app

    printed = CliRunner().invoke(app, ["explain", "small", "--set", "shifts.day.heads.pickers=0"])
    (row,) = [line for line in printed.output.splitlines() if line.startswith("pickers ")]
    assert row.split()[2:5] == ["0.0", "–", "–"]
    assert "pickers cannot do the work" in printed.output
