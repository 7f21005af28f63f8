"""Delays of a carrier by hand arithmetic (Monday 2026-03-02, 0 h, is 0)."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.measure.waits import Behind
from simulator.reading.mistakes import ScenarioError
from simulator.scenario import checks_delays, loads
from simulator.stages.promise.kept import ends_of
from simulator.stages.shipping.draws_delays import delays
from simulator.stages.shipping.draws_road import held_up
from simulator.streams import Streams
from simulator.units import DAY, HOUR
from simulator.workload.draws import Draws
from tests.measure.test_flow import flow_of
from tests.model.tiny import figures, scenario, workload
from tests.stages.shipping.carriers import LONG, TWO_WEEKS, carrier

NOON = 12 * HOUR
HOURLY = {"daily": [f"{hour:02}:00" for hour in range(24)]}
STORM = [{"at": "2026-03-02 12:00", "for": "6 h"}]
SPANS = np.array([[NOON, NOON + 6 * HOUR]])


def shop(transit="4 h", storms=STORM, delivery=None, **more):
    sections = {"delivery": delivery} if delivery else {}
    house = carrier(HOURLY, transit, delays=storms, **more)
    return scenario(shipping=house, clock=LONG, **sections)


def orders(created, spans=SPANS, **columns):
    columns = {"transit": [4 * HOUR] * len(created)} | columns
    road = {"carrier": (np.array(spans, dtype=np.int64).reshape(-1, 2),)}
    return workload(created, horizon=TWO_WEEKS, delays=road, **columns)


def arrived(house, made):
    return simulate(house, made).visits["transit"].ended


def moved(gone, came, days=0, spans=SPANS, drives=range(5)):
    house = scenario(clock=LONG).clock.calendar
    one = [np.array([each], dtype=np.int64) for each in (gone, days, came)]
    return int(held_up(house, tuple(drives), np.array(spans), *one)[0])


def test_a_delay_from_noon_to_six_holds_up_to_the_millisecond():
    """Of 4 h on the road: gone at 8 there at noon; at 9 three hours are left at noon, four of them.

    What is handed over as it begins, or meanwhile, starts at six; as it ends, it goes at once.
    """
    made = orders([8 * HOUR, 9 * HOUR, 12 * HOUR, 15 * HOUR, 18 * HOUR])
    assert (arrived(shop(), made) / HOUR).tolist() == [12, 19, 22, 22, 22]
    assert moved(NOON - 1, NOON + 1) == NOON + 6 * HOUR + 1
    assert moved(NOON - 1, NOON) == NOON
    assert moved(NOON + 6 * HOUR - 1, NOON + 6 * HOUR) == NOON + 6 * HOUR + 1
    assert moved(NOON + 6 * HOUR, NOON + 6 * HOUR + 1) == NOON + 6 * HOUR + 1
    assert moved(NOON, NOON) == NOON + 6 * HOUR  # no transit: what starts in it starts as it ends


def test_one_delay_may_push_a_parcel_into_the_next():
    """4 h from 11: an hour until noon; to six; an hour to seven; to nine; two hours."""
    spans = [[NOON, NOON + 6 * HOUR], [19 * HOUR, 21 * HOUR]]
    assert moved(11 * HOUR, 15 * HOUR, spans=spans) == 23 * HOUR


def test_on_days_on_which_the_carrier_does_not_drive_nothing_is_held_up():
    """Friday 18 h to Tuesday 0 h, of which Friday's six hours and Monday are driven: 30 h.

    By days: promised for Monday 0 h, it comes on Tuesday at 6. A day is whole: from Thursday 0 h
    Friday's parcel comes on Monday 0 h, as the driving goes on, not on Saturday, as it ended.
    By driving time the same comes as it ended.
    """
    storm = [[4 * DAY + 18 * HOUR, 8 * DAY]]
    assert moved(4 * DAY + 10 * HOUR, 7 * DAY, days=1, spans=storm) == 8 * DAY + 6 * HOUR
    assert moved(4 * DAY + 10 * HOUR, 7 * DAY, days=1, spans=[[5 * DAY, 7 * DAY]]) == 7 * DAY
    thursday = [[3 * DAY, 4 * DAY]]
    assert moved(2 * DAY + NOON, 4 * DAY, days=2, spans=thursday) == 7 * DAY
    assert moved(2 * DAY + NOON, 5 * DAY, days=-1, spans=thursday) == 7 * DAY + DAY


def test_figures_of_what_was_held_up_and_is_late_by_it():
    """Promised within 5 h of which 4 h are on the road.

    At 8 there is no delay, at 9 one of 6 h, at 12 of 6 h, at 15 of 3 h. At 18 another way of 9 h is
    late by itself.
    """
    created = [8 * HOUR, 9 * HOUR, 12 * HOUR, 15 * HOUR, 18 * HOUR]
    due = [each + 5 * HOUR for each in created]
    made = orders(created, transit=[4 * HOUR] * 4 + [9 * HOUR], deliver_by=due)
    found = figures(shop(delivery={"hours": "none"}), made)
    assert found["shipping.held_up"] == 3
    assert found["shipping.held_up_share"] == pytest.approx(60)
    assert found["shipping.held_up_hours.mean"] == 5
    assert found["shipping.late_by_delay"] == pytest.approx(60)
    assert found["on_time_delivery"] == pytest.approx(20)
    assert found["time_hours.road_delay"] == pytest.approx(3)
    assert found["time_hours.transit"] == pytest.approx(5)


def test_what_is_held_up_is_put_down_to_the_carrier():
    created = [8 * HOUR, 9 * HOUR, 15 * HOUR, 18 * HOUR]
    house, made = shop(), orders(created)
    _, flow = flow_of(house, made, simulate(house, made))
    held = flow.behind[Behind("road_delay", who="carrier")]
    assert (held / HOUR).tolist() == [0, 6, 3, 0]
    assert (flow.behind[Behind("transit")] / HOUR).tolist() == [4, 4, 4, 4]


def test_a_promise_that_a_delay_broke_is_the_carriers():
    """Gone in time for noon's pick-up, at the depot later than the promise counts on."""
    house = scenario(
        shipping=carrier({"daily": ["12:00"]}, "1 d", delays=STORM),
        delivery={"hours": "none"},
        promise={"cut_off": "11:00"},
        demand={"orders_per_day": 10, "classes": {"all": {"ship_by": "none"}}},
        clock=LONG,
    )
    counted = {"pick_up": np.array([NOON]), "at_depot": np.array([DAY + NOON])}
    for spans, by, end in (
        (SPANS, DAY + 15 * HOUR, "carrier"),  # 6 h later, by 6 in the evening
        ([[NOON, NOON + 2 * HOUR]], DAY + 15 * HOUR, "kept"),
        (SPANS, DAY + 18 * HOUR, "kept"),
    ):
        due = {"deliver_by": [by], "added": {"promise": counted}}
        made = orders([11 * HOUR], spans, transit=[DAY], **due)
        found = vars(ends_of(house, made, simulate(house, made)))
        assert [name for name, flags in found.items() if flags[0]] == [end]


