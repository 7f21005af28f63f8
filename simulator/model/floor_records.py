"""From the floor's records to the Timeline: tours, stretches of work, machines that were down."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.engine.record import Record
from simulator.engine.stations import Station
from simulator.model.floor import Floor
from simulator.results.timeline import DownTime, Place
from simulator.results.tour_log import TourLog
from simulator.stages import INBOUND
from simulator.stages.picking.process import Picking
from simulator.stages.picking.tours import TourRow
from simulator.units import NEVER

_NONE = np.empty(0, dtype=np.int64)
NO_TOURS = TourLog(
    _NONE, _NONE.astype(np.int16), _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE
)


def tour_log(picking: Picking, record: Record, n: int) -> TourLog:
    """The tours that the model kept; those of zones also become visits and spells.

    An order's picking begins with the first of its zones' tours, which is also whom it is under.
    """
    rows = picking.rows
    if picking.in_zones:
        _enter_zones(rows, record, n)
    else:
        for row in rows:
            first = min(row.orders)
            row.queued = record.queued["picking"][first]
            row.began, row.ended = record.began["picking"][first], record.ended["picking"][first]
    rows = sorted(rows, key=lambda row: (row.queued, row.number, row.zone))

    def column(name: str) -> npt.NDArray[np.int64]:
        return np.array([getattr(row, name) for row in rows], dtype=np.int64)

    return TourLog(
        number=column("number"),
        zone=column("zone").astype(np.int16),
        orders=np.array([len(row.orders) for row in rows], dtype=np.int64),
        members=np.array([order for row in rows for order in row.orders], dtype=np.int64),
        lines=column("lines"),
        units=column("units"),
        walk=column("walk"),
        queued=column("queued"),
        began=column("began"),
        ended=column("ended"),
    )


def _enter_zones(rows: list[TourRow], record: Record, n: int) -> None:
    began, server = record.began["picking"], record.server["picking"]
    for row in sorted(rows, key=lambda row: (row.began, row.number, row.zone)):
        if row.began == NEVER:
            continue
        for order in row.orders:
            if began[order] == NEVER:
                began[order], server[order] = row.began, row.server
        if not row.stopped:
            stretch = record.stretch("picking", row.orders, row, row.server, row.began, row.zone)
            stretch.ended = row.ended


def places_of(floor: Floor) -> dict[str, tuple[Place, ...]]:
    """Zones and lanes by activity, or the whole of it, with who may work there."""
    return {
        activity: tuple(
            Place(station.name, tuple(crew.index for crew in station.crews), station.machines)
            for station in stations
        )
        for activity, stations in _by_activity(floor).items()
    }


def equipment_of(floor: Floor) -> dict[str, int]:
    """Benches and printers by activity, where all its stations have a limited number."""
    counts: dict[str, int] = {}
    for activity, stations in _by_activity(floor).items():
        machines = [station.machines for station in stations]
        if None not in machines and activity != "picking":
            counts[activity] = sum(number for number in machines if number is not None)
    return counts


def down_time(floor: Floor) -> dict[str, DownTime]:
    """Machines that were down, by activity, where they can be."""
    spans = {}
    for activity, stations in _by_activity(floor).items():
        failing = [station.failing for station in stations if station.failing is not None]
        if failing:
            spans[activity] = _down(
                [
                    (at, -1 - k, machine, change, failure)
                    for k, each in enumerate(failing)
                    for at, machine, change, failure in each.down
                ]
            )
    return spans


def _by_activity(floor: Floor) -> dict[str, list[Station]]:
    stations: dict[str, list[Station]] = {}
    for station in floor.stations.values():
        if station.name not in INBOUND:
            stations.setdefault(station.activity, []).append(station)
    return stations


def _down(changes: list[tuple[int, int, int, int, int]]) -> DownTime:
    """A machine with a failure within an outage is down once."""
    causes: dict[tuple[int, int], int] = {}
    down, steps, failed = 0, {0: 0}, []
    for at, station, machine, change, failure in sorted(changes):
        before = causes.get((station, machine), 0)
        causes[station, machine] = before + change
        down += (before + change > 0) - (before > 0)
        steps[at] = down
        if failure and change > 0:
            failed.append(at)
    return DownTime(
        time=np.array(list(steps), dtype=np.int64),
        down=np.array(list(steps.values()), dtype=np.int64),
        failed=np.array(failed, dtype=np.int64),
    )
