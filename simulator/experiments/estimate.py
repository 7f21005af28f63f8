"""How long a run takes and how much it leaves, before it is begun."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from simulator.experiments.explain.work import Integers, sampled
from simulator.experiments.running.replication import replicate
from simulator.scenario.experiment import Replications
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR, MINUTE, SECOND
from simulator.workload import Workload
from simulator.workload.tasks import placed

PROBED = 400
"""Orders that are simulated to see how fast this machine is; a hundred before, to warm up."""
BYTES = 240.0
"""Of the order table, event log and stock movements, an order (measured: baseline, small)."""
FOLDER = 0.6e6
"""Bytes of the report and figures of a run folder (measured: baseline, small)."""


@dataclass(frozen=True)
class Size:
    """What a run is expected to take; `replications` is the least that a precision needs."""

    orders: int
    replications: int
    seconds_each: float
    workers: int
    megabytes: float

    @property
    def seconds(self) -> float:
        """Of the whole run, in full rounds of all workers."""
        rounds = -(-self.replications // self.workers)
        return rounds * self.seconds_each


def long(seconds: float, workers: int) -> str:
    """'about 4 min on 2 processes', of the seconds that they all take together."""
    each = seconds / workers
    told = f"{max(each, 1):.0f} s" if each < 120 else f"{each * SECOND / MINUTE:.0f} min"
    return f"about {told} on {workers} process{'es' if workers > 1 else ''}"


def size(scenario: Scenario, workers: int, workload: Workload | None = None) -> Size:
    """From a short probe on this machine, in proportion to the orders; takes about 0.2 s.

    `workload` is that of the first replication, where it is known already.
    """
    moments = np.sort(placed(workload or sampled(scenario, 1)[0]).moment)
    orders = len(moments)
    planned = scenario.experiment.replications
    least = planned.at_least + planned.look_ahead if isinstance(planned, Replications) else planned
    return Size(
        orders=orders,
        replications=least,
        seconds_each=orders * _seconds_an_order(scenario, moments),
        workers=workers,
        megabytes=(orders * BYTES + FOLDER) / 1e6,
    )


def _seconds_an_order(scenario: Scenario, moments: Integers) -> float:
    """The second of two probes less the first, by the orders between them."""
    _probe(scenario, moments, PROBED // 4)
    small, some = _probe(scenario, moments, PROBED // 4)
    large, more = _probe(scenario, moments, PROBED)
    return max(large - small, 0.0) / (more - some) if more > some else large / max(more, 1)


def _probe(scenario: Scenario, moments: Integers, orders: int) -> tuple[float, int]:
    """Seconds for the first hours of the scenario, and the orders placed in them."""
    last = int(moments[min(orders, len(moments)) - 1]) if len(moments) else 0
    length = min(-(-last // HOUR) * HOUR or HOUR, 28 * DAY)
    clock = scenario.clock.model_copy(update={"warm_up": 0, "run": length, "cool_down": 0})
    began = time.perf_counter()
    replicate(scenario.model_copy(update={"clock": clock, "state": None}), 0, "none")
    return time.perf_counter() - began, int((moments < length).sum())
