"""The tandem of tandem.yaml in Ciw (Palmer et al. 2019), where it is installed; in seconds."""

from __future__ import annotations

import math
from importlib.util import find_spec
from typing import Any

from simulator.verification.passages import END, Passages, StationWaits, passages

PAYMENT, PICKING, PACKING, LABELING = 1, 2, 3, 4
"""Ciw's numbers of the nodes."""


def installed() -> bool:
    """Whether Ciw is there; it is not a dependency."""
    return find_spec("ciw") is not None


def simulate_with_ciw(seed: int) -> Passages:
    """One replication."""
    import ciw

    ciw.seed(seed)
    simulation = ciw.Simulation(_network())
    simulation.simulate_until_max_time(END)
    by_order: dict[int, dict[int, Any]] = {}
    for record in simulation.get_all_records():
        by_order.setdefault(record.id_number, {})[record.node] = record
    done = [nodes for nodes in by_order.values() if LABELING in nodes]
    placed = [nodes[PAYMENT].arrival_date for nodes in done]
    to_label = [nodes[LABELING].exit_date - nodes[PAYMENT].arrival_date for nodes in done]
    waits = [[nodes[k].waiting_time for nodes in done] for k in (PICKING, PACKING, LABELING)]
    return passages(placed, to_label, StationWaits(*waits))


def _network() -> Any:
    import ciw

    forward = [[0.0, 0.92, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0], [0.0] * 4]
    return ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=1 / 12), None, None, None],
        service_distributions=[
            ciw.dists.Exponential(rate=1 / 3),
            ciw.dists.Lognormal(*_lognormal(120.0, 0.6)),
            ciw.dists.Lognormal(*_lognormal(78.0, 0.5)),
            ciw.dists.Deterministic(value=8.0),
        ],
        number_of_servers=[float("inf"), 12, 8, 2],
        routing=forward,
    )


def _lognormal(mean: float, cv: float) -> tuple[float, float]:
    """Mean and sd of the logarithm."""
    variance = math.log1p(cv**2)
    return math.log(mean) - variance / 2, variance**0.5
