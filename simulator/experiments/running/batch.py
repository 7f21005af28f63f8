"""Many replications, of one scenario or of many: from the store where it has them, else run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

from simulator import kernels
from simulator.compiled.choice import Asked, engine_named, insist, load
from simulator.experiments.running.executors import Executors, Task, run_all
from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Work, wanted_alone
from simulator.experiments.store.files import packed
from simulator.experiments.store.store import Store, replication_key
from simulator.measure.figures import in_order_of_need
from simulator.measure.kpis import own_kpis
from simulator.scenario import Scenario
from simulator.scenario.policies_used import own_policies

K = TypeVar("K", bound=Hashable)


class Progress(Protocol):
    """What long work tells while it goes on."""

    def total(self, replications: int) -> None:
        """So many replications are planned now."""

    def finished(self, number: int) -> None:
        """One more is done."""


class Silence:
    """Progress that nobody watches."""

    def total(self, replications: int) -> None:
        """Nothing."""

    def finished(self, number: int) -> None:
        """Nothing."""


@dataclass(frozen=True)
class _Task:
    """Runs a replication and packs it for the store where there is one, under this key.

    Whoever runs it packs it: that takes longer than all else that this process does for it.
    """

    work: Work
    key: str | None

    @property
    def alone(self) -> str:
        """The command that runs this replication alone."""
        return self.work.alone

    def __call__(self) -> tuple[Replication, bytes | None]:
        done = self.work()
        content = None if self.key is None else packed(done, self.key[:32])
        wanted = self.work.wanted
        return done if wanted is None else wanted_alone(done, wanted), content


@dataclass
class Batch(Generic[K]):
    """Runs work wherever `on` says, and keeps what is finished in `store`.

    `reused` counts the replications that were read instead of run, `engines` those that were run by
    what simulated them. `engine` is one that is asked for by name; None is what the environment
    says, `asked` that with when the batch began.
    """

    on: Executors
    store: Store | None
    progress: Progress
    engine: str | None = None
    reused: int = 0
    engines: Counter[str] = field(default_factory=Counter)
    _keys: dict[int, tuple[Scenario, str]] = field(default_factory=dict)
    _insisted: Scenario | None = None
    _ready: Scenario | None = None

    def __post_init__(self) -> None:
        self.asked = Asked(engine_named(self.engine), time.time())

    def run(self, work: Iterable[tuple[K, Work]], done: Callable[[K, Replication], None]) -> None:
        """Give each result to `done` by its name, in any order; see `run_all` for what may fail."""
        under_way: dict[K, _Task] = {}

        def finish(name: K, result: tuple[Replication, bytes | None]) -> None:
            task, (replication, content) = under_way.pop(name), result
            if self.store is not None and task.key is not None and content is not None:
                self.store.write(task.key, task.work, content)
            self.engines[replication.engine] += 1
            done(name, replication)
            self.progress.finished(task.work.number)

        def missing() -> Iterator[Task[K, tuple[Replication, bytes | None]]]:
            for name, bare in work:
                bare_house = replace(
                    bare,
                    own=own_policies(bare.scenario),
                    own_kpis=own_kpis(),
                    asked=self.asked,
                )
                if self.engine == "compiled":
                    self._insist(bare_house.scenario)
                key = None if self.store is None else self._key(bare_house)
                kept = (
                    None if key is None or self.store is None else self.store.read(key, bare_house)
                )
                if kept is not None:
                    self.reused += 1
                    done(name, kept)
                    self.progress.finished(bare_house.number)
                    continue
                if self.on.inherits:
                    self._make_ready(bare_house.scenario)
                under_way[name] = _Task(bare_house, key)
                yield name, under_way[name]

        run_all(missing(), self.on, finish)

    def end(self) -> None:
        """Say what was wrong with files of the store, in a line."""
        if self.store is not None:
            self.store.tell_troubles()

    def _make_ready(self, scenario: Scenario) -> None:
        """Load here, once, what each worker would load for its first replication.

        Once for each scenario in a row of work, as keys are made.
        """
        if self._ready is scenario:
            return
        self._ready = scenario
        if self.asked.engine == "compiled":
            load(scenario)
        kernels.load()
        in_order_of_need()

    def _insist(self, scenario: Scenario) -> None:
        """InputError where the compiled engine cannot simulate a scenario; looked at once each."""
        if self._insisted is not scenario:
            insist(scenario)
            self._insisted = scenario

    def _key(self, work: Work) -> str:
        """The key of a scenario, made once for each scenario in a row of work."""
        scenario, key = self._keys.get(id(work.scenario), (None, ""))
        if scenario is not work.scenario:
            key = replication_key(work.scenario)
            if len(self._keys) > 1000:
                self._keys.clear()
            self._keys[id(work.scenario)] = work.scenario, key
        return key
