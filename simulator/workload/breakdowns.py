"""When benches, printers and services fail and are repaired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

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


class Span(Protocol):
    """A planned outage."""

    @property
    def at(self) -> datetime:
        """When it begins."""
        ...

    @property
    def for_(self) -> int:
        """How long it lasts."""
        ...


class Service(Protocol):
    """A section of a service that somebody else runs, and which is down now and then."""

    @property
    def outages(self) -> Sequence[Span]:
        """Those that are planned."""
        ...

    @property
    def every(self) -> Distribution | None:
        """Up between failures."""
        ...

    @property
    def repair(self) -> Distribution:
        """Down until it is repaired."""
        ...


def silences(service: Service, name: str, scenario: Scenario, draws: Draws) -> Integers:
    """(k, 2) From and until when a service does not answer: its outages and its failures."""
    spans: list[tuple[int, int]] = []
    for outage in service.outages:
        begins = scenario.clock.calendar.since_start(outage.at)
        spans.append((begins, begins + outage.for_))
    spans += _service_failures(service, name, scenario.clock.horizon, draws)
    return apart(spans)


def _service_failures(
    service: Service, name: str, horizon: int, draws: Draws
) -> Iterator[tuple[int, int]]:
    if service.every is None:
        return
    up = lasting(service.every, name, horizon, draws)
    down = draws.listed(f"{name}.repair", len(up)).integers(service.repair)
    begins = np.cumsum(up) + np.concatenate([[0], np.cumsum(down)[:-1]])
    for begin, length in zip(begins.tolist(), down.tolist(), strict=True):
        if begin < horizon:
            yield begin, begin + length


def apart(spans: list[tuple[int, int]]) -> Integers:
    """The same time as spans that neither touch nor overlap, ascending."""
    merged: list[list[int]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        elif end > begin:
            merged.append([begin, end])
    return np.array(merged, dtype=np.int64).reshape(len(merged), 2)
