"""Bottlenecks of a shop whose limits are known by arithmetic."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from simulator.cli import app
from simulator.experiments.alternatives import made
from simulator.experiments.bottleneck import bottleneck, ramp_of
from simulator.experiments.bottleneck_findings import _most_on_average, conclusion
from simulator.experiments.resources import resources
from simulator.experiments.trials import trials
from simulator.experiments.variables import variable
from simulator.mistakes import InputError
from tests.experiments.shops import SHOP, shop

__all__ = ["shop"]

# 120 orders a day of 10 minutes take 20 of a picker's 10 hours a day; 6 minutes, 12 of a packer's.
# With three pickers and two packers 220 % of the demand is too much for the pickers (44 of 30
# hours a day against 26 of 20), and with six of them for the packers alone.
ROSTER = ["shifts.day.heads={pickers: 3, packers: 2}", "packing.stations.count=9"]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "shop.yaml"
    path.write_text(SHOP)
    base = made(str(path), overrides=ROSTER)
    ramp = ramp_of(variable("demand.scale=1,2.2", "--ramp"))
    with trials(jobs=1) as known:
        yield bottleneck(base, ramp, known, 6, find=2), base


def test_the_first_and_the_next(found):
    result, _ = found
    assert [resource.name for resource, _ in result.sequence] == ["pickers (day)", "packers (day)"]


def test_what_was_relieved_stays_so(found):
    result, _ = found
    relieved = [level.relieved for level in result.levels]
    assert relieved[0] == ()
    assert ("shifts.day.heads.pickers=6",) in relieved


def test_nothing_binds_where_service_holds(found):
    result, base = found
    assert result.levels[0].holds == "met"
    assert result.levels[0].gains == ()
    assert "The first bottleneck is pickers (day), at demand.scale 2.2" in conclusion(result, base)


def test_gains_are_paired_and_the_most_helpful_is_first(found):
    result, _ = found
    level = next(level for level in result.levels if level.binding is not None)
    assert level.gains[0].resource == level.binding
    assert level.gains[0].verdict == "better"
    assert level.gains[0].backlog.high < 0
    means = [gain.backlog.mean for gain in level.gains]
    assert means == sorted(means)
    # A bench more than enough changes nothing at all.
    benches = next(gain for gain in level.gains if gain.resource.name == "packing benches")
    assert benches.verdict == "the same"


def test_what_there_could_be_more_of():
    found = {one.path: (one.count, one.one_more) for one in resources(made("baseline").scenario)}
    assert found["shifts.late.heads.packers"] == (3, 4)
    assert found["labeling.printers"] == (3, 4)
    assert found["packing.stations.count"] == (12, 13)
    assert found["shipping.carriers.parcelco.capacity"] == (900, 990)


def test_bad_input(shop):
    with pytest.raises(InputError, match="needs numbers"):
        ramp_of(variable("demand.scale=a,b", "--ramp"))
    with trials(jobs=1) as known, pytest.raises(InputError, match="at least 2"):
        bottleneck(made(shop), None, known, 1)


def test_the_command(shop, tmp_path):
    words = ["bottleneck", shop, "--replications", "2", "--no-store", "--jobs", "1", "--output"]
    done = CliRunner().invoke(app, [*words, str(tmp_path / "a"), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["bottlenecks"] == []
    assert {row["resource"] for row in told["gains"]} == {
        "shifts.day.heads.pickers", "shifts.day.heads.packers", "packing.stations.count",
    }  # fmt: skip
    ramped = CliRunner().invoke(app, [*words, str(tmp_path / "b"), "--ramp", "demand.scale=3"])
    assert "As demand grows" in ramped.stdout


def test_what_looks_most_helpful_is_said_with_what_would_decide_it(found):
    result, _ = found
    level = next(level for level in result.levels if level.binding is not None)
    told = _most_on_average(level)
    assert f"on average +1 {level.binding.name} lowers the backlog most, by " in told
    assert told.count("-") == told.count("−") == 0
    unhelpful = [g for g in level.gains if not g.backlog.mean < 0]
    assert _most_on_average(replace(level, gains=tuple(unhelpful))) == ""
