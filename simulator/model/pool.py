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
        self._crews = [
            (
                crew,
                preferences[index],
                [
                    (k, station, crew.skills[0] == station.activity)
                    for k, station in enumerate(stations)
                    if crew in station.crews
                ],
            )
            for index, crew in sorted(crews.items())
        ]
        self._alike = all(preference is most_urgent for _, preference, _ in self._crews)

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
            while any(station.can_start() for station in self.stations):
                station, crew = self._next()
                station.start_next(crew)

    def _next(self) -> tuple[Station, Crew | None]:
        """The station whose first task starts next, and the crew that does it; one can start."""
        named: list[tuple[tuple[int, int, int], int, Station, Crew | None]] = [
            (station.urgency(), 0, station, None)
            for station in self.stations
            if not station.needs_crew and station.can_start()
        ]
        for crew, preference, places in self._crews:
            if not crew.free:
                continue
            choices = [
                Choice(k, home, len(station.queue), station.urgency())
                for k, station, home in places
                if station.queue and station.has_machine()
            ]
            if choices:
                choice = preference(choices)
                station = self.stations[choice.station]
                named.append((choice.urgency, station.crews.index(crew), station, crew))
        _, _, station, first = min(named, key=lambda entry: entry[:2])
        return station, first
