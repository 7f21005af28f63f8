"""The replay of a run's day for the page; a worker makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simulator.experiments.replays import WORST, asked_day
from simulator.mistakes import InputError
from simulator.reporting.replay import files
from simulator.reporting.replay.days import days_until
from simulator.scenario import Loaded
from simulator.web.jobs import Job
from simulator.web.runs import Runs
from simulator.web.tasks import from_store

FILES: Mapping[str, str] = {"replay.js": "text/javascript", "replay.css": "text/css"}
"""What the page loads for it, and its kind."""


def static(name: str) -> bytes:
    """One of the files."""
    return (files.script() if name == "replay.js" else files.style()).encode()


@dataclass(frozen=True)
class Replayed:
    """A day of a run that is done, as JSON; replications are those of the store."""

    loaded: Loaded
    replications: int
    store: Path
    day: str

    def __call__(self) -> bytes:
        """Simulate it once more and draw it."""
        results = from_store(self.loaded, self.replications, self.store)
        return results.replay(self.day).json.encode()


def replay_of(runs: Runs, job: Job | None, day: str | None) -> Replayed:
    """A task that replays a day, the worst one if none is named. Raises InputError."""
    if job is None or job.state != "done":
        raise InputError("There is no such run, or it is not done")
    asked = asked_day(job.loaded.scenario, day or WORST)
    return Replayed(job.loaded, job.wanted, runs.store.folder, str(asked))


def dates_of(loaded: Loaded) -> list[str]:
    """The dates of a scenario's run, at the longest."""
    scenario = loaded.scenario
    return [day.date.isoformat() for day in days_until(scenario, scenario.clock.horizon)]
