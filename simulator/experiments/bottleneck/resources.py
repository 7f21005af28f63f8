"""What there could be more of: heads by shift, room in zones, benches, printers, truck space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from simulator.reporting.labels import counted_words, path_words
from simulator.scenario.scenario import Scenario
from simulator.scenario.settings import Setting
from simulator.stages import STATIONS

MORE_ROOM = 0.1
"""One more of a pick-up's capacity is a tenth more, at least one parcel."""


@dataclass(frozen=True)
class Resource:
    """A number of the scenario; `one_more` is the next larger one that is worth a try."""

    name: str
    path: str
    count: int
    one_more: int

    @property
    def relief(self) -> Setting:
        """One more."""
        return Setting(self.path, self.one_more)

    @property
    def doubled(self) -> Setting:
        """Twice as many."""
        return Setting(self.path, 2 * self.count)

    @property
    def step(self) -> str:
        """What one more is: '+1', or '+90' parcels."""
        return f"+{self.one_more - self.count}"

    @property
    def more(self) -> str:
        """What one more is, in words: '+1 picker, day shift'."""
        return f"{self.step} {counted_words(self.path, self.step)}"


def resources(scenario: Scenario) -> tuple[Resource, ...]:
    """Everything of which one more may help; a shift in which a crew has no heads counts too."""
    return (*_people(scenario), *_rooms(scenario), *_machines(scenario), *_carriers(scenario))


def _people(scenario: Scenario) -> Iterator[Resource]:
    for name, crew in scenario.crews.items():
        if crew.heads is not None:
            yield _counted(f"crews.{name}.heads", crew.heads)
    for title, shift in scenario.shifts.items():
        for name, heads in shift.heads.items():
            yield _counted(f"shifts.{title}.heads.{name}", heads)


def _rooms(scenario: Scenario) -> Iterator[Resource]:
    zones = scenario.picking.method.zones if scenario.picking is not None else None
    for name, zone in zones.areas.items() if zones is not None else ():
        if zone.at_most is not None:
            yield _counted(f"picking.method.zones.areas.{name}.at_most", zone.at_most)


def _machines(scenario: Scenario) -> Iterator[Resource]:
    packing = scenario.packing
    if packing is not None and packing.stations is not None:
        yield _counted("packing.stations.count", packing.stations.count)
    if packing is not None and packing.lanes is not None:
        for lane in ("single_line", "multi_line"):
            stations = getattr(packing.lanes, lane).stations
            if stations is not None:
                yield _counted(f"packing.lanes.{lane}.stations.count", stations.count)
    for station in STATIONS.values():
        section = getattr(scenario, station.section, None)
        if station.count and station.name != "packing" and section is not None:
            count = getattr(section, station.count)
            if count is not None:
                yield _counted(f"{station.section}.{station.count}", count)


def _carriers(scenario: Scenario) -> Iterator[Resource]:
    for name, carrier in scenario.carriers.items():
        if carrier.capacity is not None:
            more = carrier.capacity + max(1, ceil(MORE_ROOM * carrier.capacity))
            path = f"shipping.carriers.{name}.capacity"
            yield Resource(path_words(path), path, carrier.capacity, more)


def _counted(path: str, count: int) -> Resource:
    return Resource(path_words(path), path, count, count + 1)
