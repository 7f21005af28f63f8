"""Stations that share crews, and the rule by which tasks and free heads find each other.

Of all tasks that could start, the one with the lowest (priority, time of entry, order number)
starts first; of all crews that could do it, one at its home station goes first, then the one with
the fewest skills. Where a crew prefers otherwise, each crew with a free head names the station it
would work at; of the tasks named so, the lowest starts, done by the first of the crews that named
it; and so on until nobody can name one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter

from simulator.engine.crews import Crew
from simulator.engine.instants import Rank
from simulator.engine.stations import Station
from simulator.policies.preferences import Choice, Preference, most_urgent


class Pool:
    """Stations that share crews, assigned together at the end of an instant."""

    rank = Rank.CREWS

    def __init__(
        self, index: int, stations: Sequence[Station], preferences: Mapping[int, Preference]
    ) -> None:
        self.index = index
        self.stations = stations
        self.unsettled = False
        self.closed = False  # while the past is lived again
        crews = {crew.index: crew for station in stations for crew in station.crews}
        self._crews = [
            (
                crew,
                preferences[index],
                {
                    station: (crew.skills[0] == station.activity, station.crews.index(crew))
                    for station in stations
                    if crew in station.crews
                },
            )
            for index, crew in sorted(crews.items())
        ]
        self._alike = all(preference is most_urgent for _, preference, _ in self._crews)
        self._offers = [station.offers for station in stations if station.offers is not None]

    def settle(self) -> None:
        """Start tasks until none can start."""
        if self.closed:
            return
        if self._offers:
            self._settle_with_offers()
            return
        startable: Sequence[Station] = self.stations  # a start never lets another station start
        while startable := [each for each in startable if each.queue and each.can_start()]:
            self._start_one(startable)

    def _settle_with_offers(self) -> None:
        """The same where batches form when somebody is free."""
        while True:
            for each in self._offers:
                each.offer()
            startable = [each for each in self.stations if each.queue and each.can_start()]
            if not startable:
                break
            self._start_one(startable)
            for each in self._offers:
                each.note_started()
        for each in self._offers:
            each.withdraw()

    def _start_one(self, startable: Sequence[Station]) -> None:
        """Start the task that is next, of stations at which one could start."""
        if len(startable) == 1:
            startable[0].start_next()
        elif self._alike:
            min(startable, key=Station.urgency).start_next()
        else:
            station, crew = self._preferred(startable)
            station.start_next(crew)

    def _preferred(self, startable: Sequence[Station]) -> tuple[Station, Crew | None]:
        """The station, of those at which a task could start, that is next, and the crew for it."""
        urgencies = [station.urgency() for station in startable]
        named: list[tuple[tuple[int, int, int], int, Station, Crew | None]] = [
            (urgency, 0, station, None)
            for station, urgency in zip(startable, urgencies, strict=True)
            if not station.needs_crew
        ]
        for crew, preference, places in self._crews:
            if not crew.free:
                continue
            able = [k for k, station in enumerate(startable) if station in places]
            if not able:
                continue
            k = able[0]
            if len(able) > 1:
                choices = []
                for k in able:
                    station = startable[k]
                    home = places[station][0]
                    choices.append(Choice(k, home, len(station.queue), urgencies[k]))
                k = preference(choices).station
            station = startable[k]
            named.append((urgencies[k], places[station][1], station, crew))
        chosen = named[0] if len(named) == 1 else min(named, key=itemgetter(0, 1))
        return chosen[2], chosen[3]
