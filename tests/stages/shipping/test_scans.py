"""Scans by depots on the way, by hand arithmetic (Monday 2026-03-02, 0 h, is 0)."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.reading.mistakes import ScenarioError
from simulator.results.events import DETAILS, SCANNED, event_rows
from simulator.results.ocel import write_ocel
from simulator.scenario import loads
from simulator.stages.delivery.scans import scans_of
from simulator.stages.shipping.draws_scans import scanned
from simulator.streams import Streams
from simulator.units import HOUR, NEVER
from simulator.workload.draws import Draws
from tests.model.tiny import figures, scenario, workload
from tests.stages.shipping.carriers import LONG, TWO_WEEKS, carrier

HOURLY = {"daily": [f"{hour:02}:00" for hour in range(24)]}
DEPOTS = [{"name": "origin", "at": "25 %"}, {"name": "destination", "at": "75 %"}]
EIGHT = 8 * HOUR
STORM = np.array([[9 * HOUR + HOUR // 2, 17 * HOUR + HOUR // 2]])


def shop(scans=DEPOTS, **more):
    return scenario(shipping=carrier(HOURLY, "4 h", scans=scans, **more), clock=LONG)


def orders(created, missed, lost_at=0.5, **columns):
    n = len(created)
    added = {
        "missed": np.array(missed, dtype=np.bool_).reshape(n, 1, 2),
        "lost_at": np.full((n, 1), lost_at),
    }
    columns = {"transit": [4 * HOUR] * n, "horizon": TWO_WEEKS} | columns
    return workload(created, added={"shipping": added}, **columns)


def moments(house, made):
    """Hours of the scans of each parcel; None where there is none."""
    found = scans_of(house, made, simulate(house, made))
    by_parcel = np.argsort(found.parcel, kind="stable")
    hours = [None if at == NEVER else at / HOUR for at in found.at[by_parcel].tolist()]
    return [hours[k : k + 2] for k in range(0, len(hours), 2)]


def test_depots_scan_at_parts_of_the_way_unless_they_miss_it():
    """Of four hours from 8: at 9 and at 11."""
    missed = [[0, 0], [1, 0], [0, 1], [1, 1]]
    house, made = shop(), orders([EIGHT] * 4, missed)
    assert moments(house, made) == [[9, 11], [None, 11], [9, None], [None, None]]
    found = figures(house, made)
    assert found["shipping.valid_tracking"] == 75
    assert found["shipping.scans"] == 4
    assert found["shipping.first_scan_hours.mean"] == pytest.approx((1 + 3 + 1) / 3)


def test_what_holds_a_parcel_up_is_on_its_way():
    """Eight hours in a delay make twelve of four: scanned at 8 + 3 and 8 + 9."""
    delays = [{"at": "2026-03-02 09:30", "for": "8 h"}]
    made = orders([EIGHT], [[0, 0]], delays={"carrier": (STORM,)})
    assert moments(shop(delays=delays), made) == [[11, 17]]


def test_an_object_centric_log_has_each_scan_with_its_depot_and_carrier(tmp_path):
    house, made = shop(), orders([EIGHT] * 2, [[0, 0], [1, 0]])
    write_ocel(tmp_path / "log.json", house, made, simulate(house, made))
    log = json.loads((tmp_path / "log.json").read_text())
    scans = [each for each in log["events"] if each["type"] == "scanned"]
    told = [
        (
            each["time"][11:16],
            next(of["value"] for of in each["attributes"] if of["name"] == "depot"),
            [link["objectId"] for link in each["relationships"]],
        )
        for each in scans
    ]
    assert told == [
        ("09:00", "origin", ["order:0", "carrier:carrier"]),
        ("11:00", "destination", ["order:0", "carrier:carrier"]),
        ("11:00", "destination", ["order:1", "carrier:carrier"]),
    ]
    (kind,) = (each for each in log["eventTypes"] if each["name"] == "scanned")
    assert {each["name"] for each in kind["attributes"]} >= {"parcel", "depot"}


@pytest.mark.parametrize(("lost_at", "seen"), [(0.2, 0), (0.5, 1), (0.8, 2)])
def test_a_lost_parcel_is_scanned_up_to_where_it_is_lost(lost_at, seen):
    made = orders([EIGHT], [[0, 0]], lost_at, lost=[True])
    assert moments(shop(), made) == [[hour if k < seen else None for k, hour in enumerate((9, 11))]]


def test_scans_after_the_end_are_none_and_the_log_has_the_others():
    house = shop()
    made = orders([EIGHT], [[0, 0]], horizon=10 * HOUR)
    assert moments(house, made) == [[9, None]]
    timeline = simulate(house, made)
    rows = event_rows(made, timeline, False, scans_of(house, made, timeline))
    mine = rows.detail == DETAILS.index(SCANNED)
    assert (rows.began[mine] / HOUR).tolist() == [9]
    assert rows.visit[mine].tolist() == [1]
    assert np.isnan(figures(house, made)["shipping.valid_tracking"])  # it is on the road


def test_each_depot_misses_its_own_share_whatever_the_others_do():
    """Of 20,000 parcels a tenth and none, within five standard errors of .2 %."""
    n = 20_000
    one = [{"name": "a", "at": "0 %", "missed": "10 %"}, {"name": "b", "at": "1 %", "missed": 0}]
    placed, service = np.ones(n, dtype=np.bool_), np.zeros(n, dtype=np.int64)
    draws = Draws(Streams(1, 0)).of(np.arange(n, dtype=np.uint64))
    found = scanned(shop(one), placed, service, draws, 2)
    assert found["missed"].shape == (n, 2, 2)
    for parcel in range(2):
        assert found["missed"][:, parcel, 0].mean() == pytest.approx(0.1, abs=0.011)
        assert not found["missed"][:, parcel, 1].any()
    assert (found["missed"][:, 0, 0] != found["missed"][:, 1, 0]).any()
    fewer = scanned(shop(one[:1]), placed[:100], service[:100], draws_of(100), 1)
    assert (fewer["missed"][:, 0, 0] == found["missed"][:100, 0, 0]).all()


def draws_of(n):
    return Draws(Streams(1, 0)).of(np.arange(n, dtype=np.uint64))


TEXT = """\
schema: fulfillment/1
name: tracked
clock: {{start: 2026-03-02, run: 1 d}}
demand: {{orders_per_day: 10}}
shipping:
  carriers:
    post: {{pick_ups: {{daily: ['12:00']}}, services: {{s: {{transit: 1 d}}}}, scans: {scans}}}
