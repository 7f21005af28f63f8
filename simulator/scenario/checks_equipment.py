"""What must fit together in stations and printers that fail or are out of use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.distributions import Distribution
from simulator.engine.section_equipment import Breakdowns, Outage, ServiceOutage
from simulator.scenario.checks_demand import outside
from simulator.scenario.clock import Clock
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.section import PackingStations
from simulator.units import MINUTE

Misfit = tuple[tuple[str | int, ...], str]


def equipment(scenario: Scenario) -> Iterator[Misfit]:
    """Failures leave time to work between them; outages come, and take what there is."""
    packing, labeling, clock = scenario.packing, scenario.labeling, scenario.clock
    if packing is not None:
        places: list[tuple[tuple[str, ...], PackingStations | None]]
        places = [(("packing", "stations"), packing.stations)]
        if packing.lanes is not None:
            lanes = {
                "single_line": packing.lanes.single_line,
                "multi_line": packing.lanes.multi_line,
            }
            for name, lane in lanes.items():
                places.append((("packing", "lanes", name, "stations"), lane.stations))
        for at, stations in places:
            if stations is not None:
                yield from _failures(stations.breakdowns, at)
                yield from _outages(clock, stations.outages, stations.count, at)
    if labeling is not None:
        yield from _failures(labeling.breakdowns, ("labeling",))
        yield from _outages(clock, labeling.outages, labeling.printers, ("labeling",))
        if labeling.service is not None:
            at = ("labeling", "service")
            yield from _outages(clock, labeling.service.outages, 1, at)
            if labeling.service.every is not None:
                yield from _often(labeling.service.every, (*at, "every"))


def _failures(section: Breakdowns | None, at: tuple[str, ...]) -> Iterator[Misfit]:
    if section is not None:
        yield from _often(section.every, (*at, "breakdowns", "every"))


def _often(every: Distribution, at: tuple[str, ...]) -> Iterator[Misfit]:
    if every.mean < MINUTE:
        yield at, "it would fail more than once a minute; write a longer time, such as 200 h"


def _outages(
    clock: Clock, outages: Sequence[Outage | ServiceOutage], count: int, at: tuple[str, ...]
) -> Iterator[Misfit]:
    for k, outage in enumerate(outages):
        if clock.is_outside(outage.at, outage.for_):
            yield (*at, "outages", k, "at"), outside(clock)
        stations = outage.stations if isinstance(outage, Outage) else None
        if stations is not None and stations > count:
            wrong = f"there are only {count}; write at most {count}"
            yield (*at, "outages", k, "stations"), wrong
