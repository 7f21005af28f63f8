"""Days of 23 and 25 hours: the clock on the wall, arrivals, promises, shifts, the roster table.

London puts its clocks forward on Sunday 2026-03-29 and back on 2026-10-25, both at 01:00 UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import simulator as sim
from simulator.calendars import calendar
from simulator.scenario.reading import loads
from simulator.stages.demand.arrivals import expected_carts
from simulator.time_zones import COMMON, wall_clock
from simulator.units import DAY, HOUR, MINUTE

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo",
         "Asia/Kolkata", "Africa/Casablanca", *COMMON)  # fmt: skip
FORWARD, BACK = "2026-03-28", "2026-10-24"
"""The Saturdays before."""


@pytest.mark.parametrize("zone", sorted(set(ZONES)))
def test_instants_and_times_of_the_wall_are_those_of_zoneinfo(zone):
    """Every 10 minutes of the days around each change, and every 7 hours of nine years."""
    clock = wall_clock(zone, 2016, 2025)
    first = datetime(2016, 1, 1, tzinfo=UTC)
    begin = int(first.timestamp()) * 1000
    near = [moment + np.arange(-150, 150) * 10 * MINUTE for moment in clock.at]
    instants = np.unique(np.concatenate([begin + np.arange(11000) * 7 * HOUR, *near]))
    instants = instants[(instants >= begin) & (instants < begin + 9 * 365 * DAY)]
    naive = [
        datetime.fromtimestamp(moment / 1000, ZoneInfo(zone)).replace(tzinfo=None)
        for moment in instants.tolist()
    ]
    wall = np.array(naive, dtype="datetime64[ms]").astype(np.int64)
    assert clock.wall(instants).tolist() == wall.tolist()
    first_fold = [
        int(moment.replace(tzinfo=ZoneInfo(zone), fold=0).timestamp() * 1000) for moment in naive
    ]
    assert clock.instant(wall).tolist() == first_fold
    again = [
        int(moment.replace(tzinfo=ZoneInfo(zone), fold=1).timestamp() * 1000) for moment in naive
    ]
    assert clock.twice(wall).tolist() == (np.array(again) != np.array(first_fold)).tolist()
    assert not clock.never(wall).any()


def test_a_time_that_does_not_exist_moves_forward():
    clock = wall_clock("Europe/London", 2026, 2026)
    midnight = int(np.datetime64("2026-03-29", "ms").astype(np.int64))
    half_past_one = np.array(midnight + 90 * MINUTE)
    assert clock.never(half_past_one)
    assert clock.wall(clock.instant(half_past_one)) == midnight + 150 * MINUTE


def test_dates_of_a_calendar_in_london():
    dates = calendar(datetime(2026, 3, 28, 6), (), 3 * DAY, "Europe/London")
    midnights = dates.moment(np.arange(4)) / HOUR
    assert midnights.tolist() == [-6, 18, 41, 65]
    assert dates.time_of_day(np.array([18, 19, 20]) * HOUR).tolist() == [0, 2 * HOUR, 3 * HOUR]
    assert dates.since_start(datetime(2026, 3, 30)) == 41 * HOUR
    assert dates.shown(41 * HOUR) == datetime(2026, 3, 30)
    without = calendar(datetime(2026, 3, 28, 6), (), 3 * DAY)
    assert (without.moment(np.arange(4)) / HOUR).tolist() == [-6, 18, 42, 66]


WORLD = """
schema: fulfillment/1
name: clocks
clock: {{start: {start}, run: 3 d, time_zone: Europe/London}}
demand: {{orders_per_day: 24000, classes: {{all: {{ship_by: next day}}}}}}
crews: {{night: {{skills: [picking], wage: 10 USD/h}}}}
shifts: {{late: {{days: daily, hours: "22:00-06:00", heads: {{night: 2}},
          breaks: [{{at: "03:00", for: 30 min}}], paid_breaks: true}}}}
