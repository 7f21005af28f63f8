"""A question that a tab waits for: its replications, and how far they are."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from simulator.experiments.results import Results
from simulator.experiments.running.replication import Replication
from simulator.scenario import Loaded, Scenario
from simulator.scenario.checks_size import expected_carts
from simulator.units import DAY
from simulator.web.figures import Conclusion, SoFar, conclusion, so_far
from simulator.web.question import Question
from simulator.web.stage_figures import StageFigures, of_stages
from simulator.web.tasks import Explained

State = Literal["waiting", "running", "done", "canceled", "failed"]
OPEN: tuple[State, ...] = ("waiting", "running")
QUICK = 1.0
"""Seconds that a replication takes at most to be of those that are done at once."""
DAY_S_CARTS = 80.0
"""Carts that take as long to simulate as a day's pick-ups and shifts (measured, both engines)."""
MUCH_LESS = 0.25
"""Share of another's work that counts as much less."""
TRIES = 3
"""How often a replication is tried whose worker died."""


@dataclass
class Job:
    """One question of one tab; `done` are its replications by their numbers.

    `given` are those that workers have, `again` those whose worker died, by how often. `first` and
    `seconds` are what the first one and the last one took, `patient` that the first took too long
    to be done before others.
    `pressed` is that somebody canceled it, who would miss it in the list.
    `free` says what was changed in it that has no price. `asked` is of a clock that runs evenly,
    `asked_at` seconds since 1970.
    `version` grows with all that the page shows of it. `work` is that of a replication, about, in
    carts.
    """

    number: int
    client: str
    question: Question
    loaded: Loaded
    key: str
    wanted: int
    title: str
    work: float = 0.0
    state: State = "waiting"
    done: dict[int, Replication] = field(default_factory=dict)
    given: set[int] = field(default_factory=set)
    deaths: dict[int, int] = field(default_factory=dict)
    wrong: str = ""
    reused: int = 0
    seconds: float | None = None
    first: float | None = None
    patient: bool = False
    version: int = 1
    free: tuple[str, ...] = ()
    pressed: bool = False
    asked: float = field(default_factory=time.monotonic)
    asked_at: float = field(default_factory=time.time)
    ended: float | None = None
    explained: Explained | None = None
    explaining: bool = False

    @property
    def is_open(self) -> bool:
        """Something of it is still to be done."""
        return self.state in OPEN

    @property
    def next(self) -> int | None:
        """The first replication that is neither done nor with a worker."""
        missing = (k for k in range(self.wanted) if k not in self.done and k not in self.given)
        return next(missing, None)

    @property
    def is_quick(self) -> bool:
        """Whether its next replication is probably done in a moment."""
        if self.patient:
            return False
        return self.seconds < QUICK if self.seconds is not None else not self.given

    @property
    def is_new(self) -> bool:
        """Nothing of it has been seen yet."""
        return not self.done and not self.given

    @property
    def lasts(self) -> float:
        """Seconds from the question to its end, or to now."""
        return (self.ended or time.monotonic()) - self.asked

    def is_much_less(self, other: Job) -> bool:
        """Whether a replication of it is probably done in much less time than one of the other."""
        return self.work < MUCH_LESS * other.work

    def take(self, number: int, done: Replication) -> None:
        """One more replication is there."""
        self.done[number] = done
        self.given.discard(number)
        self.version += 1
        if self.is_open:
            self.state = "done" if len(self.done) >= self.wanted else "running"
            self.ended = time.monotonic() if self.state == "done" else None

    def end(self, state: State, wrong: str = "") -> None:
        """It goes no further."""
        if self.is_open:
            self.state, self.wrong, self.ended = state, wrong, time.monotonic()
            self.version += 1

    @property
    def results(self) -> Results:
        """Of what is done so far, in the order of the numbers."""
        replications = tuple(self.done[number] for number in sorted(self.done))
        return Results(self.loaded, self.question.command, replications, self.lasts)

    def so_far(self) -> SoFar | None:
        """The figures of what is done; None before the first is."""
        return so_far(self.results, self.wanted) if self.done else None

    @cached_property
    def conclusion(self) -> Conclusion:
        """Of a job that is done."""
        return conclusion(self.results)

    @cached_property
    def verdict(self) -> str:
        """Of a job that is done: of all its targets."""
        told = self.so_far()
        return "" if told is None else told.verdict

    @cached_property
    def stages(self) -> tuple[StageFigures, ...]:
        """Every figure of a job that is done."""
        return of_stages(self.results)


def work_of(scenario: Scenario) -> float:
    """About how much a replication is, in carts; what a trace has is not counted."""
    return expected_carts(scenario) + DAY_S_CARTS * scenario.clock.horizon / DAY


def left(job: Job, workers: int) -> float | None:
    """Seconds until it is done if it has all workers; None where that is not known yet."""
    if not job.is_open or job.seconds is None:
        return None
    return job.seconds * -(-(job.wanted - len(job.done)) // workers)
