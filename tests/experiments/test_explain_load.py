"""Who carries which work and in which hours, against hand arithmetic and against runs."""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
import pytest

from simulator.experiments.explain.crews import groups
from simulator.experiments.explain.explain import Explanation, explain
from simulator.experiments.explain.load import GroupLoad
from simulator.experiments.explain.work import Station
from simulator.experiments.run import run
from simulator.scenario import Scenario, load, loads

NIGHT = """
schema: fulfillment/1
name: night
clock: {start: 2026-03-02, run: 14 d}
demand: {orders_per_day: 160, hour_of_day: {counts: HOURS}}
crews: {packers: {skills: [packing]}}
shifts: {day: {hours: 08:00-16:00, heads: {packers: 3}}}
packing: {time: {setup: 6 min, per_unit: 0 s}}
"""
NIGHT_HOURS = [1] * 6 + [0] * 18
NIGHTLY = NIGHT.replace("HOURS", str(NIGHT_HOURS))
ZONED = """
schema: fulfillment/1
name: zoned
clock: {start: 2026-01-05, run: 1 d}
demand: {orders_per_day: 2160}
catalog: {skus: 10, popularity: {zipf: 0}}
crews: {left: {skills: [picking], heads: 1}, right: {skills: [picking], heads: 1}}
picking:
  method:
    zones:
      style: parallel
      areas: {a: {skus: 90 %, crews: [left]}, b: {skus: 10 %, crews: [right]}}
  time: {setup: 0 s, per_line: 1 min, per_unit: 0 s}
"""


def night(hours: list[float], *changes: str) -> Scenario:
    return loads(NIGHT.replace("HOURS", str(hours)), overrides=list(changes)).scenario


def explained(scenario: Scenario) -> dict[str, GroupLoad]:
    return {one.name: one for one in explain(scenario, jobs=1).loads}


def station(name: str, *crews: str) -> Station:
    return Station(name, crews, None, ())


def crews(**skills: str) -> Scenario:
    text = f"""
schema: fulfillment/1
name: shared
clock: {{start: 2026-03-02, run: 1 d}}
demand: {{orders_per_day: 10}}
crews: {{{", ".join(f"{name}: {{skills: {own}, heads: 1}}" for name, own in skills.items())}}}
picking: {{}}
packing: {{}}
labeling: {{printers: 1}}
"""
    return loads(text).scenario


ABLE = crews(
    left="[picking]", right="[packing]", both="[picking, packing]",
    slow="{picking: 0.5, packing: 1}", printer="[labeling]",
)  # fmt: skip


def test_a_crew_that_serves_two_stations_goes_where_it_is_needed() -> None:
    """30 h for left and both, 10 h each: 150 %; so right has its own 10 h alone."""
    stations = (station("picking", "left", "both"), station("packing", "right", "both"))
    size = {"left": 10.0, "right": 10.0, "both": 10.0}
    first, second = groups(ABLE, stations, np.array([30.0, 10.0]), size)
    assert (first.crews, first.stations) == (("left", "both"), ("picking",))
    assert (second.crews, second.stations) == (("right",), ("packing",))
    assert (first.load, second.load) == (pytest.approx(1.5), pytest.approx(1.0))


def test_loads_that_can_be_equal_are() -> None:
    """18 h and 10 h over three crews of 10 h: right alone would have 100 %, so both helps it."""
    stations = (station("picking", "left", "both"), station("packing", "right", "both"))
    size = {"left": 10.0, "right": 10.0, "both": 10.0}
    (found,) = groups(ABLE, stations, np.array([18.0, 10.0]), size)
    assert found.crews == ("left", "right", "both")
    assert found.load == pytest.approx(28 / 30)


def test_crews_that_cannot_help_each_other_are_apart() -> None:
    stations = (station("picking.a", "left"), station("picking.b", "right"))
    able = crews(left="[picking, packing]", right="[picking]", printer="[labeling]")
    apart = groups(able, stations, np.array([13.5, 1.5]), {"left": 10.0, "right": 10.0})
    assert [(one.crews, pytest.approx(one.load)) for one in apart] == [
        (("left",), 1.35), (("right",), 0.15)
    ]  # fmt: skip


