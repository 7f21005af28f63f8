"""Packing, with a quality check of some orders."""

from __future__ import annotations

from simpy import Event

from simulator.model.floor import Station
from simulator.scenario.packing import Packing as PackingSection
from simulator.workload import Workload


class Packing:
    """Packing benches; a checked order takes longer, and a mispick that is found goes back."""

    def __init__(self, section: PackingSection, station: Station, workload: Workload) -> None:
        self._station = station
        check = section.quality_check.time if section.quality_check else 0
        self._pack = workload.pack.tolist()
        self._pack_and_check = (workload.pack + check * workload.checked).tolist()
        self._found = (workload.mispicked & workload.checked & workload.check_finds).tolist()

    def pack(self, order: int) -> Event:
        """Queue an order; the event is the end of packing and, where due, of the check."""
        return self._station.serve(order, self._pack_and_check[order])

    def pack_again(self, order: int) -> Event:
        """Queue an order whose mispick was found and put right."""
        return self._station.serve_again(order, self._pack[order], visit=2)

    def found_wrong(self, order: int) -> bool:
        """Whether the check found a mispick."""
        return bool(self._found[order])