picking: {{time: {{setup: 0 s, per_line: 1 ms, per_unit: 0 s}}}}
experiment: {{replications: 1}}
"""


def world(start: str, *overrides: str) -> sim.Scenario:
    return loads(WORLD.format(start=start), overrides=overrides).scenario


@pytest.mark.parametrize(("start", "hours"), [(FORWARD, 23), (BACK, 25)])
def test_demand_follows_the_hours_that_a_day_has(start, hours):
    """1,000 an hour: the Sunday has one hour less, or one more; each within 5 sigma."""
    scenario = world(start)
    work = sim.sample(scenario, 0)
    dates = scenario.clock.calendar
    expected = expected_carts(scenario.demand, None, dates, scenario.clock.horizon)
    assert expected[:3].tolist() == [24000, pytest.approx(1000 * hours), 24000]
    by_day = np.bincount(dates.day(work.created))
    assert abs(by_day[1] - 1000 * hours) < 5 * (1000 * hours) ** 0.5
    sunday = work.created[dates.day(work.created) == 1]
    by_hour = np.bincount((sunday - dates.moment(np.array(1))) // HOUR)
    assert len(by_hour) == hours
    assert (abs(by_hour - 1000) < 5 * 1000**0.5).all()
    shown = np.bincount(dates.time_of_day(sunday) // HOUR, minlength=24)
    assert shown[1] < 1 if hours == 23 else abs(shown[1] - 2000) < 5 * 2000**0.5


def test_other_days_are_those_of_a_house_without_a_time_zone():
    """Customers of the days before are the same, those after come an hour earlier."""
    zoned, plain = (
        sim.sample(world(FORWARD, *extra), 0) for extra in ((), ("clock.time_zone=none",))
    )
    saturday, whole = zoned.created < DAY, plain.created < DAY
    assert zoned.created[saturday].tolist() == plain.created[whole].tolist()
    monday = dict(zip(plain.identity.tolist(), plain.created.tolist(), strict=True))
    after = zoned.created >= DAY + 23 * HOUR
    pairs = zip(zoned.identity[after].tolist(), zoned.created[after].tolist(), strict=True)
    there = [(monday[who], moment) for who, moment in pairs if monday.get(who, 0) >= 2 * DAY]
    assert len(there) > 20000
    assert {before - moment for before, moment in there} == {HOUR}


@pytest.mark.parametrize(("start", "hours"), [(FORWARD, 95), (BACK, 97)])
def test_the_next_working_day_ends_at_its_midnight(start, hours):
    """From Saturday: counted from Monday, kept until the end of Tuesday."""
    work = sim.sample(world(start, "demand.orders_per_day=50"), 0)
    dates = world(start).clock.calendar
    saturday = work.ship_by[dates.day(work.placed) == 0]
    assert set((saturday / HOUR).tolist()) == {hours}


@pytest.mark.parametrize(("start", "hours"), [(FORWARD, 7), (BACK, 9)])
def test_a_night_shift_is_paid_for_the_hours_that_it_has(start, hours):
    """22:00 to 06:00 of two people: the nights before and after have eight."""
    scenario = world(start, "demand.orders_per_day=5")
    stints = sim.sample(scenario, 0).rosters["night"]
    lengths = [(stint.end - stint.begin) / HOUR for stint in stints]
    assert lengths[:3] == [8, hours, 8]
    dates = scenario.clock.calendar
    shown = [(dates.shown(stint.begin).hour, dates.shown(stint.end).hour) for stint in stints]
    assert set(shown) == {(22, 6)}
    pauses = [dates.shown(stint.pauses[0].begin) for stint in stints[1:3]]
    assert [(pause.hour, pause.minute) for pause in pauses] == [(3, 0), (3, 0)]
    # of the three days: 6 h of the night before, the night of the change, a night, 2 h
    long = world(start, "demand.orders_per_day=5", f"clock.run={24 * 2 + hours + 16} h")
    results = sim.run(_loaded(long), jobs=1)
    paid = 2 * (6 + hours + 8 + 2)
    assert results.values("labor_cost.night")[0] == pytest.approx(10 * paid)


def _loaded(scenario: sim.Scenario):
    hours = scenario.clock.run // HOUR
    text = WORLD.format(start=scenario.clock.start.date())
    return loads(text, overrides=["demand.orders_per_day=5", f"clock.run={hours} h"])


@pytest.mark.parametrize(("start", "hours"), [(FORWARD, 7), (BACK, 9)])
def test_the_roster_table_has_the_quarters_of_the_wall(start, hours):
    scenario = world(start, "demand.orders_per_day=5")
    results = sim.run(_loaded(scenario), jobs=1)
    roster = results.roster
    day = date.fromisoformat(start)
    night = (datetime.combine(day, datetime.min.time()) + timedelta(hours=22),
             datetime.combine(day, datetime.min.time()) + timedelta(hours=30))  # fmt: skip
    inside = roster[(roster["at"] >= night[0]) & (roster["at"] < night[1])]
    assert len(inside) == 4 * hours
    assert inside["scheduled_min"].sum() == 2 * 60 * hours
    clock = inside["at"].dt.hour.value_counts()
    assert clock.get(1, 0) == (0 if hours == 7 else 8)
    by_crew = results.orders
    assert (by_crew["created_at"] >= np.datetime64(start)).all()


def test_tables_show_the_time_of_the_wall(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_id,placed_at,sku,quantity\n1,2026-03-28 23:00,A,1\n2,2026-03-29 10:00,A,1\n"
        "3,2026-03-29T10:30:00+01:00,A,1\n"
    )
    text = WORLD.format(start=FORWARD)
    loaded = loads(text, overrides=[f"demand={{trace: {{file: '{path}'}}}}"])
    orders = sim.run(loaded, jobs=1).orders
    shown = [str(moment)[:16] for moment in orders["created_at"]]
    assert shown == ["2026-03-28 23:00", "2026-03-29 10:00", "2026-03-29 10:30"]
    assert sim.sample(loaded.scenario, 0).created.tolist() == [
        23 * HOUR, 33 * HOUR, 33 * HOUR + 30 * MINUTE,
    ]  # fmt: skip
