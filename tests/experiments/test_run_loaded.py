"""A loaded scenario that is run with further wishes: they hold, as they would of its file."""

from __future__ import annotations

import pytest

import simulator as sim
from simulator.mistakes import InputError

pytestmark = pytest.mark.usefixtures("undrawn")

PICKERS = "shifts.day.heads.pickers"


@pytest.fixture(scope="module")
def base():
    return sim.load("small")


def test_wishes_hold_as_they_do_of_the_name(base):
    asked = {"overrides": [f"{PICKERS}=1"], "seed": 99, "replications": 2, "jobs": 1}
    loaded, named = sim.run(base, **asked), sim.run("small", **asked)
    assert loaded.scenario.shifts["day"].heads["pickers"] == 1
    assert len(loaded.replications) == 2
    assert loaded.kpis.equals(named.kpis)
    assert not loaded.kpis.equals(sim.run(base, replications=2, jobs=1).kpis)


def test_a_loaded_scenario_is_not_changed(base):
    sim.run(base, overrides=[f"{PICKERS}=1"], replications=1, jobs=1, orders="none")
    assert base.scenario.shifts["day"].heads["pickers"] == 2


def test_a_variant_comes_on_top():
    base = sim.load("picking_methods", overrides=["experiment.replications=1"])
    results = sim.run(base, variant="batch", jobs=1, orders="none")
    named = sim.run("picking_methods", variant="batch", replications=1, jobs=1, orders="none")
    assert results.kpis.equals(named.kpis)


def test_its_command_says_what_was_changed_and_the_folder_has_a_copy(base, tmp_path):
    results = sim.run(base, overrides=[f"{PICKERS}=1"], replications=2, jobs=1)
    results.write(tmp_path / "run")
    assert results.command == (
        f"simulator run small --set {PICKERS}=1 --set experiment.replications=2"
    )
    again = sim.run(tmp_path / "run" / "scenario.yaml", jobs=1)
    assert again.kpis.equals(results.kpis)


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"overrides": ["nonsense.path=3"]}, "nonsense"),
        ({"variant": "nobody"}, "nobody"),
        ({"replications": 0}, "replications"),
    ],
)
def test_a_bad_wish_is_refused(base, wish, message):
    with pytest.raises(InputError, match=message):
        sim.run(base, jobs=1, **wish)
