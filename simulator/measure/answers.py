"""Crews that answer contacts: a queue of its own, first come, first served.

No order waits for it, and its crews do nothing else, so that it is worked through once the moments
of all contacts and the heads of its crews are known. Whoever goes home or on a break leaves what is
begun, and the next who is free goes on with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

from simulator.engine.crews import learned_by
from simulator.measure.work_done import Work
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.contacts.moments import Answered, Contacts, contacts_so_far
from simulator.stages.contacts.reasons import REASONS
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Answers:
    """The contacts by the horizon, how each was answered, and all stretches of that work."""

    contacts: Contacts
    answered: Answered
    work: Work


class _Crew:
    """People of one crew; `running` are (begin, contact, speed) of what they answer now."""

    def __init__(self, index: int, speed: Callable[[int, int], float]) -> None:
        self.index, self.speed = index, speed
        self.heads = 0
        self.running: list[tuple[int, int, float]] = []


def answers_of(scenario: Scenario, workload: Workload, timeline: Timeline) -> Answers | None:
    """How contacts are answered; None where nobody does, so that all are answered at once."""
    if not scenario.answers_contacts:
        return None
    contacts = contacts_so_far(workload, timeline)
    drawn = workload.added["contacts"]
    times = np.array([drawn[f"time.{reason}"] for reason in REASONS], dtype=np.int64)
    desk = _Desk(contacts.at.tolist(), times[contacts.reason, contacts.order].tolist())
    crews = {
        index: _Crew(index, _speed(scenario, name))
        for index, name in enumerate(timeline.crews)
        if "contacts" in scenario.crews[name].skills
    }
    people = list(crews.values())
    for moment, changes in _changes(timeline, crews):
        desk.until(moment, people)
        desk.happen(moment, people)
        for index, heads in changes:
            crews[index].heads = heads
        desk.settle(moment, people)
    desk.until(timeline.horizon + 1, people)
    desk.close(timeline.horizon, people)
    return Answers(
        contacts,
        Answered(
            np.array(desk.began, dtype=np.int64),
            np.array(desk.ended, dtype=np.int64),
            np.array(desk.server, dtype=np.int16),
        ),
        desk.work(),
    )


def _changes(
    timeline: Timeline, crews: dict[int, _Crew]
) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Moments by the horizon at which crews have other heads, with these."""
    every: dict[int, list[tuple[int, int]]] = {}
    for index in crews:
        count = timeline.heads[timeline.crews[index]]
        for moment, heads in zip(count.time.tolist(), count.heads.tolist(), strict=True):
            every.setdefault(moment, []).append((index, heads))
    yield from sorted((at, each) for at, each in every.items() if at <= timeline.horizon)


def _speed(scenario: Scenario, name: str) -> Callable[[int, int], float]:
    """(moment, heads) -> what divides the time of a contact that is begun then."""
    crew = scenario.crews[name]
    own = crew.speed * crew.skills["contacts"]
    learned = learned_by(crew, scenario.clock.calendar)
    if learned is None:
        return lambda now, heads: own
    return lambda now, heads: own * learned(now, heads)


class _Desk:
    """The queue and what is being answered; a contact is its place in time."""

    def __init__(self, at: list[int], left: list[float]) -> None:
        self._at, self._left = at, left
        self._come = 0
        self._queue: list[int] = []
        self._ends: list[tuple[int, int]] = []
        self.began, self.ended = [NEVER] * len(at), [NEVER] * len(at)
        self.server = [-1] * len(at)
        self._stretches: list[tuple[int, int, int]] = []

    def until(self, moment: int, crews: list[_Crew]) -> None:
        """All that comes before a moment, with the heads as they are."""
        while (now := self._next()) is not None and now < moment:
            self.happen(now, crews)
            self.settle(now, crews)

    def _next(self) -> int | None:
        """When a contact comes or ends next; None for no more."""
        due = [self._ends[0][0]] if self._ends else []
        due += [self._at[self._come]] if self._come < len(self._at) else []
        return min(due, default=None)

    def happen(self, now: int, crews: list[_Crew]) -> None:
        """What ends and comes at a moment, before anything begins at it."""
        while self._ends and self._ends[0][0] == now:
            self._finish(*heappop(self._ends), crews)
        while self._come < len(self._at) and self._at[self._come] == now:
            heappush(self._queue, self._come)
            self._come += 1

    def settle(self, now: int, crews: list[_Crew]) -> None:
        """Who has no head any more is left; who waits is answered by who is free."""
        for crew in crews:
            while len(crew.running) > crew.heads:
                begin, contact, speed = crew.running.pop()
                self._stretches.append((begin, now, crew.index))
                self._left[contact] -= (now - begin) * speed
                self._ends = sorted(each for each in self._ends if each[1] != contact)
                heappush(self._queue, contact)
        for crew in crews:
            while self._queue and len(crew.running) < crew.heads:
                contact, speed = heappop(self._queue), crew.speed(now, crew.heads)
                crew.running.append((now, contact, speed))
                if self.began[contact] == NEVER:
                    self.began[contact], self.server[contact] = now, crew.index
                heappush(self._ends, (now + round(self._left[contact] / speed), contact))

    def _finish(self, now: int, contact: int, crews: list[_Crew]) -> None:
        self.ended[contact] = now
        for crew in crews:
            for row in crew.running:
                if row[1] == contact:
                    crew.running.remove(row)
                    self._stretches.append((row[0], now, crew.index))
                    return

    def close(self, horizon: int, crews: list[_Crew]) -> None:
        """What is being answered as the run ends."""
        for crew in crews:
            self._stretches += [(begin, horizon, crew.index) for begin, _, _ in crew.running]

    def work(self) -> Work:
        """All stretches, as they began."""
        rows = np.array(sorted(self._stretches), dtype=np.int64).reshape(-1, 3)
        return Work(rows[:, 0], rows[:, 1], rows[:, 2].astype(np.int16))
