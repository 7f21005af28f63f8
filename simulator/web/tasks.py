"""What workers do for the page: a replication, what is explained, a report."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from simulator.compiled.choice import Engine, engine_named
from simulator.experiments.explain.explain import load_of
from simulator.experiments.results import Results
from simulator.experiments.run import run
from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Work
from simulator.experiments.store.files import packed
from simulator.scenario import Loaded
from simulator.scenario.scenario import Scenario
from simulator.web import drawings

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page_engine() -> Engine:
    """What simulates for the page: SimPy if the environment says so, else what is there.

    Whoever insists on the compiled engine has it once it is on disk, for what it covers; the page
    keeps nobody waiting for the compiler, and refuses no scenario that it lets be chosen.
    """
    return "simpy" if engine_named(None) == "simpy" else "auto"


@dataclass(frozen=True)
class Replicate:
    """One replication, and the same packed for the store."""

    work: Work
    key: str

    def __call__(self) -> tuple[Replication, bytes]:
        """Run it."""
        done = self.work()
        return done, packed(done, self.key[:32])


@dataclass(frozen=True)
class Explained:
    """Heads needed and scheduled, and what the answer rests on, a sentence each."""

    heads: tuple[drawings.Curves, ...] = ()
    premises: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explain:
    """What `explain` knows of a scenario without a run; takes about a second."""

    scenario: Scenario

    def __call__(self) -> Explained:
        """Work it out."""
        load = load_of(self.scenario)
        return Explained(drawings.heads(load), load.premises)


FORMS = {"report": ("text/html", ".html"), "workbook": (WORKBOOK, ".xlsx")}
"""What a run is given as: its kind and how its name ends."""


def from_store(loaded: Loaded, replications: int, store: Path) -> Results:
    """A run that is done, of the replications that the store has; its orders are not kept."""
    return run(
        loaded,
        replications=replications,
        jobs=1,
        store=store,
        orders="none",
        engine=page_engine(),
    )


@dataclass(frozen=True)
class Written:
    """A run as a file, one of FORMS; replications are those of the store."""

    form: str
    loaded: Loaded
    replications: int
    store: Path
    command: str

    def __call__(self) -> bytes:
        """Draw and write it; raises InputError for a workbook without the extra."""
        results = from_store(self.loaded, self.replications, self.store)
        with tempfile.TemporaryDirectory() as folder:
            if self.form == "workbook":
                asked = {"asked": self.command}
                return results.to_xlsx(Path(folder) / "run.xlsx", asked).read_bytes()
            return (results.write(Path(folder) / "run") / "report.html").read_bytes()
