"""How long a run takes and how much it leaves, before it is begun."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

from simulator.experiments.explain_demand import Floats, expected_orders
from simulator.experiments.replication import replicate
from simulator.scenario.experiment import Replications
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR

PROBED = 400
"""Orders that are simulated to see how fast this machine is; a hundred before, to warm up."""
BYTES = 240.0
"""Of the order table, event log and stock movements, an order (measured: baseline, small)."""
FOLDER = 0.6e6
"""Bytes of the report and figures of a run folder (measured: baseline, small)."""


@dataclass(frozen=True)
class Size:
    """What a run is expected to take; `replications` is the least that a precision needs."""

    orders: float
    replications: int
    seconds_each: float
    workers: int
    megabytes: float

    @property
    def seconds(self) -> float:
        """Of the whole run, in full rounds of all workers."""
        rounds = -(-self.replications // self.workers)
        return rounds * self.seconds_each


def size(scenario: Scenario, workers: int, coming: Floats | None = None) -> Size:
    """From a short probe on this machine, in proportion to the orders; takes about 0.2 s.

    `coming` are the orders that are expected in each hour, where they are known already.
    """
    coming = expected_orders(scenario) if coming is None else coming
    orders = float(coming.sum())
    planned = scenario.experiment.replications
    least = planned.at_least + planned.look_ahead if isinstance(planned, Replications) else planned
    return Size(
        orders=orders,
        replications=least,
        seconds_each=orders * _seconds_an_order(scenario, coming),
        workers=workers,
        megabytes=(orders * BYTES + FOLDER) / 1e6,
    )


def _seconds_an_order(scenario: Scenario, coming: Floats) -> float:
    """The second of two probes less the first, by the orders between them."""
    probe = partial(_probe, scenario, coming)
    probe(PROBED // 4)
    small, some = probe(PROBED // 4)
    large, more = probe(PROBED)
    return max(large - small, 0.0) / (more - some) if more > some else large / max(more, 1.0)


def _probe(scenario: Scenario, coming: Floats, orders: int) -> tuple[float, float]:
    """Seconds for the first hours of the scenario, and the orders expected in them."""
    total, hours = 0.0, 0
    while total < orders and hours < len(coming):
        total += float(coming[hours])
        hours += 1
    length = min(max(hours * HOUR, HOUR), max(scenario.clock.horizon, HOUR), 28 * DAY)
    clock = scenario.clock.model_copy(update={"warm_up": 0, "run": length, "cool_down": 0})
    began = time.perf_counter()
    replicate(scenario.model_copy(update={"clock": clock}), 0, "none")
    return time.perf_counter() - began, total