def test_a_region_has_its_own_delays_and_those_of_all():
    """Two delays that touch are one span; those of one region do not hold up the other."""
    house = scenario(
        demand={"orders_per_day": 10, "regions": {"near": "50 %", "far": "50 %"}},
        shipping=carrier(HOURLY, delays=[
            *STORM,
            {"name": "hub", "at": "2026-03-02 18:00", "for": "1 h", "regions": ["far"]},
        ]),
        clock=LONG,
    )  # fmt: skip
    near, far = delays(house, Draws(Streams(1, 0)))["carrier"]
    assert near.tolist() == [[NOON, NOON + 6 * HOUR]]
    assert far.tolist() == [[NOON, NOON + 7 * HOUR]]


def test_a_parcel_is_held_up_by_the_delays_of_its_region_alone():
    regions = {"near": "50 %", "far": "50 %"}
    storm = [STORM[0] | {"regions": ["far"]}]
    house = scenario(
        demand={"orders_per_day": 10, "regions": regions},
        shipping=carrier(HOURLY, "4 h", delays=storm),
        clock=LONG,
    )
    road = {"carrier": (SPANS[:0], SPANS)}
    made = workload([9 * HOUR] * 2, horizon=TWO_WEEKS, transit=[4 * HOUR] * 2, delays=road,
                    regions=("near", "far"), region=[0, 1])  # fmt: skip
    assert (arrived(house, made) / HOUR).tolist() == [13, 19]


def test_delays_at_random_are_up_and_down_in_turn_and_last_their_share():
    """Up 3 days and down 1 in the mean: a quarter of 40,000 days, within 4 deviations.

    Renewal theory: the variance of the share is 2 (U D)^2 / (U + D)^3 / t for exponentials.
    """
    storms = [{"every": "3 d", "for": {"exponential": {"mean": "1 d"}}}]
    long = {"start": "2026-03-02", "run": "40000 d"}
    house = scenario(shipping=carrier(HOURLY, delays=storms), clock=long)
    (spans,) = delays(house, Draws(Streams(7, 0)))["carrier"]
    assert (np.diff(spans.ravel()) > 0).all()
    down = np.minimum(spans[:, 1], 40000 * DAY) - spans[:, 0]
    spread = (2 * 9 / 64 / 40000) ** 0.5
    assert abs(down.sum() / (40000 * DAY) - 1 / 4) < 4 * spread


