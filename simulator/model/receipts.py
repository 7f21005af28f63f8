"""From the records of the dock to what the timeline has of trucks and pallets."""

from __future__ import annotations

from array import array
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.model.floor import Floor
from simulator.model.log import log_of
from simulator.results.timeline import Place, Receipts, Visit
from simulator.stages import INBOUND
from simulator.stages.receiving.process import Receiving


def receipts_of(receiving: Receiving, floor: Floor) -> Receipts:
    """Everything that has happened at the dock by now; pallets by (truck, number on it)."""
    pallets = receiving.pallets
    in_order = np.array(
        sorted(range(len(pallets)), key=lambda row: (pallets[row].truck, pallets[row].number)),
        dtype=np.int64,
    )
    log = log_of(receiving.record, np.arange(len(pallets)), np.argsort(in_order))
    first = {name: visit.rows(in_order) for name, visit in log.first.items()}
    stations = {name: floor.stations[name] for name in INBOUND if name in floor.stations}

    def column(name: str) -> npt.NDArray[np.int64]:
        return np.array([getattr(pallets[row], name) for row in in_order], dtype=np.int64)

    return Receipts(
        came=_moments(receiving.came),
        docked=_moments(receiving.docked),
        unloaded=_moments(receiving.unloaded),
        truck=column("truck"),
        number=column("number"),
        sku=column("sku"),
        units=column("units"),
        log=replace(log, first=_plain(first)),
        places={
            name: Place(name, tuple(crew.index for crew in station.crews), None)
            for name, station in stations.items()
        },
    )


def _plain(first: dict[str, Visit]) -> dict[str, Visit]:
    """The same in the order in which pallets go through them."""
    return {name: first[name] for name in INBOUND if name in first}


def _moments(values: array[int]) -> npt.NDArray[np.int64]:
    return np.frombuffer(values, dtype=np.int64)
