"""The floor: its stations and crews, put together from the scenario."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.engine.crews import Crew
from simulator.engine.equipment import Machines, Outages
from simulator.engine.failures import Failures
from simulator.engine.instants import Instants
from simulator.engine.pool import Pool
from simulator.engine.record import Record
from simulator.engine.roster import Roster
from simulator.engine.rosters import HeadCount
from simulator.engine.stations import Rule, Station
from simulator.policies.registry import rule
from simulator.scenario.scenario import Scenario
from simulator.workload import Workload


class Floor:
    """All stations and crews of a scenario, with the roster at work."""

    def __init__(
        self,
        env: Instants,
        scenario: Scenario,
        workload: Workload,
        record: Record,
        priority: list[int],
    ) -> None:
        self.env = env
        crews = self._sections = scenario.crews
        self.crews = [
            Crew(index, name, section, scenario.clock.calendar)
            for index, (name, section) in enumerate(crews.items())
        ]
        self.stations: dict[str, Station] = {}
        self.roster = Roster(env, self.crews, crews, workload.rosters, workload.horizon)
        self._record = record
        self._priority = priority

    def add_station(
        self,
        name: str,
        machines: int | None = None,
        crews: Sequence[str] = (),
        rank: Rule | None = None,
        failures: Failures | None = None,
        outages: Outages = (),
        inbound: tuple[Record, list[int]] | None = None,
    ) -> Station:
        """A station for one activity, served by the crews with that skill or by those named.

        What comes `inbound` has a record and priorities of its own.
        """
        activity = name.partition(".")[0]
        place = sum(station.activity == activity for station in self.stations.values())
        record, priority = inbound or (self._record, self._priority)
        station = Station(self.env, name, place, machines, record, priority)
        station.rank = rank
        if machines is not None and (failures is not None or outages):
            station.failing = Machines(
                self.env, machines, failures, outages, station.break_off, station.settle_later
            )
        skill = station.activity
        able = [crew for crew in self.crews if skill in crew.skills]
        if crews:
            able = [crew for crew in able if crew.name in crews]
        station.crews = sorted(able, key=lambda c: (c.skills[0] != skill, len(c.skills), c.index))
        station.needs_crew = bool(able)
        self.stations[name] = station
        return station

    def open(self) -> None:
        """Form the pools and let the roster begin; after the last station was added."""
        preferences = {
            crew.index: rule("preference", self._sections[crew.name].prefers) for crew in self.crews
        }
        remaining = list(self.stations.values())
        index = 0
        while remaining:
            stations = _connected(remaining)
            pool = Pool(index, stations, preferences)
            for station in stations:
                station.pool = pool
            remaining = [station for station in remaining if station not in stations]
            index += 1
        self.roster.begin(list(self.stations.values()))

    def heads(self, horizon: int) -> dict[str, HeadCount]:
        """Heads by crew as they were."""
        return self.roster.heads(horizon)


def _connected(stations: Sequence[Station]) -> list[Station]:
    """The first station and all that share a crew with it, directly or through others."""
    reached = [stations[0]]
    for station in reached:
        reached += [
            other
            for other in stations
            if other not in reached and any(crew in other.crews for crew in station.crews)
        ]
    return reached
