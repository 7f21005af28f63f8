"""The queue of the page: whose replication is next, for as long as somebody waits for it.

A tab has a lease, which each of its calls renews, and which a tab that is closed gives up. What
nobody waits for any more is stopped within its replication. First replications go before others,
the others in turn by tab, so that a tab with a long run holds up nobody else's first answer.
"""

from __future__ import annotations

import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import RLock, Thread
from typing import Any

from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Work
from simulator.experiments.store.store import Store, replication_key
from simulator.measure.kpis import own_kpis
from simulator.mistakes import RunError
from simulator.scenario import Loaded
from simulator.scenario.policies_used import own_policies
from simulator.web.jobs import TRIES, Job, work_of
from simulator.web.pool import Ended, Pool, Worker
from simulator.web.question import Question
from simulator.web.tasks import Explain, Explained, Replicate
from simulator.web.worker import asked_now
from simulator.workload.sampling import prepare

CLOSING = 5.0
"""Seconds that the workers have to end, which are killed."""
TICK = 0.25
"""Seconds between two looks at leases, if nothing ends before."""
LEASE, HIDDEN_LEASE = 15.0, 150.0
"""Seconds without a call after which a tab is taken to be gone; browsers let a hidden one call
once a minute."""
EXPRESS = 1.0
"""Seconds that the worker for what is quickly done gives to a task while others wait for it, if
these are not much less than it: then it gives none."""
NEWER = sys.maxsize
"""No job has such a number."""
MOST_KEPT, MOST_LISTED, MOST_LEFT = 24, 60, 1000
"""Scenarios whose replications stay in memory, runs that are listed, closed tabs that are known."""


@dataclass
class _Tab:
    """When its lease ends, and when it was last given a worker."""

    until: float
    served: float = 0.0


@dataclass(frozen=True)
class _Given:
    """What a worker does: a replication of a job, its heads, or something that somebody awaits."""

    job: Job | None
    number: int | None = None
    future: Future[Any] | None = None


