"""What is said before a run: against hand arithmetic, and against what the run then gives."""

from __future__ import annotations

import json
from math import inf

import pytest

from simulator.experiments.explain.explain import explain
from simulator.experiments.explain.explained import as_json, heat_map, shade
from simulator.experiments.explain.work import sampled, work
from simulator.experiments.run import run
from simulator.measure.queueing import erlang_b, erlang_c, mean_wait, servers_for_wait
from simulator.scenario import loads
from simulator.units import DAY
from simulator.workload.tasks import placed

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
    assert (found.replications, found.seed) == (10, 1)
    # Of ten replications: four standard errors of the count of 16,800 orders are 3 %, and their
    # exponential times add 0.8 %, once.
    assert found.orders_a_day == pytest.approx(240, rel=4 / 16_800**0.5)
    (load,) = found.loads
    assert load.capacity.sum() == pytest.approx(120)
    assert load.load == pytest.approx(168 / 120, rel=0.03)
    assert not load.stable
    # Monday begins empty: 16 of its 24 hours of capacity find work by 16 h, so 8 are lost.
    assert load.left == pytest.approx(168 - (120 - 8), rel=0.1)
    # 24 h of work and 24 h of capacity a day; what the night brought is spread over the shift.
    assert load.work[24 + 8 : 24 + 16] == pytest.approx(3.0, rel=0.1)
    (heads,) = found.heads
    assert heads.erlang == pytest.approx(168 / 40, rel=0.03)
    assert heads.scheduled == pytest.approx(3)
    assert heads.carry == 5
    assert heads.wait == servers_for_wait(heads.erlang, 0.1, 1, 1, 1 / 6)


def test_absence_and_speed_change_the_capacity() -> None:
    found = explain(scenario(ONE_STATION, "crews.packers.absence=10 %"), jobs=1)
    assert found.loads[0].capacity.sum() == pytest.approx(120 * 0.9)
    assert found.loads[0].heads.sum() == pytest.approx(120)
    slow = explain(scenario(ONE_STATION, "crews.packers.speed=0.5"), jobs=1)
    assert slow.loads[0].capacity.sum() == pytest.approx(60)
    assert slow.heads[0].erlang == pytest.approx(2 * 168 / 40, rel=0.03)


def test_an_hour_and_a_day_that_are_too_much() -> None:
    """All 25 h of a day come at 9 h, an hour after the three heads: 21 h can be done."""
    hours = ", ".join(["0"] * 9 + ["1"] + ["0"] * 14)
    constant = "packing.time.setup=6 min"
    at_nine = f"demand.hour_of_day={{counts: [{hours}]}}"
    found = explain(scenario(ONE_STATION, at_nine, "demand.orders_per_day=250", constant), jobs=1)
    load = found.loads[0]
    assert load.unstable_hours == tuple(24 * d + h for d in range(5) for h in range(9, 16))
    assert [day.day.isoformat() for day in load.days] == [f"2026-03-0{k}" for k in range(2, 7)]
    assert load.days[0].work == pytest.approx(25, rel=0.02)
    assert load.days[0].capacity == pytest.approx(24)
    rows = heat_map(load)
    assert rows[1] == "Mon          .!!!!!!!"
    assert rows[6] == "Sat"


def test_marks() -> None:
    marks = [shade(work, 10) for work in (0, 4.9, 5, 7.5, 9, 10, 10.1)]
    assert "".join(marks) == "..-+##!"
    assert shade(1, 0) == " "


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
    found = explain(scenario(text, "demand.orders_per_day=480"), jobs=1)
    first, second = found.pick_ups
    assert (first.visits, second.visits) == (7, 14)
    assert first.parcels + second.parcels == pytest.approx(7 * found.orders_a_day)
    assert found.orders_a_day == pytest.approx(480, rel=4 / 33_600**0.5)
    assert first.parcels == pytest.approx(7 * 120, rel=0.03)
    assert first.capacity == 700
    assert first.fullest == pytest.approx(100)
    # 60 by noon of the first day, then 120 a day: 6 x 120 + 60 - 6 x 100 - 60 = 120 wait.
    assert first.left == pytest.approx(120, abs=25)
    assert second.capacity is None
    assert second.fullest == pytest.approx(360 * 18 / 24, rel=0.1)


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


def hours_per_order(one) -> dict[str, float]:
    return {station.station: station.hours_per_order for station in explain(one, jobs=1).stations}


def test_second_parcels_and_tours_for_missing_lines_by_hand() -> None:
    """Orders of three lines, of which one in ten is not on the shelf; sampled to a percent."""
    one = scenario(WRONG_RECORDS)
    short = 1 - 0.9**3
    second = short - 0.1**3
    found = hours_per_order(one)
    # A tour for what is missing has a set-up, and 0.3 lines an order are missing.
    assert found["picking"] == pytest.approx((60 + 90 + short * 60 + 0.3 * 30) / 3600, rel=0.01)
    assert found["packing"] == pytest.approx((30 + 60 + second * 30) / 3600, rel=0.01)
    assert found["labeling"] == pytest.approx(12 * (1 + second) / 3600, rel=0.01)
    parcels = explain(one, jobs=1).pick_ups[0].parcels
    assert parcels == pytest.approx(14 * 2400 * (1 + second), rel=0.01)
    whole = hours_per_order(scenario(WRONG_RECORDS, "picking.short_picks.then=pick again"))
    assert whole["picking"] == pytest.approx(found["picking"], rel=0.01)
    assert whole["packing"] == pytest.approx(90 / 3600, rel=0.01)


