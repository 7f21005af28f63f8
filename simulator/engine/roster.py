"""The roster at work: people come, pause, stay longer, are called and go, as stints and rules say.

What is due at an instant is settled together, before free heads are assigned: the judgments by
backlog, which all see the same queues; then all who come or come back; then all who pause or go. So
a head who comes as another goes can take the other's work on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from simpy import Timeout

from simulator.engine.agency import Agency
from simulator.engine.crews import Crew, Team
from simulator.engine.instants import Instants, Rank
from simulator.engine.past import StaffPast
from simulator.engine.rosters import Backlog, Extra, HeadCount, Stint, head_count
from simulator.engine.section_crews import Crew as CrewSection
from simulator.engine.stations import Station, Task
from simulator.policies.registry import rule
from simulator.units import NEVER


class Kind(IntEnum):
    """What is due."""

    JUDGE = 0  # a crew on call, by its backlog
    CHECK = 1  # a crew on call: a window opens or closes, or it arrives
    COME = 2
    COME_BACK = 3
    PAUSE = 4
    GO = 5


class Due(NamedTuple):
    """What happens to a team, or to a crew on call; `heads` of a pause.

    `work` and `first` name policies: what becomes of begun work, and whose is stopped first.
    """

    moment: int
    kind: Kind
    crew: int
    team: int = 0
    heads: int = 0
    work: str = "finish"
    first: str = "last begun"


class Roster:
    """Follows the stints of every crew up to the horizon, when nobody comes or goes any more."""

    rank = Rank.ROSTER
    index = 0

    def __init__(
        self,
        env: Instants,
        crews: Sequence[Crew],
        sections: Mapping[str, CrewSection],
        rosters: Mapping[str, tuple[Stint, ...]],
        horizon: int,
    ) -> None:
        self.unsettled = False
        self._env = env
        self._horizon = horizon
        self._crews = crews
        self.teams: list[list[Team]] = [[] for _ in crews]
        self.stations: list[list[Station]] = [[] for _ in crews]
        self.agencies: dict[int, Agency] = {}
        self._present: dict[int, tuple[Stint, Team]] = {}  # of crews on call
        self.due: list[Due] = []
        self.past: StaffPast | None = None
        self._alarm: int | None = None
        for crew in crews:
            on_call = sections[crew.name].on_call
            stints = rosters[crew.name]
            if on_call is None:
                for stint in stints:
                    self._plan(crew, stint)
            else:
                self.agencies[crew.index] = Agency(on_call, stints)
                edges = {edge for stint in stints for edge in (stint.begin, stint.end) if edge > 0}
                self.due += (Due(edge, Kind.CHECK, crew.index) for edge in edges)
                self.due.append(Due(0, Kind.JUDGE, crew.index))

    def begin(self, stations: Sequence[Station]) -> None:
        """Start to follow the stints; after the last station was added."""
        for crew in self._crews:
            self.stations[crew.index] = [s for s in stations if crew in s.crews]
        self.due = [each for each in self.due if each.moment < self._horizon]
        heapify(self.due)
        self._wake()

    def _plan(self, crew: Crew, stint: Stint) -> None:
        """All that a stint makes due from the start of the simulation on."""
        number, due = self.add(crew, stint).number, self.due
        if not stint.present:
            return
        due.append(Due(max(stint.begin, 0), Kind.COME, crew.index, number))
        for pause in stint.pauses:
            if pause.end > 0:
                begin, heads = max(pause.begin, 0), pause.heads
                how = pause.begun_work, pause.stops_first
                due.append(Due(begin, Kind.PAUSE, crew.index, number, heads, *how))
                due.append(Due(pause.end, Kind.COME_BACK, crew.index, number, heads))
        due.append(Due(stint.end, Kind.GO, crew.index, number, work=stint.begun_work))

    def add(self, crew: Crew, stint: Stint) -> Team:
        """Another team of a crew, which has not come yet."""
        team = Team(crew, len(self.teams[crew.index]), stint, stint.may_be_stopped)
        self.teams[crew.index].append(team)
        return team

    def settle(self) -> None:
        """All that is due now."""
        now = self._env.now
        due = []
        while self.due and self.due[0].moment <= now:
            due.append(heappop(self.due))
        going = [each for each in due if each.kind is Kind.GO and not self._stays(each)]
        going += self._on_call([each for each in due if each.kind <= Kind.CHECK])
        for each in due:
            if each.kind is Kind.COME:
                self._come(self._team(each))
            elif each.kind is Kind.COME_BACK:
                team = self._team(each)
                team.crew.set_heads(team, team.heads + each.heads, now)
        self._stop([each for each in due if each.kind is Kind.PAUSE] + going)
        for crew in {each.crew for each in due}:
            for station in self.stations[crew]:
                self._env.settle_later(station.pool)
        self._wake()

    def _later(self, due: Due) -> None:
        if due.moment < self._horizon:
            heappush(self.due, due)

    def _team(self, due: Due) -> Team:
        return self.teams[due.crew][due.team]

    def _come(self, team: Team) -> None:
        team.crew.teams.append(team)
        team.crew.set_heads(team, team.stint.present, self._env.now)

    def _stays(self, due: Due) -> bool:
        """Whether a team stays on for a step of overtime."""
        now, team = self._env.now, self._team(due)
        rule = team.stint.overtime
        if rule is None:
            return False
        last = team.stint.end + rule.up_to
        if now >= last or not self._is_wanted(due.crew, team.stint, rule.above):
            return False
        if team.overtime_since is None:
            team.overtime_since = now
        self._later(due._replace(moment=min(now + rule.step, last)))
        return True

    def live_again(self, past: StaffPast) -> None:
        """Who came when called, and who stayed on, does so again; nobody is stopped at work."""
        self.past = past
        moments = {
            (crew, moment)
            for crew, calls in past.calls.items()
            for call in calls
            for moment in call
            if moment != NEVER
        }
        for crew, arrival in past.arrivals.items():
            if crew in self.agencies:
                self.agencies[crew].is_called(arrival)
                moments.add((crew, arrival))
        for crew, moment in moments:
            if crew in self.agencies and moment >= 0:
                self._later(Due(moment, Kind.CHECK, crew))
        self._wake()

    def _in_past(self) -> bool:
        return self.past is not None and self._env.now <= self.past.until

    def _is_wanted(self, crew: int, stint: Stint, threshold: Backlog) -> bool:
        if self.past is not None and self._in_past():
            return self.past.stays(crew, stint.shift, stint.begin, self._env.now)
        return self._is_above(crew, threshold)

    def _window(self, crew: int) -> Stint | None:
        """The window in which a crew on call works now."""
        now, agency = self._env.now, self.agencies[crew]
        if self.past is not None and self._in_past():
            return agency.open_at(now) if self.past.is_there(crew, now) else None
        return agency.window(now)

    def _is_above(self, crew: int, threshold: Backlog) -> bool:
        stations = self.stations[crew]
        if threshold.orders is not None:
            waiting = sum(station.left_in_queue() for station in stations)
            for station in {station.activity: station for station in stations}.values():
                if waiting <= threshold.orders:
                    waiting += station.first_waiting()
            return waiting > threshold.orders
        return sum(station.waiting_work() for station in stations) > (threshold.work or 0)

    def _on_call(self, due: Sequence[Due]) -> list[Due]:
        """Judge the crews on call; who is wanted comes, who is not any more is returned to go."""
        now, going = self._env.now, []
        for each in due:
            agency = self.agencies[each.crew]
            if each.kind is Kind.JUDGE:
                if not self._in_past():
                    arrival = agency.judge(now, self._is_above(each.crew, agency.above))
                    if arrival is not None and arrival > now:
                        self._later(Due(arrival, Kind.CHECK, each.crew))
                self._later(each._replace(moment=now + agency.judged_every))
        for crew in sorted({each.crew for each in due}):
            window = self._window(crew)
            here = self._present.get(crew)
            if here is not None and here[0] is not window:
                del self._present[crew]
                going.append(Due(now, Kind.GO, crew, here[1].number))
            if window is not None and (here is None or here[0] is not window):
                stint = Stint(now, window.end, window.heads, window.absent)
                self._present[crew] = window, self.add(self._crews[crew], stint)
                self._come(self._present[crew][1])
        return going

    def _stop(self, due: Sequence[Due]) -> None:
        """People pause or go; what they had begun is finished, passed on or put back."""
        now = self._env.now
        left: list[tuple[Task, str]] = []
        for each in due:
            team = self._team(each)
            goes = each.kind is Kind.GO
            heads = 0 if goes else team.heads - each.heads
            if each.work != "finish" and not self._in_past():
                excess = team.busy - heads - (0 if goes else max(team.busy - team.heads, 0))
                becomes = rule("begun work", each.work)
                for task in self._stopped(team, excess, each.first):
                    what = becomes(now - task.begins, task.ends - now)
                    if what != "finish":
                        left.append((task.station.stop(task), what))
            team.crew.set_heads(team, heads, now)
            if goes:
                self._note_overtime(team)
                team.crew.go(team, now)
        for rest, what in sorted(left, key=lambda entry: entry[0].key):
            if what != "handover" or not rest.station.hand_over(rest):
                rest.station.put_back(rest, ahead=True)

    def _stopped(self, team: Team, count: int, first: str) -> list[Task]:
        """So many tasks of a team that are stopped first, in the order in which they were begun."""
        assert team.running is not None
        if count <= 0:
            return []
        now, ranked = self._env.now, rule("stopping", first)
        begun = sorted(team.running, key=_when_begun, reverse=True)
        begun.sort(key=lambda task: ranked(now - task.begins, task.ends - now, task.priority))
        return sorted(begun[:count], key=_when_begun)

    def _note_overtime(self, team: Team) -> None:
        now = self._env.now
        team.ended = now
        if team.overtime_since is not None:
            extra = Extra("overtime", team.overtime_since, now, team.stint.present)
            team.crew.extras.append(extra)

    def _wake(self) -> None:
        if self.due and self.due[0].moment != self._alarm:
            self._alarm = self.due[0].moment
            alarm = Timeout(self._env, self._alarm - self._env.now)
            alarm.callbacks.append(lambda _: self._env.settle_later(self))

    def heads(self, horizon: int) -> dict[str, HeadCount]:
        """Heads by crew up to a horizon: stints as planned or as called, and what came on top."""
        by_team = {}
        for crew in self._crews:
            teams = self.teams[crew.index]
            stints = [team.stint for team in teams]
            if crew.index in self.agencies:
                stints = [
                    Stint(s.begin, horizon if team.ended is None else team.ended, s.heads, s.absent)
                    for s, team in zip(stints, teams, strict=True)
                ]
            still = [
                Extra("overtime", team.overtime_since, horizon, team.stint.present)
                for team in teams
                if team.overtime_since is not None and team.ended is None
            ]
            by_team[crew.name] = head_count(stints, horizon, [*crew.extras, *still], crew.further)
        return by_team


def _when_begun(task: Task) -> tuple[int, tuple[int, int, int]]:
    return task.begins, task.key