@dataclass
class Runs:
    """All jobs, newest last; every method may be called from any thread."""

    pool: Pool
    store: Store
    jobs: OrderedDict[int, Job] = field(default_factory=OrderedDict)
    _tabs: dict[str, _Tab] = field(default_factory=dict)
    _left: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _kept: OrderedDict[str, dict[int, Replication]] = field(default_factory=OrderedDict)
    _awaited: list[tuple[Callable[[], Any], Future[Any]]] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: count(1))
    _lock: RLock = field(default_factory=RLock)
    _wake: tuple[Connection, Connection] = field(default_factory=lambda: Pipe(duplex=False))
    _closed: bool = False
    _thread: Thread | None = None

    def start(self) -> None:
        """Begin the workers, and the thread that gives them work."""
        self.pool.start()
        self._thread = Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End at once, and the workers too."""
        self._closed = True
        self._woken()
        if self._thread is not None:
            self._thread.join(CLOSING)

    def ask(
        self,
        client: str,
        question: Question,
        loaded: Loaded,
        title: str,
        free: tuple[str, ...] = (),
    ) -> Job:
        """A job for a question; done at once as far as its replications are known.

        `title` says what is changed, `free` what of it has no price.

        Raises ScenarioError for a CSV that cannot be used.
        """
        prepare(loaded.scenario)
        plan = loaded.scenario.experiment.replications
        wanted = question.replications or (plan if isinstance(plan, int) else plan.at_least)
        key = replication_key(loaded.scenario)
        work = work_of(loaded.scenario)
        job = Job(next(self._numbers), client, question, loaded, key, wanted, title, work)
        job.free = free
        known = self._known(job)
        with self._lock:
            for number, done in known.items():
                job.take(number, done)
            job.reused = len(known)
            self.jobs[job.number] = job
            if client in self._left:
                job.end("canceled")
            self._forget()
        self._woken()
        return job

    def _known(self, job: Job) -> dict[int, Replication]:
        """Its replications in memory, else in the store, as far as they are there."""
        with self._lock:
            kept = dict(self._kept.get(job.key, {}))
        known = {}
        for number in range(job.wanted):
            done = kept.get(number) or self.store.read(job.key, _work(job, number))
            if done is not None:
                known[number] = done
        return known

    def renew(
        self, client: str, *, hidden: bool, wanted: Iterable[int], newest: int = NEWER
    ) -> None:
        """A tab is there, and waits for these jobs; its others are stopped.

        Save those that are newer than the `newest` that it has heard of: a call that it made before
        may come after the question that began them.
        """
        numbers = set(wanted)
        with self._lock:
            if client in self._left:
                return
            until = time.monotonic() + (HIDDEN_LEASE if hidden else LEASE)
            self._tabs.setdefault(client, _Tab(until)).until = until
            for job in self.jobs.values():
                if job.client == client and job.number not in numbers and job.number <= newest:
                    job.end("canceled")
        self._woken()

    def leave(self, client: str) -> None:
        """A tab is closed, for good: a question that it asked may be heard of after this."""
        with self._lock:
            self._left[client] = None
            while len(self._left) > MOST_LEFT:
                self._left.popitem(last=False)
            self._give_up(client)
        self._woken()

    def _give_up(self, client: str) -> None:
        self._tabs.pop(client, None)
        for job in self.jobs.values():
            if job.client == client:
                job.end("canceled")

    def cancel(self, number: int) -> None:
        """Stop a job, whoever waits for it."""
        with self._lock:
            if number in self.jobs:
                self.jobs[number].pressed = True
                self.jobs[number].end("canceled")
        self._woken()

    def awaited(self, function: Callable[[], Any]) -> Future[Any]:
        """What a worker makes of something that is not a replication."""
        future: Future[Any] = Future()
        with self._lock:
            self._awaited.append((function, future))
        self._woken()
        return future

    def tabs(self) -> int:
        """How many have a lease."""
        with self._lock:
            return len(self._tabs)

    def _woken(self) -> None:
        self._wake[1].send(None)

    def _go_on(self) -> None:
        """Of the thread: until closed, take what ended and give what is next."""
        try:
            while not self._closed:
                for ended in self.pool.ended(TICK, self._wake[0]):
                    self._take(ended)
                while self._wake[0].poll():
                    self._wake[0].recv()
                with self._lock:
                    self._end_leases()
                    self._stop_unwanted()
                    self._give()
        finally:
            self.pool.close()

    def _take(self, ended: Ended) -> None:
        """What became of a task."""
        given: _Given = ended.task
        if given.future is not None:
            _settle(given.future, ended)
        elif given.job is not None and given.number is None:
            with self._lock:
                if ended.how == "canceled":  # others waited; it is begun again
                    given.job.explaining = False
                else:
                    given.job.explained = ended.result if ended.how == "done" else Explained()
                    given.job.version += 1
        elif given.job is not None and given.number is not None:
            self._take_replication(given.job, given.number, ended)

    def _take_replication(self, job: Job, number: int, ended: Ended) -> None:
        with self._lock:
            job.given.discard(number)
            if ended.how == "failed":
                job.end("failed", ended.result)
            elif ended.how == "died":
                job.deaths[number] = job.deaths.get(number, 0) + 1
                if job.deaths[number] >= TRIES:
                    job.end("failed", f"a worker died {TRIES} times; is there enough memory?")
            elif ended.how == "done":
                done, content = ended.result
                job.seconds = ended.seconds
                job.first = ended.seconds if job.first is None else job.first
                job.take(number, done)
                self._keep(job, number, done)
        if ended.how == "done":
            self.store.write(job.key, _work(job, number), content)
            self.store.tell_troubles()

    def _keep(self, job: Job, number: int, done: Replication) -> None:
        self._kept.setdefault(job.key, {})[number] = done
        self._kept.move_to_end(job.key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def _forget(self) -> None:
        """The oldest jobs that are over."""
        over = [number for number, job in self.jobs.items() if not job.is_open]
        for number in over[: max(len(self.jobs) - MOST_LISTED, 0)]:
            del self.jobs[number]

    def _end_leases(self) -> None:
        now = time.monotonic()
        for client in [client for client, tab in self._tabs.items() if tab.until < now]:
            self._give_up(client)

    def _stop_unwanted(self) -> None:
        """Workers whose job is over, and the quick one's if that takes long and others wait."""
        for worker in self.pool.workers:
            given: _Given | None = worker.task
            if given is None or given.job is None or worker.canceled is not None:
                continue
            waits = worker.express and any(
                worker.lasted > EXPRESS or other.is_much_less(given.job) for other in self._quick()
            )
            if waits and given.number is not None:
                given.job.patient = True
            if waits or not (given.job.is_open or given.number is None):
                self.pool.cancel(worker)

    def _give(self) -> None:
        """Every free worker its next task; the quick one first, so that it takes first answers."""
        for worker in sorted(self.pool.workers, key=lambda each: not each.express):
            if worker.is_free:
                self._give_to(worker)

    def _give_to(self, worker: Worker) -> None:
        jobs = self._quick() if worker.express else self._open()
        job = min(jobs, key=self._rank, default=None)
        number = None if job is None else job.next
        if job is not None and number is not None:
            job.given.add(number)
            self._tabs.setdefault(
                job.client, _Tab(time.monotonic() + LEASE)
            ).served = time.monotonic()
            self.pool.give(worker, _Given(job, number), Replicate(_work(job, number), job.key))
        elif self._awaited:
            function, future = self._awaited.pop(0)
            self.pool.give(worker, _Given(None, future=future), function)
        else:
            self._explain(worker)

    def _explain(self, worker: Worker) -> None:
        """What is explained of a job that is done, newest first."""
        for job in reversed(self.jobs.values()):
            if job.state == "done" and job.explained is None and not job.explaining:
                job.explaining = True
                self.pool.give(worker, _Given(job), Explain(job.loaded.scenario))
                return

    def _open(self) -> list[Job]:
        """Jobs with a replication that no worker has."""
        return [job for job in self.jobs.values() if job.is_open and job.next is not None]

    def _quick(self) -> list[Job]:
        return [job for job in self._open() if job.is_quick]

    def _rank(self, job: Job) -> tuple[bool, float, float, int]:
        """First answers before all, then in turn by tab, of new ones what is done soonest first, a
        tab's older job first.
        """
        tab = self._tabs.get(job.client)
        served = 0.0 if tab is None else tab.served
        return not job.is_new, served, job.work if job.is_new else 0.0, job.number


def _settle(future: Future[Any], ended: Ended) -> None:
    if ended.how == "done":
        future.set_result(ended.result)
    else:
        future.set_exception(RunError(str(ended.result or "its worker ended; ask again")))


def _work(job: Job, number: int) -> Work:
    scenario = job.loaded.scenario
    return Work(
        scenario,
        number,
        job.question.command,
        own=own_policies(scenario),
        own_kpis=own_kpis(),
        asked=asked_now(),
    )
