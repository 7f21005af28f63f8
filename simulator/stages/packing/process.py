"""Packing in lanes, with a quality check of some orders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from simpy import Event

from simulator.engine.stations import Station
from simulator.model.order_lines import OrderLines
from simulator.model.parcels import Parcels
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.section import Packing as Section
from simulator.workload import Workload


class Packing:
    """Packing benches; a checked order takes longer, and a mispick that is found goes back.

    `stations` are one for all orders, or the lanes for one line and for several; `consolidation` is
    the time of each part that comes from a further zone. A parcel of a
    split order takes the set-up of its order and the time of its own units; only the first one is
    put together from several zones.
    """

    def __init__(
        self,
        section: Section,
        consolidation: int,
        stations: Sequence[Station],
        workload: Workload,
        lines: OrderLines | None,
        parcels: Parcels,
    ) -> None:
        check = section.quality_check
        check_time = check.time if check is not None else 0
        pack = workload.pack
        self._stations = stations
        self._lane = np.minimum(workload.lines > 1, len(stations) - 1).data
        self._each_part = consolidation
        first = pack + check_time * workload.checked
        if self._each_part:
            first += self._each_part * further_zones(workload)
        again = pack + (check_time if check is not None and check.recheck else 0)
        self._pack = first.data
        self._pack_again = again.data
        self._parcels = parcels
        self._workload = workload
        self._lines = lines
        self._check = (check_time * workload.checked).data
        self._rework = workload.times_found_wrong.data

    def pack(self, parcel: int) -> Event:
        """Queue a parcel; the event is the end of packing and, where due, of the check."""
        order = self._parcels.order(parcel)
        lines = self._lines
        if lines is None or not self._parcels.is_split(order):
            return self._stations[self._lane[order]].serve(order, self._pack[order])
        lane, left_out = self._lane_of(lines, parcel), self._time_left_out(lines, parcel)
        if parcel == order:
            left_out += self._each_part * self._zones_left_out(lines, order)
            return lane.serve(order, self._pack[order] - left_out)
        whole = int(self._workload.pack[order]) + self._check[order]
        return lane.serve(parcel, whole - left_out)

    def pack_anew(self, parcel: int) -> Event:
        """Queue a parcel that is sent again: one tour has picked all of it, from all zones."""
        order, lines = self._parcels.order(parcel), self._lines
        whole = int(self._workload.pack[order]) + self._check[order]
        if lines is None or not self._parcels.is_split(order):
            return self._stations[self._lane[order]].serve(parcel, whole)
        return self._lane_of(lines, parcel).serve(
            parcel, whole - self._time_left_out(lines, parcel)
        )

    def pack_again(self, order: int) -> Event:
        """Queue an order whose mispick was found and put right."""
        lines = self._lines
        if lines is None or not self._parcels.is_split(order):
            return self._stations[self._lane[order]].serve(order, self._pack_again[order])
        left_out = self._time_left_out(lines, order)
        return self._lane_of(lines, order).serve(order, self._pack_again[order] - left_out)

    def times_found_wrong(self, parcel: int) -> int:
        """How often the check finds a mispick; further parcels are picked right."""
        return int(self._rework[parcel]) if parcel == self._parcels.order(parcel) else 0

    def _lane_of(self, lines: OrderLines, parcel: int) -> Station:
        several = len(lines.of(parcel)) > 1
        return self._stations[min(int(several), len(self._stations) - 1)]

    def _time_left_out(self, lines: OrderLines, parcel: int) -> int:
        """The time of the units that are in other parcels."""
        order, w = self._parcels.order(parcel), self._workload
        mine = lines.of(parcel)
        units = int(w.units[order]) - sum(int(w.line_units[line]) for line in mine)
        by_units = int(w.pack[order] - w.pack_setup[order])
        return by_units * units // int(w.units[order])

    def _zones_left_out(self, lines: OrderLines, order: int) -> int:
        """The zones of an order from which nothing is in its first parcel."""
        zone = self._workload.storage.zone
        every, mine = (
            {int(zone[lines.sku[line]]) for line in part}
            for part in (lines.of_order(order), lines.of(order))
        )
        return len(every) - len(mine)


def each_part(scenario: Scenario) -> int:
    """Time to put what comes from a further zone to the rest of an order."""
    zones = scenario.picking.method.zones if scenario.picking is not None else None
    return zones.consolidation if zones is not None else 0


def further_zones(workload: Workload) -> np.ndarray:
    """(n,) Zones that an order comes from, after the first."""
    order = np.repeat(np.arange(workload.n), workload.lines)
    zone = workload.storage.zone[workload.line_sku].astype(np.int64)
    parts = np.unique(order * len(workload.storage.zones) + zone) // len(workload.storage.zones)
    further: np.ndarray = np.bincount(parts, minlength=workload.n) - 1
    return further
