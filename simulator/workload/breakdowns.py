"""When benches and printers fail and are repaired."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.distributions import Distribution
from simulator.engine.failures import Failures
from simulator.engine.section_equipment import Breakdowns
from simulator.scenario.scenario import Scenario
from simulator.workload.draws import Draws, Integers

_FIRST = 8
"""Failures drawn for a machine at first; twice as many until they last past the horizon."""


def failures(scenario: Scenario, draws: Draws) -> dict[str, Failures]:
    """By station, for those that fail; each machine has its own streams."""
    horizon = scenario.clock.horizon
    return {
        station: _failures(station, count, section, horizon, draws)
        for station, count, section in _stations(scenario)
        if section is not None
    }


def _stations(scenario: Scenario) -> Iterator[tuple[str, int, Breakdowns | None]]:
    packing, labeling = scenario.packing, scenario.labeling
    if packing is not None:
        benches = {"packing": packing.stations}
        if packing.lanes is not None:
            benches = {
                "packing.single_line": packing.lanes.single_line.stations,
                "packing.multi_line": packing.lanes.multi_line.stations,
            }
        for name, stations in benches.items():
            if stations is not None:
                yield name, stations.count, stations.breakdowns
    if labeling is not None:
        yield "labeling", labeling.printers, labeling.breakdowns


def _failures(
    station: str, count: int, section: Breakdowns, horizon: int, draws: Draws
) -> Failures:
    up, repair = [], []
    for machine in range(count):
        name = f"breakdowns.{station}.{machine}"
        times = lasting(section.every, name, horizon, draws)
        up.append(times)
        repair.append(draws.listed(f"{name}.repair", len(times)).integers(section.repair))
    return Failures(section.by == "use", tuple(up), tuple(repair))


def lasting(every: Distribution, name: str, horizon: int, draws: Draws) -> Integers:
    """Up-times, at least a millisecond each, that add up to more than the horizon."""
    count = _FIRST
    while True:
        times = np.maximum(draws.listed(f"{name}.up", count).integers(every), 1)
        if times.sum() > horizon:
            return times
        count *= 2
