"""Where an experiment runs and what it keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from typing import Any, ParamSpec, TypedDict, TypeVar

from simulator.experiments.running.batch import Batch, Progress, Silence
from simulator.experiments.running.executors import Executors, executors
from simulator.experiments.running.work import Detail
from simulator.experiments.store.store import StoreGiven, store_of
from simulator.experiments.trials import Trials, trials

IN_PYTHON = "asked in Python"
"""What stands for a command where there was none."""
Tell = Callable[[str], None]

P = ParamSpec("P")
T = TypeVar("T")


class Keywords(TypedDict, total=False):
    """What every question takes; no figure depends on it.

    `jobs` is the number of processes (one a processor), `executor` a 'dask://host:port' instead of
    them. Replications are read from `store` where it has them, and kept there: a folder, or True
    for that of the command line. `progress` is told how far it is, `tell` gets what is said before
    the runs begin, and `command` is what the answer says that it was asked by. `engine` is auto,
    simpy or compiled.
    """

    jobs: int | None
    executor: str | Executors | None
    store: StoreGiven
    progress: Progress | None
    command: str
    tell: Tell | None
    engine: str | None


@dataclass(frozen=True)
class Where:
    """Where an experiment runs, what it keeps, and how it was asked for."""

    jobs: int | None = None
    executor: str | Executors | None = None
    store: StoreGiven = None
    progress: Progress | None = None
    command: str = IN_PYTHON
    tell: Tell | None = None
    """Gets what is said before the runs begin."""
    engine: str | None = None

    def announce(self, lines: Iterable[str]) -> None:
        """Say these before the runs begin."""
        if self.tell is not None:
            for line in lines:
                self.tell(line)

    @contextmanager
    def trials(self, detail: Detail = "kpis") -> Iterator[Trials]:
        """Trials there."""
        with trials(
            self.jobs, self.executor, store_of(self.store), self.progress, detail, self.engine
        ) as known:
            yield known

    @contextmanager
    def batch(self) -> Iterator[Batch[Any]]:
        """A batch there, of which no more than what is asked for stays in memory."""
        given = self.executor
        on = given if isinstance(given, Executors) else executors(given, self.jobs)
        batch: Batch[Any] = Batch(on, store_of(self.store), self.progress or Silence(), self.engine)
        try:
            yield batch
        finally:
            batch.end()
            if on is not given:
                on.close()


def spelled_out(question: Callable[P, T]) -> Callable[P, T]:
    """A question whose signature names each of the keywords, for Tab and for help."""
    own = [
        parameter
        for parameter in signature(question).parameters.values()
        if parameter.kind is not parameter.VAR_KEYWORD
    ]
    keywords = [
        parameter.replace(kind=Parameter.KEYWORD_ONLY)
        for parameter in signature(Where).parameters.values()
    ]
    vars(question)["__signature__"] = Signature([*own, *keywords])
    return question
