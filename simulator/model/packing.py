"""Packing in lanes, with a quality check of some orders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from simpy import Event

from simulator.model.stations import Station
from simulator.scenario.scenario import Scenario
from simulator.workload import Workload


class Packing:
    """Packing benches; a checked order takes longer, and a mispick that is found goes back.

    `stations` are one for all orders, or the lanes for one line and for several.
    """

    def __init__(self, scenario: Scenario, stations: Sequence[Station], workload: Workload) -> None:
        assert scenario.packing is not None
        check = scenario.packing.quality_check
        check_time = check.time if check is not None else 0
        pack = workload.pack
        self._stations = stations
        self._lane: list[int] = np.minimum(workload.lines > 1, len(stations) - 1).tolist()
        first = pack + check_time * workload.checked + _consolidation(scenario, workload)
        again = pack + (check_time if check is not None and check.recheck else 0)
        self._pack = first.tolist()
        self._pack_again = again.tolist()
        self._rework = np.where(workload.found_wrong, 1 + workload.found_again, 0).tolist()

    def pack(self, order: int) -> Event:
        """Queue an order; the event is the end of packing and, where due, of the check."""
        return self._stations[self._lane[order]].serve(order, self._pack[order])

    def pack_again(self, order: int) -> Event:
        """Queue an order whose mispick was found and put right."""
        return self._stations[self._lane[order]].serve_again(order, self._pack_again[order])

    def times_found_wrong(self, order: int) -> int:
        """How often the check finds a mispick."""
        return int(self._rework[order])


def _consolidation(scenario: Scenario, workload: Workload) -> np.ndarray | int:
    """(n,) Time to put the parts of an order together, by the zones that it comes from."""
    zones = scenario.picking.method.zones if scenario.picking is not None else None
    if zones is None or zones.consolidation == 0:
        return 0
    order = np.repeat(np.arange(workload.n), workload.lines)
    zone = workload.storage.zone[workload.line_sku].astype(np.int64)
    parts = np.unique(order * len(workload.storage.zones) + zone) // len(workload.storage.zones)
    return zones.consolidation * (np.bincount(parts, minlength=workload.n) - 1)