@pytest.mark.parametrize("transit", [0, 1])
def test_hand_overs_meet_delays_in_their_stationary_share(transit):
    """Up U = 2 h, down D = 1/2 h, exponential; hourly hand-overs, 0 or 1 h on the road (Cox 1962).

    D / (U + D) = 20 % are handed over in a delay, which lasts D more; on the road others begin at
    the rate 1 / U: 1 - 80 % e^(-t/U) are held up, in the mean of all D^2 / (U + D) + t D / U.
    Within 4 deviations of means of days.
    """
    storms = [{"every": "2 h", "for": {"exponential": {"mean": "30 min"}}}]
    days = 4000
    house = scenario(
        shipping=carrier(HOURLY, delays=storms), clock={"start": "2026-03-02", "run": f"{days} d"}
    )
    (spans,) = delays(house, Draws(Streams(11, 0)))["carrier"]
    gone = np.arange(24, 24 * days) * HOUR
    came = gone + transit * HOUR
    road = house.clock.calendar, tuple(range(5)), spans
    held = held_up(*road, gone, np.zeros(len(gone), np.int64), came) - came
    for seen, exact in (
        (held > 0, 1 - 0.8 * np.exp(-transit / 2)),
        (held / HOUR, 0.1 + transit / 4),
    ):
        of_days = seen.reshape(-1, 24).mean(axis=1)
        assert abs(of_days.mean() - exact) < 4 * of_days.std() / (days - 1) ** 0.5


def test_a_house_without_delays_has_no_row_of_them():
    house = scenario(shipping=carrier(HOURLY, "4 h"), clock=LONG)
    found = figures(house, workload([1], horizon=TWO_WEEKS))
    names = ("shipping.held_up", "shipping.held_up_hours.mean", "time_hours.road_delay")
    assert not {*names} & {*found}


TEXT = """schema: fulfillment/1
name: shop
clock: {{start: 2026-03-02, run: 7 d}}
demand: {{orders_per_day: 40, regions: {{near: 50 %, far: 50 %}}}}
shipping:
  carriers:
    one:
      pick_ups: {{daily: ["18:00"]}}
      services: {{ground: {{transit: 2 d}}}}
      delays: {0}
"""
WRONG = (
    ("[{for: 2 d}]", "write at: 2026-03-05 12:00", "[{at: 2026-03-05 12:00, for: 2 d}]"),
    ("[{at: 2026-03-05, every: 9 d, for: 2 d}]", "not both", "[{every: 9 d, for: 2 d}]"),
    ("[{at: 2027-03-05, for: 2 d}]", "such as 2026-03-05 12:00",
     "[{at: 2026-03-05 12:00, for: 2 d}]"),
    ("[{at: 9999-12-31 06:00, for: 2 d}]", "such as 2026-03-05 12:00",
     "[{at: 2026-03-01, for: 2 d}]"),
    ("[{at: 0001-01-01, for: 2 d}]", "such as 2026-03-05 12:00",
     "[{at: 0001-01-01, for: {exponential: {mean: 2 d}}}]"),
    ("[{at: 2026-03-05, for: 2 d, regions: [fat]}]", "did you mean far?",
     "[{at: 2026-03-05, for: 2 d, regions: [far]}]"),
    ("[{at: 2026-03-05, for: 2 d}, {every: 9 d, for: 2 d}]", "write name: delay 2",
     "[{at: 2026-03-05, for: 2 d}, {name: delay 2, every: 9 d, for: 2 d}]"),
    ("[{every: 5 s, for: 2 d}]", "such as 60 d", "[{every: 60 d, for: 2 d}]"),
    ("[{every: 60 d, for: 0 d}]", "such as 2 d", "[{every: 60 d, for: 2 d}]"),
)  # fmt: skip


@pytest.mark.parametrize(("written", "remedy", "obeyed"), WRONG)
def test_a_delay_that_cannot_be_is_refused_with_a_remedy_that_works(written, remedy, obeyed):
    with pytest.raises(ScenarioError) as refused:
        loads(TEXT.format(written))
    (mistake,) = refused.value.mistakes
    assert mistake.path.startswith("shipping.carriers.one.delays")
    assert remedy in str(mistake)
    assert not list(checks_delays.delays(loads(TEXT.format(obeyed)).scenario))
