"""The replay of a day: what is drawn at any minute is what the log says."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest

from simulator.compiled.choice import IN_SIMPY
from simulator.experiments.replays import asked_day, nearest_to_the_median, replay
from simulator.experiments.run import run
from simulator.journey import simulate
from simulator.measure.work import crew_times, station_visits
from simulator.mistakes import InputError
from simulator.reporting.replay.coding import varints, zigzag
from simulator.reporting.replay.days import by_badness, day_of, days_until
from simulator.reporting.replay.picture import Past, picture, shared
from simulator.reporting.replay.replay import past_of, replay_of
from simulator.results.events import EVENT_ACTIVITIES, event_rows
from simulator.results.orders import names_of
from simulator.results.pick_ups import pick_ups_of
from simulator.results.timeline import Movement
from simulator.scenario import load, loads
from simulator.stages import ACTIVITIES, INBOUND
from simulator.units import HOUR, MINUTE, NEVER
from simulator.workload.sampling import sample
from tests.laws.runs import load as load_world
from tests.laws.save_worlds import FILE, saved
from tests.model import tiny
from tests.model.rosters import pickers, planned
from tests.reporting.replay_read import Film, back, columns_of

FAR = 2**62
PECULIAR = {
    "zones one after the other": 25,
    "zones at once": 171,
    "tours of several orders": 117,
    "people who work into their breaks": 99,
    "lanes": 60,
    "machines that fail": 48,
    "boxes of a parcel on two trucks": 162,
    "carts that wait for stock": 333,
    "orders in several parcels": 288,
    "agency staff, a trace and a time zone": 3,
}
"""Saved worlds, by what is in their logs."""


@cache
def worlds():
    """Those that are saved; to read them takes a second, which only who needs one waits."""
    return saved(FILE)


def later(moments):
    return np.where(moments == NEVER, FAR, moments)


def replayed(scenario):
    """A replication, and the film of its worst day."""
    workload = sample(scenario, 0)
    past = past_of(scenario, workload, simulate(scenario, workload))
    return past, film_of(past, replay_of(past, 0).content)


def film_of(past, content):
    return Film(content, content["days"][0])


def frames_of(past: Past, film: Film, count: int) -> list[tuple[int, int, bool]]:
    """(frame, moment, whether it is a whole minute): some minutes, and when something happens."""
    day = day_of(past.scenario, date.fromisoformat(film.day["date"]))
    length = film.day["seconds"] * 1000
    last = min(film.day["last"], (past.timeline.horizon - day.begin) // length)
    each = max(MINUTE // length, 1)
    minutes = range(0, last + 1, max(last // each // count, 1) * each)
    happens = sorted(
        {moment for one in film.parcels for spell in one["spells"] for moment in spell[1:4]}
    )
    receipts = past.timeline.receipts
    trucks = () if receipts is None else (receipts.came, receipts.docked, receipts.unloaded)
    seen = [one[one != NEVER] for one in trucks]
    heads = np.concatenate([[0], *(one.time for one in past.timeline.heads.values()), *seen])
    steps = [int(-(-(moment - day.begin) // length)) for moment in heads]
    frames = [*happens[:: max(len(happens) // count, 1)], *steps[:: max(len(steps) // count, 1)]]
    chosen = {frame for frame in (*minutes, *frames) if 0 <= frame <= last}
    moments = [(k, day.begin + k * length, k % each == 0) for k in sorted(chosen)]
    return [row for row in moments if row[1] >= 0]


class Logged:
    """What the event log and the tables beside it have, in plain lists."""

    def __init__(self, past: Past) -> None:
        rows, table = event_rows(past.workload, past.timeline, False), past.timeline.parcels
        row_of = {key: k for k, key in enumerate(zip(table.order, table.number, strict=True))}
        parcel = [row_of[key] for key in zip(rows.order, rows.parcel, strict=True)]
        self.rows = rows
        self.over = later(table.ended)[parcel]
        self.placed = past.workload.placed[rows.order] != NEVER
        self.began, self.ended = later(rows.began), later(rows.ended)
        self.stopped = {ACTIVITIES[a] for a in past.timeline.log.stretches.activity}

    def at(self, activity, moment, before_the_door):
        """(waiting, in work) at an activity; orders that are over wait no longer."""
        rows = self.rows
        here = (rows.activity == EVENT_ACTIVITIES.index(activity)) & (rows.queued != NEVER)
        here &= (rows.queued <= moment) & (moment < self.ended)
        if before_the_door:
            here &= self.placed & ((self.over < rows.queued) | (self.over > moment))
        working = here & (self.began <= moment)
        return int(here.sum() - working.sum()), int(working.sum())


def hold(past, film, count=12):
    """What is drawn is what the log says, at some minutes."""
    log, timeline = Logged(past), past.timeline
    people = crew_times(timeline, station_visits(timeline))
    for frame, moment, is_minute in frames_of(past, film, count):
        drawn = film.state(frame)
        for activity in dict.fromkeys(spot["activity"] for spot in film.spots):
            here = [k for k, s in enumerate(film.spots) if s["activity"] == activity]
            wholes = [k for k in here if film.spots[k]["part_of"] is None]
            seen = tuple(sum(drawn[key][k] for k in wholes) for key in ("waiting", "working"))
            logged = log.at(activity, moment, film.spots[here[0]]["before_the_door"])
            assert sum(seen) == sum(logged), (activity, moment)
            if activity not in log.stopped or len(wholes) < len(here):
                assert seen == logged, (activity, moment)
        for crew in drawn["crews"]:
            heads, at = timeline.heads[crew["name"]], np.array([moment])
            row = int(np.searchsorted(heads.time, moment, side="right")) - 1
            present = heads.heads[row] + heads.late[row] + heads.overrun[row]
            pauses = heads.on_break[row] - heads.late[row]
            found = {
                "name": crew["name"],
                "busy": int(people[crew["name"]].busy.at(at)[0]),
                "present": int(present),
                "on_break": int(pauses),
                "absent": int(heads.absent[row]),
            }
            at_pallets = crew.pop("inbound")
            if moment < timeline.horizon:
                assert crew == found, moment
                assert at_pallets == at_the_dock(timeline, moment)[2].get(crew["name"], 0)
            assert crew["busy"] <= crew["present"] or moment >= timeline.horizon
        if moment < timeline.horizon:
            trucks, pallets, _ = at_the_dock(timeline, moment)
            assert [tuple(one.values())[1:] for one in drawn["doors"]] == trucks, moment
            assert {one["name"]: tuple(one.values())[1:] for one in drawn["inbound"]} == pallets
        if not is_minute:  # these are drawn anew at every minute
            continue
        for one in drawn["outside"]:
            assert one["parcels"] == sum(log.at(one["name"], moment, False)), one
        for name, down in drawn["down"].items():
            steps = timeline.down.get(name)
            logged = 0
            if steps is not None:
                logged = steps.down[np.searchsorted(steps.time, moment, side="right") - 1]
            assert down == logged
        stock_holds(past, drawn, moment)


def at_the_dock(timeline, moment):
    """[(trucks in the yard, at a door)], {activity: (pallets that wait, in work)}, people by crew.

    Read off the log of the dock, pallet by pallet.
    """
    log = timeline.receipts
    if log is None:
        return [], {}, {}
    moments = zip(later(log.came), later(log.docked), later(log.unloaded), strict=True)
    trucks = [(came <= moment < door, door <= moment < off) for came, door, off in moments]
    pallets, people = {}, {}
    for name, visit in log.log.first.items():
        activity = len(ACTIVITIES) + tuple(INBOUND).index(name)
        waits = works = 0
        for row in np.flatnonzero(visit.queued != NEVER):
            if not visit.queued[row] <= moment < later(visit.ended[row]):
                continue
            parts = log.log.stretches
            own = np.flatnonzero((parts.parcel == row) & (parts.activity == activity))
            spells = [(parts.began[k], parts.ended[k], parts.server[k]) for k in own]
            spells = spells or [(visit.began[row], visit.ended[row], visit.server[row])]
            crews = [who for b, e, who in spells if later(b) <= moment < later(e)]
            works, waits = works + bool(crews), waits + (not crews)
            for crew in crews:
                crew_name = timeline.crews[crew]
                people[crew_name] = people.get(crew_name, 0) + 1
        pallets[name] = (waits, works)
    return [tuple(map(sum, zip(*trucks, strict=True)))], pallets, people


SIGNS = {
    Movement.RECEIVED: (1, 0),
    Movement.PICKED: (-1, 0),
    Movement.RESTOCKED: (1, 0),
    Movement.WRITTEN_OFF: (-1, 0),
    Movement.BACKORDERED: (0, 1),
    Movement.BACKORDER_ENDED: (0, -1),
}


def stock_holds(past, drawn, moment):
    log, supply = past.timeline.stock, past.workload.supply
    for one in drawn["stock"]:
        sku = supply.sku.index(one["name"])
        on_hand, awaited = int(supply.initial[sku]), 0
        for row in np.flatnonzero((log.sku == sku) & (log.time <= moment)):
            shelf, orders = SIGNS.get(Movement(log.kind[row]), (0, 0))
            on_hand += shelf * int(log.units[row])
            awaited += orders * int(log.units[row])
        assert (one["on_hand"], one["awaited"]) == (on_hand, awaited)


@pytest.mark.parametrize("number", PECULIAR.values(), ids=PECULIAR.keys())
def test_what_is_drawn_is_what_the_log_says(number):
    hold(*replayed(load_world(worlds()[number]).scenario), count=6)  # asserts of each frame


HANDLING = """\
schema: fulfillment/1
extends: small
name: one_lag
remove: [picking, packing, labeling, crews, shifts, returns, targets]
handling: {lag: 3 h}
"""


@pytest.mark.parametrize("given", [HANDLING, "tonight"], ids=["handling", "state"])
def test_without_people_and_from_a_state_too(given, fast):
    scenario = (load(given) if given == "tonight" else loads(given)).scenario
    past, film = replayed(scenario)
    hold(past, film, count=2)
    assert sum(film.state(film.day["last"] // 2)["working"]) > 0


def receiving(*more):
    """Five days, with a truck on the last one that both crews unload."""
    days = ["clock.warm_up=0 d", "clock.run=5 d", "clock.cool_down=0 d"]
    skills = "crews.packers.skills=[packing, labeling, unloading, checking, put_away]"
    return load("truck_day").with_([*days, skills, *more]).scenario


@pytest.mark.parametrize("given", ["truck_day", 440], ids=["truck_day", "the yard"])
def test_the_dock_is_what_its_log_says(given, fast):
    """Trucks in the yard and at doors, pallets that wait and are in work, and who is at them."""
    scenario = receiving() if given == "truck_day" else load_world(worlds()[given]).scenario
    workload = sample(scenario, 0)
    past = past_of(scenario, workload, simulate(scenario, workload))
    receipts = past.timeline.receipts
    waited = np.where(receipts.came == NEVER, 0, later(receipts.docked) - receipts.came)
    busiest = receipts.came[np.argmax(waited)]
    if not waited.any():
        busiest = receipts.docked[receipts.docked != NEVER].max()
    day = next(one for one in days_until(scenario, past.timeline.horizon) if one.end > busiest)
    film = film_of(past, replay_of(past, 0, days=[day.date]).content)
    hold(past, film, count=6)
    states = [film.state(frame) for frame in range(0, film.day["last"], 60)]
    assert max(state["doors"][0]["at_a_door"] for state in states) > 0
    assert max(state["doors"][0]["in_the_yard"] for state in states) == (given == 440)
    assert max(one["waiting"] for state in states for one in state["inbound"]) > 0
    assert max(crew["inbound"] for state in states for crew in state["crews"]) > 0


@pytest.fixture(scope="module")
def small():
    scenario = load("small").scenario
    workload = sample(scenario, 0)
    return past_of(scenario, workload, simulate(scenario, workload))


def test_every_day_of_a_run_is_what_the_log_says(small):
    days = [date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 7)]
    content = replay_of(small, 0, days=days).content
    assert [day["date"] for day in content["days"]] == [day.isoformat() for day in days]
    for day in content["days"]:
        hold(small, Film(content, day), count=4)


def trucks_of(past, day):
    """A day's trucks as they are drawn, once they are those of the log."""
    film = Film(shared(past), picture(past, day, ""))
    log = past.timeline.pick_ups
    rows = np.flatnonzero((log.time > day.begin - 24 * HOUR) & (log.time <= day.end + 24 * HOUR))
    drawn = [(at, waiting, loaded) for at, _, _, waiting, loaded in film.trucks]
    second = -((day.begin - log.time) // 1000)  # the first at which it has come
    logged = [(second[k], log.waiting[k], log.loaded[k]) for k in rows]
    of_day = [one for one in logged if 0 < one[0] <= (day.end - day.begin) // 1000]
    assert [one for one in drawn if one in logged] == drawn
    assert [one for one in drawn if one in of_day] == of_day
    return drawn


def test_the_trucks_of_a_day_are_those_of_the_log(small):
    drawn = trucks_of(small, day_of(small.scenario, date(2026, 3, 4)))
    assert len(drawn) == 3  # the last one before the day, its own, and the next one


def test_a_truck_that_is_called_is_drawn_when_it_came(fast):
    on_call = "shipping.carriers.parcelco.on_call={parcels: 60 parcels, price: 90 USD}"
    past, film = replayed(load("small").with_([on_call]).scenario)
    hold(past, film, count=2)
    day = day_of(past.scenario, date.fromisoformat(film.day["date"]))
    log = past.timeline.pick_ups
    called = log.time[log.called & (log.time > day.begin) & (log.time <= day.end)]
    drawn = {at for at, *_ in trucks_of(past, day)}
    came = [-((day.begin - at) // 1000) for at in called]
    assert len(called) > 0
    assert set(came) <= drawn
    for at in came:  # called two hours before, which nobody knows earlier
        expected = [film.expected(0, at - before) for before in (7201, 7200, 1)]
        assert expected[1:] == [at, at]
        assert expected[0] != at


def test_a_truck_is_expected_by_the_plan_until_it_has_come(fast):
    """Nobody who waits for it knows how late it will be."""
    by = "{uniform: {low: 10 min, high: 50 min}}"
    late = f"shipping.carriers.parcelco.late={{share: 100 %, by: {by}}}"
    past, film = replayed(load("small").with_([late]).scenario)
    day = day_of(past.scenario, date.fromisoformat(film.day["date"]))
    log = past.timeline.pick_ups
    came = log.time[(log.time > day.begin) & (log.time <= day.end)]
    planned = log.planned[(log.time > day.begin) & (log.time <= day.end)]
    assert len(came) > 0
    for at, plan in zip(came, planned, strict=True):
        assert film.expected(0, (at - day.begin) // 1000 - 1) == (plan - day.begin) // 1000


def test_a_truck_that_does_not_come_is_expected_until_it_should_have(fast):
    """And at that moment it is said that none came: the log alone has nothing of it."""
    rare = "shipping.carriers.parcelco.no_show=50 %"
    scenario = load("small").with_([rare]).scenario
    workload = sample(scenario, 0)
    past = past_of(scenario, workload, simulate(scenario, workload))
    plan = pick_ups_of(scenario, workload, past.timeline, "parcelco")
    missed = int(plan.planned[plan.missed][0])
    day = next(each for each in days_until(scenario, past.timeline.horizon) if each.end > missed)
    film = film_of(past, replay_of(past, 0, days=[day.date]).content)
    at = (missed - day.begin) // 1000
    assert film.expected(0, at - 1) == at
    assert film.expected(0, at) != at
    columns = film.columns
    told = zip(columns["truck.at"], columns["truck.missed"], columns["truck.loaded"], strict=True)
    assert [loaded for k, none, loaded in told if (back(k), none) == (at, 1)] == [0]


def test_what_does_not_fit_has_coarser_steps_and_is_exact_at_each_of_them(small):
    day = day_of(small.scenario, date(2026, 3, 5))
    fine = picture(small, day, "")
    assert (fine["seconds"], fine["note"]) == (1, "")
    coarse = picture(small, day, "", most_bytes=3200)
    assert coarse["seconds"] > 1
    assert len(coarse["data"]) <= 3200
    assert coarse["note"].startswith("So many orders: the picture has steps of")
    hold(small, Film(shared(small), coarse), count=6)


def test_what_does_not_fit_at_all_says_so(small):
    nothing = picture(small, day_of(small.scenario, date(2026, 3, 5)), "", most_bytes=10)
    assert nothing["data"] == ""
    assert nothing["note"] == (
        "215 orders are too many for a picture; scale the demand down to see the day"
    )


def test_a_parcel_takes_less_than_thirty_bytes(small):
    day = picture(small, day_of(small.scenario, date(2026, 3, 5)), "")
    parcels = dict(day["columns"])["spells"]
    assert parcels > 200
    assert len(day["data"]) < 30 * parcels


def test_orders_have_the_names_of_the_order_table(small):
    film = Film(shared(small), picture(small, day_of(small.scenario, date(2026, 3, 5)), ""))
    rows = event_rows(small.workload, small.timeline, False)
    picked = EVENT_ACTIVITIES.index("picking")
    day = day_of(small.scenario, date(2026, 3, 5))
    began = (rows.activity == picked) & (rows.began > day.begin) & (rows.began <= day.end)
    station = next(k for k, spot in enumerate(film.spots) if spot["activity"] == "picking")
    drawn = {
        (parcel["order"], began)
        for parcel in film.parcels
        for spot, _, began, *_ in parcel["spells"]
        if spot == station and 0 < began <= film.day["last"]
    }
    logged = {
        (str(rows.order[k]), -(-(int(rows.began[k]) - day.begin) // 1000))
        for k in np.flatnonzero(began)
    }
    assert drawn == logged
    assert len(drawn) > 50


def shop(start="2026-03-02", run="1 d", picking=None, **clock):
    """One picker from 8:00 to 12:00; orders are there from 7:00 and take half an hour each."""
    return tiny.scenario(
        clock={"start": start, "run": run, **clock},
        picking=picking or {},
        crews={"pickers": {"skills": ["picking"]}},
        shifts={
            "day": {"days": "Mon-Sun", "hours": "08:00-12:00", "heads": {"pickers": 1}},
        },
    )


def picked(scenario, created):
    created = [round(hour * HOUR) for hour in created]
    columns = {"pick_setup": [0] * len(created), "pick": [30 * MINUTE] * len(created)}
    hours = [(24 * day + hour, head) for day in range(3) for hour, head in ((8, 1), (12, 0))]
    columns["present"] = {"pickers": tiny.heads(*((hour * HOUR, head) for hour, head in hours))}
    workload = tiny.workload(created, horizon=scenario.clock.horizon, **columns)
    return past_of(scenario, workload, simulate(scenario, workload))


def test_the_worst_hour_is_that_with_most_waiting_while_somebody_is_at_work():
    # Three wait from 7:00 on and nobody is there; at 8:00 one is taken, at 8:30 the next one. Two
    # wait for half of the hour from 8:00 and one for the other half.
    past = picked(shop(), [7, 7, 7])
    film = film_of(past, replay_of(past, 0).content)
    assert film.day["worst"] == [8 * 3600, 1.5]
    assert film.state(7 * 3600 + 1800)["waiting"] == [3]
    assert film.state(8 * 3600)["waiting"] == [2]
    assert film.state(8 * 3600)["crews"][0] | {"name": ""} == {
        "name": "", "busy": 1, "present": 1, "on_break": 0, "absent": 0, "inbound": 0,
    }  # fmt: skip
    ranked = by_badness(past.scenario, past.workload, past.timeline, past.spots, past.spells)
    # A quarter of an hour counts what waits at its begin: 2 + 2 + 1 + 1 quarters are 1.5 hours.
    assert [(day.date, why) for day, why in ranked] == [
        (date(2026, 3, 2), "orders waited 2 hours in all at stations with people at work")
    ]


def paused(begun_work):
    """A pick of nine minutes from 0:18 on, by one who should pause from 0:20 to 0:40."""
    pause = {"at": "00:20", "for": "20 min", "begun_work": begun_work}
    house = tiny.scenario(**pickers({"hours": "00:00-01:00", "breaks": [pause]}))
    work = {"pick_setup": [0], "pick": [9 * MINUTE], "rosters": planned(house)}
    orders = tiny.workload([18 * MINUTE], horizon=house.clock.horizon, **work)
    past = past_of(house, orders, simulate(house, orders))
    film = film_of(past, replay_of(past, 0).content)
    found = []
    for minute in (19, 25, 30, 45, 47):
        state = film.state(60 * minute)
        crew = state["crews"][0]
        heads = tuple(crew[key] for key in ("present", "busy", "on_break"))
        found.append((state["waiting"][0], state["working"][0], heads))
    return found


def test_who_works_into_a_break_is_at_work_and_pauses_after_it():
    assert paused("finish") == [
        (0, 1, (1, 1, 0)),
        (0, 1, (1, 1, 0)),  # until 0:27, into the break
        (0, 0, (0, 0, 1)),
        (0, 0, (1, 0, 0)),
        (0, 0, (1, 0, 0)),
    ]


def test_work_that_a_break_stops_waits_until_it_goes_on():
    assert paused("interrupt") == [
        (0, 1, (1, 1, 0)),
        (1, 0, (0, 0, 1)),
        (1, 0, (0, 0, 1)),
        (0, 1, (1, 1, 0)),  # the other seven minutes, from 0:40
        (0, 0, (1, 0, 0)),
    ]


def test_work_that_is_left_when_the_house_closes_waits():
    house = tiny.scenario(**pickers({"hours": "00:00-00:20", "end_of_shift": "interrupt"}))
    work = {"pick_setup": [0], "pick": [9 * MINUTE], "rosters": planned(house)}
    orders = tiny.workload([18 * MINUTE], horizon=house.clock.horizon, **work)
    past = past_of(house, orders, simulate(house, orders))
    state = film_of(past, replay_of(past, 0).content).state(1500)
    assert (state["waiting"], state["working"]) == ([1], [0])


def test_carts_that_are_never_placed_are_nowhere_in_the_house():
    past, _ = replayed(load_world(worlds()[PECULIAR["carts that wait for stock"]]).scenario)
    days = [day.date for day in days_until(past.scenario, past.timeline.horizon)]
    content = replay_of(past, 0, days=days).content
    names = names_of(past.workload)
    placed = {names[order] for order in np.flatnonzero(past.workload.placed != NEVER)}
    drawn = {parcel["order"] for day in content["days"] for parcel in Film(content, day).parcels}
    assert drawn <= placed < set(names)


def test_whoever_picks_several_orders_at_once_is_one_person():
    scenario = shop(picking={"method": {"batch": {"up_to": 2, "wait_at_most": "1 h"}}})
    past = picked(scenario, [8, 8, 8])
    film = film_of(past, replay_of(past, 0).content)
    state = film.state(8 * 3600 + 60)
    assert (state["waiting"], state["working"], state["crews"][0]["busy"]) == ([1], [2], 1)


def test_the_worst_day_comes_first_and_says_so():
    # On the second day nobody waits, on the third one two do, for half an hour and for an hour.
    past = picked(shop(run="3 d"), [8, 33, 57, 57, 57])
    content = replay_of(past, 0).content
    assert [day["date"] for day in content["days"]] == ["2026-03-04", "2026-03-02", "2026-03-03"]
    assert content["days"][0]["why"] == (
        "The worst day of the 3 measured: orders waited 2 hours in all at stations with people at "
        "work."
    )


def test_a_day_without_orders_has_a_picture():
    past = picked(shop(run="2 d"), [])
    film = film_of(past, replay_of(past, 0, days=[date(2026, 3, 3)]).content)
    assert film.parcels == []
    assert film.day["worst"] is None
    assert film.day["why"] == (
        "No order waited at a station with people at work, and none was late."
    )


def test_a_day_on_which_the_clocks_are_put_has_23_hours():
    past = picked(shop(start="2026-03-28", run="2 d", time_zone="Europe/London"), [7])
    film = film_of(past, replay_of(past, 0, days=[date(2026, 3, 29)]).content)
    assert film.day["last"] == 23 * 3600
    # At 1:00 the clock on the wall is put to 2:00.
    assert film.day["shown"] == [[0, 0], [3600, 120]]


def test_after_the_end_of_the_simulated_time_nothing_is_claimed():
    past = picked(shop(start="2026-03-02", run="36 h"), [7])
    day = replay_of(past, 0, days=[date(2026, 3, 3)]).content["days"][0]
    assert day["note"] == ("The simulated time ended on this day; from then on nothing moves.")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2027-01-01", "--replay 2027-01-01: is outside the run; write a date from 2026-03-02 to "
         "2026-03-13, or worst, all or off"),
        ("soon", "--replay soon: is not a date; write one of the run, such as 2026-03-02, or "
         "worst, all or off"),
        ("", "--replay '': is not a date; write one of the run, such as 2026-03-02, or worst, all "
         "or off"),
    ],
)  # fmt: skip
def test_a_day_that_is_none_of_the_run_has_one_error(asked, said):
    with pytest.raises(InputError) as error:
        asked_day(load("small").scenario, asked)
    assert str(error.value) == said
    assert asked_day(load("small").scenario, "2026-03-13") == date(2026, 3, 13)


def test_the_replication_nearest_to_the_median_is_replayed_and_named(fast):
    results = run("small", replications=4, orders="none", seed=3)
    scenario, replications = results.scenario, results.replications
    chosen, told = nearest_to_the_median(scenario, replications)
    values = results.values("on_time_ship")
    far = [abs(value - np.median(values)) for value in values]
    assert chosen.number == far.index(min(far)) > 0
    assert told[0].startswith(f"Replication {chosen.number} of 4, whose on-time ship (")
    assert told[0].endswith("is the nearest to the median; it was simulated once more for this.")
    film = results.replay()
    assert film.replication == chosen.number
    alone = run("small", only=chosen.number, seed=3)
    assert alone.replications[0].log is not None
    assert alone.replay().content["days"] == film.content["days"]
    assert alone.replay().content["told"] == [
        f"Replication {chosen.number}, the only one of this run."
    ]
    assert replay(scenario, replications, "off", IN_SIMPY) is None
    with pytest.raises(InputError, match="replay: is off; write a date of the run"):
        results.replay("off")


def test_a_notebook_shows_it_and_a_file_needs_no_other(small, tmp_path):
    film = replay_of(small, 0, days=[date(2026, 3, 4)])
    page = film.to_html(tmp_path / "day.html")
    assert (tmp_path / "day.html").read_text(encoding="utf-8") == page
    assert "src=" not in page
    assert film._repr_html_().startswith("<iframe srcdoc=")
    assert film.days == (date(2026, 3, 4),)
    assert repr(film) == "<replay of 2026-03-04, replication 0; to_html(path)>"


def test_numbers_are_read_back_as_they_were():
    values = np.array([0, 1, 127, 128, 16_383, 16_384, 2**31, 2**40])
    day = {"columns": [["a", len(values)]], "data": ""}
    assert columns_of(day | {"columns": [["a", 0]]}) == {"a": []}
    content = varints(values)
    assert len(content) == 1 + 1 + 1 + 2 + 2 + 3 + 5 + 6
    signed = np.array([0, -1, 1, -2, 2, -(2**40), 2**40])
    assert [back(int(code)) for code in zigzag(signed)] == signed.tolist()