def test_a_slow_skill_takes_longer() -> None:
    """8 h of picking at half the speed are 16 h, and 2 h of packing: 18 of 20 h."""
    stations = (station("picking", "slow"), station("packing", "slow"))
    (found,) = groups(ABLE, stations, np.array([8.0, 2.0]), {"slow": 20.0})
    assert found.load == pytest.approx(0.9)


def test_nobody_there_is_no_load_but_without_end() -> None:
    stations = (station("picking", "left"), station("labeling", "printer"))
    found = groups(ABLE, stations, np.array([8.0, 0.0]), {"left": 0.0, "printer": 0.0})
    assert [one.load for one in found] == [inf, 0.0]


def test_what_comes_at_night_is_counted_in_the_hours_in_which_it_is_worked() -> None:
    """16 h of work a day come before 6:00; three heads from 8:00 to 16:00 are 24 h."""
    found = explained(night(NIGHT_HOURS))["packers"]
    # Ten replications have 22,400 orders of 6 min: four standard errors of their count are 2.7 %.
    few = 4 / 22_400**0.5
    assert found.load == pytest.approx(2 / 3, rel=few)
    shift = np.array([8 <= hour % 24 < 16 for hour in range(168)])
    assert found.work[~shift] == pytest.approx(0.0)
    assert found.work[shift] == pytest.approx(2.0, rel=0.1)
    assert found.work.sum() == pytest.approx(7 * 16, rel=few)
    assert found.needed[shift] == pytest.approx(found.work[shift])
    assert found.heads[shift] == pytest.approx(3.0)
    assert found.unstable_hours == ()
    assert found.days == ()
    assert found.most_waiting == pytest.approx(16, rel=0.1)
    assert found.utilization == pytest.approx(found.load)
    (day,) = found.shifts
    assert (day.shift, day.there) == ("day shift", pytest.approx(3.0))
    assert day.needed == pytest.approx(2.0, rel=few)


def test_nothing_is_done_before_it_comes() -> None:
    """Half comes at night and half from 15:00 to 16:00: 8 h over seven hours, then 8 h in one."""
    found = explained(night([1] + [0] * 14 + [1] + [0] * 8))["packers"]
    monday = found.work[:24]
    assert monday[8:15] == pytest.approx(8 / 7, rel=0.15)
    assert monday[15] == pytest.approx(8.0, rel=0.15)
    assert found.unstable_hours == tuple(24 * day + 15 for day in range(7))


def test_a_break_is_worked_around() -> None:
    """7.5 h with three heads: 16 h of work are 71 % of every hour, half of that one."""
    found = explained(night(NIGHT_HOURS, "shifts.day.breaks=[{at: '12:00', for: 30 min}]"))
    monday = found["packers"]
    assert monday.capacity[12] == pytest.approx(1.5)
    assert monday.work[12] == pytest.approx(16 / 15, rel=0.1)
    # Heads are scheduled ones, who have a break too and are needed in it.
    assert monday.needed[12] == pytest.approx(monday.needed[9])
    assert monday.needed[9] == pytest.approx(3 * 16 / 22.5, rel=0.1)


def test_a_shift_across_midnight_is_one() -> None:
    """4 h of work come between 20:00 and 21:00, for one head from 22:00 to 6:00."""
    evening = [0] * 20 + [1] + [0] * 3
    over = "shifts.day={hours: 22:00-06:00, heads: {packers: 1}}"
    found = explained(night(evening, over, "demand.orders_per_day=40"))["packers"]
    hours = [24 + hour for hour in (22, 23, 24, 25, 26, 27, 28, 29)]
    assert found.work[hours] == pytest.approx(0.5, rel=0.25)
    assert found.days == ()


