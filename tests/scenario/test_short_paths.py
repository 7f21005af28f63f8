"""A path without its beginning: the full one that is named, and that works when it is written."""

import re

import pytest

import simulator as sim
from simulator.scenario import ScenarioError, load


def refused(name, setting):
    with pytest.raises(ScenarioError) as told:
        load(name, overrides=[setting])
    return str(told.value)


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        ("pickers", "did you mean shifts.day.heads.pickers?"),
        ("heads.pickers", "did you mean shifts.day.heads.pickers?"),
        ("day.pickers", "did you mean shifts.day.heads.pickers?"),
        ("picker", "did you mean shifts.day.heads.pickers?"),  # nearer than the section picking
        ("orders_per_day", "did you mean demand.orders_per_day?"),
        ("setup", "write picking.time.setup or packing.time.setup"),  # of which one is a default
        ("at_least", "did you mean targets.on_time_ship.at_least?"),  # an item of a list
        ("dmand.orders_per_day", "did you mean demand?"),
        ("pakcing", "did you mean packing?"),
    ],
)
def test_the_full_path_is_named(path, remedy):
    first = path.split(".")[0]
    assert refused("small", f"{path}=3").endswith(f"there is no {first!r} here; {remedy}")


def test_of_several_the_first_four_are_named():
    told = refused("baseline", "pickers=3")
    assert told.endswith("; write shifts.early.heads.pickers or shifts.late.heads.pickers")
    told = refused("baseline", "share=3 %")
    assert "; write one such as " in told
    assert len(re.findall(r"[\w.]+\.share", told)) == 4


def test_nothing_that_is_off_is_named():
    told = refused("small", "cover_S=20 d")
    assert "did you mean inventory.policy.cover_S?" in told
    with pytest.raises(ScenarioError) as off:
        load("small", overrides=["inventory=off", "cover_S=20 d"])
    assert "cover_S" not in str(off.value).partition("; ")[2]


@pytest.mark.parametrize("path", ["pickers", "picker", "orders_per_day", "at_least", "setup"])
def test_what_is_named_works(path):
    told = refused("small", f"{path}=3")
    named = re.search(r"(?:did you mean|write) ([\w.]+)", told)[1]
    value = {"at_least": "96 %", "setup": "30 s"}.get(path, "3")
    assert load("small", overrides=[f"{named}={value}"]).scenario.name == "small"


def test_a_range_gets_it_too():
    with pytest.raises(ScenarioError, match=r"did you mean shifts\.day\.heads\.pickers\?"):
        sim.sweep("small", ["pickers=1..3"])


def test_changes_in_a_file_get_it_too(tmp_path):
    child = tmp_path / "child.yaml"
    child.write_text("extends: small\nset: {pickers: 3}\n")
    with pytest.raises(ScenarioError, match=r"did you mean shifts\.day\.heads\.pickers\?"):
        load(str(child))