def test_second_parcels_keep_people_as_busy_as_was_said() -> None:
    text = WRONG_RECORDS.replace("clock: {", "experiment: {replications: 2}\nclock: {")
    results = run(loads(text), orders="none")
    said = explain(scenario(text), jobs=1)
    busy = {one.name: one.utilization for one in said.loads}
    hands = results.estimate("utilization.hands").mean / 100
    printers = results.estimate("machine_utilization.labeling").mean / 100
    assert busy["hands"] == pytest.approx(hands, rel=0.03)
    assert busy["label printers"] == pytest.approx(printers, rel=0.03)


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

    Of even days: where days vary by 18 %, the mean demand of so few fortnights is 2 % off. The
    floor's load is told from some 15,000 sampled orders and measured on 61,000: together a
    standard error of 0.7 %; who finishes a task after the shift adds 0.5 % to the hours worked,
    which `explain` does not see. Some 3,060 reviews with a cv of 0.6 have a standard error of
    2.1 %; 3.5 of them are allowed.
    """
    even = "demand.day_to_day_cv=0"
    found = {one.name: one.utilization for one in explain_shipped("baseline", even).loads}
    results = run("baseline", overrides=[even], replications=4, orders="none")

    def pooled(*crews: str) -> float:
        hours = {crew: results.estimate(f"paid_hours.{crew}").mean for crew in crews}
        busy = [results.estimate(f"utilization.{crew}").mean / 100 * hours[crew] for crew in crews]
        return sum(busy) / sum(hours.values())

    assert found["pickers + packers"] == pytest.approx(pooled("pickers", "packers"), rel=0.026)
    assert found["reviewers"] == pytest.approx(pooled("reviewers"), rel=0.074)
    # Benches and printers are of use while the packers are there, 84 of 168 hours with breaks.
    for station, name in (("packing", "packing benches"), ("labeling", "label printers")):
        measured = results.estimate(f"machine_utilization.{station}").mean / 100
        assert found[name] * 84 / 168 == pytest.approx(measured, rel=0.06)


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
    priced = explain(scenario(ONE_STATION, "catalog.price=9 USD"), jobs=1).remarks
    assert "catalog.cost is missing: margin leaves the goods out." in priced
    assert "catalog.cost" not in said
    assert "demand.hour_of_day is missing" in said
    assert said.count("no breaks") == 1
    long = scenario(ONE_STATION, "clock.run=10 d")
    assert "not whole weeks" in " ".join(explain(long, jobs=1).remarks)


def test_it_is_said_which_batches_the_loads_are_of() -> None:
    free = "picking={method: {batch: {up_to: 4, form: when free}}}"
    pickers = "crews.packers.skills=[picking, packing]"
    said = " ".join(explain(scenario(ONE_STATION, free, pickers), jobs=1).remarks)
    assert "form is when free: the loads are those of batches that are full" in said
    full = scenario(ONE_STATION, free.replace("when free", "when full"), pickers)
    assert "the loads are those of batches" not in " ".join(explain(full, jobs=1).remarks)


def test_json_has_only_plain_values() -> None:
    text = json.dumps(as_json(explain_shipped("small")), allow_nan=False)
    back = json.loads(text)
    assert {"conclusion", "loads", "heads", "advice", "assumed", "nothing_varies"} <= set(back)
    assert {"stations", "pick_ups", "cover", "remarks", "size"} <= set(back)
    assert len(back["loads"][0]["work"]) == len(back["loads"][0]["needed"]) == 168


def test_orders_of_the_window_are_those_placed_in_it() -> None:
    """The day before it and the one after bring work, and are not of its orders a day."""
    one = scenario(ONE_STATION, "clock.warm_up=1 d", "clock.cool_down=1 d", "clock.run=1 d")
    moments = [placed(workload).moment for workload in sampled(one)]
    inside = [int(((each >= DAY) & (each < 2 * DAY)).sum()) for each in moments]
    found = work(one)
    assert found.placed == pytest.approx(sum(inside) / len(inside))
    assert explain(one, jobs=1).orders_a_day == pytest.approx(found.placed)
    total = sum(len(each) for each in moments) / len(moments)
    assert found.hours.sum() == pytest.approx(total / 10, rel=4 / 7200**0.5)
    assert explain(one, jobs=1).size.orders == len(moments[0])


def test_a_crew_of_zero_heads_has_no_load() -> None:
    from typer.testing import CliRunner

    from simulator.cli import app

    printed = CliRunner().invoke(app, ["explain", "small", "--set", "shifts.day.heads.pickers=0"])
    (row,) = [line for line in printed.output.splitlines() if line.startswith("pickers ")]
    assert row.split()[2:5] == ["0.0", "–", "–"]
    assert "pickers cannot do the work" in printed.output