def test_what_a_shift_leaves_is_of_the_shift_that_finds_it() -> None:
    """Closed at the weekend: Monday finds three nights, 48 h for its 24; Tuesday has 16."""
    found = explained(night(NIGHT_HOURS, "shifts.day.days=mon-fri"))["packers"]
    assert found.work[8] == pytest.approx((16 + 48) / 2 / 8, rel=0.1)  # the first has one night
    assert found.work[24 + 8] == pytest.approx(2.0, rel=0.1)
    (monday,) = found.days
    assert monday.day.isoformat() == "2026-03-09"
    assert (monday.work, monday.capacity) == (pytest.approx(48, rel=0.1), pytest.approx(24))


def test_a_later_stage_works_on_what_the_stage_before_lets_go() -> None:
    """8 h are picked evenly from 10:00 to 14:00; 4 h of packing follow, from 10:00 to 16:00."""
    text = NIGHT.replace("HOURS", str(NIGHT_HOURS)).replace(
        "crews: {packers: {skills: [packing]}}",
        "crews: {packers: {skills: [packing]}, pickers: {skills: [picking]}}",
    )
    text = text.replace("shifts: {", "shifts: {early: {hours: 10:00-14:00, heads: {pickers: 4}}, ")
    one = loads(
        text + "picking: {time: {setup: 6 min, per_line: 0 s, per_unit: 0 s}}\n",
        overrides=[
            "demand.orders_per_day=80", "packing.time.setup=3 min", "shifts.day.heads.packers=1"
        ],
    ).scenario  # fmt: skip
    found = explained(one)
    assert found["pickers"].work[10:14] == pytest.approx(2.0, rel=0.15)
    assert found["packers"].work[8:10] == pytest.approx(0.0)
    assert found["packers"].work[10:16] == pytest.approx(4 / 6, rel=0.15)
    # As scheduled, four pickers are done at 12:00, when the packer has done half.
    assert found["packers"].most_waiting == pytest.approx(2.0, rel=0.25)


@pytest.mark.parametrize("style", ["parallel", "pick and pass"])
def test_zones_are_loaded_by_their_own_crews(style: str) -> None:
    found = explained(zoned(style))
    assert found["left"].load == pytest.approx(1.35, rel=0.02)
    assert found["right"].load == pytest.approx(0.15, rel=0.1)
    assert found["left"].stations == ("picking in zone 'a'",)
    assert found["left"].utilization == pytest.approx(1.0)
    assert found["left"].left == pytest.approx(0.35 * 24, rel=0.1)


def zoned(style: str = "parallel", *changes: str) -> Scenario:
    return loads(ZONED.replace("parallel", style), overrides=list(changes)).scenario


def test_so_many_at_once_is_a_load_of_its_own() -> None:
    """Three heads with one place among them: 45 % of their time, 135 % of the place's."""
    found = explained(
        zoned("parallel", "crews.left.heads=3", "picking.method.zones.areas.a.at_most=1")
    )
    assert found["left"].load == pytest.approx(0.45, rel=0.02)
    place = found["pickers at once in zone 'a'"]
    assert place.load == pytest.approx(1.35, rel=0.02)
    assert not place.people
    assert found["left"].utilization == pytest.approx(1 / 3, rel=0.01)


LANES = """
schema: fulfillment/1
name: lanes
clock: {start: 2026-01-05, run: 1 d}
demand: {orders_per_day: 2160, lines: {values: [1, 2], weights: [90, 10]}}
catalog: {skus: 10}
crews: {left: {skills: [packing], heads: 1}, right: {skills: [packing], heads: 1}}
packing:
  lanes: {single_line: {crews: [left], stations: {count: 5}}, multi_line: {crews: [right]}}
  time: {setup: 1 min, per_unit: 0 s}
"""


def test_lanes_are_loaded_by_their_own_crews() -> None:
    found = explained(loads(LANES).scenario)
    assert found["left"].load == pytest.approx(1.35, rel=0.02)
    assert found["left"].stations == ("packing of single-line orders",)
    assert found["right"].load == pytest.approx(0.15, rel=0.1)
    assert found["benches for single-line orders"].load == pytest.approx(1.35 / 5, rel=0.02)


