"""Stations that share crews, and the rule by which tasks and free heads find each other.

Of all tasks that could start, the one with the lowest (priority, time of entry, order number)
starts first; of all crews that could do it, one at its home station goes first, then the one with
the fewest skills. Where a crew prefers otherwise, each crew with a free head names the station it
would work at; of the tasks named so, the lowest starts, done by the first of the crews that named
it; and so on until nobody can name one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulator.model.crews import Crew
from simulator.model.instants import Rank
from simulator.model.preferences import Choice, Preference, most_urgent
from simulator.model.stations import Station


class Pool:
    """Stations that share crews, assigned together at the end of an instant."""

    rank = Rank.CREWS

    def __init__(
        self, index: int, stations: Sequence[Station], preferences: Mapping[int, Preference]
    ) -> None:
        self.index = index
        self.stations = stations
        self.unsettled = False
        crews = {crew.index: crew for station in stations for crew in station.crews}
        self._crews = [(crew, preferences[crew.index]) for _, crew in sorted(crews.items())]
        self._alike = all(preference is most_urgent for _, preference in self._crews)

    def settle(self) -> None:
        """Start tasks until none can start."""
        if len(self.stations) == 1:
            station = self.stations[0]
            while station.can_start():
                station.start_next()
        elif self._alike:
            while startable := [station for station in self.stations if station.can_start()]:
                min(startable, key=Station.urgency).start_next()
        else:
            while found := self._next():
                station, crew = found
                station.start_next(crew)

    def _next(self) -> tuple[Station, Crew | None] | None:
        """The station whose first task starts next, and the crew that does it."""
        open_ = [
            (k, station)
            for k, station in enumerate(self.stations)
            if station.queue and station.has_machine()
        ]
        named: list[tuple[tuple[int, int, int], int, Station, Crew | None]] = [
            (station.urgency(), 0, station, None) for _, station in open_ if not station.needs_crew
        ]
        for crew, preference in self._crews:
            if not crew.free:
                continue
            choices = [
                Choice(k, crew.skills[0] == s.activity, len(s.queue), s.urgency())
                for k, s in open_
                if crew in s.crews
            ]
            if choices:
                choice = preference(choices)
                station = self.stations[choice.station]
                named.append((choice.urgency, station.crews.index(crew), station, crew))
        if not named:
            return None
        _, _, station, first = min(named, key=lambda entry: entry[:2])
        return station, first
