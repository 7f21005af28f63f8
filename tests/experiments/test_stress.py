"""Disturbances as they are written, and what they do, by hand and end to end."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from simulator.cli import app
from simulator.experiments.alternatives import changed_by, made
from simulator.experiments.disturbances import disturbances, together
from simulator.experiments.stress import NET, cleared, stress
from simulator.experiments.stress_findings import conclusion
from simulator.experiments.trials import trials
from simulator.mistakes import InputError

OUTAGE = "carrier:parcelco@2026-03-04 10:00/1 d"
FEW = ["demand.orders_per_day=60"]


@pytest.fixture(scope="module")
def base():
    return made("small", overrides=FEW)


def scenario_of(base, **given):
    return changed_by(base, "x", together(disturbances(base, **given))).scenario


def test_an_outage_of_payment_is_written_into_the_scenario(base):
    (outage,) = scenario_of(base, outages=["payment@2026-03-04T19:00/2h"]).payment.outages
    assert (f"{outage.at:%d %H:%M}", outage.for_) == ("04 19:00", 2 * 3_600_000)


def test_outages_that_are_there_stay():
    known = made("payment_outage")
    both = scenario_of(known, outages=["payment@2026-03-10T10:00/30min"]).payment.outages
    assert [outage.name for outage in both] == ["gateway", "stress"]


def test_machines_and_carriers(base):
    given = ["printer@2026-03-04 10:00/1h", "1 printer@2026-03-05 10:00/1h", OUTAGE]
    scenario = scenario_of(base, outages=given)
    assert [one.stations for one in scenario.labeling.outages] == [None, 1]
    assert len(scenario.shipping.carriers["parcelco"].outages) == 1


def test_demand_absence_and_capacity():
    known = made("baseline")
    scenario = scenario_of(
        known, demand=["5x@2026-03-12..2026-03-13"], absence="10%", capacity=["parcelco=-20%"]
    )
    (event,) = scenario.demand.events
    assert (event.factor, (event.to - event.from_).days) == (5, 1)
    assert {crew.absence for crew in scenario.crews.values()} == {0.1}
    assert scenario.shipping.carriers["parcelco"].capacity == 720


def test_when_it_begins_and_ends(base):
    found = disturbances(base, outages=["payment@2026-03-04T19:00/2h"], demand=["2x@2026-03-05"])
    assert [(one.begins, one.ends) for one in found] == [(67.0, 69.0), (72.0, 96.0)]
    assert disturbances(base, absence="5 %")[0].begins is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "nothing to withstand"),
        ({"outages": ["payment"]}, "write WHAT@MOMENT/LENGTH"),
        ({"outages": ["roof@2026-03-04/1h"]}, "'roof' cannot fail; write one of payment"),
        ({"outages": ["payment@soon/1h"]}, "'soon' is not a moment"),
        ({"outages": ["payment@2026-03-04/1"]}, "'1' is not a length of time"),
        ({"outages": ["payment@2026-03-04/0h"]}, "lasts no time"),
        ({"outages": ["carrier:parcelo@2026-03-04/1h"]}, "did you mean parcelco"),
        ({"outages": ["bench@2026-03-04/1h"]}, "small has no packing.stations"),
        ({"absence": "10"}, "is not a share"),
        ({"absence": "100 %"}, "below 100 %"),
        ({"demand": ["5@2026-03-04"]}, "write FACTORx@DATE"),
        ({"demand": ["5x@March"]}, "'March' is not a date"),
        ({"capacity": ["parcelco=-20%"]}, "takes whatever there is"),
        ({"capacity": ["ups=-20%"]}, "there is no carrier 'ups'; write parcelco"),
        ({"capacity": ["parcelco"]}, "'parcelco': has no change; write parcelco=-20%"),
        ({"capacity": ["parcelco="]}, "has no change; write parcelco=-20%"),
        ({"capacity": ["parcelco=20"]}, "'20': is not a share"),
    ],
)
def test_mistakes(base, given, message):
    with pytest.raises(InputError, match=message):
        disturbances(base, **given)


HOURS = np.arange(0.0, 200.0)
CALM = np.full((1, 200), 100.0)


def bump(*spans):
    curve = CALM.copy()
    for begin, end, height in spans:
        curve[0, begin:end] += height
    return curve


@pytest.mark.parametrize(
    ("disturbed", "hours"),
    [
        (bump((52, 70, 50)), 20.0),  # from 50 to 70
        (bump((50, 55, 50), (65, 80, 50)), 30.0),  # back for less than a day in between
        (bump((51, 54, 4)), 0.0),  # never out of the band of 5
        (bump((52, 53, 50)), 10.0),  # over before the disturbance is
    ],
)
def test_the_backlog_clears_at_the_hour(disturbed, hours):
    found = cleared(HOURS, CALM, disturbed, 50.0, 60.0)
    assert found.hours == (hours,)


def test_a_backlog_that_is_not_back_by_the_horizon():
    found = cleared(HOURS, CALM, bump((50, 190, 50)), 50.0, 60.0)
    assert found.never == 1
    assert found.most.mean == 50


def test_pairs_are_taken_replication_by_replication():
    calm = np.vstack([CALM, CALM + 500])
    disturbed = np.vstack([bump((52, 70, 50)), CALM + 500])
    assert cleared(HOURS, calm, disturbed, 50.0, 60.0).hours == (20.0, 0.0)


@pytest.fixture(scope="module")
def stressed(base):
    with trials(jobs=1, detail="curves") as known:
        yield stress(base, disturbances(base, outages=[OUTAGE]), known, 6), known


def test_a_day_without_the_carrier(stressed):
    found, known = stressed
    effects = {effect.kpi: effect for effect in found.effects}
    assert effects["orders.shipped_late"].verdict == "worse"
    assert effects["total_revenue"].difference.mean == pytest.approx(0, abs=2000)
    late = effects["orders.shipped_late"]
    assert late.difference.mean == pytest.approx(late.disturbed.mean - late.calm.mean)
    net = effects[NET].difference.mean
    revenue, cost = (effects[name].difference.mean for name in ("total_revenue", "total_cost"))
    assert net == pytest.approx(revenue - cost)
    # The pick-up of the day after takes all: 2026-03-04 10:00 to 2026-03-05 16:30, the next hour.
    assert set(found.clearing.hours) == {31.0}
    said = conclusion(found)
    assert said.startswith("With the disturbance ")
    assert "is back 31 ± 0 h after the disturbance begins, at the latest after 31 h." in said
    assert f"Disturbed, the house is limited by {found.limits}." in said
    assert found.limits
    (target,) = found.targets
    values = known.values(found.disturbed, range(found.replications), "on_time_ship")
    assert target.held.hits == sum(value >= 95 for value in values)
    assert target.held.trials == found.replications
    assert f"With the disturbance On-time ship at least 95 % is {target.verdict} (" in said
    open_ = [one for one in found.effects if one.verdict == "not distinguishable"]
    assert ("All changes are decided." in said) == (not open_)


def test_days_and_hours_are_not_mixed_in_one_sentence(stressed):
    found, _ = stressed
    late = replace(found, clearing=replace(found.clearing, hours=(40.0, 50.0, 60.0)))
    assert "is back 50 ± 25 h after the disturbance begins, at the latest after 60 h." in (
        conclusion(late)
    )


def test_nothing_that_happens_changes_nothing(base):
    night = disturbances(base, outages=["carrier:parcelco@2026-03-04 01:00/1 h"])
    with trials(jobs=1, detail="curves") as known:
        found = stress(base, night, known, 2)
    assert {effect.verdict for effect in found.effects} == {"the same"}
    assert found.clearing.hours == (0.0, 0.0)
    assert "never leaves the undisturbed one's band" in conclusion(found)


def test_absence_has_no_moment_of_recovery(base):
    with trials(jobs=1, detail="curves") as known:
        found = stress(base, disturbances(base, absence="30%"), known, 2)
    assert found.clearing is None
    assert "It has no end" in conclusion(found)


def test_the_command(tmp_path):
    words = ["stress", "small", "--outage", OUTAGE, "--set", FEW[0], "--replications", "2"]
    words += ["--no-store", "--jobs", "1", "--output"]
    done = CliRunner().invoke(app, [*words, str(tmp_path / "a"), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["hours_to_clear"] == 31
    assert [row["hours_to_clear"] for row in told["clearing"]] == [31, 31]
    assert (tmp_path / "a" / "figures" / "backlog.svg").is_file()
    printed = CliRunner().invoke(app, [*words, str(tmp_path / "b")])
    assert printed.stdout.startswith("These figures rest on 2 replications, too few to call any of")
    assert "With the disturbance On-time ship at least 95 % is " in " ".join(printed.stdout.split())
    assert "Parcelco out 2026-03-04 10:00 for 1 d: " in " ".join(printed.stdout.split())
