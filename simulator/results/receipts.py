"""The log of the dock: suppliers' trucks and what was done with their pallets."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.results.columns import Columns, Known, Words, arrays, moments
from simulator.results.timeline import Receipts, Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages import INBOUND
from simulator.stages.receiving.trucks import Trucks
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]

OF_TRUCKS = ("appointment", "door")
ACTIVITIES_AT_THE_DOCK = (*OF_TRUCKS, *INBOUND)
_NONE = -1


def receipts_table(scenario: Scenario, workload: Workload, timeline: Timeline) -> Columns:
    """The columns of `columns.RECEIPTS`; receiving is on."""
    trucks, receipts = workload.of_receiving, timeline.of_receiving
    rows = _rows(trucks, receipts)
    key = np.where(rows["began"] == NEVER, rows["queued"], rows["began"])
    by = np.lexsort((rows["activity"], rows["pallet"], rows["truck"], key))
    ordered = {name: column[by] for name, column in rows.items()}
    dates, sku = scenario.clock.calendar, ordered["sku"]
    return arrays(
        {
            "truck": ordered["truck"] + 1,
            "supplier": Words(trucks.supplier[ordered["truck"]], trucks.suppliers),
            "pallet": Known(ordered["pallet"] + 1, ordered["pallet"] != _NONE),
            "sku": Words(sku, workload.supply.sku),
            "units": Known(ordered["units"], sku != _NONE),
            "activity": Words(ordered["activity"], ACTIVITIES_AT_THE_DOCK),
            "queued_at": moments(ordered["queued"], dates),
            "began_at": moments(ordered["began"], dates),
            "ended_at": moments(ordered["ended"], dates),
            "done_by": Words(ordered["done_by"], timeline.crews),
        }
    )


def _rows(trucks: Trucks, receipts: Receipts) -> dict[str, Numbers]:
    """Every row: appointments, doors, and the work at pallets; -1 is missing."""
    every = np.arange(len(trucks.supplier))
    came = np.flatnonzero(receipts.came != NEVER)
    parts = [
        _part(0, every, trucks.appointment, receipts.came, receipts.came),
        _part(1, came, receipts.came[came], receipts.docked[came], receipts.unloaded[came]),
    ]
    for name, visit in receipts.log.first.items():
        rows = np.flatnonzero(visit.queued != NEVER)
        part = _part(
            ACTIVITIES_AT_THE_DOCK.index(name),
            receipts.truck[rows],
            visit.queued[rows],
            visit.began[rows],
            visit.ended[rows],
        )
        parts.append(
            part
            | {
                "pallet": receipts.number[rows],
                "sku": receipts.sku[rows],
                "units": receipts.units[rows],
                "done_by": visit.server[rows].astype(np.int64),
            }
        )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _part(
    activity: int, truck: Numbers, queued: Numbers, began: Numbers, ended: Numbers
) -> dict[str, Numbers]:
    none = np.full(len(truck), _NONE, dtype=np.int64)
    return {
        "truck": truck,
        "pallet": none,
        "sku": none,
        "units": none,
        "activity": np.full(len(truck), activity, dtype=np.int64),
        "queued": queued,
        "began": began,
        "ended": ended,
        "done_by": none,
    }
