"""Disturbances as they are written, and what they do, by hand and end to end."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from typer.testing import CliRunner

from simulator.cli import app
from simulator.experiments.alternatives import changed_by, made
from simulator.experiments.stress.disturbances import disturbances, together
from simulator.experiments.stress.findings import _notes, conclusion
from simulator.experiments.stress.stress import NET, cleared, stress
from simulator.experiments.trials import trials
from simulator.measure.clearing import last_disturbance
from simulator.measure.limiting import Limit
from simulator.mistakes import InputError
from tests.reporting.conclusion_rules import assert_plain

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
    known = made("payment_outage#gateway_down")
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


def test_capacity_changes_whatever_fills_a_truck():
    at = "shipping.carriers.parcelco"
    other = [f"{at}.capacity=900", f"{at}.capacity_on=[{{days: sat, payload: 500 kg}}]"]
    scenario = scenario_of(made("rate_card", overrides=other), capacity=["parcelco=-20%"])
    carrier = scenario.shipping.carriers["parcelco"]
    (saturday,) = carrier.capacity_on
    assert (carrier.capacity, saturday.capacity, saturday.payload) == (720, None, 400_000)


def test_demand_on_several_days(base):
    """A list of days, or one so often, is an event each; the first of them begins it."""
    given = ["2x@2026-03-03,2026-03-05", "3x@2026-03-02..2026-03-08/3 d"]
    scenario = scenario_of(base, demand=given)
    assert [(one.from_.day, one.to.day, one.factor) for one in scenario.demand.events] == [
        (3, 3, 2), (5, 5, 2), (2, 2, 3), (5, 5, 3), (8, 8, 3),
    ]  # fmt: skip
    (found,) = disturbances(base, demand=given)
    assert (found.begins, found.ends) == (0, 7 * 24)


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
        ({"outages": ["payment@2026-03-04/1"]}, "'1' has no unit; write 1 s, 1 min, 1 h or 1 d"),
        ({"outages": ["payment@2026-03-04T10:00Z/1h"]}, "has a time zone; write the time of the"),
        ({"outages": ["payment@2026-03-04/9999999d"]}, "above a thousand years; write a shorter"),
        ({"outages": ["payment@2026-03-04/0h"]}, "lasts no time"),
        ({"outages": ["carrier:parcelo@2026-03-04/1h"]}, "did you mean parcelco"),
        ({"outages": ["bench@2026-03-04/1h"]}, "small has no packing.stations"),
        ({"absence": "10"}, "is not a share"),
        ({"absence": "100 %"}, "below 100 %"),
        ({"demand": ["5@2026-03-04"]}, "write FACTORx@DATE"),
        ({"demand": ["5x@March"]}, "'March' is not a date"),
        ({"capacity": ["parcelco=-20%"]}, "takes whatever there is"),
        ({"capacity": ["parcelco=-20"]}, "is not a share; write parcelco=-20%"),
        ({"capacity": ["ups=-20%"]}, "there is no carrier 'ups'; write parcelco"),
        ({"capacity": ["parcelco"]}, "'parcelco': has no change; write parcelco=-20%"),
        ({"capacity": ["parcelco="]}, "has no change; write parcelco=-20%"),
        ({"capacity": ["parcelco=20"]}, "'parcelco=20': is not a share; write parcelco=-20%"),
        ({"absence": "5 %..20 %/5 %"}, "is several shares, and one at a time .*; write 10%"),
        ({"absence": "5 %,10 %"}, "is several shares, and one at a time is tried; write 10%"),
        ({"demand": ["2x,5x@2026-03-04"]}, "write FACTORx@DATE"),
    ],
)
def test_mistakes(base, given, message):
    with pytest.raises(InputError, match=message):
        disturbances(base, **given)


def test_demand_up_to_the_last_day_of_the_calendar(base):
    (found,) = disturbances(base, demand=["2x@2026-03-05..9999-12-31"])
    assert (found.begins, found.ends) == (72, 24 * (date(9999, 12, 31) - date(2026, 3, 1)).days)
    assert last_disturbance(scenario_of(base, demand=["2x@2026-03-05..9999-12-31"])) is None


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
    assert late.difference.mean == pytest.approx(late.value.mean - late.baseline.mean)
    net = effects[NET].difference.mean
    revenue, cost = (effects[name].difference.mean for name in ("total_revenue", "total_cost"))
    assert net == pytest.approx(revenue - cost)
    # The pick-up of the day after takes all: 2026-03-04 10:00 to 2026-03-05 16:30, the next hour.
    assert set(found.clearing.hours) == {31.0}
    (target,), (calm,) = found.targets, found.calm_targets
    for judged, one in ((target, found.disturbed), (calm, found.calm)):
        values = known.values(one, range(found.replications), "on_time_ship")
        assert judged.held.hits == sum(value >= 95 for value in values)
        assert judged.held.trials == found.replications == 6


def said(found):
    text = conclusion(found)
    assert_plain(text)
    return text


def test_what_it_says_is_whether_the_plan_survives_and_when_the_backlog_has_cleared(stressed):
    found, _ = stressed
    (target,), (calm,) = found.targets, found.calm_targets
    text = said(found)
    assert text.startswith(
        "Change the plan; it does not survive: On-time ship at least 95 % holds in "
        f"{target.held.hits} of 6 "
        "3-day periods ("
    )
    assert f", undisturbed in {calm.held.hits} of 6; its mean of " in text
    assert (
        "The backlog has cleared 31 ± 0 h after the disturbance begins, on Thursday 5 March 2026, "
        "17:00."
    ) in text
    assert re.search(r"It means \d+ ± \d+ more orders shipped late\.", text)
    end = f"Disturbed, the house is limited by {found.limits.first.name}; a later pick-up or"
    assert text.endswith(f"{end} an earlier cut-off helps.")
    assert found.limits.first


def test_the_latest_has_a_date_too(stressed):
    found, _ = stressed
    clearing = replace(found.clearing, hours=(40.0, 50.0, 60.0))
    late = replace(found, clearing=clearing, limits=None)  # there is room
    assert (
        "The backlog has cleared 50 ± 25 h after the disturbance begins, on Friday 6 March 2026, "
        "12:00, at the latest on Friday 6 March 2026, 22:00."
    ) in said(late)


def test_a_backlog_that_has_not_cleared_says_in_how_many_and_what_to_do(stressed):
    found, _ = stressed
    nothing = float("nan")
    some = replace(found, clearing=replace(found.clearing, hours=(40.0, nothing, 60.0)))
    assert "The backlog has cleared in 2 of 6 replications, 50 ±" in said(some)
    assert "in the others it has not by " in said(some)
    none = replace(found, clearing=replace(found.clearing, hours=(nothing, nothing)))
    assert "the end of the simulated time: lengthen cool_down to see when." in said(none)


def test_a_target_in_a_share_of_periods_is_judged_by_it(stressed):
    found, known = stressed
    goal = replace(found.targets[0].goal, share=0.9)
    shares = [
        known.judged(one, range(found.replications), goal) for one in (found.disturbed, found.calm)
    ]
    text = said(replace(found, targets=(shares[0],) * 3, calm_targets=(shares[1],) * 3))
    assert text.startswith(
        "Change the plan; it does not survive: On-time ship at least 95 % in 90 % of periods is "
        f"missed: it holds in {shares[0].held.hits} of 6 3-day periods ("
    )
    short = said(
        replace(found, targets=(shares[0],) * 3, calm_targets=(shares[1],) * 3, limits=None)
    )
    assert "Of 2 other targets 2 are missed." in short
    (note,) = (n for n in _notes(replace(found, targets=(shares[1],))) if "takes at least" in n)
    assert "takes at least 35 replications, all of which hold; 6 can only show" in note


def test_fewer_than_five_replications_come_first(stressed):
    found, _ = stressed
    assert said(replace(found, replications=4)).startswith(
        "Run at least 5 replications first; 4 are too few to be sure. The plan does not survive so "
        "far: "
    )


def test_what_to_do_is_told_by_the_verdict(stressed):
    """Met, the plan is kept; a head of the crew that limits is tried where people do; else not."""
    found, _ = stressed
    calm, disturbed = found.calm_targets, found.targets
    assert said(replace(found, targets=calm)).startswith("Keep the plan; it survives: On-time ship")
    both = said(replace(found, calm_targets=disturbed))
    assert both.startswith("Change the plan; it does not survive, nor hold undisturbed: On-time")
    assert "No target says what has to hold." in said(replace(found, targets=(), calm_targets=()))
    of_people = Limit("labor", 2.0, who="pickers", busy=97.0, made_late=88.0)
    text = said(replace(found, limits=replace(found.limits, first=of_people)))
    assert text.endswith(
        "Disturbed, the house is limited by 'pickers', so try 3 pickers, day shift, for about "
        "972 USD of wages a week more: --set shifts.day.heads.pickers=3."
    )
    there = replace(of_people, shift="day", place="picking.left")
    many = replace(found, limits=replace(found.limits, first=there), targets=disturbed * 3)
    assert said(many).endswith(
        "Disturbed, try 3 pickers, day shift, for about 972 USD of wages a week more: --set "
        "shifts.day.heads.pickers=3."
    )


def test_nothing_that_happens_changes_nothing(base):
    night = disturbances(base, outages=["carrier:parcelco@2026-03-04 01:00/1 h"])
    with trials(jobs=1, detail="curves") as known:
        found = stress(base, night, known, 2)
    assert {effect.verdict for effect in found.effects} == {"the same"}
    assert found.clearing.hours == (0.0, 0.0)
    assert said(found).startswith("Nothing was tested: the disturbance changes no figure in any ")
    assert "survives" not in said(found)
    assert "Choose a moment at which people work" in said(found)
    after = replace(
        found, disturbances=disturbances(base, outages=["carrier:parcelco@2026-03-12 01:00/1 h"])
    )
    assert "which ends on Friday 6 March 2026, 00:00: choose a moment before" in said(after)


def test_absence_has_no_moment_of_recovery(base):
    with trials(jobs=1, detail="curves") as known:
        found = stress(base, disturbances(base, absence="30%"), known, 2)
    assert found.clearing is None
    assert "backlog" not in said(found)


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
    few = "Run at least 5 replications first; 2 are too few to be sure."
    assert printed.stdout.startswith(f"Undecided on average. {few}")
    assert "On-time ship at least 95 % holds in " in " ".join(printed.stdout.split())
    assert "Targets with the disturbance and without" in printed.stdout
    assert [row["disturbed"] for row in told["targets"]] == [False, True]