ONCE = "picking.method.zones.areas.a.at_most=1"
TOO_MUCH = {
    "a zone": (ZONED, ()),
    "places": (ZONED, ("crews.left.heads=3", ONCE)),
    "a lane": (LANES, ()),
    "one of a shared crew": (
        LANES,
        ("packing.lanes.multi_line.crews=[left, right]", "demand.orders_per_day=3500"),
    ),
    "a shift": (NIGHTLY, ("shifts.day.heads.packers=1",)),
    "absent, slow and on breaks": (
        NIGHTLY,
        (
            "shifts.day.heads.packers=2",
            "crews.packers.absence=20 %",
            "crews.packers.skills={packing: 0.6}",
            "shifts.day.breaks=[{at: '12:00', for: 1 h}]",
        ),
    ),
    "nobody": (NIGHTLY, ("shifts.day.heads.packers=0",)),
    "printers": (NIGHTLY, ("labeling={printers: 1, time: 20 min}",)),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_the_advice_obeyed_leaves_nobody_with_too_much(name: str) -> None:
    """As it is printed, written after --set."""
    text, changes = TOO_MUCH[name]
    before = explain(loads(text, overrides=list(changes)).scenario, jobs=1)
    assert before.advice
    assert any(not load.stable for load in before.loads)
    assert all(change.then > change.now for change in before.advice)
    obeyed = [*changes, *(change.override for change in before.advice)]
    after = explain(loads(text, overrides=obeyed).scenario, jobs=1)
    assert all(load.stable for load in after.loads)
    assert after.advice == ()


def test_enough_is_not_more_than_needed() -> None:
    """135 % of one head is 67 % of two."""
    (change,) = explain(zoned(), jobs=1).advice
    assert (change.override, change.now) == ("crews.left.heads=2", 1)


def test_no_advice_where_there_is_time() -> None:
    assert explain(night(NIGHT_HOURS), jobs=1).advice == ()


def busy_in_runs(scenario_name: str, replications: int, *changes: str) -> dict[str, tuple]:
    """By crew: busy share as explained, in runs on average, and the standard error of the latter.

    Of all hours of the crew in all replications: busy over scheduled, as the KPI has it. Crews that
    carry work together are one.
    """
    loaded = load(scenario_name, overrides=list(changes))
    results = run(loaded, replications=replications, orders="none", jobs=1)
    found = {}
    for one in explain(loaded.scenario, jobs=1).loads:
        if one.people:
            hours = {name: np.array(results.values(f"paid_hours.{name}")) for name in one.crews}
            busy = sum(hours[name] * results.values(f"utilization.{name}") for name in one.crews)
            values = busy / sum(hours.values()) / 100
            found[one.name] = (
                one.utilization, values.mean(), values.std(ddof=1) / sqrt(replications)
            )  # fmt: skip
    return found


@pytest.mark.parametrize(
    "changes",
    [
        (),
        ("shifts.day.heads.pickers=1", "demand.scale=1.3"),
        ("picking.method={zones: {areas: {a: {skus: 70 %}, b: {skus: 30 %}}}}",),
        ("packing.lanes={single_line: {}, multi_line: {}}", "shifts.day.heads.packers=1"),
    ],
    ids=["as it is", "too few pickers", "zones", "lanes"],
)
def test_crews_are_as_busy_in_runs_as_was_said(changes: tuple[str, ...]) -> None:
    """Three standard errors of eight runs, and two points since orders are lumps and no fluid."""
    for said, seen, error in busy_in_runs("small", 8, *changes).values():
        assert said == pytest.approx(seen, abs=3 * error + 0.02)


def test_who_comes_when_called_has_no_load() -> None:
    called = "crews.right={skills: [packing], on_call: {heads: 2, backlog_above: 9 orders}}"
    found = explain(loads(LANES, overrides=[called]).scenario, jobs=1)
    assert [load.name for load in found.loads if load.people] == ["left"]
    assert "crews.right is on call" in " ".join(found.remarks)


def test_heads_are_a_first_guess_for_each_group() -> None:
    found: Explanation = explain(zoned(), jobs=1)
    left, right = found.heads
    assert (left.name, left.scheduled, left.carry) == ("left", 1.0, 2)
    assert left.erlang == pytest.approx(1.35, rel=0.02)
    assert left.wait >= left.carry
    assert right.carry == 1
