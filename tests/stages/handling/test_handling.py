"""Handling as one lag, in worlds of a few orders: Monday 2026-03-02 is the first day."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.compiled.covers import not_covered
from simulator.experiments.gaps import gaps
from simulator.journey import simulate
from simulator.reading.mistakes import ScenarioError
from simulator.scenario.reading import loads
from simulator.stages.handling.process import counted
from simulator.units import DAY, HOUR, MINUTE, NEVER
from simulator.workload.sampling import sample
from tests.model import tiny

WEEK = {"start": "2026-03-02", "run": "7 d"}
SHIPPING = {
    "carriers": {
        "carrier": {
            "pick_ups": {"daily": ["12:00", "18:00"]},
            "services": {"ground": {"transit": "1 h", "lost": "0 %", "damaged": "0 %"}},
        }
    }
}


def ended(created, lags, clock=None, **handling):
    world = tiny.scenario(clock=clock or WEEK, handling={"lag": "1 h"} | handling)
    work = tiny.workload(created, horizon=world.clock.horizon, added={"handling": {"lag": lags}})
    return tiny.spans(simulate(world, as_arrays(work)), "handling")


def as_arrays(work):
    lag = work.added["handling"]["lag"]
    work.added["handling"]["lag"] = np.array(lag, dtype=np.int64)
    return work


def test_a_lag_within_a_working_day_is_elapsed_time():
    assert ended([9 * HOUR], [2 * HOUR]) == [(9 * HOUR, 11 * HOUR)]


def test_nights_and_weekends_do_not_count():
    friday = 4 * DAY
    spans = ended([17 * HOUR, 6 * HOUR, friday + 17 * HOUR], [2 * HOUR, HOUR, 2 * HOUR])
    assert spans[0] == (17 * HOUR, DAY + 9 * HOUR)
    assert spans[1] == (6 * HOUR, 9 * HOUR)
    assert spans[2][1] == NEVER  # Monday 9 h is after the simulated week


def test_a_lag_that_ends_with_the_day_ends_then():
    assert ended([8 * HOUR], [10 * HOUR]) == [(8 * HOUR, 18 * HOUR)]


def test_no_lag_is_over_at_once_at_night_too():
    assert ended([2 * HOUR], [0]) == [(2 * HOUR, 2 * HOUR)]


def test_holidays_do_not_count_unless_they_are_worked():
    clock = WEEK | {"holidays": ["2026-03-03"]}
    assert ended([17 * HOUR], [2 * HOUR], clock)[0][1] == 2 * DAY + 9 * HOUR
    assert ended([17 * HOUR], [2 * HOUR], clock, on_holidays=True)[0][1] == DAY + 9 * HOUR


def test_hours_may_go_over_midnight():
    spans = ended([6 * HOUR, 23 * HOUR], [2 * HOUR, 8 * HOUR], days="daily", hours="22:00-06:00")
    assert spans == [(6 * HOUR, 24 * HOUR), (23 * HOUR, DAY + 23 * HOUR)]


def test_a_day_with_an_hour_more_has_an_hour_more_of_work_where_it_is_worked():
    clock = {"start": "2026-10-25", "run": "2 d", "time_zone": "Europe/Berlin"}  # 3 h is twice
    spans = ended([0], [4 * HOUR], clock, days="daily", hours="00:00-24:00")
    assert spans == [(0, 4 * HOUR)]
    assert ended([0], [9 * HOUR], clock, days="daily", hours="00:00-08:00") == [(0, 9 * HOUR)]


def test_the_parcel_waits_for_the_pick_up_behind_it_and_all_time_has_its_cause():
    world = tiny.scenario(clock=WEEK, handling={"lag": "1 h"}, shipping=SHIPPING)
    work = tiny.workload([9 * HOUR], horizon=7 * DAY, added={"handling": {"lag": [2 * HOUR]}})
    kpis = tiny.figures(world, as_arrays(work))
    assert kpis["time_hours.handling"] == 2
    assert kpis["time_hours.pick_up"] == 1
    assert kpis["handling_time.p50"] == 2
    assert kpis["cycle_time.mean"] == 4


def test_it_comes_behind_the_stations_that_are_on():
    labeling = {"printers": 1}
    world = tiny.scenario(clock=WEEK, handling={"lag": "1 h"}, labeling=labeling)
    work = tiny.workload([9 * HOUR], horizon=7 * DAY, added={"handling": {"lag": [HOUR]}})
    timeline = simulate(world, as_arrays(work))
    ((_, labeled),) = tiny.spans(timeline, "labeling")
    assert tiny.spans(timeline, "handling") == [(labeled, labeled + HOUR)]


def test_the_lag_is_drawn_by_who_ordered():
    base = {"clock": WEEK, "handling": {"lag": {"lognormal": {"median": "9 h", "cv": 1}}}}
    lags = [
        sample(tiny.scenario(**base, demand=demand), 0).added["handling"]["lag"]
        for demand in ({"orders_per_day": 20}, {"orders_per_day": 40})
    ]
    assert set(lags[0].tolist()) <= set(lags[1].tolist())
    assert len(set(lags[0].tolist())) > 50


def test_without_a_lag_no_row_tells_of_it_and_with_one_an_answer_says_what_it_is_not():
    plain = tiny.figures(tiny.scenario(), tiny.workload([MINUTE]))
    assert not [name for name in plain if "handling" in name]
    world = tiny.scenario(handling={"lag": "1 h"}, shipping=SHIPPING)
    assert any("one lag" in said for said in gaps(world, ()))


def test_the_compiled_engine_leaves_it_to_the_model():
    assert not_covered(tiny.scenario(handling={"lag": "1 h"})) == "handling"


@pytest.mark.parametrize(
    ("handling", "at", "remedy"),
    [
        ("{hours: '08:00-18:00'}", "handling.lag", "write"),
        ("{lag: 3}", "handling.lag", "write 3 s"),
        ("{lag: 1 h, hours: '8'}", "handling.hours", "06:00-14:00"),
        ("{lag: 1 h, days: never}", "handling.days", "mon-fri"),
    ],
)
def test_a_bad_value_is_one_error_with_its_place(handling, at, remedy):
    text = (
        "schema: fulfillment/1\nname: x\nclock: {start: 2026-03-02, run: 1 d}\n"
        f"demand: {{orders_per_day: 10}}\nhandling: {handling}\n"
    )
    with pytest.raises(ScenarioError) as wrong:
        loads(text)
    (said,) = str(wrong.value).splitlines()
    assert at in said
    assert remedy in said


def test_the_lag_passes_at_the_pace_of_each_hour():
    pace = {"counts": [0] * 8 + [1, 3] + [0] * 14}
    hours = {"days": "mon-fri", "hours": "08:00-10:00"}
    lags = [HOUR // 2, HOUR, 2 * HOUR]  # of two hours a day, a quarter passes in the first
    spans = ended([8 * HOUR] * 3, lags, pace=pace, **hours)
    assert [end for _, end in spans] == [9 * HOUR, 9 * HOUR + 20 * MINUTE, 10 * HOUR]
    assert ended([9 * HOUR], [2 * HOUR], pace=pace, **hours)[0][1] == DAY + 9 * HOUR


def test_an_even_pace_is_none():
    plain = ended([7 * HOUR, 17 * HOUR], [90 * MINUTE, 5 * HOUR])
    assert (
        ended([7 * HOUR, 17 * HOUR], [90 * MINUTE, 5 * HOUR], pace={"counts": [2] * 168}) == plain
    )


def test_a_pace_without_any_weight_in_the_hours_is_a_mistake():
    text = (
        "schema: fulfillment/1\nname: x\nclock: {start: 2026-03-02, run: 1 d}\n"
        "demand: {orders_per_day: 10}\n"
        f"handling: {{lag: 1 h, pace: {{counts: {[1] * 6 + [0] * 18}}}}}\n"
    )
    with pytest.raises(ScenarioError, match="write weights within 08:00 to 18:00"):
        loads(text)


LEAVES = {"days": "mon-fri", "hours": "08:00-16:00",
          "leaves": {"counts": [0] * 16 + [1, 1, 2] + [0] * 5}}  # fmt: skip


def test_what_is_over_leaves_when_as_much_of_the_hours_of_leaving_is_past():
    began = [8 * HOUR, 10 * HOUR, 8 * HOUR, 17 * HOUR, 4 * DAY + 17 * HOUR, 20 * HOUR]
    spans = ended(began, [2 * HOUR, 4 * HOUR, 10 * HOUR, 2 * HOUR, HOUR, 0], **LEAVES)
    assert spans[0][1] == 17 * HOUR  # a quarter of the day
    assert spans[1][1] == 18 * HOUR + 30 * MINUTE  # three quarters
    assert spans[2][1] == DAY + 17 * HOUR
    assert spans[3][1] == DAY + 17 * HOUR
    assert spans[4][1] == NEVER  # Monday is behind the run
    assert spans[5][1] == 20 * HOUR


def test_nothing_leaves_before_it_came_in():
    early = LEAVES | {"leaves": {"counts": [0] * 8 + [1] + [0] * 15}}
    assert ended([12 * HOUR], [HOUR], **early)[0][1] == 12 * HOUR


@pytest.mark.parametrize(
    ("keys", "remedy"),
    [
        ("leaves: {counts: [" + "1, " * 167 + "1]}", "has 168 weights.*write 24"),
        ("hours: '22:00-06:00', leaves: {counts: [" + "1, " * 23 + "1]}", "hours such as 08:00"),
    ],
)
def test_hours_of_leaving_that_mean_nothing_are_a_mistake(keys, remedy):
    text = (
        "schema: fulfillment/1\nname: x\nclock: {start: 2026-03-02, run: 1 d}\n"
        f"demand: {{orders_per_day: 10}}\nhandling: {{lag: 1 d, {keys}}}\n"
    )
    with pytest.raises(ScenarioError, match=remedy):
        loads(text)


def test_a_lag_is_what_lies_between_its_begin_and_its_end():
    world = tiny.scenario(clock=WEEK | {"run": "14 d"}, handling={"lag": "1 d"} | LEAVES)
    time = counted(world.handling, world.clock)
    begun = np.array([7, 8.5, 9, 33, 100]) * HOUR
    for lag in (HOUR, 13 * HOUR):
        ends = np.array([time.end_of(int(at), lag) for at in begun])
        assert time.between(begun.astype(np.int64), ends).tolist() == pytest.approx(
            [lag] * 5, abs=2
        )
