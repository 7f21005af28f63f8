"""What a worker does: one replication, and what it says if that fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from simulator.compiled.choice import IN_SIMPY, Asked, asked_for
from simulator.experiments.running.replication import Keep, Replication, replicate
from simulator.measure import kpis
from simulator.measure.kpis import OwnKpi
from simulator.measure.own_kpis import KpiError
from simulator.measure.waits import Waits
from simulator.mistakes import RunError
from simulator.policies.registry import OwnPolicy, PolicyError, known_as
from simulator.scenario import Scenario, ScenarioError
from simulator.streams import Held

Detail = Literal["curves", "kpis"]
"""What is kept of a measurement: all of it, or no curves and nothing of what is in flight."""


class ReplicationFailedError(RunError):
    """A replication raised an error; everything that is needed to run it alone."""

    def __init__(self, scenario: str, number: int, seed: int, command: str, cause: str) -> None:
        super().__init__(scenario, number, seed, command, cause)
        self.scenario, self.number, self.seed = scenario, number, seed
        self.command, self.cause = command, cause

    def __str__(self) -> str:
        return (
            f"{self.scenario}: replication {self.number} (seed {self.seed}) failed: {self.cause}\n"
            f"run it alone: {self.command} --only {self.number}"
        )


@contextmanager
def failing_as(scenario: Scenario, number: int, command: str) -> Iterator[None]:
    """Whatever goes wrong inside is told of this replication: ReplicationFailedError.

    Unless what it was given is wrong: a CSV of an alternative is a ScenarioError, an answer of
    the user's own policy a PolicyError, one of their own KPI a KpiError.
    """
    try:
        yield
    except (PolicyError, KpiError):
        raise
    except ScenarioError as error:
        where = f"as in {command}"
        told = (
            replace(mistake, message=f"{mistake.message} ({where})") for mistake in error.mistakes
        )
        raise ScenarioError(told) from None
    except Exception as error:
        cause = f"{type(error).__name__}: {error}"
        seed = scenario.experiment.seed
        raise ReplicationFailedError(scenario.name, number, seed, command, cause) from error


@dataclass(frozen=True)
class Work:
    """One replication to be run somewhere; `command` runs its scenario from a shell.

    `own` are the user's policies that it needs, `own_kpis` all of the user's KPIs, which a process
    elsewhere does not know; `asked` is the engine that is to simulate. `wanted` are the KPIs that
    whoever asks looks at, None for all: the others need not be sent to it. What is `held` is drawn
    as in another replication, which no store is to hold. `keep_log` keeps all that happened of one
    whose tables are kept.
    """

    scenario: Scenario
    number: int
    command: str
    keep: Keep = "none"
    detail: Detail = "curves"
    own: tuple[OwnPolicy, ...] = ()
    own_kpis: tuple[OwnKpi, ...] = ()
    asked: Asked = IN_SIMPY
    wanted: frozenset[tuple[str, str]] | None = None
    held: Held | None = None
    keep_log: bool = False

    @property
    def alone(self) -> str:
        """The command that runs this replication alone."""
        return f"{self.command} --only {self.number}"

    @property
    def keeps_tables(self) -> bool:
        """Whether the order table and the event log of this replication are asked for."""
        return self.keep == "all" or (self.keep == "first" and self.number == 0)

    def __call__(self) -> Replication:
        """Run it; raises what `failing_as` says."""
        with (
            failing_as(self.scenario, self.number, self.command),
            known_as(self.own),
            kpis.known_as(self.own_kpis),
            asked_for(self.asked) as ran,
        ):
            done = replicate(self.scenario, self.number, self.keep, self.held, self.keep_log)
        done = replace(done, engine=" and ".join(ran.engines))
        return done if self.detail == "curves" else without_curves(done)


def without_curves(done: Replication) -> Replication:
    """Its KPIs and signs alone."""
    bare = replace(done.measurement, series={})
    return replace(done, measurement=bare, in_flight=(), tables={}, log=None)


def wanted_alone(done: Replication, wanted: frozenset[tuple[str, str]]) -> Replication:
    """These of its KPIs and its signs alone."""
    kpis = {key: value for key, value in done.measurement.kpis.items() if key in wanted}
    return replace(done, measurement=replace(done.measurement, kpis=kpis, waits=Waits()))
