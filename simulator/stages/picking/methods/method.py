"""What a way of sharing tours consists of: one record, and what its parts are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from simpy import Event

from simulator.engine.instants import Instants
from simulator.engine.stations import Station, Task
from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.deadlines import Deadlines
from simulator.workload import Workload
from simulator.workload.tasks import Orders

Integers = npt.NDArray[np.int64]

Member = tuple[int, int, int, Event]
"""(priority, time of entry, order, event of its pick) of an order that waits for a tour."""

StartTour = Callable[[Sequence[int], Sequence[Event]], None]
"""Send these orders to picking together, now; the events are those of their picks."""

WorkOf = Callable[[Sequence[int]], int]
"""The time of a tour that picks these orders, its walk included."""

Begin = Callable[[Task, Sequence[Event]], None]
"""Somebody begins this tour: what follows from it, and the events of its orders' picks."""


@dataclass(frozen=True)
class Gathering:
    """What orders are gathered with. `station` is where they queue, with zones the first one."""

    env: Instants
    scenario: Scenario
    workload: Workload
    deadlines: Deadlines
    station: Station
    start: StartTour
    work_of: WorkOf
    begin: Begin


class Gatherer(Protocol):
    """Orders that wait for a tour."""

    def add(self, priority: int, order: int, picked: Event) -> None:
        """An order begins to wait; `picked` is to happen at the end of its tour."""
        ...

    def expect(self, order: int) -> None:
        """An order comes that is on a tour already: note what its coming fixes."""
        ...

    def take_out(self, order: int) -> bool:
        """An order waits no more; False if it is on a tour."""
        ...


def taken_out(waiting: dict[int, list[Member]], order: int) -> int | None:
    """Take an order out of those that wait, by group; its group, None if it does not wait."""
    for group, members in waiting.items():
        rest = [member for member in members if member[2] != order]
        if len(rest) < len(members):
            if rest:
                waiting[group] = rest
            else:
                del waiting[group]
            return group
    return None


def no_remarks(section: Any) -> Iterator[str]:
    """Nothing is different in a run."""
    yield from ()


@dataclass(frozen=True)
class PickingMethod:
    """A way in which orders share tours.

    Its name is the key in `picking.method` that switches it on, whose class in `section.py` has its
    settings and says what has to fit (`misfits`). `words` go on after 'Orders are picked'; `rules`
    are those of its keys that choose a rule or set its limits. `gatherer` has the orders that wait
    in a run. `tours` says for `explain`, without one, what tour each order is on and when that
    leaves, NEVER for an order that waits on; `remarks` what is different in a run.
    """

    name: str
    words: str
    rules: tuple[str, ...]
    gatherer: Callable[[Any, Gathering], Gatherer]
    tours: Callable[[Any, Scenario, Workload, Orders], tuple[Integers, Integers]]
    remarks: Callable[[Any], Iterator[str]] = no_remarks
