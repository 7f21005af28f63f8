"""Who could serve an order that waits, and why nobody does: place by place, moment by moment.

At a place (a zone, a lane, or a station) only its own crews and machines count. Of what is missing,
the first names the cause: nobody of its crews is at work (off shift), all who are there are busy
(labor), the batch is still forming (batching), every machine or all room is taken (equipment). A
task whose batch is formed starts as soon as none of these is missing, so that nothing is left over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.engine.rosters import Stint
from simulator.measure.steps import Step, combined, counting, sum_of
from simulator.measure.waits import Behind
from simulator.measure.work import CrewTime
from simulator.results.timeline import Place, Timeline
from simulator.scenario.scenario import Scenario
from simulator.workload.workload import Workload

Milliseconds = npt.NDArray[np.int64]
Parts = Iterator[tuple[Behind, Milliseconds]]


@dataclass(frozen=True)
class Waiting:
    """Times of waiting [begin, end), one row each: `row` is whose, `place` where.

    `entered` is when its order came to the activity, `released` when its batch was formed; where
    that is not logged, `end`: a formed batch never waits for anything but people.
    """

    row: npt.NDArray[np.int64]
    place: npt.NDArray[np.int16]
    begin: Milliseconds
    end: Milliseconds
    entered: Milliseconds
    released: Milliseconds

    def at(self, place: int) -> Waiting:
        """The rows of one place."""
        here = self.place == place
        return Waiting(
            self.row[here],
            self.place[here],
            self.begin[here],
            self.end[here],
            self.entered[here],
            self.released[here],
        )


@dataclass(frozen=True)
class Crews:
    """The crews of a place, taken together; they are sent in the sequence of `names`.

    `closed` and `free` are 0/1: no head is at work, and one is free. `posts` are crews by shift,
    `turn` is the index of the one at work that is sent first; it goes on into overtime.
    """

    names: tuple[str, ...]
    closed: Step
    free: Step
    posts: tuple[tuple[str, str], ...]
    turn: Step

    @cached_property
    def busy(self) -> tuple[Step, ...]:
        """By post: 1 while it is its turn and all heads of the place are busy."""
        shut, idle = combined(self.closed, self.free)
        busy, turn = combined(Step(shut.time, 1 - np.maximum(shut.value, idle.value)), self.turn)
        return tuple(
            Step(turn.time, busy.value * (turn.value == post)) for post in range(len(self.posts))
        )

    def opening(self, moment: Milliseconds) -> Milliseconds:
        """When somebody is at work next, the moment itself if somebody is; far off if never."""
        shut = self.closed
        later = np.append(shut.time, np.iinfo(np.int64).max)
        comes = later[np.searchsorted(shut.time, moment, side="right")]
        return np.where(shut.at(moment) == 1, comes, moment)

    def labor(self, waiting: Waiting, total: Milliseconds) -> Iterator[tuple[int, Milliseconds]]:
        """All busy, by post; `total` is that of all posts."""
        if len(self.posts) == 1:
            yield 0, total
            return
        begins, ends = (self.busy[0].places(at) for at in (waiting.begin, waiting.end))
        for post, busy in enumerate(self.busy):  # all change at the same moments
            yield post, busy.until(waiting.end, ends) - busy.until(waiting.begin, begins)


@dataclass(frozen=True)
class Servers:
    """One place with its crews; None where nobody is needed, so that only machines are missing.

    `main` is the crew whose hours are those of the place: of those at home there, or else of all,
    the one that is there most; empty where nobody is needed.
    """

    place: Place
    crews: Crews | None
    main: str

    def causes(self, waiting: Waiting) -> Parts:
        """What each time of waiting is credited to, in milliseconds that add up to it."""
        begin, end = waiting.begin, waiting.end
        formed = np.clip(waiting.released, begin, end)
        batching, equipment = Behind("batching", self.place.name), self._machines
        if self.crews is None:
            yield batching, formed - begin
            yield equipment, end - formed
            return
        closed = self.crews.closed.between(begin, end)
        done = self.crews.free.until(begin)
        free = self.crews.free.until(end) - done
        # Where a station forms no batches nothing forms, and where it has no zones all does.
        if (formed == begin).all():
            forming = np.zeros_like(free)
        elif (formed == end).all():
            forming = free
        else:
            forming = self.crews.free.until(formed) - done
        yield batching, forming
        yield equipment, free - forming
        yield from self._people(self.crews, waiting, closed, end - begin - closed - free)

    @property
    def _machines(self) -> Behind:
        return Behind("equipment", self.place.name)

    def _people(
        self, crews: Crews, waiting: Waiting, closed: Milliseconds, labor: Milliseconds
    ) -> Parts:
        """Closed before anybody was there to serve the order; busy; closed over it since."""
        name, opening = self.place.name, crews.opening(waiting.entered)
        before = np.clip(np.minimum(opening, waiting.end) - waiting.begin, 0, closed)
        before[opening <= waiting.entered] = 0
        yield Behind("off_shift", name, self.main), before
        left = closed - before
        some_left = bool(left.any())
        first = crews.turn.at(opening) if some_left and len(crews.posts) > 1 else 0
        for post, busy in crews.labor(waiting, labor):
            crew, shift = crews.posts[post]
            yield Behind("labor", name, crew, shift), busy
            if some_left:
                over = np.where(first == post, left, 0)
                yield Behind("off_shift", name, crew, shift, left_over=True), over


def servers_of(
    scenario: Scenario, workload: Workload, timeline: Timeline, crew_times: dict[str, CrewTime]
) -> dict[str, tuple[Servers, ...]]:
    """By activity, its places with their crews."""
    known: dict[tuple[int, ...], Crews] = {}

    def crews(place: Place) -> Crews | None:
        if not place.crews:
            return None
        if place.crews not in known:
            names = tuple(timeline.crews[index] for index in place.crews)
            known[place.crews] = _together(scenario, workload, names, crew_times)
        return known[place.crews]

    def main(activity: str, place: Place) -> str:
        names = [timeline.crews[index] for index in place.crews]
        home = [name for name in names if next(iter(scenario.crews[name].skills)) == activity]
        return max(home or names, key=there.__getitem__, default="")

    there = {name: time.heads.total(0, timeline.horizon) for name, time in crew_times.items()}
    return {
        activity: tuple(Servers(place, crews(place), main(activity, place)) for place in places)
        for activity, places in timeline.places.items()
    }


def _together(
    scenario: Scenario, workload: Workload, names: tuple[str, ...], times: dict[str, CrewTime]
) -> Crews:
    free = sum_of([_idle(times[name]) for name in names])
    heads = sum_of([times[name].heads for name in names])
    posts, turn = _turns(tuple(scenario.shifts), workload, names, times)
    return Crews(
        names=names,
        closed=_changes(Step(heads.time, (heads.value == 0).astype(np.int64))),
        free=_changes(Step(free.time, (free.value > 0).astype(np.int64))),
        posts=posts,
        turn=turn,
    )


def _idle(time: CrewTime) -> Step:
    """Heads who are at work and not busy."""
    busy, most = time.beside_most
    idle = np.subtract(most.value, busy.value)
    return Step(busy.time, np.maximum(idle, 0, out=idle))


def _changes(step: Step) -> Step:
    """The same function without moments at which nothing changes."""
    changes = np.append(True, step.value[1:] != step.value[:-1])[: len(step.value)]
    return Step(step.time[changes], step.value[changes])


def _turns(
    shifts: Sequence[str], workload: Workload, names: tuple[str, ...], times: dict[str, CrewTime]
) -> tuple[tuple[tuple[str, str], ...], Step]:
    """The posts, and whose turn it is; -1 while nobody is at work."""
    stints = {name: [s for s in workload.rosters[name] if s.present] for name in names}
    rank = {shift: place for place, shift in enumerate(("", *shifts))}
    titles = {
        name: sorted({stint.shift for stint in stints[name]}, key=rank.__getitem__) or [""]
        for name in names
    }
    posts = tuple((name, shift) for name in names for shift in titles[name])
    if len(posts) == 1:
        return posts, Step(np.zeros(1, np.int64), np.zeros(1, np.int64))
    spans = {name: _spans(stints[name]) for name in names}
    begins = [times[name].heads.time for name in names]
    time = np.unique(np.concatenate([*begins, *(span.ravel() for span in spans.values())]))
    turn = np.full(len(time), -1, dtype=np.int64)
    for name in reversed(names):
        post = np.full(len(time), -1, dtype=np.int64)
        for shift in reversed(titles[name]):
            mine = [place for place, s in enumerate(stints[name]) if s.shift == shift]
            inside = counting(*spans[name][:, mine]).at(time) > 0
            post[inside] = posts.index((name, shift))
        at_work = times[name].heads.at(time) > 0
        turn[at_work] = _held(post, posts.index((name, titles[name][0])))[at_work]
    return posts, Step(time, turn)


def _spans(stints: list[Stint]) -> npt.NDArray[np.int64]:
    """(2, stints) when each begins, from the start on, and ends."""
    edges = [(stint.begin, stint.end) for stint in stints]
    return np.maximum(np.array(edges, dtype=np.int64).reshape(-1, 2).T, 0)


def _held(values: npt.NDArray[np.int64], first: int) -> npt.NDArray[np.int64]:
    """The last value that is not -1 at each place; `first` before there is one."""
    last = np.maximum.accumulate(np.where(values >= 0, np.arange(len(values)), -1))
    return np.where(last < 0, first, values[last])
