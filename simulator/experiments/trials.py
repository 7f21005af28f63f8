"""Scenarios by replication numbers, on common random numbers: what is known of them so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulator.experiments.alternatives import Alternative
from simulator.experiments.goals import Goal, Judged
from simulator.experiments.running.batch import Batch, Progress, Silence
from simulator.experiments.running.executors import Executors, executors, kept
from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Detail, Work
from simulator.experiments.store.store import Store, replication_key
from simulator.measure.open_ends import ends_of
from simulator.measure.statistics import Estimate, Numbers, estimate
from simulator.mistakes import InputError
from simulator.scenario.checks_figures import not_measured

Key = tuple[str, int]

FRESH = 100_000
"""Number of the first fresh replication, which no search sees: it confirms what a search found."""


@dataclass
class Trials:
    """Replications of many scenarios; each is run once at most, whoever asks.

    `runs` counts the replications asked for that were not known before, read from the store or not.
    """

    batch: Batch[Key]
    detail: Detail = "kpis"
    runs: int = 0
    _known: dict[Key, Replication] = field(default_factory=dict)
    _keys: dict[int, tuple[Alternative, str]] = field(default_factory=dict)

    def run(self, wanted: Iterable[tuple[Alternative, Iterable[int]]]) -> None:
        """Run these replications of these alternatives, as far as they are not known."""
        missing: dict[Key, Work] = {}
        for each, numbers in wanted:
            key = self.key(each)
            for number in numbers:
                if (key, number) not in self._known:
                    missing[key, number] = Work(
                        each.scenario, number, each.command, detail=self.detail
                    )
        if not missing:
            return
        self.batch.progress.total(self.runs + len(missing))
        self.batch.run(missing.items(), self._known.__setitem__)
        self.runs += len(missing)

    def has(self, alternative: Alternative, number: int) -> bool:
        """Whether that replication has been run."""
        return (self.key(alternative), number) in self._known

    def replication(self, alternative: Alternative, number: int) -> Replication:
        """One replication; it must have been run."""
        return self._known[self.key(alternative), number]

    def done(self, alternative: Alternative) -> list[Replication]:
        """Every replication of it that was run, in the order of their numbers."""
        key = self.key(alternative)
        return [self._known[place] for place in sorted(self._known) if place[0] == key]

    def values(
        self, alternative: Alternative, numbers: Iterable[int], name: str, scope: str = "all"
    ) -> Numbers:
        """One value per replication; NaN where it is undefined."""
        key = self.key(alternative)
        return np.array(
            [
                self._known[key, number].measurement.kpis.get((name, scope), np.nan)
                for number in numbers
            ]
        )

    def estimate(
        self, alternative: Alternative, numbers: Iterable[int], name: str, scope: str = "all"
    ) -> Estimate:
        """Mean and half-width over these replications."""
        confidence = alternative.scenario.experiment.confidence
        return estimate(self.values(alternative, numbers, name, scope), confidence)

    def judged(self, alternative: Alternative, numbers: Iterable[int], goal: Goal) -> Judged:
        """How these replications stand to a goal, at the scenario's confidence."""
        confidence = alternative.scenario.experiment.confidence
        values = self.values(alternative, numbers, *goal.key)
        return goal.judged(values, confidence, self.ends(alternative, numbers, goal))

    def ends(self, alternative: Alternative, numbers: Iterable[int], goal: Goal) -> Numbers:
        """(n, 2) What a goal is about, should all orders still open end badly, and well."""
        key = self.key(alternative)
        measured = (self._known[key, number].measurement for number in numbers)
        return ends_of(((each.kpis, each.open_ends) for each in measured), goal.key)

    def keys_of(self, alternative: Alternative, number: int) -> tuple[tuple[str, str], ...]:
        """Every (KPI, scope) that was measured."""
        return tuple(self.replication(alternative, number).measurement.kpis)

    def key(self, alternative: Alternative) -> str:
        """Equal for alternatives that are the same but for their names."""
        kept = self._keys.get(id(alternative))
        if kept is None or kept[0] is not alternative:
            kept = (alternative, replication_key(alternative.scenario))
            self._keys[id(alternative)] = kept
        return kept[1]


@contextmanager
def trials(
    jobs: int | None = None,
    executor: str | Executors | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
    detail: Detail = "kpis",
    engine: str | None = None,
) -> Iterator[Trials]:
    """Trials that run on `jobs` processes or a cluster, by an engine; no figure hangs on it."""
    on = executor if isinstance(executor, Executors) else kept(executors(executor, jobs))
    batch: Batch[tuple[str, int]] = Batch(on, store, progress or Silence(), engine)
    try:
        yield Trials(batch, detail)
    finally:
        batch.end()
        if on is not executor:
            on.close()


def measured(known: Trials, alternative: Alternative, name: str, option: str) -> None:
    """InputError if the scenario does not give rise to this KPI: a stage is off, or none asks."""
    if (name, "all") not in known.replication(alternative, 0).measurement.kpis:
        reason = not_measured(name, alternative.scenario)
        reason = reason or "since a stage that it needs is off; choose another"
        raise InputError(f"{option} {name}: is not measured in {alternative.name}, {reason}")


def replications_of(alternative: Alternative, asked: int | None) -> int:
    """How many replications: as asked, or as the scenario says (of a precision, the least)."""
    if asked is not None:
        return asked
    plan: Any = alternative.scenario.experiment.replications
    return plan if isinstance(plan, int) else int(plan.at_least)


def common(numbers: int, first: int = 0) -> Sequence[int]:
    """So many replication numbers from `first` on."""
    return range(first, first + numbers)
