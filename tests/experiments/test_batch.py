"""Work that is run as a batch: what the process that hands it out does for each replication."""

from __future__ import annotations

import pytest

import simulator as sim
from simulator.compiled.choice import Asked
from simulator.experiments.running import batch
from simulator.experiments.running.executors import Executors
from simulator.experiments.running.work import Work
from simulator.scenario import Scenario

DAY = ["clock.run=1 d", "clock.warm_up=0 d", "clock.cool_down=0 d", "targets=[]"]


def test_workers_begin_with_the_code_of_a_scenario_which_is_looked_for_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[Scenario] = []
    monkeypatch.setattr(batch, "load", looked.append)
    first, second = (
        sim.load("small", overrides=[*DAY, f"demand.scale={scale}"]).scenario for scale in (1, 2)
    )
    work = [
        Work(each, number, "simulator run small") for each in (first, second) for number in (0, 1)
    ]
    found: list[int] = []
    on: batch.Batch[int] = batch.Batch(Executors(1, inherits=True), None, batch.Silence(), "simpy")
    on.asked = Asked("compiled")
    on.run(enumerate(work), lambda name, _: found.append(name))
    assert found == [0, 1, 2, 3]
    assert [id(scenario) for scenario in looked] == [id(first), id(second)]
