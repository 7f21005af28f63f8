"""Where an experiment runs and what it keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from simulator.experiments.batch import Batch, Progress, Silence
from simulator.experiments.executors import Executors, executors
from simulator.experiments.store import Store
from simulator.experiments.trials import Trials, trials
from simulator.experiments.work import Detail


@dataclass(frozen=True)
class Where:
    """Where an experiment runs, what it keeps, and how it was asked for."""

    jobs: int | None = None
    executor: str | Executors | None = None
    store: Store | None = None
    progress: Progress | None = None
    command: str = "asked in Python"
    tell: Callable[[str], None] | None = None
    """Gets what is said before the runs begin."""

    def announce(self, lines: Iterable[str]) -> None:
        """Say these before the runs begin."""
        if self.tell is not None:
            for line in lines:
                self.tell(line)

    @contextmanager
    def trials(self, detail: Detail = "kpis") -> Iterator[Trials]:
        """Trials there."""
        with trials(self.jobs, self.executor, self.store, self.progress, detail) as known:
            yield known

    @contextmanager
    def batch(self) -> Iterator[Batch[Any]]:
        """A batch there, of which no more than what is asked for stays in memory."""
        given = self.executor
        on = given if isinstance(given, Executors) else executors(given, self.jobs)
        try:
            yield Batch(on, self.store, self.progress or Silence())
        finally:
            if on is not given:
                on.close()


HERE = Where()
"""All processors of this machine, nothing kept."""