"""


@pytest.mark.parametrize(
    ("scans", "wrong", "mended"),
    [
        (
            "[{name: a, at: 50 %}, {name: b, at: 50 %}]",
            "scans.b.at: it is not later on the way than the scan before; write them in the order",
            "[{name: a, at: 50 %}, {name: b, at: 51 %}]",
        ),
        (
            "[{name: a, at: 1 %}, {name: a, at: 50 %}]",
            "scans.a.name: another scan of post has the name 'a'; write name: a 2",
            "[{name: a, at: 1 %}, {name: a 2, at: 50 %}]",
        ),
        ("[{name: a, at: 101 %}]", "scans.a.at: ", "[{name: a, at: 100 %}]"),
    ],
)
def test_what_is_wrong_with_scans_is_told_with_a_remedy_that_works(scans, wrong, mended):
    with pytest.raises(ScenarioError) as told:
        loads(TEXT.format(scans=scans))
    assert wrong in str(told.value)
    loads(TEXT.format(scans=mended))


def test_a_figure_of_scans_where_nobody_scans_says_what_to_write():
    target = "targets: [{kpi: shipping.valid_tracking, at_least: 95 %}]\n"
    with pytest.raises(ScenarioError, match="no carrier scans parcels; write shipping"):
        loads(TEXT.format(scans="[]") + target)
