"""Every question of the command line is a function too, and gives the same."""

from __future__ import annotations

import inspect
import json

import pytest
from typer.testing import CliRunner

import simulator as sim
from simulator.cli import COMMANDS, app
from simulator.mistakes import InputError

QUESTIONS = ("explain", "compare", "sweep", "optimize", "bottleneck", "stress", "warmup")
SHORT = ["clock.run=1 d", "clock.warm_up=0 d", "clock.cool_down=1 d"]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_a_command_and_a_function(name: str) -> None:
    assert name in COMMANDS
    assert name in sim.__all__
    assert inspect.isfunction(getattr(sim, name))


def test_explain_says_the_same_as_the_command() -> None:
    told = json.loads(CliRunner().invoke(app, ["explain", "small", "--json"]).stdout)
    found = sim.explain("small")
    assert [one["load"] for one in told["loads"]] == [one.load for one in found.loads]
    with pytest.raises(InputError, match="--wait: "):
        sim.explain("small", wait="ten")


def test_sweep_says_what_it_takes_before_it_runs() -> None:
    told: list[str] = []
    answer = sim.sweep(
        "small",
        ["demand.scale=1,2"],
        replications=2,
        overrides=SHORT,
        jobs=1,
        tell=told.append,
    )
    assert len(told) == 1
    assert told[0].startswith("2 points x 2 replications = 4 runs, about ")
    assert answer.found.values.shape[:2] == (2, 2)
    table = answer.tables["sweep"]
    assert set(table["demand.scale"]) == {"1", "2"}


def test_a_figure_that_is_the_same_everywhere_is_said_to_be() -> None:
    answer = sim.sweep(
        "small",
        ["shifts.day.heads.packers=2,3"],
        replications=2,
        overrides=SHORT,
        jobs=1,
    )
    assert "On-time ship is 100 ± 0 % at every point." in answer.conclusion


def test_warmup_suggests() -> None:
    answer = sim.warmup("small", length="28 d", replications=2, overrides=["inventory=off"], jobs=1)
    assert answer.found.simulated == 28
    assert set(answer.tables["daily"]["series"]) == set(answer.found.series)
    with pytest.raises(InputError, match="--length: "):
        sim.warmup("small", length="28")
