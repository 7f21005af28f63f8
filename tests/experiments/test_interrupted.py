"""Ctrl-C in a long question: the answer from what is finished, and that it is no more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

import simulator as sim
from simulator.cli.printing import INTERRUPTED
from simulator.experiments.alternatives import made
from simulator.experiments.forecast.seen import Seen
from simulator.experiments.optimize.findings import findings
from simulator.experiments.roster.search import Search
from tests.command_line import simulator
from tests.experiments.landscapes import Landscape, house
from tests.experiments.roster.test_roster import BUSY, TEMPLATES
from tests.experiments.shops import SHOP
from tests.experiments.test_forecast import there
from tests.experiments.test_optimize import searched

__all__ = ["there"]


class Pressed:
    """Progress that somebody watches until so many replications are finished."""

    def __init__(self, after: int) -> None:
        self._left = after

    def total(self, replications: int) -> None:
        """Nothing."""

    def finished(self, number: int) -> None:
        """The last one is followed by Ctrl-C."""
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt


EVENT = ["backlog.packing<=0 at 10:03"]


def test_a_forecast_is_of_the_futures_that_are_finished(there: tuple[Path, Path]) -> None:
    where, folder = there
    asked = {"from_": folder, "replications": 6, "jobs": 1, "events": EVENT}
    answer = sim.forecast(where, "12:30", progress=Pressed(3), **asked)
    assert answer.found.replications == answer.found.chances[0].trials == 3
    assert answer.conclusion.startswith("Interrupted after 3 of 6 futures; what follows rests on")
    assert answer.findings.interrupted
    with pytest.raises(KeyboardInterrupt):  # one future is not a forecast
        sim.forecast(where, "12:30", progress=Pressed(1), **asked)


def test_of_calls_those_are_told_that_are_finished(there: tuple[Path, Path]) -> None:
    where, folder = there
    call = {"shifts.day.heads.packers": [1, 2, 3]}
    answer = sim.forecast(
        where, "12:30", from_=folder, replications=2, jobs=1, events=EVENT, call=call,
        progress=Pressed(5),
    )  # fmt: skip
    assert [each.value for each in answer.found.calls] == ["1"]  # two of as it is, two of one
    assert "Interrupted after 1 of 3 values of shifts.day.heads.packers" in answer.conclusion


@pytest.mark.usefixtures("undrawn")
def test_the_command_leaves_a_whole_folder_and_ends_with_130(
    there: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, folder = there
    look = Seen.look

    def press(self: Seen, number: int, replication: object) -> None:
        if number == 3:
            raise KeyboardInterrupt
        look(self, number, replication)

    monkeypatch.setattr(Seen, "look", press)
    done = simulator(
        "forecast", str(where), "--from", str(folder), "--until", "12:30", "--event", EVENT[0],
        "--jobs", "1", "--no-store", "--output", str(tmp_path / "found"),
    )  # fmt: skip
    assert done.returncode == INTERRUPTED
    assert "Interrupted after 3 of" in done.stdout
    said = (tmp_path / "found/conclusion.txt").read_text()
    assert said.startswith("Interrupted after 3 of")
    assert said.split(";")[0] in (tmp_path / "found/report.html").read_text()


def test_a_search_tells_what_it_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP)
    base = made(str(tmp_path / "shop.yaml"))
    figures = house(lambda p, q: 40 + 10 * min(p, 4) + 5 * min(q, 3))
    whole, known = searched(base, figures)
    run, left = Landscape.run, known.runs - 1

    def press(self: Landscape, wanted: object) -> None:
        if self.runs >= left:
            raise KeyboardInterrupt
        run(self, wanted)

    monkeypatch.setattr(Landscape, "run", press)
    left = whole.runs - 20  # before the fresh replications
    found, known = searched(base, figures)
    assert found.interrupted
    assert found.best is None
    told = findings(found, base, known, command="", seconds=1)
    assert told.interrupted
    assert told.conclusion.startswith(f"Interrupted after {found.runs} runs of at most 2,000;")
    assert told.conclusion.endswith("The same command goes on from what is in the store.")
    left = 0
    with pytest.raises(KeyboardInterrupt):
        searched(base, figures)


@pytest.mark.usefixtures("fast")
def test_a_roster_that_is_not_confirmed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    look = Search.look

    def press(self: Search, roster: object, why: str) -> object:
        if len(self.steps) == 2:
            raise KeyboardInterrupt
        return look(self, roster, why)

    monkeypatch.setattr(Search, "look", press)
    answer = sim.roster("small", TEMPLATES, replications=2, check=2, overrides=BUSY, jobs=1)
    found = answer.found
    assert (found.interrupted, found.status, len(found.steps)) == (True, "undecided", 2)
    assert answer.conclusion.startswith("Interrupted after ")
    assert "before a roster was confirmed" in answer.conclusion
    assert found.told.replications == 2
    assert found.today.judged == ()  # today's was not simulated
    assert np.isnan(found.today.growth.mean)
    assert answer.findings.facts["today_holds"] is None
    assert yaml.safe_load(answer.findings.files["roster.yaml"])
